"""Components, assumptions, people and places."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from projects.enums import Country, Severity, TargetGroup
from projects.facts import AssumptionFacts, PlaceFacts
from projects.forms.fields import (
    NeededChoice,
    NeededLater,
    NeededShare,
    NeededText,
    PlainForm,
    SectorField,
)
from projects.forms.money import PlacesField
from projects.known import Known
from projects.models import (
    DEFAULT_TOLERANCE,
    Assumption,
    Component,
    Ladder,
    Level,
    Place,
    Prerequisite,
    PurposeCode,
)
from projects.policies import departments
from projects.wording import spanish

KEEP, DROP = "keep", "drop"


class ComponentForm(PlainForm):
    """One part of the design in one sector."""

    title = forms.CharField(
        label=_("Qué se entrega"),
        max_length=160,
        help_text=_("Por ejemplo: un chorro de agua en cada casa."),
        error_messages={"required": _("Falta decir qué se entrega.")},
    )
    description = NeededText(
        label=_("Cómo"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Con palabras de todos los días."),
    )
    purpose_code = SectorField(
        label=_("Sector"),
        queryset=PurposeCode.objects.filter(active=True),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Busque el sector y escoja uno de la lista."),
            "invalid_choice": _("Ese sector ya no se usa. Escoja otro."),
        },
    )

    @staticmethod
    def initial_of(component: Component) -> dict[str, Any]:
        """Return what is stored, in Spanish."""
        return {
            "title": spanish(component, "title"),
            "description": spanish(component, "description"),
            "purpose_code": component.purpose_code_id,
        }


class LevelField(NeededLater, forms.ModelChoiceField[Level]):
    """A step of a ladder."""

    def label_from_instance(self, obj: Level) -> str:
        """Return the step's name."""
        return obj.name


class DecisionForm(PlainForm):
    """What an author decides about one usual assumption, or changes in any."""

    decision = forms.ChoiceField(
        label=_("¿Se da por hecho?"),
        choices=[
            (KEEP, _("Sí, tiene que ser cierto")),
            (DROP, _("No, lo quitamos")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    dropped_reason = NeededText(
        label=_("Por qué se quita"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Todos podrán leerlo."),
    )
    despite_reason = NeededText(
        label=_("Por qué lo da por hecho aunque se sabe otra cosa"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Sin esto no se puede publicar. Todos podrán leerlo."),
    )
    minimum_level = LevelField(
        label=_("Lo menos que hace falta"),
        # Every step there is: the action says so when one is of another ladder.
        queryset=Level.objects.select_related("ladder"),
        empty_label=None,
    )
    severity = NeededChoice(label=_("Si no se cumple"), choices=Severity.choices)
    tolerance = NeededShare(
        label=_("De cada 100 familias, cuántas pueden no tenerlo"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        component: Component,
        assumption: Assumption | None,
        prerequisite: Prerequisite | None,
        levels: list[Level],
        known: Sequence[Known] = (),
    ) -> None:
        """Know what the decision is about, and offer the steps of its ladder.

        Where something else is `known`, it asks why it is taken for granted.
        """
        self.component = component
        self.known = known
        self.assumption = assumption
        self.prerequisite = prerequisite
        # By the row of the table where there is one: it stays the same when the
        # assumption is adopted meanwhile.
        row, mark = (prerequisite, "p") if prerequisite else (assumption, "a")
        super().__init__(
            data,
            prefix=f"{mark}{row.pk if row else 0}",
            initial=self._initial(),
        )
        field = self.fields["minimum_level"]
        if levels and isinstance(field, LevelField):
            field.choices = [(each.pk, each.name) for each in levels]
        elif not levels:
            del self.fields["minimum_level"]
        if assumption is not None and prerequisite is None:
            del self.fields["decision"], self.fields["dropped_reason"]
        if not self.is_contradicted and not self.initial.get("despite_reason"):
            del self.fields["despite_reason"]

    def _initial(self) -> dict[str, Any]:
        if self.assumption is not None:
            return {
                "decision": DROP if self.assumption.is_dropped else KEEP,
                "dropped_reason": self.assumption.dropped_reason,
                "despite_reason": self.assumption.despite_reason,
                "minimum_level": self.assumption.minimum_level_id,
                "severity": self.assumption.severity,
                "tolerance": self.assumption.tolerance,
            }
        row = self.prerequisite
        return {
            "minimum_level": row.minimum_level_id if row else None,
            "severity": row.severity if row else None,
            "tolerance": DEFAULT_TOLERANCE,
        }

    @property
    def subject(self) -> Assumption | Prerequisite | None:
        """Return the row whose words are shown."""
        return self.assumption or self.prerequisite

    @property
    def is_contradicted(self) -> bool:
        """Say whether something else is known in one of the places."""
        return any(each.contradicts for each in self.known)

    @property
    def was_sent(self) -> bool:
        """Say whether the page that was sent had this form at all."""
        return self.add_prefix("severity") in self.data

    @property
    def is_decided(self) -> bool:
        """Say whether there is something to write."""
        return "decision" not in self.fields or bool(self["decision"].value())

    @property
    def is_folded(self) -> bool:
        """Say whether it is saved and nothing more is to be written or mended."""
        return (
            self.assumption is not None and not self.is_contradicted and not self.errors
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where the assumption is to be dropped."""
        said = super().clean() or self.cleaned_data
        if said.get("decision") == DROP and not said.get("dropped_reason", "").strip():
            self.add_error(
                "dropped_reason",
                _("Para quitarlo escriba por qué. Todos podrán leerlo."),
            )
        return said

    def facts(self) -> AssumptionFacts:
        """Return what the action takes, from a valid form."""
        said = self.cleaned_data
        dropped = said.get("decision") == DROP
        return AssumptionFacts(
            pk=self.assumption.pk if self.assumption else None,
            component=self.component,
            prerequisite=self.prerequisite,
            minimum_level=said.get("minimum_level"),
            severity=said.get("severity") or None,
            tolerance=said.get("tolerance"),
            dropped_reason=said.get("dropped_reason", "") if dropped else "",
            despite_reason=said.get("despite_reason"),
        )


class OwnAssumptionForm(PlainForm):
    """An assumption of the author's own."""

    text = forms.CharField(
        label=_("Qué se da por hecho"),
        max_length=240,
        help_text=_("Como una frase que la gente pueda decir si es cierta o no."),
        error_messages={"required": _("Falta la frase.")},
    )
    minimum_level = LevelField(
        label=_("Cómo se pregunta"),
        queryset=Level.objects.filter(active=True, ladder__active=True).select_related(
            "ladder",
        ),
        help_text=_(
            "Con sí o no; o con los dibujos de una escalera, y entonces escoja el "
            "peldaño mínimo.",
        ),
    )
    severity = forms.ChoiceField(
        label=_("Si no se cumple"),
        choices=Severity.choices,
        initial=Severity.HIGH,
    )
    tolerance = NeededShare(
        label=_("De cada 100 familias, cuántas pueden no tenerlo"),
        initial=DEFAULT_TOLERANCE,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )

    def __init__(
        self,
        *args: Any,
        ladders: list[Ladder],
        **kwargs: Any,
    ) -> None:
        """Offer the steps by their ladders; the lowest of each is no condition."""
        super().__init__(*args, **kwargs)
        field = self.fields["minimum_level"]
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [
                ("", _("Con sí o no")),
                *(
                    (
                        ladder.name,
                        [(level.pk, level.name) for level in _steps(ladder)[1:]],
                    )
                    for ladder in ladders
                ),
            ]


def _steps(ladder: Ladder) -> list[Level]:
    return sorted(
        (level for level in ladder.levels.all() if level.active),
        key=lambda level: level.rank,
    )


class NewPlaceForm(PlainForm):
    """A place that is not in the list; blank when it is."""

    name = forms.CharField(
        label=_("Nombre de la comunidad"),
        max_length=120,
        required=False,
        help_text=_("Como la llama su gente, con su propia escritura."),
    )
    adm1_code = forms.ChoiceField(
        label=_("País y departamento"),
        choices=lambda: [
            ("", _("Escoja uno")),
            *((Country(code).label, rows) for code, rows in departments().items()),
        ],
        required=False,
    )
    adm2_name = forms.CharField(label=_("Municipio"), max_length=120, required=False)

    def facts(self) -> PlaceFacts | None:
        """Return what was typed, or None when nothing was."""
        said = self.cleaned_data
        if not said["name"].strip():
            return None
        return PlaceFacts(
            name=said["name"],
            country=said["adm1_code"].partition("-")[0],
            adm1_code=said["adm1_code"],
            adm2_name=said["adm2_name"],
        )


class PlacesForm(PlainForm):
    """In which communities it happens."""

    places = PlacesField(
        label=_("Comunidades"),
        queryset=Place.objects.all(),
        required=False,
        error_messages={"invalid_choice": _("Esa comunidad ya no está en la lista.")},
    )

    def __init__(
        self,
        *args: Any,
        offered: list[Place],
        **kwargs: Any,
    ) -> None:
        """Offer the places chosen, and those that were looked for."""
        super().__init__(*args, **kwargs)
        field = self.fields["places"]
        # Shown as one that has to be filled in; an empty draft may be saved.
        if isinstance(field, PlacesField):
            field.choices = [
                (each.pk, field.label_from_instance(each)) for each in offered
            ]


class GroupsForm(PlainForm):
    """For whom a component is."""

    groups = forms.MultipleChoiceField(
        choices=TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        component: Component,
    ) -> None:
        """Ask for one component, by its title."""
        self.component = component
        super().__init__(
            data,
            prefix=f"c{component.pk}",
            initial={"groups": component.target_groups},
        )
        self.fields["groups"].label = component.title
