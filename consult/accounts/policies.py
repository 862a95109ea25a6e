"""What the state of people and cards allows, and the reason why not."""

from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.backends import standing_roles
from consult.accounts.enums import InvitationState, RoleCode, Scope
from consult.accounts.models import (
    Invitation,
    Person,
    RoleAssignment,
    User,
    scope_of,
)
from consult.accounts.permissions import require
from consult.accounts.queries import (
    INVITE,
    MANAGE,
    organisations_working_in,
    other_administrators,
)
from consult.accounts.roles import ROLES
from projects.models import Organisation, Place
from projects.refusals import NotAllowed, Refusal

# The roles a project officer may give by card.
FIELD_ROLES = frozenset(
    {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR, RoleCode.SPEAKER},
)

_SCOPE_NEEDED = {
    Scope.PLACE: _("Escoja la comunidad donde tendrá este papel."),
    Scope.ORGANISATION: _("Escoja la organización donde tendrá este papel."),
    Scope.EVERYWHERE: _("Este papel es para todas partes: no lleva lugar."),
}


def check_scope(
    *,
    role: str,
    organisation: Organisation | None,
    place: Place | None,
) -> None:
    """Refuse a role where it makes no sense, such as a leader of no community.

    Raises:
        Refusal: says what to choose.

    """
    if role not in ROLES:
        raise Refusal(_("Ese papel no existe."), field="role")
    if organisation is not None and place is not None:
        raise Refusal(
            _("Escoja una organización o una comunidad, no las dos."),
            field="place",
        )
    scopes = ROLES[role].scopes
    given = scope_of(organisation, place)
    if given in scopes:
        return
    if given is Scope.PLACE:
        raise Refusal(
            _("Este papel no se tiene en una comunidad."),
            field="place",
        )
    wanted = Scope.PLACE if Scope.PLACE in scopes else Scope.ORGANISATION
    if given is Scope.ORGANISATION and wanted is Scope.ORGANISATION:
        wanted = Scope.EVERYWHERE
    raise Refusal(
        _SCOPE_NEEDED[wanted],
        field="place" if wanted is Scope.PLACE else "organisation",
    )


def check_can_invite(
    *,
    by: User,
    role: str,
    organisation: Organisation | None,
    place: Place | None,
) -> None:
    """Refuse whoever may not give this role there.

    Administrators give any role; project officers those of the field, in the places
    their organisation has a public design for.

    Raises:
        NotAllowed: no such role here.

    """
    if by.has_perm(MANAGE):
        return
    require(by, INVITE)
    if role not in FIELD_ROLES:
        raise NotAllowed(
            _(
                "Usted puede invitar a líderes, facilitadores y hablantes. Los demás "
                "papeles los da quien administra.",
            ),
            field="role",
        )
    if not _reaches(by, organisation, place):
        raise NotAllowed(
            _("Usted no trabaja en ese lugar, así que no puede invitar a nadie allí."),
            field="place" if place is not None else "organisation",
        )


def _reaches(
    by: User,
    organisation: Organisation | None,
    place: Place | None,
) -> bool:
    if organisation is not None:
        return by.has_perm(INVITE, organisation)
    if place is None:
        return False
    return by.has_perm(INVITE, place) or any(
        by.has_perm(INVITE, Organisation(pk=pk))
        for pk in organisations_working_in(place)
    )


def can_invite(
    *,
    by: User,
    role: str,
    organisation: Organisation | None,
    place: Place | None,
) -> bool:
    """Say whether somebody may give this role there."""
    try:
        check_can_invite(by=by, role=role, organisation=organisation, place=place)
    except NotAllowed:
        return False
    return True


def check_can_cancel(*, by: User, invitation: Invitation) -> None:
    """Refuse to cancel a card that is not one's own to cancel, or is gone already.

    Raises:
        NotAllowed: somebody else's, elsewhere.
        Refusal: it was used, cancelled or has expired.

    """
    if invitation.created_by_id != by.pk:
        if invitation.account_id is not None:
            require(by, MANAGE)
        else:
            check_can_invite(
                by=by,
                role=invitation.role,
                organisation=invitation.organisation,
                place=invitation.place,
            )
    check_is_usable(invitation)


def check_is_usable(invitation: Invitation) -> None:
    """Refuse a card that no longer works.

    Raises:
        Refusal: says what became of it and what to do.

    """
    if invitation.state == InvitationState.USED:
        raise Refusal(
            _(
                "Esta tarjeta ya se usó, y sirve una sola vez. Si usted la usó, entre "
                "con su nombre y su contraseña.",
            ),
            field="code",
        )
    if invitation.state == InvitationState.CANCELLED:
        raise Refusal(
            _("Esta tarjeta fue anulada. Pida otra a quien se la dio."),
            field="code",
        )
    if invitation.state == InvitationState.EXPIRED:
        raise Refusal(
            _("Esta tarjeta ya se venció. Pida otra a quien se la dio."),
            field="code",
        )


def check_giver(invitation: Invitation) -> None:
    """Refuse a card whose giver could not give it any more.

    Raises:
        Refusal: the giver left, or lost the role that let them invite.

    """
    giver = invitation.created_by
    still_may = (
        can_return(by=giver, account=invitation.account)
        if invitation.account is not None
        else can_invite(
            by=giver,
            role=invitation.role,
            organisation=invitation.organisation,
            place=invitation.place,
        )
    )
    if not still_may:
        raise Refusal(
            _("Quien le dio esta tarjeta ya no puede invitar. Pida otra."),
            field="code",
        )


def check_can_merge(*, by: User, keep: Person, duplicate: Person) -> None:
    """Refuse to make one of two records that are one, or that both have an account.

    Raises:
        NotAllowed: it is about oneself: somebody else has to see it.
        Refusal: says what to do first.

    """
    if keep.pk == duplicate.pk:
        raise Refusal(_("Escoja otra persona: esta es la misma."), field="duplicate")
    if keep.merged_into_id is not None or duplicate.merged_into_id is not None:
        raise Refusal(
            _("Una de las dos ya se unió con otra persona."),
            field="duplicate",
        )
    if by.person_id in {keep.pk, duplicate.pk}:
        raise NotAllowed(_("Para unir su propio registro, pídalo a otra persona."))
    both_open = User.objects.filter(person__in=(keep, duplicate), is_active=True)
    if both_open.count() > 1:
        raise Refusal(
            _("Las dos tienen una cuenta abierta. Cierre primero una de ellas."),
            field="duplicate",
        )


def check_expiry(expires_on: date) -> None:
    """Refuse a day that has passed, or one too far away.

    Raises:
        Refusal: says the longest that is allowed.

    """
    days = (expires_on - timezone.localdate()).days
    if days < 0:
        raise Refusal(_("Ese día ya pasó."), field="expires_on")
    if days > settings.INVITATION_MAX_DAYS:
        raise Refusal(
            _("Una tarjeta sirve %(days)s días como mucho.")
            % {"days": settings.INVITATION_MAX_DAYS},
            field="expires_on",
        )


def check_can_return(*, by: User, account: User) -> None:
    """Refuse to help somebody back in who is not in one's charge.

    Administrators help anybody but themselves; officers the leaders and facilitators
    of the places they may invite for, who hold no other role.

    Raises:
        NotAllowed: not this person, or not this account.
        Refusal: the account is closed.

    """
    if account.pk == by.pk:
        raise NotAllowed(_("Para usted, cambie su contraseña en «Mi cuenta»."))
    if not account.is_active:
        raise Refusal(_("Esta cuenta está cerrada. Ábrala primero."))
    if by.has_perm(MANAGE):
        return
    require(by, INVITE)
    held = RoleAssignment.objects.standing().filter(user=account)
    if not held or not all(
        can_invite(
            by=by,
            role=role.role,
            organisation=role.organisation,
            place=role.place,
        )
        for role in held.select_related("organisation", "place")
    ):
        raise NotAllowed(
            _("Esta cuenta no está a su cargo. Pídalo a quien administra.")
        )


def can_return(*, by: User, account: User) -> bool:
    """Say whether somebody may give this account a card to come back with."""
    try:
        check_can_return(by=by, account=account)
    except Refusal:
        return False
    return True


def check_can_grant(*, by: User | None, user: User, role: str) -> None:
    """Refuse to give a role to oneself, or a staff role to nobody in particular.

    Raises:
        NotAllowed: not an administrator, or one's own account.
        Refusal: the account is closed or has no person.

    """
    if by is not None:
        require(by, MANAGE)
        if by.pk == user.pk:
            raise NotAllowed(
                _("Nadie se da un papel a sí mismo. Pídalo a otra persona."),
            )
    if not user.is_active:
        raise Refusal(_("Esta cuenta está cerrada. Ábrala primero."))
    if ROLES[role].is_staff and user.person_id is None:
        raise Refusal(
            _("Para este papel hay que saber de quién es la cuenta. Anote la persona."),
            field="role",
        )


def check_can_revoke(*, by: User, assignment: RoleAssignment) -> None:
    """Refuse to take a role back that is gone, or the last administrator's.

    Raises:
        NotAllowed: not an administrator.
        Refusal: it was taken back already, or nobody would administer.

    """
    require(by, MANAGE)
    if assignment.revoked_at is not None:
        raise Refusal(_("Este papel ya se le había quitado."))
    if assignment.role == RoleCode.ADMINISTRATOR:
        check_not_last_administrator(assignment.user)


def check_can_close(*, by: User, account: User) -> None:
    """Refuse to close one's own account, a closed one, or the last administrator's.

    Raises:
        NotAllowed: not an administrator, or one's own.
        Refusal: it is closed already, or nobody would administer.

    """
    require(by, MANAGE)
    if account.pk == by.pk:
        raise NotAllowed(_("Usted no puede cerrar su propia cuenta."))
    if not account.is_active:
        raise Refusal(_("Esta cuenta ya está cerrada."))
    check_not_last_administrator(account)


def check_not_last_administrator(account: User) -> None:
    """Refuse to leave the house without an administrator.

    Raises:
        Refusal: nobody else administers.

    """
    administers = RoleCode.ADMINISTRATOR in standing_roles(account)
    if administers and account.is_active and not other_administrators(account).exists():
        raise Refusal(
            _("Es la única persona que administra. Nombre antes a otra."),
        )


def check_person_is_free(person: Person, *, but: User | None = None) -> None:
    """Refuse a second active account of the same human being.

    Raises:
        Refusal: names the account there is.

    """
    if person.merged_into_id is not None:
        raise Refusal(
            _("Ese registro se unió con otro. Escoja el que quedó."),
            field="person",
        )
    others = person.accounts.filter(is_active=True)
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.first()
    if other is not None:
        raise Refusal(
            _("Esta persona ya tiene la cuenta «%(username)s».")
            % {"username": other.username},
            field="person",
        )
