"""What those who look after people fill in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.enums import RoleCode, Scope
from consult.accounts.models import Invitation, Person, User
from consult.accounts.queries import (
    organisations_to_invite_for,
    persons_without_account,
    places_to_invite_for,
)
from consult.accounts.roles import ROLES
from projects.models import Organisation, Place


def choice_of(form: forms.Form, name: str) -> forms.ModelChoiceField[Any]:
    """Return a field of a form that chooses a row."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    return field


class _PersonFields(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Persona conocida"),
        help_text=_("Alguien que ya está anotado y no tiene una cuenta abierta."),
        required=False,
        empty_label=_("Es alguien nuevo"),
    )
    person_name = forms.CharField(
        label=_("Nombre de la persona nueva"),
        help_text=_(
            "Nombre y apellidos. Las firmas se cuentan por personas, no por cuentas.",
        ),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = persons_without_account()
        if known.exists():
            choice_of(self, "person").queryset = known
        else:
            del self.fields["person"]
            self.fields["person_name"].required = True
            self.fields["person_name"].label = _("Nombre de la persona")


class NamePersonForm(_PersonFields):
    """Whose an account is."""


class MergeForm(forms.Form):
    """Which other record is the same human being."""

    duplicate = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Es la misma persona que"),
        empty_label=_("Escoja la persona"),
    )

    def __init__(self, *args: Any, person: Person | None, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Person.objects.standing()
        choice_of(self, "duplicate").queryset = (
            others.exclude(pk=person.pk) if person else others.none()
        )


class InviteForm(_PersonFields):
    """A card for one role: only what that role needs is asked."""

    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Comunidad"),
        empty_label=_("Escoja la comunidad"),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organización"),
        empty_label=_("Escoja la organización"),
    )
    note = forms.CharField(
        label=_("Para quién"),
        help_text=Invitation._meta.get_field("note").help_text,
        max_length=80,
        required=False,
    )
    expires_on = forms.DateField(
        label=_("Sirve hasta"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = (
        "place",
        "organisation",
        "person",
        "person_name",
        "note",
        "expires_on",
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - whatever a form takes
        *,
        by: User,
        role: RoleCode,
    ) -> None:
        super().__init__(data)
        scopes = ROLES[role].scopes
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + timedelta(
            days=settings.INVITATION_DAYS,
        )
        self.fields["expires_on"].widget.attrs.update(
            min=today.isoformat(),
            max=(today + timedelta(days=settings.INVITATION_MAX_DAYS)).isoformat(),
        )
        if ROLES[role].is_staff:
            # The person is named; a sign of whom it is for would say it twice.
            del self.fields["note"]
        else:
            self.fields.pop("person", None)
            del self.fields["person_name"]
        self._offer("place", Scope.PLACE, scopes, places_to_invite_for(by))
        self._offer(
            "organisation",
            Scope.ORGANISATION,
            scopes,
            organisations_to_invite_for(by),
        )

    def _offer(
        self,
        name: str,
        scope: Scope,
        scopes: frozenset[Scope],
        rows: QuerySet[Any],
    ) -> None:
        if scope not in scopes:
            del self.fields[name]
            return
        field = choice_of(self, name)
        field.queryset = rows
        field.required = len(scopes) == 1
        if Scope.EVERYWHERE in scopes:
            field.empty_label = _("En todas partes")
        elif not field.required:
            field.empty_label = _("Ninguna en especial")


class GrantForm(forms.Form):
    """A role for somebody who has an account."""

    role = forms.ChoiceField(
        label=_("Papel"),
        choices=[("", _("Escoja el papel")), *RoleCode.choices],
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label=_("Organización"),
        required=False,
        empty_label=_("Ninguna en especial"),
    )
    place = forms.ModelChoiceField(
        Place.objects.order_by("name"),
        label=_("Comunidad"),
        required=False,
        empty_label=_("Ninguna en especial"),
    )


class PeopleFilter(forms.Form):
    """Which accounts to list."""

    q = forms.CharField(
        label=_("Nombre"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(
        label=_("Papel"),
        required=False,
        choices=[("", _("Todos")), *RoleCode.choices],
    )
