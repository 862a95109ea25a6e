"""People say that they could not speak freely, or were told what to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    NonAnswer,
    Question,
    YesNo,
    YesPartlyNo,
)
from consult.mismatch.findings import Finding, GroupCount, Measurement, Severity, Step
from consult.mismatch.weighing import count_group, groups_watched, plain_steps

if TYPE_CHECKING:
    from fractions import Fraction

    from consult.mismatch.evidence import Evidence

NAME: Final = "coercion"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare a free consultation with what people say of theirs.

    Compares: the answers to "could you speak freely?" (the problem is "no") and
    "were you told what to answer?" (the problem is "yes"); and how many would
    rather not say whether they spoke freely. Whether one could speak freely before
    beginning ("can_speak_freely") is not counted: whoever could not may wait and
    answer later, and whoever goes on is asked again at the end.

    Statistic: none but the count. A false alarm costs a visit; a missed one may
    cost somebody their safety. So it does not wait to be sure.

    Blocks when five or more people say so and they are at least one in twenty of
    those who answered, in all or in any group. High when five or more say so in
    all, when two or more say so and, with those who say "partly", they are one in
    twenty, when "no" and "partly" together would block, or when five or more, at
    least one in five, would rather not say whether they spoke freely. Watch when
    anyone says so.

    Who said it is protected: up to four, the finding carries no number, and no
    group with fewer than five such answers is ever named in it.

    Cleared by a new round that is safe to speak in, held by somebody else, and
    new answers; never by a count of those who were content.
    """
    found = [
        _reported(
            evidence,
            Question.SPOKE_FREELY,
            plain_steps(YesPartlyNo, counted=[YesPartlyNo.NO]),
            plain_steps(YesPartlyNo, counted=[YesPartlyNo.NO, YesPartlyNo.PARTLY]),
        ),
        _reported(
            evidence,
            Question.TOLD_WHAT_TO_ANSWER,
            plain_steps(YesNo, counted=[YesNo.YES]),
            (),
        ),
        _silence(evidence),
    ]
    return [finding for finding in found if finding]


def _reported(
    evidence: Evidence,
    question: Question,
    plain: tuple[Step, ...],
    wider: tuple[Step, ...],
) -> Finding | None:
    groups = _counts(evidence, question, plain)
    if blocking := _that_block(evidence, groups):
        return _shown(evidence, question, plain, blocking, Severity.BLOCK)
    everybody = groups[0]
    if everybody.count >= evidence.policy.smallest_group:
        return _shown(evidence, question, plain, groups, Severity.HIGH)
    in_all = _counts(evidence, question, wider)
    if in_part := _that_block(evidence, in_all):
        return _shown(
            evidence, question, wider, in_part, Severity.HIGH, ending="in_part"
        )
    if everybody.count == 0:
        return None
    widest = in_all[0] if in_all else everybody
    several = everybody.count > 1 and _is_many(widest, evidence.policy.coerced)
    return Finding(
        detector=NAME,
        subject=question,
        severity=Severity.HIGH if several else Severity.WATCH,
        message=f"{NAME}.{question}_few",
        policy=evidence.policy.version,
    )


def _counts(
    evidence: Evidence,
    question: Question,
    steps: tuple[Step, ...],
) -> list[GroupCount]:
    """Count everybody, and every group in which five or more say so."""
    if not steps:
        return []
    return [
        counted
        for group in evidence.tallies.groups(question)
        if (counted := count_group(evidence, question, steps, group)).count
        >= evidence.policy.smallest_group
        or group == EVERYBODY
    ]


def _that_block(evidence: Evidence, groups: list[GroupCount]) -> list[GroupCount]:
    """Return everybody and all groups, the deciding one first, if one decides."""
    policy = evidence.policy
    deciding = [
        each
        for each in groups
        if each.count >= policy.smallest_group and _is_many(each, policy.coerced)
    ]
    if not deciding:
        return []
    first = max(deciding, key=lambda each: (each.group == EVERYBODY, each.share))
    return [first, *(each for each in groups if each is not first)]


def _is_many(counted: GroupCount, share: Fraction) -> bool:
    return counted.count >= share * counted.answered


def _shown(
    evidence: Evidence,
    question: Question,
    steps: tuple[Step, ...],
    groups: list[GroupCount],
    severity: Severity,
    *,
    ending: str = "several",
) -> Finding:
    return Finding(
        detector=NAME,
        subject=question,
        severity=severity,
        message=f"{NAME}.{question}_{ending}",
        policy=evidence.policy.version,
        measurement=Measurement(
            question=question,
            group=groups[0].group,
            threshold=str(evidence.policy.coerced),
            steps=steps,
            groups=tuple(
                sorted(groups, key=lambda each: (each.group != EVERYBODY, each.group)),
            ),
            watched=groups_watched(evidence),
        ),
    )


def _silence(evidence: Evidence) -> Finding | None:
    policy = evidence.policy
    choices = evidence.tallies.choices(Question.SPOKE_FREELY)
    silent = choices.get(NonAnswer.PREFER_NOT, 0)
    asked = sum(choices.values())
    if silent < policy.smallest_group or silent < policy.silent_about_freedom * asked:
        return None
    return Finding(
        detector=NAME,
        subject="silence",
        severity=Severity.HIGH,
        message=f"{NAME}.silence",
        policy=policy.version,
        params={
            "count": silent,
            "asked": asked,
            "threshold": str(policy.silent_about_freedom),
        },
    )
