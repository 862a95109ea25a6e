"""The columns of what is proposed hold what is published, and nothing else.

Standard tables and designs have a column for each interface language. The questions of
a consultation have such columns too, and are left alone: what was asked stays as it was
asked, and the page finds what was published since by the Spanish.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Model
from modeltranslation.translator import translator

from consult.languages.models import Rendering
from consult.web.fallbacks import SOURCE_LANGUAGE


def fill_columns(rendering: Rendering) -> None:
    """Write a published text wherever its Spanish stands and there is room for it."""
    for model, name, column in _columns(rendering):
        field = model._meta.get_field(column)
        most = field.max_length if isinstance(field, CharField) else None
        if most is None or len(rendering.text) <= most:
            model._default_manager.filter(
                **{f"{name}_{SOURCE_LANGUAGE}": rendering.source},
            ).update(**{column: rendering.text})


def empty_columns(rendering: Rendering) -> None:
    """Take a text that is no longer published away, wherever it was written."""
    for model, _name, column in _columns(rendering):
        model._default_manager.filter(**{column: rendering.text}).update(
            **{column: None},
        )


def _columns(rendering: Rendering) -> Iterator[tuple[type[Model], str, str]]:
    code = rendering.language.interface_code
    if code in {"", SOURCE_LANGUAGE} or code not in dict(settings.LANGUAGES):
        return
    for model in translator.get_registered_models(abstract=False):
        if model._meta.app_config is not apps.get_app_config("projects"):
            continue
        for name in translator.get_options_for_model(model).all_fields:
            yield model, name, f"{name}_{code}"
