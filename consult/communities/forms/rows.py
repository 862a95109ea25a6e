"""What is filled in about a community row by row: languages, parts, conditions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.communities.enums import ConditionSource
from consult.communities.models import PART_NAME_MAX, Community
from consult.languages.models import Language
from projects.models import Level

_HUNDRED = Decimal(100)
_SHARE = Decimal("0.001")


class PercentField(forms.DecimalField):
    """A share of the people, written in hundredths: 92.5 is 0.925."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=Decimal(0),
            max_value=_HUNDRED,
            max_digits=4,
            decimal_places=1,
            required=False,
            **options,
        )

    def clean(self, value: object) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else (percent / _HUNDRED).quantize(_SHARE)

    def prepare_value(self, value: object) -> object:
        """Show a stored share in hundredths; leave what was typed as it was."""
        return plain(value * _HUNDRED) if isinstance(value, Decimal) else value


def plain(number: Decimal) -> str:
    """Write a number without the zeros a column adds: 92, 92.5, -91.15."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


class LanguageRow(forms.Form):
    """A language and by how many it is spoken."""

    language = forms.ModelChoiceField(
        label=_("Idioma"),
        queryset=Language.objects.none(),
        required=False,
        empty_label=_("Ninguno más"),
    )
    share = PercentField(label=_("De cada 100 personas, ¿cuántas lo hablan en casa?"))

    def clean(self) -> dict[str, Any]:
        """Ask for the language where only a number was written."""
        said = dict(super().clean() or {})
        if said.get("share") is not None and not said.get("language"):
            self.add_error("language", _("Diga de qué idioma es esta cifra."))
        return said


class PartRow(forms.Form):
    """A named part of the community and how many households live in it."""

    name = forms.CharField(
        label=_("Nombre de la parte"),
        max_length=PART_NAME_MAX,
        required=False,
    )
    households = forms.IntegerField(
        label=_("Familias que viven en ella"),
        min_value=1,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the half of a row that is missing."""
        said = dict(super().clean() or {})
        if self.errors:
            return said
        if said.get("name") and said.get("households") is None:
            self.add_error("households", _("Escriba cuántas familias viven en ella."))
        if said.get("households") is not None and not said.get("name"):
            self.add_error("name", _("Escriba el nombre de esta parte."))
        return said


class ConditionRow(forms.Form):
    """How many households stood on a step, from where and when."""

    level = forms.ModelChoiceField(
        label=_("Cómo viven"),
        queryset=Level.objects.select_related("ladder"),
        required=False,
        empty_label=_("Ninguna más"),
    )
    households = forms.IntegerField(
        label=_("Familias que viven así"),
        min_value=0,
        required=False,
    )
    asked = forms.IntegerField(
        label=_("Familias preguntadas"),
        min_value=1,
        required=False,
    )
    source = forms.ChoiceField(
        label=_("De dónde se sabe"),
        choices=[("", _("Elija uno")), *ConditionSource.choices],
        required=False,
    )
    source_note = forms.CharField(label=_("Cuál"), max_length=160, required=False)
    as_of = forms.DateField(
        label=_("Fecha"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of a row once something of it was filled in."""
        said = dict(super().clean() or {})
        if not self.has_changed() or self.errors:
            return said
        for name in ("level", "households", "asked", "source", "as_of"):
            if said.get(name) in (None, ""):
                self.add_error(name, _("Falta esto para guardar la fila."))
        return said


def known_languages(community: Community | None) -> list[dict[str, Any]]:
    """Return the rows of what is known of a community, filled in."""
    if community is None:
        return []
    return [
        {"language": each.language_id, "share": each.share}
        for each in community.languages.all()
    ]


def known_conditions(community: Community | None) -> list[dict[str, Any]]:
    """Return the rows of what is known of a community, filled in."""
    if community is None:
        return []
    return [
        {
            "level": each.level_id,
            "households": each.households,
            "asked": each.asked,
            "source": each.source,
            "source_note": each.source_note,
            "as_of": each.as_of,
        }
        for each in community.conditions.all()
    ]


def known_parts(community: Community | None) -> list[dict[str, Any]]:
    """Return the rows of the parts that are in use, filled in."""
    if community is None:
        return []
    return [
        {"name": each.name, "households": each.households}
        for each in community.parts.filter(in_use=True)
    ]
