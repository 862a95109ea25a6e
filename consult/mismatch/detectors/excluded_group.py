"""A group the community has, or reports as left out, is in no component's target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    NON_ANSWERS,
    LeftOut,
    PresentGroup,
    Question,
)
from consult.mismatch.findings import Finding, Severity

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "excluded_group"

# Those whom designs forget: their presence alone asks for a word about them.
_FORGOTTEN: Final = (
    PresentGroup.DISPLACED,
    PresentGroup.RETURNED,
    PresentGroup.DEPORTED,
)


def detect(evidence: Evidence) -> list[Finding]:
    """Compare whom the design is for with whom people say is left out.

    Compares: the target groups of all components with the groups named under "is
    anyone left out?", and with the displaced, returned and deported people known
    to live there.

    Statistic: the count of testimonies that name a group, and its share of those
    who answered the question. One testimony may name several groups.

    Never blocks. High when five or more, or two or more that are above one in
    ten, name a group that no component is for. Watch when fewer do, when that
    many name a group the design says it includes, or when displaced, returned or
    deported people live there and no component names them or everyone.

    Cleared by a design that includes the group, or by a public reason why not.
    """
    return [
        finding
        for group in (*PresentGroup, LeftOut.SOMEONE)
        if group not in {PresentGroup.EVERYONE, PresentGroup.UPROOTED}
        and (finding := _reported(evidence, group) or _forgotten(evidence, group))
    ]


def _reported(evidence: Evidence, group: str) -> Finding | None:
    policy, tallies = evidence.policy, evidence.tallies
    choices = tallies.choices(Question.LEFT_OUT)
    count = choices.get(group, 0)
    silent = sum(choices.get(each, 0) for each in NON_ANSWERS)
    answered = max(tallies.testimonies_of() - silent, count)
    several = count >= policy.smallest_group or (
        count > 1 and count > policy.left_out_mentions * answered
    )
    included = bool(evidence.design.target_groups & {group, PresentGroup.EVERYONE})
    if count == 0 or (included and not several):
        return None
    return Finding(
        detector=NAME,
        subject=group,
        severity=Severity.HIGH if several and not included else Severity.WATCH,
        message=f"{NAME}.{'included' if included else 'reported'}",
        policy=policy.version,
        params={"group": group, "count": count, "answered": answered},
    )


def _forgotten(evidence: Evidence, group: str) -> Finding | None:
    present = evidence.community.groups
    if (
        group not in _FORGOTTEN
        or group not in present
        or present[group] == 0
        or evidence.design.target_groups & {group, PresentGroup.EVERYONE}
    ):
        return None
    return Finding(
        detector=NAME,
        subject=group,
        severity=Severity.WATCH,
        message=f"{NAME}.present",
        policy=evidence.policy.version,
        params={"group": group},
    )
