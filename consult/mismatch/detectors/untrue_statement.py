"""People say that something the design takes for granted is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import YesNo
from consult.mismatch.evidence import AssumptionKind
from consult.mismatch.findings import Finding
from consult.mismatch.weighing import (
    CEILINGS,
    NAMES,
    SEVERITIES,
    Strength,
    plain_steps,
    weigh,
)

if TYPE_CHECKING:
    from consult.mismatch.evidence import Assumption, Evidence

NAME: Final = "untrue_statement"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare each yes/no assumption with what people say of it.

    Compares: the assumption's statement with the answers "yes" and "no"; the
    problem is every "no". "No sé" and the like are left out.

    Statistic: the share of "no", as in ``unmet_prerequisite``.

    Blocks when the assumption is a blocking one and the share surely exceeds its
    tolerance, or everybody of a group of at least five says no. High when the
    share exceeds it but the count is too small to be sure; watch when anyone
    says so. Other assumptions raise at most what their own severity says.

    Cleared by a design that no longer needs the statement to be true, or that
    makes it true first; or by new answers.
    """
    return [
        finding
        for assumption in evidence.design.standing_assumptions
        if assumption.kind is AssumptionKind.STATEMENT
        and (finding := _said(evidence, assumption))
    ]


def _said(evidence: Evidence, assumption: Assumption) -> Finding | None:
    weighed = weigh(
        evidence,
        assumption.question,
        plain_steps(YesNo, counted=[YesNo.NO]),
        assumption.tolerance,
    )
    if weighed.strength is Strength.NOTHING:
        return None
    return Finding(
        detector=NAME,
        subject=evidence.design.subject_of(assumption),
        severity=SEVERITIES[weighed.strength].capped_at(CEILINGS[assumption.severity]),
        message=f"{NAME}.{NAMES[weighed.strength]}",
        policy=evidence.policy.version,
        params={"assumption": assumption.text},
        measurement=weighed.measurement,
    )
