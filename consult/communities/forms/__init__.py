"""What is filled in about a community; its lists are in `rows`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pycountry
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consult.communities.enums import PresentGroup, StopReason
from consult.communities.facts import ConditionFacts, PartFacts, PlaceFacts
from consult.communities.forms.rows import (
    ConditionRow,
    LanguageRow,
    PartRow,
    PercentField,
    known_conditions,
    known_languages,
    known_parts,
    plain,
)
from consult.communities.models import Community
from consult.communities.queries import languages_for, levels_by_ladder
from consult.languages.models import Language
from projects.enums import Country
from projects.models import Level, Place

# Empty rows offered each time; saving offers as many again.
_EMPTY_LANGUAGES, _EMPTY_PARTS, _EMPTY_CONDITIONS = 3, 3, 3


@cache
def departments() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the departments of the three countries by ISO 3166-2."""
    return [
        (
            str(country.label),
            sorted(
                (
                    (each.code, each.name)
                    for each in pycountry.subdivisions.get(  # type: ignore[no-untyped-call]
                        country_code=country.value,
                    )
                ),
                key=lambda pair: pair[1],
            ),
        )
        for country in Country
    ]


class PlaceForm(forms.Form):
    """A place that is not in the list yet."""

    name = forms.CharField(
        label=_("Nombre de la comunidad"),
        max_length=120,
        help_text=_("Como la llama su gente, con su propia escritura."),
    )
    adm1_code = forms.ChoiceField(
        label=_("País y departamento"),
        choices=lambda: [("", _("Elija uno")), *departments()],
    )
    adm2_name = forms.CharField(label=_("Municipio"), max_length=120, required=False)

    def facts(self) -> PlaceFacts:
        """Return what the action takes, from a valid form."""
        said = self.cleaned_data
        return PlaceFacts(
            name=said["name"],
            country=said["adm1_code"].partition("-")[0],
            adm1_code=said["adm1_code"],
            adm2_name=said["adm2_name"],
        )


class PeopleForm(forms.Form):
    """How many people live there, and which of them are easily not heard."""

    households = forms.IntegerField(label=_("Familias que viven allí"), min_value=1)
    population = forms.IntegerField(
        label=_("Personas"),
        min_value=1,
        required=False,
        help_text=_("Si nadie las ha contado, déjelo vacío."),
    )
    women_share = PercentField(label=_("De cada 100 personas, ¿cuántas son mujeres?"))
    young_share = PercentField(
        label=_("De cada 100 personas, ¿cuántas tienen de 14 a 29 años?"),
    )
    indigenous = forms.BooleanField(
        label=_("La comunidad es de un pueblo indígena"),
        required=False,
        help_text=_("Entonces la consulta pide más tiempo y más reuniones."),
    )
    latitude = forms.DecimalField(
        label=_("Latitud"),
        max_digits=8,
        decimal_places=5,
        required=False,
    )
    longitude = forms.DecimalField(
        label=_("Longitud"),
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("Se guarda solo aproximada, para no señalar ninguna casa."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in PresentGroup:
            self.fields[f"present_{group}"] = forms.BooleanField(
                label=group.label,
                required=False,
            )
            self.fields[f"group_{group}"] = forms.IntegerField(
                label=_("¿Cuántas familias?"),
                min_value=1,
                required=False,
                help_text=_("Si nadie las contó, déjelo vacío."),
            )

    @property
    def groups(self) -> list[dict[str, forms.BoundField]]:
        """Return each group's two fields: whether it is there, and how many."""
        return [
            {"present": self[f"present_{group}"], "count": self[f"group_{group}"]}
            for group in PresentGroup
        ]

    @property
    def plain(self) -> list[forms.BoundField]:
        """Return the fields that are not about a group."""
        return [self[name] for name in PeopleForm.base_fields]

    def facts(self) -> dict[str, Any]:
        """Return what the action takes, from a valid form."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in PeopleForm.base_fields},
            "groups_present": {
                str(group): said[f"group_{group}"]
                for group in PresentGroup
                # A number alone says that they are there.
                if said[f"present_{group}"] or said[f"group_{group}"] is not None
            },
        }


@dataclass
class CommunityForms:
    """The forms of one page: the place where it is new, the people, and three lists."""

    place: PlaceForm | None
    people: PeopleForm
    languages: "forms.BaseFormSet[LanguageRow]"
    parts: "forms.BaseFormSet[PartRow]"
    conditions: "forms.BaseFormSet[ConditionRow]"

    @classmethod
    def of(
        cls,
        data: QueryDict | None,
        *,
        community: Community | None,
        with_place: bool = False,
    ) -> "CommunityForms":
        """Return the forms, filled with what was typed or with what is known."""
        languages = forms.formset_factory(LanguageRow, extra=_EMPTY_LANGUAGES)
        parts = forms.formset_factory(PartRow, extra=_EMPTY_PARTS)
        conditions = forms.formset_factory(ConditionRow, extra=_EMPTY_CONDITIONS)
        made = cls(
            place=PlaceForm(data) if with_place else None,
            people=PeopleForm(data, initial=_people(community)),
            languages=languages(
                data,
                prefix="languages",
                initial=known_languages(community),
            ),
            parts=parts(data, prefix="parts", initial=known_parts(community)),
            conditions=conditions(
                data,
                prefix="conditions",
                initial=known_conditions(community),
            ),
        )
        made._choices(community)
        return made

    def is_valid(self) -> bool:
        """Say whether all of them are, checking every one so that all errors show."""
        found = [each.is_valid() for each in self._all()]
        return all(found)

    @property
    def has_errors(self) -> bool:
        """Say whether something has to be mended."""
        return any(
            [
                bool(self.place and self.place.errors),
                bool(self.people.errors),
                any(self.languages.errors),
                any(self.parts.errors),
                any(self.conditions.errors),
            ],
        )

    def facts(self, place: Place | None) -> dict[str, Any]:
        """Return what the action takes, from valid forms; `place` where it is known."""
        return {
            "place": self.place.facts() if self.place else place,
            **self.people.facts(),
            "languages": {
                row["language"]: row["share"]
                for row in self.languages.cleaned_data
                if row.get("language")
            },
            "parts": [
                PartFacts(**row) for row in self.parts.cleaned_data if row.get("name")
            ],
            "conditions": [
                ConditionFacts(**row)
                for row in self.conditions.cleaned_data
                if row.get("level")
            ],
        }

    def add_error(self, field: str | None, sentence: str) -> None:
        """Show a refusal by the field it is about, where there is one."""
        if self.place and field in self.place.fields:
            self.place.add_error(field, sentence)
        else:
            self.people.add_error(
                field if field in self.people.fields else None,
                sentence,
            )

    def _all(self) -> list[Any]:
        return [
            each
            for each in (
                self.place,
                self.people,
                self.languages,
                self.parts,
                self.conditions,
            )
            if each is not None
        ]

    def _choices(self, community: Community | None) -> None:
        """Offer the choices, read once for all rows."""
        languages = [(each.pk, str(each)) for each in languages_for(community)]
        levels = levels_by_ladder()
        for row in self.languages.forms:
            _offer(row.fields["language"], Language.objects.all(), languages)
        for condition in self.conditions.forms:
            _offer(condition.fields["level"], Level.objects.all(), levels)


def _offer(
    field: forms.Field,
    queryset: QuerySet[Model],
    choices: Sequence[tuple[object, object]],
) -> None:
    chosen = cast("forms.ModelChoiceField[Model]", field)
    chosen.queryset = queryset
    chosen.choices = [("", str(chosen.empty_label)), *choices]


def _people(community: Community | None) -> Mapping[str, Any]:
    if community is None:
        return {}
    known = {name: getattr(community, name) for name in PeopleForm.base_fields}
    for name in ("latitude", "longitude"):
        if known[name] is not None:
            known[name] = plain(known[name])
    for code, count in community.groups_present.items():
        known[f"present_{code}"] = True
        known[f"group_{code}"] = count
    return known


class StopForm(forms.Form):
    """Why nothing of a community is published from now on."""

    reason = forms.ChoiceField(
        label=_("¿Por qué no se publica?"),
        choices=StopReason.choices,
        widget=forms.RadioSelect,
        help_text=_("La razón no se publica tampoco."),
    )
