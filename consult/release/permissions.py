"""Who may sign that money moves: persons, not accounts."""

from consult.accounts.models import User
from consult.release.models import ReleaseRequest
from consult.review.models import Resolution
from consult.review.permissions import accounts_of, works_for_implementer


def is_requester(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person asked for the money, with any account."""
    return request.requested_by_id in accounts_of(user)


def has_resolved(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person resolved any flag of the project, with any account."""
    return Resolution.objects.filter(
        flag__design__project=request.project_id,
        resolved_by__in=accounts_of(user),
    ).exists()


def may_sign(user: User, request: ReleaseRequest) -> bool:
    """Say whether this person's signature counts under a request now."""
    return (
        user.is_active
        and user.person_id is not None
        and user.has_perm("release.approve_release", request)
        and not is_requester(user, request)
        and not has_resolved(user, request)
        and not works_for_implementer(user, request.project)
    )
