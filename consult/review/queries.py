"""Reads across tables: what stands, what is open, what a screen shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consult.accounts.models import RoleAssignment, User
from consult.accounts.roles import ROLES
from consult.audit.acts import start_of_day
from consult.mismatch.enums import SEVERITY_ORDER
from consult.mismatch.models import Flag, FlagEvidence, FlagQuerySet
from consult.mismatch.queries import words_of
from consult.review.enums import FlagStatus
from consult.review.models import Assignment, Contest, Reply, Resolution
from projects.models import Project

# At most one a day, and the changes of state: more than half a year.
_MOST_ENTRIES: Final = 200


def resolved(flags: FlagQuerySet) -> FlagQuerySet:
    """Keep the flags that a standing resolution answers."""
    return flags.filter(
        Exists(Resolution.objects.standing().filter(flag=OuterRef("pk"))),
    )


def unresolved(flags: FlagQuerySet) -> FlagQuerySet:
    """Keep the flags that no standing resolution answers; the gate asks the same."""
    return flags.filter(
        ~Exists(Resolution.objects.standing().filter(flag=OuterRef("pk"))),
    )


def open_blocking_flags(project_id: int) -> FlagQuerySet:
    """Return the flags that close the gate of a project, of all its designs."""
    flags = Flag.objects.filter(design__project_id=project_id).blocking()
    return unresolved(flags).order_by("raised_on", "pk")


def assigned_to(user: User, flags: FlagQuerySet) -> FlagQuerySet:
    """Keep the flags whose latest assignment names this person."""
    latest = Assignment.objects.filter(flag=OuterRef("pk")).values("assignee")[:1]
    return flags.alias(has=latest).filter(has=user.pk)


def nobodys(flags: FlagQuerySet) -> FlagQuerySet:
    """Keep the flags that were never given to anybody."""
    return flags.filter(~Exists(Assignment.objects.filter(flag=OuterRef("pk"))))


def standing_resolution(flag: Flag) -> Resolution | None:
    """Return the resolution that answers a flag now, or None."""
    return (
        flag.resolutions.standing().select_related("new_design", "resolved_by").first()
    )


def visible_flags(user: User) -> FlagQuerySet:
    """Return the flags this person may see, by the scope of their roles."""
    reach = _reach(user, "mismatch.view_flag")
    if reach.is_everywhere:
        return Flag.objects.all()
    return Flag.objects.filter(
        Q(design__project__publisher__in=reach.organisations)
        | Q(design__project__funder__in=reach.organisations)
        | Q(community__place__in=reach.places),
    )


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the roles of somebody reach that grant one permission."""

    is_everywhere: bool
    organisations: list[int]
    places: list[int]


def _reach(user: User, permission: str) -> _Reach:
    held = [
        each
        for each in user.role_assignments.standing()
        if each.role in _roles_with(permission)
    ]
    return _Reach(
        any(each.organisation_id is None and each.place_id is None for each in held),
        [each.organisation_id for each in held if each.organisation_id],
        [each.place_id for each in held if each.place_id],
    )


def _roles_with(permission: str) -> list[str]:
    return [code for code, role in ROLES.items() if permission in role.permissions]


def for_queue(flags: FlagQuerySet) -> FlagQuerySet:
    """Join what a row of the queue shows; the number of queries never grows."""
    weight = Case(
        *(
            When(severity=severity, then=Value(order))
            for severity, order in SEVERITY_ORDER.items()
        ),
        output_field=IntegerField(),
    )
    return (
        flags.annotate(
            weight=weight,
            is_resolved=Exists(
                Resolution.objects.standing().filter(flag=OuterRef("pk")),
            ),
            is_contested=Exists(
                Contest.objects.filter(resolution__flag=OuterRef("pk")),
            ),
        )
        .select_related(
            "design__project",
            "community__place",
            "acknowledgement",
        )
        .prefetch_related(
            Prefetch(
                "assignments",
                Assignment.objects.select_related("assignee"),
            ),
        )
    )


def gravest_first(flags: FlagQuerySet) -> FlagQuerySet:
    """Sort flags that come from `for_queue`: open before resolved, then by gravity."""
    order = ("is_resolved", "-weight", "raised_on", "pk")
    return flags.order_by(*order)


def status_of(flag: Flag) -> FlagStatus:
    """Return where the answer to a flag stands; the flag comes from `for_queue`."""
    return status(
        is_resolved=flag.is_resolved,  # type: ignore[attr-defined]
        is_contested=flag.is_contested,  # type: ignore[attr-defined]
        is_assigned=bool(flag.assignments.all()),
        is_seen=hasattr(flag, "acknowledgement"),
    )


def status(
    *,
    is_resolved: bool,
    is_contested: bool,
    is_assigned: bool,
    is_seen: bool,
) -> FlagStatus:
    """Return the one word for where a flag stands, from four facts."""
    for holds, word in (
        (is_resolved, FlagStatus.RESOLVED),
        (is_contested, FlagStatus.CONTESTED),
        (is_assigned, FlagStatus.ASSIGNED),
        (is_seen, FlagStatus.SEEN),
    ):
        if holds:
            return word
    return FlagStatus.NEW


def age_days(flag: Flag) -> int:
    """Return how many days a flag has been there."""
    return (timezone.localdate() - flag.raised_on).days


def reviewers_of(flag: Flag) -> list[User]:
    """Return the active accounts that may answer for a flag, by name: one query."""
    roles = (
        RoleAssignment.objects.standing()
        .filter(role__in=_roles_with("review.reply_flag"))
        .filter(
            Q(organisation=None, place=None)
            | Q(organisation__in=flag.scope_organisation_ids)
            | Q(organisation=None, place__in=flag.scope_place_ids),
        )
    )
    return sorted(
        User.objects.filter(is_active=True, pk__in=roles.values("user")),
        key=str,
    )


def reviewers_beside(user: User) -> list[User]:
    """Return the active accounts that may answer for a flag this person may see.

    By name. The flags are not looked at: there may be very many.
    """
    roles = RoleAssignment.objects.standing().filter(
        role__in=_roles_with("review.reply_flag"),
    )
    reach = _reach(user, "mismatch.view_flag")
    if not reach.is_everywhere:
        projects = Project.objects.filter(
            Q(publisher__in=reach.organisations) | Q(funder__in=reach.organisations),
        )
        roles = roles.filter(
            Q(organisation=None, place=None)
            | Q(organisation__in=projects.values("publisher"))
            | Q(organisation__in=projects.values("funder"))
            | Q(organisation=None, place__in=reach.places),
        )
    return sorted(
        User.objects.filter(is_active=True, pk__in=roles.values("user")),
        key=str,
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing in the history of a flag."""

    at: datetime
    title: str | Promise
    text: str = ""
    who: str = ""
    tone: str = ""

    @property
    def when(self) -> str:
        """Return the day, in the active language's shape."""
        return date_format(timezone.localtime(self.at), "DATE_FORMAT")


def history(flag: Flag) -> list[Happening]:
    """Return everything that happened to a flag, the oldest first."""
    return sorted(
        [
            *_evidence(flag),
            *_handling(flag),
            *_replies(flag.replies.select_related("replied_by")),
            *_resolutions(flag),
        ],
        key=lambda each: each.at,
    )


def _evidence(flag: Flag) -> list[Happening]:
    told = []
    severity, supported = "", True
    for seen in _entries(flag):
        at = start_of_day(seen.seen_on)
        if seen.sequence == 1:
            told.append(Happening(at, _("Se levantó la alerta"), tone="stop"))
        elif not seen.supported:
            told.append(
                Happening(
                    at,
                    _("Con lo que la gente dice ahora ya no se levantaría"),
                    tone="note",
                ),
            )
        elif not supported:
            told.append(
                Happening(at, _("Se volvió a ver lo mismo"), tone="stop"),
            )
        elif severity and SEVERITY_ORDER.get(
            seen.severity,  # type: ignore[call-overload]
            0,
        ) > SEVERITY_ORDER.get(
            severity,  # type: ignore[call-overload]
            0,
        ):
            told.append(
                Happening(at, _("La alerta se hizo más grave"), tone="stop"),
            )
        severity, supported = seen.severity or severity, seen.supported
    return told


def _entries(flag: Flag) -> list[FlagEvidence]:
    """Return how a flag began and its latest entries, without what they rest on.

    However long it has stood: a page of its history costs the same.
    """
    entries = flag.history.defer("finding", "finding_hash")
    latest = list(entries.order_by("-sequence")[:_MOST_ENTRIES])[::-1]
    if latest and latest[0].sequence > 1:
        return [*entries.filter(sequence=1), *latest]
    return latest


def _handling(flag: Flag) -> list[Happening]:
    told = [
        Happening(
            each.assigned_at,
            _("La atiende %(name)s") % {"name": each.assignee},
            who=str(each.assigned_by),
        )
        for each in flag.assignments.select_related("assignee", "assigned_by")
    ]
    if hasattr(flag, "acknowledgement"):
        seen = flag.acknowledgement
        told.append(
            Happening(
                seen.acknowledged_at,
                _("Alguien la vio"),
                who=str(seen.acknowledged_by),
            ),
        )
    return told


def _replies(replies: Iterable[Reply]) -> list[Happening]:
    return [
        Happening(
            each.replied_at,
            each.get_kind_display(),
            text=each.text,
            who=str(each.replied_by),
            tone="note",
        )
        for each in replies
    ]


def _resolutions(flag: Flag) -> list[Happening]:
    told = []
    for each in flag.resolutions.select_related("resolved_by", "new_design"):
        told.append(
            Happening(
                each.resolved_at,
                each.get_kind_display(),
                text=ground_of(each),
                who=str(each.resolved_by),
                tone="ok",
            ),
        )
        told += [
            Happening(
                contest.contested_at,
                _("La comunidad no está de acuerdo"),
                text=contest.reason,
                tone="warn",
            )
            for contest in each.contests.all()
        ]
    return told


def ground_of(resolution: Resolution) -> str:
    """Return a resolution's reason and what it rests on, as lines of text."""
    lines = [resolution.reason]
    if resolution.new_design:
        lines.append(
            _("Diseño nuevo: %(design)s") % {"design": resolution.new_design.title},
        )
    if resolution.new_evidence:
        lines.append(_("Lo muestra: %(what)s") % {"what": resolution.new_evidence})
    if resolution.commitment_by is not None:
        lines.append(
            _("%(who)s se compromete a: %(what)s. Para el %(day)s.")
            % {
                "who": resolution.commitment_who,
                "what": resolution.commitment_what.rstrip("."),
                "day": date_format(resolution.commitment_by, "DATE_FORMAT"),
            },
        )
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the officers' queue."""

    flag: Flag
    title: str
    status: FlagStatus
    days: int
    assignee: str

    @classmethod
    def of(cls, flag: Flag) -> "QueueRow":
        """Make the line of a flag that comes from `for_queue`."""
        assignments = list(flag.assignments.all())
        return cls(
            flag=flag,
            title=words_of(flag)[0],
            status=status_of(flag),
            days=age_days(flag),
            assignee=str(assignments[0].assignee) if assignments else "",
        )


def queue_rows(numbers: list[int]) -> list[QueueRow]:
    """Return the rows of the flags with these primary keys, in this order."""
    found = for_queue(Flag.objects.filter(pk__in=numbers)).in_bulk()
    return [QueueRow.of(found[number]) for number in numbers]
