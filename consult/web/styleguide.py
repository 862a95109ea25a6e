"""Invented content for the style guide, so that every component is seen at work."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consult.web import pictograms


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=_("Nombre del proyecto"),
        help_text=_("Como lo diría la gente, sin siglas."),
    )
    description = forms.CharField(
        label=_("Qué se va a hacer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    households = forms.IntegerField(label=_("Familias"), min_value=1)
    start = forms.DateField(
        label=_("Primer día de trabajo"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=[("31140", _("Riego")), ("14030", _("Agua para beber"))],
    )
    understood = forms.ChoiceField(
        label=_("¿Se entendió la explicación?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Sí")), ("partly", _("A medias")), ("no", _("No"))],
    )
    groups = forms.MultipleChoiceField(
        label=_("Grupos de la comunidad"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("displaced", _("Personas desplazadas")),
            ("returned", _("Personas deportadas que regresaron")),
        ],
    )
    promise = forms.BooleanField(label=_("Lo leímos en voz alta en la asamblea"))


STEPS = (
    {"rank": 0, "name": _("Río o quebrada"), "pictogram": "water-no_service"},
    {"rank": 1, "name": _("Pozo sin protección"), "pictogram": "water-unimproved"},
    {"rank": 2, "name": _("Chorro lejos"), "pictogram": "water-limited"},
    {"rank": 3, "name": _("Chorro cerca"), "pictogram": "water-basic"},
    {"rank": 4, "name": _("Agua en la casa"), "pictogram": "water-safely_managed"},
)
GROUPS = (
    {"name": _("Todas las familias"), "counts": [34, 9, 4, 5, 1]},
    {"name": _("Desplazadas"), "counts": [7, 2, 0, 0, 0]},
    {"name": _("Deportadas"), "counts": [None, 2, None, 1, 0]},
)
REASONS = (
    _("34 de 53 familias sacan el agua del río. El riego necesita un chorro cerca."),
    _("Hubo una reunión. Se necesitan dos."),
    _("La comunidad todavía no ha decidido."),
)


def samples(request: HttpRequest) -> Mapping[str, object]:
    """Return the context of the style guide."""
    page = Paginator(range(95), 20).get_page(request.GET.get("page") or 2)
    return {
        "form": SampleForm(initial={"sector": "31140"}),
        "form_with_errors": SampleForm(
            {"wrong-name": "", "wrong-households": "muchas", "wrong-sector": "31140"},
            prefix="wrong",
        ),
        "reasons": REASONS,
        "no_reasons": (),
        "steps": STEPS,
        "groups": GROUPS,
        "required_rank": 3,
        "amount": Decimal(186000),
        "day": dt.date(2026, 3, 14),
        "events": (
            {
                "when": _("14 de marzo"),
                "title": _("Se levantó la alerta"),
                "text": _("34 de 53 familias están debajo de lo necesario."),
                "tone": "stop",
            },
            {
                "when": _("18 de marzo"),
                "who": _("Oficial de proyectos"),
                "title": _("La organización contestó"),
                "text": _("Primero el agua para beber. El riego, después."),
                "tone": "ok",
            },
        ),
        "wizard_steps": (
            {"label": _("Lo básico"), "url": "#", "is_done": True},
            {"label": _("Dinero"), "url": "#", "is_done": True},
            {"label": _("Supuestos"), "url": "#", "is_current": True},
            {"label": _("Desembolsos"), "url": "#"},
            {"label": _("Publicar")},
        ),
        "obstacles": (
            _("Falta decir quién va a cuidar la obra."),
            _("El presupuesto suma más que el total."),
        ),
        "page_obj": page,
        "pictograms": sorted(pictograms.names()),
    }
