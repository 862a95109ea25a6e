"""What ties somebody to a project, so that nothing passes by their hand."""

from collections.abc import Callable

from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.mismatch.models import Flag
from consult.review.actions import resolve_flag
from projects.models import Organisation
from tests.factories.release import World


def give(user: User, role: RoleCode, organisation: Organisation) -> None:
    """Give a role in an organisation."""
    RoleAssignment.objects.create(
        user=user,
        role=role,
        organisation=organisation,
        granted_at=timezone.now(),
        granted_by=user,
    )


TIES: dict[str, Callable[[World, User], object]] = {
    "publishes": lambda world, by: give(
        by,
        RoleCode.FACILITATOR,
        world.design.project.publisher,
    ),
    "pays": lambda world, by: give(
        by,
        RoleCode.FACILITATOR,
        world.design.project.funder,
    ),
    "builds": lambda world, by: give(
        by,
        RoleCode.DESIGN_AUTHOR,
        world.design.project.implementer,
    ),
    "resolved": lambda world, by: resolve_flag(
        flag=Flag.objects.get(design=world.design, severity="block"),
        by=by,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    ),
    "another account of theirs": lambda world, by: User.objects.filter(
        pk=world.requester.pk,
    ).update(person=by.person, is_active=False),
}
