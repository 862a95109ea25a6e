"""The community refused, withdrew, has not decided, or its conditions are not met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import Agreement, Question
from consult.mismatch.evidence import Decision
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import Strength, plain_steps, weigh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consult.mismatch.evidence import Consent, Evidence

NAME: Final = "consent"

_AGAINST: Final[Mapping[Decision, str]] = {
    Decision.NO_CONSENT: "refused",
    Decision.WITHDRAWN: "withdrawn",
    Decision.UNDECIDED: "undecided",
}


def detect(evidence: Evidence) -> list[Finding]:
    """Compare the release of money with what the community decided.

    Compares: the decision that stands, and whether its conditions are met, with
    consent; and a recorded consent with what people say of the project
    themselves ("do you agree?").

    Statistic: none for the decision, it is the community's. The share of "no"
    among people is weighed against one in two as in ``unmet_prerequisite``; free
    consent does not need everybody.

    Blocks when the decision is no, withdrawn or undecided, or when conditions are
    not shown to be met; and when consent is recorded but surely more than half of
    the people say no. High when they may be more than half, or more than half of
    a group. With no decision recorded, high once the consultation is closed:
    silence is not consent, and the gate stays closed for that by itself; a flag
    is for what somebody decided.

    Cleared by a decision of the community that stands, by its conditions being
    met with evidence, and, where people disagree with the record, by an assembly
    that decides again.
    """
    consent = evidence.consultation.consent
    found = [_decision(evidence, consent)]
    if consent and consent.decision in {Decision.CONSENT, Decision.WITH_CONDITIONS}:
        found.append(_people(evidence))
    return [finding for finding in found if finding]


def _decision(evidence: Evidence, consent: Consent | None) -> Finding | None:
    if consent is None:
        if not evidence.consultation.closed:
            return None
        message, severity = "none", Severity.HIGH
    elif consent.decision in _AGAINST:
        message, severity = _AGAINST[consent.decision], Severity.BLOCK
    elif consent.decision is Decision.WITH_CONDITIONS and not consent.conditions_met:
        message, severity = "unmet_conditions", Severity.BLOCK
    else:
        return None
    return Finding(
        detector=NAME,
        subject="decision",
        severity=severity,
        message=f"{NAME}.{message}",
        policy=evidence.policy.version,
        params={
            "decided_on": consent.decided_on.isoformat() if consent else "",
            "conditions": consent.conditions if consent else "",
        },
    )


def _people(evidence: Evidence) -> Finding | None:
    weighed = weigh(
        evidence,
        Question.AGREE,
        plain_steps(Agreement, counted=[Agreement.NO]),
        evidence.policy.disagreeing,
    )
    if weighed.strength < Strength.EXCEEDS:
        return None
    deciding = weighed.measurement.deciding
    everybody = deciding is weighed.measurement.groups[0]
    surely = weighed.strength is Strength.SURE and everybody
    return Finding(
        detector=NAME,
        subject="people",
        severity=Severity.BLOCK if surely else Severity.HIGH,
        message=f"{NAME}.people",
        policy=evidence.policy.version,
        measurement=weighed.measurement,
    )
