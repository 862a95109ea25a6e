"""People cannot say what the project will do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import Question, YesPartlyNo
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import Strength, Weighed, plain_steps, weigh

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "comprehension"

_NO: Final = plain_steps(YesPartlyNo, counted=[YesPartlyNo.NO])
_NOT_WELL: Final = plain_steps(
    YesPartlyNo, counted=[YesPartlyNo.NO, YesPartlyNo.PARTLY]
)


def detect(evidence: Evidence) -> list[Finding]:
    """Compare an informed decision with whether people understood.

    Compares: the answers to "did you understand what the project will do?"; the
    problem is every "no".

    Statistic: the share of "no", in all and in each group of at least five, as in
    ``unmet_prerequisite``.

    Blocks when surely more than half of all say no: nobody can agree to what most
    did not understand. High when the share of "no" exceeds one in five, in all or
    in a group; watch when anyone says no, or when "no" and "partly" together
    exceed one in two.

    The fault is the explanation's, never the people's. Cleared by explaining
    again, in words and a language people use, and new answers.
    """
    policy = evidence.policy
    most = weigh(evidence, Question.UNDERSTOOD, _NO, policy.not_understanding_blocks)
    everybody = most.measurement.groups[0]
    if most.strength is Strength.SURE and most.measurement.deciding is everybody:
        return [_finding(evidence, most, Severity.BLOCK, "most")]
    some = weigh(evidence, Question.UNDERSTOOD, _NO, policy.tolerance)
    if some.strength >= Strength.EXCEEDS:
        return [_finding(evidence, some, Severity.HIGH, "many")]
    partly = weigh(
        evidence,
        Question.UNDERSTOOD,
        _NOT_WELL,
        policy.not_understanding_blocks,
    )
    if partly.strength >= Strength.EXCEEDS:
        return [_finding(evidence, partly, Severity.WATCH, "partly")]
    if some.strength is Strength.SOMEBODY:
        return [_finding(evidence, some, Severity.WATCH, "somebody")]
    return []


def _finding(
    evidence: Evidence,
    weighed: Weighed,
    severity: Severity,
    message: str,
) -> Finding:
    return Finding(
        detector=NAME,
        subject="understood",
        severity=severity,
        message=f"{NAME}.{message}",
        policy=evidence.policy.version,
        measurement=weighed.measurement,
    )
