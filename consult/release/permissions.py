"""Who may sign that money moves: persons, not accounts."""

from consult.accounts.models import User
from consult.release.models import ReleaseRequest
from consult.release.ties import Ties, ties_of
from projects.models import Project


def is_outsider(user: User, project: Project) -> bool:
    """Say whether this person stands outside the project's line of authority."""
    return ties_of(project, [user]).is_outsider(user)


def may_override(user: User, project: Project, ties: Ties) -> bool:
    """Say whether this person's signature lets a flag pass now."""
    return (
        user.is_active
        and user.person_id is not None
        and user.has_perm("release.override_gate", project)
        and ties.is_outsider(user)
    )


def may_sign(user: User, request: ReleaseRequest, ties: Ties) -> bool:
    """Say whether this person's signature counts under a request now."""
    return (
        user.is_active
        and user.person_id is not None
        and user.has_perm("release.approve_release", request)
        and not ties.is_requester(user, request)
        and not ties.has_resolved(user)
        and not ties.has_overridden(user, request)
        and not ties.works_for_implementer(user)
    )
