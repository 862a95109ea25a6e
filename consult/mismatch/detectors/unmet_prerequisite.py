"""Households stand below a step the design takes for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from consult.mismatch.evidence import AssumptionKind
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import (
    CEILINGS,
    NAMES,
    SEVERITIES,
    Strength,
    ladder_steps,
    weigh,
)

if TYPE_CHECKING:
    from consult.mismatch.evidence import Assumption, Evidence

NAME: Final = "unmet_prerequisite"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare each ladder assumption with the step on which households stand.

    Compares: the minimum step of an assumption with the steps people chose; the
    problem is every answer below the minimum. "No sé" and the like are left out.

    Statistic: the share below, among everybody and in each group of at least
    five, weighed against the assumption's tolerance (``weighing.weigh``). People
    are shown a 95 % interval; the block rests on the anytime-valid bound of
    ``statistics``, because evidence is looked at after every testimony.

    Blocks when the assumption is a blocking one and the share surely exceeds its
    tolerance, or everybody of a group is below. High when the share exceeds it
    but the count is too small to be sure; watch when anyone says so. Other
    assumptions raise at most what their own severity says. When nobody says so
    but a census or an earlier survey already shows too many below, and too few
    have answered to know better, it is a watch too.

    Cleared by a design that brings people up to the step first, or that no
    longer needs it; or by new answers that show that households stand on it.
    """
    return [
        finding
        for assumption in evidence.design.standing_assumptions
        if assumption.kind is AssumptionKind.LADDER
        and (finding := _said(evidence, assumption) or _known(evidence, assumption))
    ]


def _said(evidence: Evidence, assumption: Assumption) -> Finding | None:
    weighed = weigh(
        evidence,
        evidence.question_of(assumption),
        ladder_steps(assumption),
        assumption.tolerance,
        minimum=assumption.minimum.code,
    )
    if weighed.strength is Strength.NOTHING:
        return None
    return Finding(
        detector=NAME,
        subject=evidence.design.subject_of(assumption),
        severity=SEVERITIES[weighed.strength].capped_at(CEILINGS[assumption.severity]),
        message=f"{NAME}.{NAMES[weighed.strength]}",
        policy=evidence.policy.version,
        params={"assumption": assumption.text, "minimum": assumption.minimum.name},
        measurement=weighed.measurement,
    )


def _known(evidence: Evidence, assumption: Assumption) -> Finding | None:
    known = [
        condition
        for condition in evidence.community.conditions
        if condition.ladder == assumption.ladder
    ]
    answers = evidence.tallies.choices(evidence.question_of(assumption))
    enough = evidence.policy.smallest_group
    if not known or sum(answers.values()) >= enough:
        return None
    newest = max((each.as_of, each.source) for each in known)
    rows = [each for each in known if (each.as_of, each.source) == newest]
    below = sum(row.households for row in rows if row.rank < assumption.minimum.rank)
    asked = max(row.asked for row in rows)
    if below <= assumption.tolerance * asked:
        return None
    return Finding(
        detector=NAME,
        subject=evidence.design.subject_of(assumption),
        severity=Severity.WATCH,
        message=f"{NAME}.known",
        policy=evidence.policy.version,
        params={
            "assumption": assumption.text,
            "minimum": assumption.minimum.name,
            "count": below,
            "asked": asked,
            "source": newest[1],
            "as_of": newest[0].isoformat(),
            "threshold": str(assumption.tolerance),
        },
    )
