"""A group is heard less than it is present."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    Dimension,
    PresentGroup,
    dimension_of,
    language_group,
    members_of,
)
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.statistics import chance_of_at_most

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consult.mismatch.evidence import Evidence

NAME: Final = "unheard_group"

# In every community, whatever its record says.
_ALWAYS_PRESENT: Final[tuple[tuple[str, Fraction | None], ...]] = (
    (PresentGroup.WOMEN, Fraction(1, 2)),
    (PresentGroup.YOUNG, None),
)


@dataclass(frozen=True, slots=True)
class _Heard:
    """How many of a group were heard, among how many who could be told apart."""

    group: str
    share: Fraction | None
    count: int
    total: int

    @property
    def expected(self) -> int:
        """Return how many there would be, heard like the others; -1 if unknown."""
        return -1 if self.share is None else round(self.share * self.total)


def detect(evidence: Evidence) -> list[Finding]:
    """Compare each group's voice with its presence in the community.

    Compares: a group's share of the testimonies, and of those who came to the
    rounds, with its share of the people. Groups: women (half of the people where
    nothing else is known), young people, the other groups known to be present,
    each language of at least one in twenty, and each part of the community with at
    least as many of the households of all parts that were asked about.

    Statistic: heard less than half as much as present, and so few that chance
    would do it less than once in twenty (exact binomial tail). Where the share is
    unknown, only hearing nobody counts. Only testimonies that state the sex, the
    age and so on are counted; when fewer than half state it, it cannot be known
    who was heard, and that is said.

    Never blocks. High when a group is that little heard in testimonies, or a
    group of unknown size not at all; watch when nobody of a small group was
    heard, when rounds had too few of them, or when it cannot be known.

    Judged once the consultation is due. Cleared by testimonies of the group, or
    by a round held with it.
    """
    total = evidence.tallies.testimonies_of()
    if not evidence.consultation.due or total == 0:
        return []
    return [
        finding
        for group, share in _present(evidence).items()
        if (finding := _judge(evidence, group, share, total))
    ]


def _present(evidence: Evidence) -> Mapping[str, Fraction | None]:
    """Return every group to listen for, with its share of the people."""
    present: dict[str, Fraction | None] = dict(_ALWAYS_PRESENT)
    for group, share in evidence.community.groups.items():
        if members_of(group) and group != PresentGroup.EVERYONE:
            present[group] = present.get(group) if share is None else share
    for spoken in evidence.community.languages:
        if spoken.share is None or spoken.share >= evidence.policy.language_expected:
            present[language_group(spoken.code)] = spoken.share
    for part in evidence.community.parts:
        share = evidence.community.share_of(part.group)
        if share is not None and share >= evidence.policy.language_expected:
            present[part.group] = share
    return {group: share for group, share in present.items() if share != 0}


def _judge(
    evidence: Evidence,
    group: str,
    share: Fraction | None,
    total: int,
) -> Finding | None:
    dimension = dimension_of(members_of(group)[0])
    counts = evidence.tallies.testimonies
    stated = sum(n for key, n in counts.items() if dimension_of(key) == dimension)
    testimonies = _Heard(group, share, evidence.tallies.testimonies_of(group), stated)
    if stated < evidence.policy.stated_at_least * total:
        return _finding(evidence, testimonies, "unstated", Severity.WATCH, total)
    if testimonies.count == 0 and share is None:
        return _finding(evidence, testimonies, "nobody", Severity.HIGH, total)
    if _too_few(evidence, testimonies):
        message = "few" if testimonies.count else "nobody"
        return _finding(evidence, testimonies, message, Severity.HIGH, total)
    if testimonies.count == 0:
        return _finding(evidence, testimonies, "nobody", Severity.WATCH, total)
    return _judge_rounds(evidence, group, share, dimension)


def _judge_rounds(
    evidence: Evidence,
    group: str,
    share: Fraction | None,
    dimension: str,
) -> Finding | None:
    if dimension not in {Dimension.SEX, Dimension.AGE}:
        return None
    came = evidence.consultation.attendance
    total = came.get(EVERYBODY, 0)
    if total < evidence.policy.smallest_group:
        return None
    count = sum(came.get(member, 0) for member in members_of(group))
    attendance = _Heard(group, share, count, total)
    if _too_few(evidence, attendance) or (count == 0 and share is None):
        return _finding(evidence, attendance, "rounds", Severity.WATCH, total)
    return None


def _too_few(evidence: Evidence, heard: _Heard) -> bool:
    if heard.share is None:
        return False
    policy = evidence.policy
    return (
        heard.count < policy.heard_at_least * heard.share * heard.total
        and chance_of_at_most(heard.count, heard.total, heard.share)
        < policy.heard_error
    )


def _finding(
    evidence: Evidence,
    heard: _Heard,
    message: str,
    severity: Severity,
    total: int,
) -> Finding:
    return Finding(
        detector=NAME,
        subject=heard.group,
        severity=severity,
        message=f"{NAME}.{message}",
        policy=evidence.policy.version,
        params={
            "group": heard.group,
            "label": evidence.community.label(heard.group),
            "count": heard.count,
            "stated": heard.total,
            "testimonies": total,
            "expected": heard.expected,
            "share": "" if heard.share is None else str(heard.share),
            "in_hundred": -1 if heard.share is None else round(heard.share * 100),
        },
    )
