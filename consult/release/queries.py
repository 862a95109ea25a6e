"""Reads of what was released, and of what was signed for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from consult.accounts.models import RoleAssignment, User
from consult.release.enums import LEAST_SIGNATURES
from consult.release.models import (
    Approval,
    ApprovalBand,
    Clearance,
    Notice,
    Redemption,
    Release,
    ReleaseRequest,
    Watcher,
)
from consult.review.models import Resolution
from consult.review.permissions import accounts_of
from projects.enums import DesignState
from projects.models import Design, Project, Tranche

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How often a gate is looked at although nothing was written: a day begins, a role ends.
LOOK_AGAIN: Final = timedelta(minutes=5)
DUE_AT_ONCE: Final = 200


def released_amounts(project: Project) -> dict[int, Decimal]:
    """Return what was released of a project, by tranche number."""
    return dict(
        Release.objects.filter(project=project).values_list("tranche_number", "amount"),
    )


def bands_of(currency: str) -> list[tuple[Decimal, int]]:
    """Return how many persons have to sign from which amount of a currency on."""
    return list(
        ApprovalBand.objects.filter(currency=currency)
        .order_by("from_amount")
        .values_list("from_amount", "approvals"),
    )


def required_approvals(
    tranche: Tranche,
    bands: Iterable[tuple[Decimal, int]] | None = None,
) -> int:
    """Return how many persons have to sign for a tranche: two, or as its band says.

    `bands` are those of its currency, where they were read already.
    """
    if bands is None:
        bands = bands_of(tranche.design.currency)
    return max(
        (approvals for least, approvals in bands if least <= tranche.amount),
        default=LEAST_SIGNATURES,
    )


def _under_way(*, complete: bool) -> "QuerySet[ReleaseRequest]":
    """Return the requests that stand and whose money is still here.

    Those that enough persons signed since the gate last changed, or the others. Whether
    each of them may sign is asked by the gate.
    """
    signed = Q(
        approvals__revoked_at=None,
        approvals__gate_epoch=F("project__gate_epoch"),
    )
    bands = ApprovalBand.objects.filter(
        currency=OuterRef("tranche__design__currency"),
        from_amount__lte=OuterRef("tranche__amount"),
    ).order_by("-approvals")
    enough = Q(signed__gte=F("needed"))
    return (
        ReleaseRequest.objects.filter(
            cancelled_at=None,
            release=None,
            tranche__design__state=DesignState.PUBLISHED,
        )
        .annotate(
            signed=Count("approvals__person", filter=signed, distinct=True),
            needed=Coalesce(Subquery(bands.values("approvals")[:1]), LEAST_SIGNATURES),
        )
        .filter(enough if complete else ~enough)
        .select_related("project")
        .order_by("requested_at", "pk")
    )


def requests_to_sign(user: User) -> list[ReleaseRequest]:
    """Return the requests that miss a signature this person may still give: 3 queries.

    Whether the gate lets it be given is said on the project's page.
    """
    mine = accounts_of(user)
    employers = RoleAssignment.objects.standing().filter(
        user__in=mine,
        # An empty one would make the comparison unknown, and hide every request.
        organisation__isnull=False,
    )
    near = (
        Q(requested_by__in=mine)
        | Q(project__implementer__in=employers.values("organisation"))
        | Exists(
            Design.objects.filter(
                project=OuterRef("project"),
                implementer__in=employers.values("organisation"),
            ),
        )
        | Exists(
            Resolution.objects.filter(
                flag__design__project=OuterRef("project"),
                resolved_by__in=mine,
            ),
        )
        | Exists(
            Approval.objects.standing().filter(
                request=OuterRef("pk"),
                gate_epoch=OuterRef("project__gate_epoch"),
                person=user.person_id,
            ),
        )
    )
    missing = _under_way(complete=False).exclude(near)
    return [each for each in missing if user.has_perm("release.approve_release", each)]


def requests_signed(user: User) -> list[ReleaseRequest]:
    """Return the requests with all signatures that this person may have released."""
    signed = _under_way(complete=True)
    return [each for each in signed if user.has_perm("release.request_release", each)]


def find_clearance(jti: str) -> Clearance | None:
    """Return the clearance of an id, or None if there is none or it is no id."""
    try:
        wanted = UUID(jti)
    except ValueError:
        return None
    return Clearance.objects.select_related("project").filter(jti=wanted).first()


def redemption_of(project_id: int, tranche_number: int) -> Redemption | None:
    """Return what a tranche was paid on, or None."""
    return (
        Redemption.objects.filter(project=project_id, tranche_number=tranche_number)
        .select_related("clearance")
        .first()
    )


def clearance_that_stands(request: ReleaseRequest) -> Clearance | None:
    """Return the clearance of a request that was not withdrawn and holds now."""
    latest = (
        Clearance.objects.filter(
            request=request,
            withdrawal=None,
            expires_at__gt=timezone.now(),
        )
        .select_related("request")
        .first()
    )
    if latest is None or latest.gate_epoch != request.project.gate_epoch:
        return None
    return latest


def clearances_of(project: Project) -> dict[int, Clearance]:
    """Return the newest clearance of each tranche, by its number."""
    found: dict[int, Clearance] = {}
    for each in Clearance.objects.filter(project=project).select_related(
        "withdrawal",
        "project",
    ):
        found.setdefault(each.tranche_number, each)
    return found


def watched_projects() -> list[int]:
    """Return the projects somebody watches whose gates may have changed."""
    watchers = Watcher.objects.filter(
        organisation=OuterRef("funder"),
        stopped_at=None,
    )
    return list(
        Project.objects.filter(Exists(watchers))
        .annotate(
            turn=Min("gate_states__seen_turn"),
            looked=Min("gate_states__seen_at"),
        )
        .filter(
            Q(turn=None)
            | ~Q(turn=F("gate_turn"))
            | Q(looked__lt=timezone.now() - LOOK_AGAIN),
        )
        .order_by("pk")
        .values_list("pk", flat=True),
    )


def due_notices() -> list[int]:
    """Return the notices to send now, the oldest first."""
    return list(
        Notice.objects.filter(due_at__lte=timezone.now())
        .order_by("pk")
        .values_list("pk", flat=True)[:DUE_AT_ONCE],
    )


@dataclass(frozen=True, slots=True)
class WatcherRow:
    """Whom is told now, and how many notices arrived, wait, and were given up."""

    watcher: Watcher
    arrived: int
    waiting: int
    lost: int


def watcher_rows() -> list[WatcherRow]:
    """Return whom is told now: one query."""
    found = (
        Watcher.objects.filter(stopped_at=None)
        .select_related("organisation")
        .annotate(
            arrived=Count("notices", filter=~Q(notices__arrived_at=None)),
            waiting=Count("notices", filter=~Q(notices__due_at=None)),
            total=Count("notices"),
        )
    )
    return [
        WatcherRow(
            each,
            each.arrived,
            each.waiting,
            each.total - each.arrived - each.waiting,
        )
        for each in found
    ]
