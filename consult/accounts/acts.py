"""What is recorded of roles and accounts, and where rows and records differ."""

from collections.abc import Iterable, Iterator
from typing import Any

from consult.accounts.models import Person, RoleAssignment, User
from consult.audit.acts import Act, moment
from consult.audit.chain import Break, reference
from consult.audit.comparing import compare, compare_last
from consult.audit.models import Event


def granted(assignment: RoleAssignment) -> Act:
    """Return what is recorded when a role is given."""
    return Act(
        verb="role.granted",
        by=None if assignment.is_from_setup else assignment.granted_by,
        obj=assignment,
        public={
            "account": assignment.user_id,
            "role": str(assignment.role),
            "organisation": assignment.organisation_id,
            "place": assignment.place_id,
            "at": moment(assignment.granted_at),
        },
    )


def revoked(assignment: RoleAssignment) -> Act:
    """Return what is recorded when a role is taken back."""
    at = assignment.revoked_at
    return Act(
        verb="role.revoked",
        by=assignment.revoked_by,
        obj=assignment,
        public={
            "account": assignment.user_id,
            "role": str(assignment.role),
            "at": moment(at) if at else None,
        },
    )


def merged(person: Person) -> Act:
    """Return what is recorded when two records are found to be one human being."""
    at = person.merged_at
    return Act(
        verb="person.merged",
        by=person.merged_by,
        obj=person,
        public={
            "into": person.merged_into_id,
            "at": moment(at) if at else None,
        },
    )


def differences() -> Iterator[Break]:
    """Find roles that nobody gave, and accounts of another person than was recorded."""
    roles = RoleAssignment.objects.select_related("granted_by", "revoked_by")
    yield from compare(map(granted, roles), "role.granted")
    yield from compare(map(revoked, roles.exclude(revoked_at=None)), "role.revoked")
    yield from compare(
        map(
            merged,
            Person.objects.exclude(merged_into=None).select_related("merged_by"),
        ),
        "person.merged",
    )
    yield from compare_last(_persons, _person_said, "account.made", "account.named")
    yield from compare_last(
        _open,
        _openness_said,
        "account.made",
        "account.closed",
        "account.reopened",
    )


def _persons() -> Iterable[tuple[str, Any]]:
    for user in User.objects.only("pk", "person_id"):
        yield reference(user), {"person": user.person_id}


def _person_said(event: Event) -> tuple[str, Any]:
    return event.object_ref, {"person": event.public.get("person")}


def _open() -> Iterable[tuple[str, Any]]:
    for user in User.objects.only("pk", "is_active"):
        yield reference(user), {"open": user.is_active}


def _openness_said(event: Event) -> tuple[str, Any]:
    return event.object_ref, {"open": event.verb != "account.closed"}
