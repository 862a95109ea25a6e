"""Giving roles and taking them back."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts import acts
from consult.accounts.backends import forget_roles
from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.accounts.policies import check_can_grant, check_can_revoke, check_scope
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from projects.models import Organisation, Place
from projects.refusals import Refusal


@transaction.atomic
def grant_role(
    *,
    by: User | None,
    user: User,
    role: str,
    organisation: Organisation | None = None,
    place: Place | None = None,
) -> RoleAssignment:
    """Give an account a role: everywhere, in an organisation, or in a place.

    `by` is None only for commands that set a house up.

    Raises:
        NotAllowed: not an administrator, or one's own account.
        Refusal: the role makes no sense there, is held already, or its account is
            closed or nobody's in particular.

    """
    check_scope(role=role, organisation=organisation, place=place)
    check_can_grant(by=by, user=user, role=role)
    if by is not None:
        require_enrolled(by)
    return hold_role(
        by=by,
        user=user,
        role=role,
        organisation=organisation,
        place=place,
    )


def hold_role(
    *,
    by: User | None,
    user: User,
    role: str,
    organisation: Organisation | None,
    place: Place | None,
) -> RoleAssignment:
    """Write a role down for an action that has checked who gives it.

    Raises:
        Refusal: it is held already.

    """
    try:
        with transaction.atomic():
            assignment = RoleAssignment.objects.create(
                user=user,
                role=role,
                organisation=organisation,
                place=place,
                granted_at=timezone.now(),
                granted_by=by or user,
            )
    except IntegrityError as error:
        raise Refusal(
            _("Esta cuenta ya tiene ese papel en ese lugar."),
            field="role",
        ) from error
    keep_staff_mark(user)
    record_act(act=acts.granted(assignment))
    return assignment


@transaction.atomic
def revoke_role(*, by: User, assignment: RoleAssignment) -> RoleAssignment:
    """Take a role back; that it was held stays written.

    Raises:
        NotAllowed: not an administrator.
        Refusal: it was taken back already, or nobody would administer.

    """
    # Two administrators who take each other's role back at the same moment take turns.
    lock_administrators()
    assignment.refresh_from_db()
    check_can_revoke(by=by, assignment=assignment)
    require_enrolled(by)
    assignment.revoked_at = timezone.now()
    assignment.revoked_by = by
    assignment.save(update_fields=["revoked_at", "revoked_by"])
    keep_staff_mark(assignment.user)
    record_act(act=acts.revoked(assignment))
    return assignment


def lock_administrators() -> None:
    """Make those who would leave the house without an administrator take turns."""
    list(User.objects.select_for_update().filter(is_staff=True).order_by("pk"))


def keep_staff_mark(user: User) -> None:
    """Keep the mark that shows the link to the admin in step with the roles."""
    forget_roles(user)
    administers = (
        user.role_assignments.standing().filter(role=RoleCode.ADMINISTRATOR).exists()
    )
    if user.is_staff != administers:
        user.is_staff = administers
        user.save(update_fields=["is_staff"])
