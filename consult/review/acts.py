"""What is recorded of each row of this room, and where rows and records differ.

People's own words stay in their rows: of them the chain holds only a salted hash, so
that they can be erased one day without breaking it.
"""

from collections.abc import Iterator

from consult.audit.acts import Act, moment
from consult.audit.chain import Break
from consult.audit.comparing import compare
from consult.review.models import (
    Acknowledgement,
    Assignment,
    Contest,
    Reply,
    Resolution,
)


def acknowledged(acknowledgement: Acknowledgement) -> Act:
    """Return what is recorded when somebody has seen a flag."""
    return Act(
        verb="flag.acknowledged",
        by=acknowledgement.acknowledged_by,
        obj=acknowledgement,
        project_id=acknowledgement.flag.design.project_id,
        public={
            "flag": acknowledgement.flag_id,
            "at": moment(acknowledgement.acknowledged_at),
        },
    )


def assigned(assignment: Assignment) -> Act:
    """Return what is recorded when a flag is given to somebody."""
    return Act(
        verb="flag.assigned",
        by=assignment.assigned_by,
        obj=assignment,
        project_id=assignment.flag.design.project_id,
        public={
            "flag": assignment.flag_id,
            "to": assignment.assignee_id,
            "at": moment(assignment.assigned_at),
        },
    )


def replied(reply: Reply) -> Act:
    """Return what is recorded of something said to the community."""
    return Act(
        verb=f"flag.{reply.kind}",
        by=reply.replied_by,
        obj=reply,
        project_id=reply.flag.design.project_id,
        public={"flag": reply.flag_id, "at": moment(reply.replied_at)},
        private={"text": reply.text},
    )


def resolved(resolution: Resolution) -> Act:
    """Return what is recorded of a decision on a flag."""
    return Act(
        verb="flag.resolved",
        by=resolution.resolved_by,
        obj=resolution,
        project_id=resolution.flag.design.project_id,
        public={
            "flag": resolution.flag_id,
            "kind": str(resolution.kind),
            "severity": str(resolution.severity),
            "new_design": resolution.new_design_id,
            "commitment_by": resolution.commitment_by,
            "at": moment(resolution.resolved_at),
        },
        private={
            "reason": resolution.reason,
            "new_evidence": resolution.new_evidence,
            "commitment_who": resolution.commitment_who,
            "commitment_what": resolution.commitment_what,
        },
    )


def contested(contest: Contest) -> Act:
    """Return what is recorded when the community does not accept a decision.

    Which testimony it was is in the salted hash only.
    """
    return Act(
        verb="flag.contested",
        by="receipt" if contest.contested_by is None else contest.contested_by,
        obj=contest,
        project_id=contest.resolution.flag.design.project_id,
        public={
            "flag": contest.resolution.flag_id,
            "resolution": contest.resolution_id,
        },
        private={
            "reason": contest.reason,
            "testimony": contest.testimony_id,
            "at": moment(contest.contested_at),
        },
    )


def differences() -> Iterator[Break]:
    """Find where this room's rows are not what was recorded of them."""
    yield from compare(
        map(
            acknowledged,
            Acknowledgement.objects.select_related("flag__design", "acknowledged_by"),
        ),
        "flag.acknowledged",
    )
    yield from compare(
        map(
            assigned,
            Assignment.objects.select_related("flag__design", "assigned_by"),
        ),
        "flag.assigned",
    )
    yield from compare(
        map(replied, Reply.objects.select_related("flag__design", "replied_by")),
        "flag.reply",
        "flag.question",
    )
    yield from compare(
        map(
            resolved,
            Resolution.objects.select_related("flag__design", "resolved_by"),
        ),
        "flag.resolved",
    )
    yield from compare(
        map(
            contested,
            Contest.objects.select_related("resolution__flag__design", "contested_by"),
        ),
        "flag.contested",
    )
