"""Cards: giving one, using it once, cancelling it."""

from datetime import date, timedelta
from typing import NoReturn

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.actions.accounts import (
    check_password,
    choose_person,
    new_user,
)
from consult.accounts.actions.roles import hold_role
from consult.accounts.cards import card_digest, find_invitation
from consult.accounts.codes import new_code
from consult.accounts.models import Invitation, Person, User
from consult.accounts.policies import (
    check_can_cancel,
    check_can_grant,
    check_can_invite,
    check_can_return,
    check_expiry,
    check_is_usable,
    check_person_is_free,
    check_scope,
)
from consult.accounts.roles import ROLES
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record
from projects.models import Organisation, Place
from projects.refusals import Refusal


@transaction.atomic
def invite(
    *,
    by: User,
    role: str,
    organisation: Organisation | None = None,
    place: Place | None = None,
    note: str = "",
    expires_on: date | None = None,
    person: Person | None = None,
    person_name: str = "",
) -> tuple[Invitation, str]:
    """Make a card that gives a role once; return it with its code, as printed.

    The code is nowhere else: a lost card is cancelled and another one made. A staff
    role is for somebody in particular: `person`, or a new `person_name`. Without
    `expires_on` it works `settings.INVITATION_DAYS` days.

    Raises:
        NotAllowed: may not give this role there, or has no second factor.
        Refusal: the role makes no sense there, the day is wrong, or the person is
            missing or has an account.

    """
    check_scope(role=role, organisation=organisation, place=place)
    check_can_invite(by=by, role=role, organisation=organisation, place=place)
    require_enrolled(by)
    expires_on = expires_on or _default_expiry()
    check_expiry(expires_on)
    if ROLES[role].is_staff:
        person = choose_person(person=person, person_name=person_name)
        check_person_is_free(person)
    else:
        person = None
    code = new_code()
    invitation = Invitation.objects.create(
        code_digest=card_digest(code),
        role=role,
        organisation=organisation,
        place=place,
        person=person,
        note=" ".join(note.split()),
        created_at=timezone.now(),
        created_by=by,
        expires_on=expires_on,
    )
    record(
        by=by,
        verb="invitation.made",
        obj=invitation,
        public={
            "role": str(role),
            "organisation": organisation.pk if organisation else None,
            "place": place.pk if place else None,
            "expires_on": expires_on.isoformat(),
        },
        private={"note": invitation.note, "person": person.pk if person else None},
    )
    return invitation, code


@transaction.atomic
def invite_back(*, by: User, account: User) -> tuple[Invitation, str]:
    """Make a card with which somebody who forgot their password chooses a new one.

    Cards made before for the same account stop working. The second factor, where the
    account has one, is still asked for.

    Raises:
        NotAllowed: the account is not in one's charge, or is one's own.
        Refusal: the account is closed.

    """
    check_can_return(by=by, account=account)
    require_enrolled(by)
    now = timezone.now()
    Invitation.objects.usable().filter(account=account).update(
        cancelled_at=now,
        cancelled_by=by,
    )
    code = new_code()
    invitation = Invitation.objects.create(
        code_digest=card_digest(code),
        account=account,
        created_at=now,
        created_by=by,
        expires_on=_default_expiry(),
    )
    record(
        by=by,
        verb="invitation.made_to_return",
        obj=invitation,
        public={"account": account.pk},
    )
    return invitation, code


@transaction.atomic
def accept_invitation(
    *,
    code: str,
    username: str = "",
    password: str = "",
    email: str = "",
    by: User | None = None,
) -> User:
    """Use a card: make the account it invites to, or add its role to the account `by`.

    A card to come back gives the account it names a new password instead; the second
    factor, where there is one, is still asked for at the next sign-in.

    The card is taken by a conditional update, so that of two people who use it at the
    same moment one gets an account and the other a refusal.

    Raises:
        Refusal: the card does not work (any more), the name is taken, or the password
            is too easy.

    """
    invitation = find_invitation(code)
    if invitation.account is not None:
        return _come_back(invitation, invitation.account, password, by=by)
    user = by or new_user(
        username=username,
        password=password,
        email=email,
        person=invitation.person,
    )
    if by is not None:
        _join_person(by, invitation)
    check_can_grant(by=None, user=user, role=invitation.role)
    _take(invitation, user)
    if by is None:
        record(
            by=user,
            verb="account.made",
            obj=user,
            public={"person": user.person_id},
            private={"username": user.username},
        )
    hold_role(
        by=invitation.created_by,
        user=user,
        role=invitation.role,
        organisation=invitation.organisation,
        place=invitation.place,
    )
    return user


@transaction.atomic
def cancel_invitation(*, by: User, invitation: Invitation) -> Invitation:
    """Cancel a card that was lost, or given to the wrong hands.

    Raises:
        NotAllowed: somebody else's, elsewhere.
        Refusal: it was used, cancelled or has expired.

    """
    check_can_cancel(by=by, invitation=invitation)
    require_enrolled(by)
    cancelled = (
        Invitation.objects.usable()
        .filter(pk=invitation.pk)
        .update(cancelled_at=timezone.now(), cancelled_by=by)
    )
    if not cancelled:
        _refuse_gone(invitation)
    invitation.refresh_from_db()
    record(by=by, verb="invitation.cancelled", obj=invitation)
    return invitation


def _come_back(
    invitation: Invitation,
    account: User,
    password: str,
    *,
    by: User | None,
) -> User:
    if by is not None:
        raise Refusal(
            _("Esta tarjeta es para volver a entrar. Salga primero de su cuenta."),
            field="code",
        )
    check_password(password, account)
    _take(invitation, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    return account


def _join_person(user: User, invitation: Invitation) -> None:
    """Make the account the named person's, or refuse a card that is for another."""
    if invitation.person is None or user.person_id == invitation.person_id:
        return
    if user.person_id is not None:
        raise Refusal(_("Esta tarjeta es para otra persona."), field="code")
    check_person_is_free(invitation.person)
    user.person = invitation.person
    user.first_name = invitation.person.name
    user.save(update_fields=["person", "first_name"])
    record(
        by=user,
        verb="account.named",
        obj=user,
        public={"person": invitation.person.pk},
        private={"name": invitation.person.name},
    )


def _take(invitation: Invitation, user: User) -> None:
    """Mark a card as used, if nobody was quicker."""
    taken = (
        Invitation.objects.usable()
        .filter(pk=invitation.pk)
        .update(used_at=timezone.now(), used_by=user)
    )
    if not taken:
        _refuse_gone(invitation)
    record(by=user, verb="invitation.used", obj=invitation)


def _refuse_gone(invitation: Invitation) -> NoReturn:
    """Say what became of a card since it was read."""
    invitation.refresh_from_db()
    check_is_usable(invitation)
    raise Refusal(_("Esta tarjeta ya no sirve. Pida otra."), field="code")


def _default_expiry() -> date:
    return timezone.localdate() + timedelta(days=settings.INVITATION_DAYS)
