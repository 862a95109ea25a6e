"""Budget lines, tranches and earlier projects."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.enums import BudgetCategory
from projects.facts import LineFacts, RecordFacts, TrancheFacts
from projects.forms.fields import (
    NeededAmount,
    NeededChoice,
    NeededDate,
    NeededOrganisation,
    NeededQuantity,
    NeededText,
    PlainForm,
    SectorField,
)
from projects.forms.rows import RowForm
from projects.models import (
    BudgetLine,
    Component,
    Design,
    Organisation,
    Place,
    PurposeCode,
    TrackRecord,
    Tranche,
)


class ComponentField(forms.ModelChoiceField[Component]):
    """A component by its title."""

    def label_from_instance(self, obj: Component) -> str:
        """Return the title."""
        return obj.title


class LineForm(RowForm):
    """One line of the budget."""

    TYPED: ClassVar[tuple[str, ...]] = ("description", "quantity", "unit_cost")

    category = NeededChoice(
        label=_("Tipo de gasto"),
        choices=[("", _("Escoja uno")), *BudgetCategory.choices],
    )
    description = NeededText(label=_("En qué"), max_length=160)
    quantity = NeededQuantity(label=_("Cantidad"))
    unit = forms.CharField(label=_("Unidad"), max_length=30, required=False)
    unit_cost = NeededAmount(label=_("Costo de cada una"))
    component = ComponentField(
        label=_("Componente"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("Todo el proyecto"),
    )

    def __init__(
        self,
        *args: Any,
        components: list[Component],
        **kwargs: Any,
    ) -> None:
        """Offer the components of the draft."""
        super().__init__(*args, **kwargs)
        field = self.fields["component"]
        if isinstance(field, ComponentField):
            field.queryset = Component.objects.filter(
                pk__in=[each.pk for each in components],
            )
            # Read once for the whole page, not once a row.
            field.choices = [
                ("", field.empty_label or ""),
                *((each.pk, each.title) for each in components),
            ]

    def facts(self) -> LineFacts:
        """Return what the action takes, from a valid row."""
        if self.is_removed:
            return LineFacts(entry=self.cleaned_data["entry"], remove=True)
        said = self.cleaned_data
        return LineFacts(
            entry=said["entry"],
            category=said["category"],
            description=said["description"],
            quantity=said["quantity"],
            unit=said["unit"],
            unit_cost=said["unit_cost"],
            component=said["component"],
        )

    @staticmethod
    def initial_of(line: BudgetLine) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "entry": line.entry,
            "category": line.category,
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_cost": line.unit_cost,
            "component": line.component_id,
        }


class PlacesField(forms.ModelMultipleChoiceField[Place]):
    """Places by name and municipality."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Place) -> str:
        """Return name and municipality; a made-up place says so."""
        if obj.invented:
            return str(_("%(place)s (inventado)") % {"place": obj})
        return str(obj)


class TrancheForm(RowForm):
    """One planned part of the money."""

    TYPED: ClassVar[tuple[str, ...]] = (
        "purpose",
        "amount",
        "planned_on",
        "first_activity_on",
    )

    purpose = NeededText(label=_("Para qué"), max_length=200)
    amount = NeededAmount(label=_("Monto"))
    planned_on = NeededDate(label=_("Fecha prevista"))
    first_activity_on = NeededDate(
        label=_("Primera actividad"),
    )
    places = PlacesField(
        label=_("Solo para estas comunidades"),
        queryset=Place.objects.none(),
        required=False,
        help_text=_("Si no marca ninguna, paga en todas."),
    )

    def __init__(
        self,
        *args: Any,
        places: list[Place],
        **kwargs: Any,
    ) -> None:
        """Offer the places of the draft."""
        super().__init__(*args, **kwargs)
        field = self.fields["places"]
        if isinstance(field, PlacesField):
            field.queryset = Place.objects.filter(pk__in=[each.pk for each in places])
            field.choices = [
                (each.pk, field.label_from_instance(each)) for each in places
            ]

    def facts(self) -> TrancheFacts:
        """Return what the action takes, from a valid row."""
        if self.is_removed:
            return TrancheFacts(entry=self.cleaned_data["entry"], remove=True)
        said = self.cleaned_data
        return TrancheFacts(
            entry=said["entry"],
            purpose=said["purpose"],
            amount=said["amount"],
            planned_on=said["planned_on"],
            first_activity_on=said["first_activity_on"],
            places=list(said["places"]),
        )

    @staticmethod
    def initial_of(tranche: Tranche) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "entry": tranche.entry,
            "purpose": tranche.purpose,
            "amount": tranche.amount,
            "planned_on": tranche.planned_on,
            "first_activity_on": tranche.first_activity_on,
            "places": [place.pk for place in tranche.places.all()],
        }


class RecordForm(RowForm):
    """One earlier project of the implementer."""

    TYPED: ClassVar[tuple[str, ...]] = ("title", "place", "evidence", "evidence_url")

    title = NeededText(label=_("Qué se hizo"), max_length=200)
    place = NeededText(label=_("Dónde"), max_length=200)
    purpose_code = SectorField(
        label=_("Sector"),
        queryset=PurposeCode.objects.none(),
        required=False,
        empty_label=_("Escoja uno"),
    )
    finished_year = forms.IntegerField(
        label=_("Año en que se terminó"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text=_("Vacío si no se ha terminado."),
        error_messages={"invalid": _("Escriba el año con cuatro cifras.")},
    )
    evidence = forms.CharField(
        label=_("Qué lo prueba"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Un acta de entrega, un informe, una comunidad que dé fe."),
    )
    evidence_url = forms.URLField(
        label=_("Enlace a la prueba"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Ese enlace no se entiende.")},
    )

    def __init__(
        self,
        *args: Any,
        sectors: list[PurposeCode],
        **kwargs: Any,
    ) -> None:
        """Offer the sectors in use."""
        super().__init__(*args, **kwargs)
        field = self.fields["purpose_code"]
        field.required = True
        if isinstance(field, SectorField):
            field.queryset = PurposeCode.objects.filter(
                pk__in=[each.pk for each in sectors],
            )
            field.choices = [
                ("", field.empty_label or ""),
                *((each.pk, field.label_from_instance(each)) for each in sectors),
            ]
            field.error_messages["required"] = _("Escoja el sector.")

    def facts(self) -> RecordFacts:
        """Return what the action takes, from a valid row."""
        if self.is_removed:
            return RecordFacts(entry=self.cleaned_data["entry"], remove=True)
        said = self.cleaned_data
        return RecordFacts(
            entry=said["entry"],
            title=said["title"],
            purpose_code=said["purpose_code"],
            place=said["place"],
            finished_year=said["finished_year"],
            evidence=said["evidence"],
            evidence_url=said["evidence_url"],
        )

    @staticmethod
    def initial_of(record: TrackRecord) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "entry": record.entry,
            "title": record.title,
            "place": record.place,
            "purpose_code": record.purpose_code_id,
            "finished_year": record.finished_year,
            "evidence": record.evidence,
            "evidence_url": record.evidence_url,
        }


class ImplementerForm(PlainForm):
    """Who will carry this design out."""

    implementer = NeededOrganisation(
        label=_("Organización que lo hará"),
        queryset=Organisation.objects.all(),
        empty_label=_("Otra, que no está en la lista"),
    )

    @staticmethod
    def initial_of(design: Design) -> dict[str, Any]:
        """Return what is stored."""
        return {"implementer": design.carried_out_by.pk}
