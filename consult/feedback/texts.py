"""Texts by language: what there is in each, and nothing in place of what is not."""

from django.conf import settings

from consult.web.fallbacks import SOURCE_LANGUAGE
from projects.models import Assumption

Texts = dict[str, str]


def columns_of(obj: object, field_name: str) -> Texts:
    """Return the texts of a field that has one column a language, where it has one."""
    texts = {
        code: str(getattr(obj, f"{field_name}_{code}", None) or "").strip()
        for code, _name in settings.LANGUAGES
    }
    return {code: text for code, text in texts.items() if text}


def statement_texts(assumption: Assumption) -> Texts:
    """Return what a design takes for granted, by language.

    Where an author kept the standard table's own sentence, its translations hold.
    """
    texts = columns_of(assumption, "text")
    usual = assumption.prerequisite
    if usual is not None:
        table = columns_of(usual, "text")
        if table.get(SOURCE_LANGUAGE) == texts.get(SOURCE_LANGUAGE):
            texts = table | texts
    return texts
