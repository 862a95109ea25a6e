"""Nobody will maintain what is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import Question, Upkeep
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import Strength, plain_steps, weigh

if TYPE_CHECKING:
    from consult.mismatch.evidence import Evidence

NAME: Final = "upkeep"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare something built to last with who people say will look after it.

    Compares: the answers to "who will look after it?"; the problem is "nobody".
    Whether families themselves contribute is no safeguard and is not counted as
    one.

    Statistic: the share of "nobody", in all and in each group of at least five,
    weighed against one in five as in ``unmet_prerequisite``.

    Never blocks. High when the share exceeds one in five; watch when five or more
    do not know, and they and those who say "nobody" are at least half of those
    asked.

    Cleared by a design that says who repairs, who collects and where the money
    comes from, or by those named saying so on record.
    """
    policy = evidence.policy
    weighed = weigh(
        evidence,
        Question.UPKEEP,
        plain_steps(Upkeep, counted=[Upkeep.NOBODY]),
        policy.tolerance,
    )
    everybody = weighed.measurement.groups[0]
    if weighed.strength >= Strength.EXCEEDS:
        message, severity = "nobody", Severity.HIGH
    elif (
        everybody.silent >= policy.smallest_group
        and everybody.silent + everybody.count
        >= policy.does_not_know_upkeep * (everybody.silent + everybody.answered)
    ):
        message, severity = "unknown", Severity.WATCH
    else:
        return []
    return [
        Finding(
            detector=NAME,
            subject="upkeep",
            severity=severity,
            message=f"{NAME}.{message}",
            policy=policy.version,
            measurement=weighed.measurement,
        ),
    ]
