"""Who may sign that money moves: persons, not accounts."""

from django.db.models import Q

from consult.accounts.models import RoleAssignment, User
from consult.release.models import Approval, OverrideSignature, ReleaseRequest
from consult.review.models import Resolution
from consult.review.permissions import accounts_of, works_for_implementer
from projects.models import Project


def is_requester(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person asked for the money, with any account."""
    return request.requested_by_id in accounts_of(user)


def has_resolved(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person resolved any flag of the project, with any account."""
    return Resolution.objects.filter(
        flag__design__project=request.project_id,
        resolved_by__in=accounts_of(user),
    ).exists()


def has_overridden(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person signed past a flag for this money, with any account."""
    return OverrideSignature.objects.filter(
        override__request=request,
        signed_by__in=accounts_of(user),
    ).exists()


def is_outsider(user: User, project: Project) -> bool:
    """Say whether this person stands outside the project's line of authority.

    By person, with any account: no role in the organisation that publishes, pays for
    or carries out the project, in any of its designs; wrote and published none; asked
    for none of its money, signed for none, and resolved none of its flags.
    """
    mine = accounts_of(user)
    organisations = {
        project.publisher_id,
        project.funder_id,
        project.implementer_id,
        *project.designs.exclude(implementer=None).values_list(
            "implementer_id",
            flat=True,
        ),
    }
    ties = (
        RoleAssignment.objects.standing().filter(
            user__in=mine,
            organisation__in=organisations,
        ),
        project.designs.filter(Q(created_by__in=mine) | Q(published_by__in=mine)),
        ReleaseRequest.objects.filter(project=project, requested_by__in=mine),
        Approval.objects.filter(request__project=project, approved_by__in=mine),
        Resolution.objects.filter(
            flag__design__project=project,
            resolved_by__in=mine,
        ),
    )
    return not any(each.exists() for each in ties)


def may_override(user: User, project: Project) -> bool:
    """Say whether this person's signature lets a flag pass now."""
    return (
        user.is_active
        and user.person_id is not None
        and user.has_perm("release.override_gate", project)
        and is_outsider(user, project)
    )


def may_sign(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person's signature counts under a request now."""
    return (
        user.is_active
        and user.person_id is not None
        and user.has_perm("release.approve_release", request)
        and not is_requester(user, request)
        and not has_resolved(user, request)
        and not has_overridden(user, request)
        and not works_for_implementer(user, request.project)
    )
