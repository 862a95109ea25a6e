"""What somebody fills in to ask for a report."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.reports.enums import ReportFormat, ReportKind, ReportLanguage
from consult.reports.queries import Scopes
from projects.models import Project


class RequestForm(forms.Form):
    """What a report is about, who it is for, and in which formats."""

    scope = forms.ChoiceField(
        label=_("¿De qué?"),
        help_text=_("Un proyecto entero, o la consulta de una comunidad."),
    )
    kind = forms.ChoiceField(
        label=_("¿Para quién?"),
        choices=ReportKind.choices,
        widget=forms.RadioSelect,
    )
    formats = forms.MultipleChoiceField(
        label=_("¿En qué formatos?"),
        help_text=_("Todos se hacen en un mismo momento y dicen lo mismo."),
        choices=ReportFormat.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Marque por lo menos un formato.")},
    )
    language = forms.ChoiceField(
        label=_("¿En qué idioma?"),
        help_text=_(
            "En inglés, lo que solo está escrito en español se deja en español y se "
            "dice.",
        ),
        choices=ReportLanguage.choices,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        scopes: Scopes,
        kinds: list[ReportKind],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.scopes: dict[str, Project | Consultation] = {
            **{f"proyecto-{each.pk}": each for each in scopes.projects},
            **{f"consulta-{each.pk}": each for each in scopes.consultations},
        }
        choices: list[tuple[str, Any]] = [("", gettext("Escoja"))]
        for title, found, prefix in (
            (gettext("Proyectos enteros"), scopes.projects, "proyecto"),
            (gettext("Consultas"), scopes.consultations, "consulta"),
        ):
            group = [(f"{prefix}-{each.pk}", _name(each)) for each in found]
            if group:
                choices.append((title, group))
        self._of("scope").choices = choices
        self._of("kind").choices = [(kind.value, kind.label) for kind in kinds]

    def _of(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field

    @property
    def wanted(self) -> Project | Consultation:
        """Return what the report is to be about; only of a valid form."""
        return self.scopes[self.cleaned_data["scope"]]


def _name(scope: Project | Consultation) -> str:
    if isinstance(scope, Project):
        return scope.title
    return gettext("%(community)s: %(design)s (diseño %(number)s)") % {
        "community": scope.community.name,
        "design": scope.design.title,
        "number": scope.design.number,
    }
