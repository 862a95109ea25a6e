"""What binds people to a project and its money, read at once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from consult.accounts.models import RoleAssignment, User
from consult.accounts.queries import remember_roles
from consult.release.models import Approval, OverrideSignature, ReleaseRequest
from consult.review.models import Resolution
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds some accounts to a project: every set is of accounts.

    Persons are asked about, not accounts: what somebody did with any account of theirs
    binds them with each.
    """

    # Every account of the human being behind an account.
    accounts: Mapping[int, frozenset[int]] = field(default_factory=dict)
    # Of whoever carries the project out, in any of its designs.
    with_implementer: frozenset[int] = frozenset()
    # Of whoever publishes it, pays for it or carries it out.
    in_line: frozenset[int] = frozenset()
    wrote: frozenset[int] = frozenset()
    requested: frozenset[int] = frozenset()
    approved: frozenset[int] = frozenset()
    resolved: frozenset[int] = frozenset()
    # Who signed past a flag, by request.
    overrode: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def knows(self, user: User) -> bool:
        """Say whether it was read for this account too."""
        return user.pk in self.accounts

    def is_requester(self, user: User, request: ReleaseRequest) -> bool:
        """Say whether this person asked for the money, with any account."""
        return request.requested_by_id in self.accounts[user.pk]

    def has_resolved(self, user: User) -> bool:
        """Say whether this person resolved any flag of the project."""
        return self._any(user, self.resolved)

    def has_overridden(self, user: User, request: ReleaseRequest) -> bool:
        """Say whether this person signed past a flag for this money."""
        return self._any(user, self.overrode.get(request.pk, frozenset()))

    def works_for_implementer(self, user: User) -> bool:
        """Say whether this person holds a role with whoever will do it."""
        return self._any(user, self.with_implementer)

    def is_outsider(self, user: User) -> bool:
        """Say whether this person stands outside the project's line of authority.

        No role in the organisation that publishes, pays for or carries out the project,
        in any of its designs; wrote and published none; asked for none of its money,
        signed for none, and resolved none of its flags.
        """
        return not any(
            self._any(user, bound)
            for bound in (
                *(self.in_line, self.wrote, self.requested),
                *(self.approved, self.resolved),
            )
        )

    def _any(self, user: User, bound: frozenset[int]) -> bool:
        return not self.accounts[user.pk].isdisjoint(bound)


def ties_of(project: Project, users: Iterable[User]) -> Ties:
    """Read what binds these accounts to a project, and the roles they hold.

    The number of queries does not grow with the accounts.
    """
    asked = list(users)
    if not asked:
        return Ties()
    remember_roles(asked)
    accounts = _accounts(asked)
    mine = frozenset().union(*accounts.values())
    designs = list(
        project.designs.order_by().values_list(
            "implementer_id",
            "created_by_id",
            "published_by_id",
        ),
    )
    implementers = {project.implementer_id} | {each[0] for each in designs} - {None}
    organisations = implementers | {project.publisher_id, project.funder_id}
    employed = list(
        RoleAssignment.objects.standing()
        .filter(user__in=mine, organisation__in=organisations)
        .values_list("user_id", "organisation_id"),
    )
    overrode: dict[int, frozenset[int]] = {}
    for request, account in (
        OverrideSignature.objects.filter(
            override__request__project=project,
            signed_by__in=mine,
        )
        .order_by()
        .values_list("override__request_id", "signed_by_id")
    ):
        overrode[request] = overrode.get(request, frozenset()) | {account}
    return Ties(
        accounts=accounts,
        with_implementer=frozenset(
            account for account, where in employed if where in implementers
        ),
        in_line=frozenset(account for account, _where in employed),
        wrote=frozenset(
            account for each in designs for account in each[1:] if account in mine
        ),
        requested=frozenset(
            ReleaseRequest.objects.filter(project=project, requested_by__in=mine)
            .order_by()
            .values_list("requested_by_id", flat=True)
            .distinct(),
        ),
        approved=frozenset(
            Approval.objects.filter(request__project=project, approved_by__in=mine)
            .order_by()
            .values_list("approved_by_id", flat=True)
            .distinct(),
        ),
        resolved=frozenset(
            Resolution.objects.filter(
                flag__design__project=project,
                resolved_by__in=mine,
            )
            .order_by()
            .values_list("resolved_by_id", flat=True)
            .distinct(),
        ),
        overrode=overrode,
    )


def _accounts(users: list[User]) -> dict[int, frozenset[int]]:
    """Return every account of the human being behind each of some."""
    persons: dict[int, set[int]] = {
        each.person_id: set() for each in users if each.person_id is not None
    }
    for person, account in User.objects.filter(person__in=persons).values_list(
        "person_id",
        "pk",
    ):
        if person is not None:
            persons[person].add(account)
    return {
        each.pk: frozenset({each.pk})
        if each.person_id is None
        else frozenset(persons[each.person_id])
        for each in users
    }
