"""People do not know, or do not trust, those who will do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import Acquaintance, Question, YesPartlyNo
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import NAMES, Strength, plain_steps, weigh

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "executor_legitimacy"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare the implementer with what people say of it.

    Compares: the answers to "do you know them?" and "do you trust them?"; the
    problem is every plain "no".

    Statistic: the share of "no", in all and in each group of at least five, as in
    ``unmet_prerequisite``; one in two may not know them, one in five may not
    trust them.

    Never blocks by itself: the community's decision does. High when the share
    exceeds its limit; a single "no" to trust is a watch, a single "no" to
    knowing is nothing.

    Cleared by an implementer the community knows or accepts on record, or by new
    answers after they were introduced.
    """
    return [
        finding for finding in (_unknown(evidence), _untrusted(evidence)) if finding
    ]


def _name(evidence: Evidence) -> str:
    implementer = evidence.design.implementer
    return implementer.name if implementer else ""


def _unknown(evidence: Evidence) -> Finding | None:
    weighed = weigh(
        evidence,
        Question.KNOWS_EXECUTOR,
        plain_steps(Acquaintance, counted=[Acquaintance.NO]),
        evidence.policy.executor_unknown,
    )
    if weighed.strength < Strength.EXCEEDS:
        return None
    return Finding(
        detector=NAME,
        subject="knows",
        severity=Severity.HIGH,
        message=f"{NAME}.knows",
        policy=evidence.policy.version,
        params={"implementer": _name(evidence)},
        measurement=weighed.measurement,
    )


def _untrusted(evidence: Evidence) -> Finding | None:
    weighed = weigh(
        evidence,
        Question.TRUSTS_EXECUTOR,
        plain_steps(YesPartlyNo, counted=[YesPartlyNo.NO]),
        evidence.policy.tolerance,
    )
    if weighed.strength is Strength.NOTHING:
        return None
    enough = weighed.strength >= Strength.EXCEEDS
    return Finding(
        detector=NAME,
        subject="trusts",
        severity=Severity.HIGH if enough else Severity.WATCH,
        message=f"{NAME}.trusts_{NAMES[min(weighed.strength, Strength.EXCEEDS)]}",
        policy=evidence.policy.version,
        params={"implementer": _name(evidence)},
        measurement=weighed.measurement,
    )
