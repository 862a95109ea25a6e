"""Who stands inside a project and who outside of it."""

from django.db.models import Q

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from projects.models import Project


def accounts_of(user: User) -> list[int]:
    """Return every account of the human being behind one of them."""
    if user.person_id is None:
        return [user.pk]
    return list(
        User.objects.filter(person_id=user.person_id).values_list("pk", flat=True)
    )


def works_for_implementer(user: User, project: Project) -> bool:
    """Say whether this person holds a role with whoever will do it, in any design."""
    implementers = {
        project.implementer_id,
        *project.designs.exclude(implementer=None).values_list(
            "implementer_id",
            flat=True,
        ),
    }
    return (
        RoleAssignment.objects.standing()
        .filter(user__in=accounts_of(user), organisation__in=implementers)
        .exists()
    )


def is_outside(user: User, project: Project) -> bool:
    """Say whether this person neither wrote, published nor will carry out the project.

    Counted by person: another account of the same human being is inside too.
    """
    mine = accounts_of(user)
    wrote = project.designs.filter(
        Q(created_by__in=mine) | Q(published_by__in=mine),
    ).exists()
    writes = (
        RoleAssignment.objects.standing()
        .filter(
            user__in=mine,
            role=RoleCode.DESIGN_AUTHOR,
            organisation=project.publisher_id,
        )
        .exists()
    )
    return not (wrote or writes or works_for_implementer(user, project))
