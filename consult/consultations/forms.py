"""What officers and community leaders fill in about a consultation."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.communities.models import Community
from consult.consultations.enums import (
    AgeBand,
    Authority,
    ConsultationKind,
    ConsultationState,
    Decision,
    Sex,
)
from consult.consultations.models import Consultation, ConsultationQuerySet
from consult.consultations.policies import derived_kind
from consult.consultations.requirements import requirements_of
from consult.languages.models import Language
from projects.models import Design, Project

_YES_NO = [("yes", _("Sí")), ("no", _("No"))]


class DayField(forms.DateField):
    """A day, picked from the browser's calendar or typed as people write it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class ConsultationFilter(django_filters.FilterSet):  # type: ignore[misc] # untyped
    """Which consultations the list shows."""

    state = django_filters.ChoiceFilter(
        label=_("Estado"),
        empty_label=_("Todas"),
        choices=ConsultationState.choices,
        method="of_state",
    )
    project = django_filters.ModelChoiceFilter(
        label=_("Proyecto"),
        empty_label=_("Todos"),
        field_name="design__project",
        queryset=Project.objects.none(),
    )

    class Meta:
        """Only what is declared."""

        model = Consultation
        fields: list[str] = []

    def __init__(
        self, *args: Any, queryset: ConsultationQuerySet, **options: Any
    ) -> None:
        super().__init__(*args, queryset=queryset, **options)
        # Only projects of consultations this account may see are named.
        self.filters["project"].queryset = Project.objects.filter(
            pk__in=queryset.order_by().values("design__project"),
        )

    def of_state(
        self,
        queryset: ConsultationQuerySet,
        _name: str,
        value: str,
    ) -> ConsultationQuerySet:
        """Keep those in one state."""
        return queryset.in_state(value)


class OpenForm(forms.Form):
    """When the community was told, and what the consultation asks for."""

    announced_on = DayField(
        label=_("¿Qué día se avisó a la comunidad?"),
        help_text=_("El día en que la gente supo que habría consulta, y de qué."),
    )
    kind = forms.ChoiceField(
        label=_("Tipo de consulta"),
        choices=ConsultationKind.choices,
        widget=forms.RadioSelect,
    )
    notice_days = forms.IntegerField(label=_("Días de aviso"), required=False)
    rounds = forms.IntegerField(label=_("Reuniones"), required=False)
    open_days = forms.IntegerField(label=_("Días abierta"), required=False)
    deliberation_days = forms.IntegerField(
        label=_("Días para que la comunidad lo piense sola"),
        required=False,
    )
    promoter_absent_round = forms.BooleanField(
        label=_("Pedir una reunión sin quienes promueven el proyecto"),
        required=False,
    )
    confirm_short = forms.BooleanField(
        label=_("Ya sé que el aviso fue corto. Abrir la consulta de todos modos."),
        required=False,
    )

    RAISED = (
        "notice_days",
        "rounds",
        "open_days",
        "deliberation_days",
        "promoter_absent_round",
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        design: Design,
        community: Community,
    ) -> None:
        self.least = derived_kind(design, community)
        super().__init__(data, initial={"kind": self.least})
        if self.least == ConsultationKind.INDIGENOUS:
            kind = cast("forms.ChoiceField", self.fields["kind"])
            kind.choices = [(self.least.value, self.least.label)]
        self.asks_to_confirm = False

    @property
    def raised_fields(self) -> list[forms.BoundField]:
        """Return the fields with which one asks for more than the kind does."""
        return [self[name] for name in self.RAISED]

    @property
    def raised_is_open(self) -> bool:
        """Say whether something was asked for beyond the kind, or was wrong."""
        return any(field.errors or field.value() for field in self.raised_fields)

    def clean(self) -> dict[str, Any]:
        """Ask once more when the notice is still too short: it cannot be mended."""
        facts = dict(super().clean() or {})
        announced_on, kind = facts.get("announced_on"), facts.get("kind")
        confirmed = facts.pop("confirm_short", False)
        if announced_on is None or kind is None:
            return facts
        required = facts.get("notice_days") or requirements_of(kind).notice_days
        given = (timezone.localdate() - announced_on).days
        if 0 <= given < required and not confirmed:
            self.asks_to_confirm = True
            self.add_error(
                "confirm_short",
                _(
                    "Desde el aviso pasaron %(given)s días y hacen falta %(required)s. "
                    "Si abre hoy, el dinero de este diseño no podrá salir. Espere, o "
                    "marque que ya lo sabe.",
                )
                % {"given": given, "required": required},
            )
        return facts


class RoundForm(forms.Form):
    """One meeting or visit, and who came by sex and age."""

    held_on = DayField(label=_("¿Qué día fue?"))
    place_note = forms.CharField(
        label=_("¿Dónde?"),
        max_length=160,
        help_text=_("Por ejemplo: salón comunal, escuela, casa por casa."),
    )
    languages = forms.ModelMultipleChoiceField(
        label=_("¿En qué idiomas se habló?"),
        queryset=Language.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Marque también el idioma al que se interpretó."),
    )
    interpreter = forms.BooleanField(label=_("Hubo intérprete"), required=False)
    promoter_present = forms.ChoiceField(
        label=_("¿Estuvo presente alguien que promueve el proyecto?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        help_text=_("De quien lo publica, lo paga o lo hará."),
    )
    explained = forms.CharField(
        label=_("¿Qué se explicó?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    absent_note = forms.CharField(
        label=_("¿A quién se invitó y no vino?"),
        max_length=200,
        required=False,
        help_text=_("Grupos, no nombres: «las familias de la parte alta»."),
    )

    def __init__(
        self,
        *args: Any,
        consultation: Consultation,
        languages: QuerySet[Language],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        # They come first in `languages`.
        self.spoken = consultation.community.languages.count()
        chosen = cast(
            "forms.ModelMultipleChoiceField[Language]",
            self.fields["languages"],
        )
        chosen.queryset = languages
        for sex in Sex:
            for band in AgeBand:
                self.fields[_cell(sex, band)] = forms.IntegerField(
                    label=f"{sex.label}, {band.label}",
                    required=False,
                    min_value=0,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )

    @property
    def told(self) -> list[forms.BoundField]:
        """Return the fields between the languages and the table of who came."""
        names = ("interpreter", "promoter_present", "explained")
        return [self[name] for name in names]

    @property
    def near_languages(self) -> list[BoundWidget]:
        """Return the boxes of the languages that are spoken there."""
        return list(self["languages"])[: self.spoken]

    @property
    def other_languages(self) -> list[BoundWidget]:
        """Return the boxes of all other languages."""
        return list(self["languages"])[self.spoken :]

    @property
    def other_is_open(self) -> bool:
        """Say whether a language that is not spoken there was marked."""
        return any(box.data["selected"] for box in self.other_languages)

    @property
    def bands(self) -> list[str]:
        """Return the headings of the table."""
        return [str(band.label) for band in AgeBand]

    @property
    def table(self) -> list[dict[str, Any]]:
        """Return a row for each sex, with a cell for each age band."""
        return [
            {
                "name": sex.label,
                "cells": [self[_cell(sex, band)] for band in AgeBand],
            }
            for sex in Sex
        ]

    def facts(self) -> dict[str, Any]:
        """Return what the action takes, from a valid form."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in RoundForm.base_fields},
            "promoter_present": said["promoter_present"] == "yes",
            "attendance": {
                (str(sex), str(band)): said[_cell(sex, band)] or 0
                for sex in Sex
                for band in AgeBand
            },
        }


def _cell(sex: Sex, band: AgeBand) -> str:
    return f"came_{sex}_{band}"


class _DecisionForm(forms.Form):
    """What every record of a decision says."""

    authority = forms.ChoiceField(
        label=_("¿Quién decidió por la comunidad?"),
        choices=Authority.choices,
        widget=forms.RadioSelect,
    )
    authority_note = forms.CharField(
        label=_("¿Cuál?"),
        max_length=160,
        required=False,
        help_text=_("El nombre de la autoridad o del comité, no de personas."),
    )
    decided_on = DayField(label=_("¿Qué día se decidió?"))
    acta = forms.FileField(
        label=_("Acta"),
        required=False,
        help_text=_(
            "Un PDF o una foto. Se guarda sin los datos ocultos de la foto, como el "
            "lugar donde se tomó. Solo la ven quienes cuidan esta consulta.",
        ),
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"},
        ),
    )

    @property
    def asks_file_again(self) -> bool:
        """Say that a chosen file has to be chosen again: browsers do not keep it."""
        return self.is_bound and bool(self.errors) and "acta" in self.files


class ConsentForm(_DecisionForm):
    """What the community decided as a body."""

    decision = forms.ChoiceField(
        label=_("¿Qué decidió la comunidad?"),
        choices=[
            choice for choice in Decision.choices if choice[0] != Decision.WITHDRAWN
        ],
        widget=forms.RadioSelect,
        help_text=_("Si nadie dijo nada, no es un sí."),
    )
    conditions = forms.CharField(
        label=_("¿Qué condiciones puso?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Solo si dijo «sí, pero con condiciones». Con sus palabras."),
    )
    conditions_met_evidence = forms.CharField(
        label=_("¿Qué muestra que las condiciones ya se cumplieron?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Déjelo vacío si todavía no se cumplen."),
    )

    field_order = (
        "decision",
        "conditions",
        "conditions_met_evidence",
        "authority",
        "authority_note",
        "decided_on",
        "acta",
    )


class WithdrawForm(_DecisionForm):
    """That the community takes its yes back, and why."""

    reason = forms.CharField(
        label=_("¿Por qué se retira el acuerdo?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Con sus palabras. No hace falta nombrar a nadie."),
    )

    field_order = ("reason", "authority", "authority_note", "decided_on", "acta")
