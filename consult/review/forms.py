"""What officers and the community fill in about a flag."""

from dataclasses import fields
from datetime import timedelta
from typing import ClassVar, Final

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.decorators import account_of
from consult.accounts.models import User
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.models import Flag, FlagQuerySet
from consult.review.enums import FlagStatus, ReplyKind, ResolutionKind
from consult.review.models import Assignment, Contest, Resolution
from consult.review.policies import Ground, missing_ground
from consult.review.queries import (
    assigned_to,
    nobodys,
    resolved,
    unresolved,
    visible_flags,
)
from consult.web.tones import SEVERITIES
from projects.enums import DesignState
from projects.models import Design, Project

# By when a flag should be seen, answered, and answered if it is complex (proposals).
AGES: Final = [
    ("5", _("5 días o más")),
    ("15", _("15 días o más")),
    ("30", _("30 días o más")),
]


def _projects_of(request: HttpRequest) -> QuerySet[Project]:
    """Return the projects of the flags that whoever looks may see, and no other."""
    flags = visible_flags(account_of(request))
    # Looked for project by project: there may be very many flags, and few projects.
    theirs = flags.order_by().filter(design__project=OuterRef("pk"))
    return Project.objects.filter(Exists(theirs)).order_by("title")


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Which flags the queue shows."""

    status = django_filters.ChoiceFilter(
        label=_("Estado"),
        empty_label=_("Sin resolver"),
        choices=[("all", _("Todas")), *FlagStatus.choices],
        method="of_status",
    )
    severity = django_filters.ChoiceFilter(
        label=_("Gravedad"),
        empty_label=_("Todas"),
        # In the words of the sign that each row wears.
        choices=[(each.value, SEVERITIES[each].label) for each in FlagSeverity],
    )
    project = django_filters.ModelChoiceFilter(
        label=_("Proyecto"),
        empty_label=_("Todos"),
        field_name="design__project",
        queryset=_projects_of,
    )
    age = django_filters.ChoiceFilter(
        label=_("Desde hace"),
        empty_label=_("Cualquier tiempo"),
        choices=AGES,
        method="of_age",
    )
    mine = django_filters.BooleanFilter(
        label=_("Solo las mías"),
        method="of_mine",
        widget=forms.CheckboxInput,
    )
    unassigned = django_filters.BooleanFilter(
        label=_("Solo las que nadie atiende"),
        method="of_nobody",
        widget=forms.CheckboxInput,
    )

    class Meta:
        """Only what is declared."""

        model = Flag
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Ask who attends to a flag only of those who may."""
        super().__init__(*args, **kwargs)
        if not account_of(self.request).has_perm("review.reply_flag"):
            del self.filters["mine"], self.filters["unassigned"]

    def filter_queryset(self, queryset: FlagQuerySet) -> FlagQuerySet:
        """Show what is open unless a state was asked for."""
        kept: FlagQuerySet = super().filter_queryset(queryset)
        return kept if self.form.cleaned_data.get("status") else unresolved(kept)

    def of_status(self, queryset: FlagQuerySet, _name: str, value: str) -> FlagQuerySet:
        """Keep the flags in one state."""
        standing = unresolved(queryset)
        contested = Q(
            Exists(Contest.objects.filter(resolution__flag=OuterRef("pk"))),
        )
        assigned = Q(Exists(Assignment.objects.filter(flag=OuterRef("pk"))))
        kept = {
            FlagStatus.RESOLVED: lambda: resolved(queryset),
            FlagStatus.CONTESTED: lambda: standing.filter(contested),
            FlagStatus.ASSIGNED: lambda: standing.filter(assigned).exclude(contested),
            FlagStatus.SEEN: lambda: standing.filter(
                acknowledgement__isnull=False,
            ).exclude(contested | assigned),
            FlagStatus.NEW: lambda: standing.filter(
                acknowledgement=None,
            ).exclude(contested | assigned),
        }
        return kept[FlagStatus(value)]() if value in kept else queryset

    def of_mine(
        self,
        queryset: FlagQuerySet,
        _name: str,
        value: bool,  # noqa: FBT001 - django-filter's signature
    ) -> FlagQuerySet:
        """Keep what is assigned to whoever looks."""
        return assigned_to(account_of(self.request), queryset) if value else queryset

    def of_nobody(
        self,
        queryset: FlagQuerySet,
        _name: str,
        value: bool,  # noqa: FBT001 - django-filter's signature
    ) -> FlagQuerySet:
        """Keep what was never given to anybody."""
        return nobodys(queryset) if value else queryset

    def of_age(self, queryset: FlagQuerySet, _name: str, value: str) -> FlagQuerySet:
        """Keep what has been there for at least so many days."""
        since = timezone.localdate() - timedelta(days=int(value))
        return queryset.filter(raised_on__lte=since)


class AssignForm(forms.Form):
    """Who is to answer for a flag."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Quién la atiende"),
        empty_label=_("Escoja a una persona"),
    )

    def __init__(self, *args: object, reviewers: list[User], **kwargs: object) -> None:
        """Offer the people who may answer for this flag."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(pk__in=[each.pk for each in reviewers])


class AssignManyForm(AssignForm):
    """Who is to answer for the flags that were marked in the queue."""

    flags = forms.ModelMultipleChoiceField(
        Flag.objects.none(),
        label=_("Alertas marcadas"),
        error_messages={"required": _("Marque por lo menos una alerta.")},
    )

    def __init__(
        self,
        *args: object,
        shown: FlagQuerySet,
        reviewers: list[User],
        **kwargs: object,
    ) -> None:
        """Take the flags this person may see, and offer those who answer for any."""
        super().__init__(*args, reviewers=reviewers, **kwargs)
        field = self.fields["flags"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = shown


class ReplyForm(forms.Form):
    """What is said to the community, in public."""

    kind = forms.ChoiceField(
        label=_("Qué es"),
        choices=ReplyKind.choices,
        initial=ReplyKind.REPLY,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Qué le dice a la comunidad"),
        help_text=_("Lo leerá cualquiera. Use palabras de todos los días."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
    )


# Each says of which decision it is, for whoever sees all of them at once.
_GROUNDS = {
    "new_design": _("Si se cambió el diseño: cuál es el nuevo"),
    "new_evidence": _("Si cambió lo que pasa en el lugar: qué lo muestra"),
    "commitment_who": _("Si alguien se compromete: quién"),
    "commitment_what": _("A qué se compromete"),
    "commitment_by": _("Para cuándo"),
}


class ResolveForm(forms.ModelForm[Resolution]):
    """A decision on a flag; the action checks what each kind rests on."""

    kind = forms.ChoiceField(
        label=_("Qué se decide"),
        choices=ResolutionKind.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        """The fields of every kind; only those of the chosen one are used."""

        model = Resolution
        fields = (
            "kind",
            "reason",
            "new_design",
            "new_evidence",
            "commitment_who",
            "commitment_what",
            "commitment_by",
        )
        widgets: ClassVar = {
            "reason": forms.Textarea(attrs={"rows": 4}),
            "new_evidence": forms.Textarea(attrs={"rows": 3}),
            "commitment_what": forms.Textarea(attrs={"rows": 3}),
            "commitment_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, flag: Flag, **kwargs: object) -> None:
        """Offer the later published designs of the flag's project."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._flag = flag
        for name, label in _GROUNDS.items():
            self.fields[name].label = label
        field = self.fields["new_design"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Design.objects.filter(
                project=flag.design.project_id,
                number__gt=flag.design.number,
            ).exclude(state=DesignState.DRAFT)
            field.empty_label = _("Ninguno")

    def clean(self) -> dict[str, object]:
        """Say everything that the chosen decision lacks, at once."""
        said = super().clean() or {}
        ground = {each.name: said.get(each.name) for each in fields(Ground)}
        given = {name: value for name, value in ground.items() if value is not None}
        if "kind" in given:
            for missing in missing_ground(self._flag, Ground(**given)):
                # A date that is none has been complained of already.
                if missing.field not in self.errors:
                    self.add_error(missing.field, str(missing))
        return said

    def _post_clean(self) -> None:
        """Leave the model's own checks to the action, which says them in words."""


class ContestForm(forms.Form):
    """Why the community does not accept what was resolved."""

    reason = forms.CharField(
        label=_("Por qué no están de acuerdo"),
        help_text=_("La alerta se abre otra vez y esto se publica con ella."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
    )
