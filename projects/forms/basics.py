"""What the project is, and what it will do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.enums import Country, Currency, OrganisationKind
from projects.facts import OrganisationFacts
from projects.forms.fields import (
    NeededDate,
    NeededNumber,
    NeededOrganisation,
    NeededText,
    OrganisationField,
    PlainForm,
)
from projects.models import Design, Organisation
from projects.wording import spanish


class BasicsForm(PlainForm):
    """Step 1: what, for whom, when, and who keeps it up."""

    title = forms.CharField(
        label=_("Título"),
        max_length=160,
        error_messages={"required": _("Falta el título.")},
    )
    summary = NeededText(
        label=_("Qué se hará"),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Con palabras de todos los días, como se lo diría a un vecino."),
    )
    beneficiaries = NeededText(
        label=_("Para quiénes es"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Qué familias lo van a usar."),
    )
    upkeep = NeededText(
        label=_("Quién lo cuidará después"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Quién repara, quién cobra y de dónde sale el dinero."),
    )
    households_targeted = NeededNumber(
        label=_("Cuántas familias lo usarán"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        localize=True,
        error_messages={"invalid": _("Escriba un número entero, por ejemplo 140.")},
    )
    starts_on = NeededDate(
        label=_("Empieza"),
        error_messages={"invalid": _("Esa fecha no existe.")},
    )
    ends_on = NeededDate(
        label=_("Termina"),
        error_messages={"invalid": _("Esa fecha no existe.")},
    )
    currency = forms.ChoiceField(label=_("Moneda"), choices=Currency.choices)
    affects_land_or_resource = forms.BooleanField(
        label=_("Toca tierra, agua u otro bien de un pueblo indígena"),
        required=False,
        help_text=_("Si es así, la consulta pide más tiempo y más reuniones."),
    )

    TEXTS = ("summary", "beneficiaries", "upkeep")

    @staticmethod
    def initial_of(design: Design) -> dict[str, Any]:
        """Return what the draft says now, in Spanish."""
        texts = ("title", *BasicsForm.TEXTS)
        return {
            **{name: spanish(design, name) for name in texts},
            "households_targeted": design.households_targeted,
            "starts_on": design.starts_on,
            "ends_on": design.ends_on,
            "currency": design.currency,
            "affects_land_or_resource": design.affects_land_or_resource,
        }


class NewOrganisationForm(PlainForm):
    """An organisation that is not in the list; blank when it is."""

    name = forms.CharField(label=_("Nombre"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Qué tipo de organización es"),
        choices=[("", _("Escoja uno")), *OrganisationKind.choices],
        required=False,
    )
    country = forms.ChoiceField(
        label=_("País"),
        choices=[("", _("Otro, o varios")), *Country.choices],
        required=False,
    )

    def facts(self) -> OrganisationFacts | None:
        """Return what was typed, or None when nothing was."""
        said = self.cleaned_data
        if not said["name"].strip():
            return None
        return OrganisationFacts(
            name=said["name"],
            kind=said["kind"],
            country=said["country"],
        )


class StartForm(PlainForm):
    """A new project: its title, and who takes part."""

    title = forms.CharField(
        label=_("Título del proyecto"),
        max_length=160,
        help_text=_("Corto y claro: qué es y dónde."),
        error_messages={"required": _("Falta el título.")},
    )
    publisher = OrganisationField(
        label=_("Organización que lo publica"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Escoja la organización que lo publica."),
            "invalid_choice": _("Su cuenta no empieza proyectos de esa organización."),
        },
    )
    implementer = NeededOrganisation(
        label=_("Organización que lo hará"),
        queryset=Organisation.objects.all(),
        empty_label=_("Otra, que no está en la lista"),
    )
    funder = NeededOrganisation(
        label=_("Organización que pone el dinero"),
        queryset=Organisation.objects.all(),
        empty_label=_("Otra, que no está en la lista"),
    )
    iati_identifier = forms.CharField(
        label=_("Identificador IATI"),
        max_length=120,
        required=False,
        help_text=_("Si el proyecto todavía no tiene, déjelo vacío."),
    )
    PARTS = ("implementer", "funder")

    def __init__(
        self,
        *args: Any,
        publishers: list[Organisation],
        **kwargs: Any,
    ) -> None:
        """Offer as publisher only organisations this person works for."""
        super().__init__(*args, **kwargs)
        field = self.fields["publisher"]
        if isinstance(field, OrganisationField):
            field.queryset = Organisation.objects.filter(
                pk__in=[each.pk for each in publishers],
            )
        self.new = {
            part: NewOrganisationForm(
                self.data if self.is_bound else None,
                prefix=part,
            )
            for part in self.PARTS
        }

    def is_valid(self) -> bool:
        """Say whether everything can be read, the new organisations too."""
        return all(
            [super().is_valid(), *(form.is_valid() for form in self.new.values())]
        )

    def clean(self) -> dict[str, Any]:
        """Refuse an organisation that is neither chosen nor written, or both."""
        said = super().clean() or self.cleaned_data
        for part, form in self.new.items():
            facts = form.facts() if form.is_valid() else None
            chosen = said.get(part)
            if chosen and facts:
                self.add_error(
                    part,
                    _("Escoja una de la lista o escriba una nueva, no las dos."),
                )
            elif not chosen and not facts and part not in self.errors:
                self.add_error(
                    part,
                    _("Escoja una de la lista o escriba una nueva."),
                )
            said[part] = chosen or facts
        return said
