"""Too few people answered to know whether an assumption holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import SPOKEN, YesNo
from consult.mismatch.evidence import AssumptionKind, Consequence
from consult.mismatch.findings import Finding
from consult.mismatch.statistics import answers_needed
from consult.mismatch.weighing import (
    CEILINGS,
    Strength,
    Weighed,
    ladder_steps,
    plain_steps,
    weigh,
)

if TYPE_CHECKING:
    from consult.mismatch.evidence import Assumption, Evidence, Heard

NAME: Final = "untested_assumption"


def detect(evidence: Evidence) -> list[Finding]:
    """Compare how many answered about each assumption with how many are needed.

    Compares: the answers about an assumption, without "no sé" and the like and
    without those only given aloud, with the number needed in this community.

    Statistic: the number that tells a share to within ± 15 points in 95 of 100
    such consultations, with the finite-population correction
    (``statistics.answers_needed``): 33 of 140 households, 14 of 20, all of 5.
    An assumption that surely fails for everybody is tested, however few said so.

    Blocks, for a blocking assumption, once the consultation is due: closed,
    decided, or open for as long as it must be. Before that the missing answers
    may still come, and nothing is raised. Other assumptions raise at most what
    their own severity says; one that is only for information raises nothing.

    Cleared by enough answers; where people cannot know, by other evidence that
    a reviewer names.
    """
    if not evidence.consultation.due:
        return []
    return [
        _untested(evidence, assumption)
        for assumption in evidence.design.standing_assumptions
        if assumption.severity is not Consequence.INFO
        and not is_tested(evidence, assumption)
    ]


def is_tested(heard: Heard, assumption: Assumption) -> bool:
    """Say whether enough people answered about an assumption to know.

    It does not wait for the consultation to be due: not asked is never the same
    as true.
    """
    weighed = _weighed(heard, assumption)
    everybody = weighed.measurement.groups[0]
    surely_fails = (
        weighed.strength is Strength.SURE and weighed.measurement.deciding is everybody
    )
    return surely_fails or everybody.answered >= _needed(heard)


def _needed(heard: Heard) -> int:
    policy = heard.policy
    return answers_needed(
        heard.community.households,
        policy.tested_within,
        policy.confidence,
    )


def _weighed(heard: Heard, assumption: Assumption) -> Weighed:
    if assumption.kind is AssumptionKind.LADDER:
        return weigh(
            heard,
            heard.question_of(assumption),
            ladder_steps(assumption),
            assumption.tolerance,
            minimum=assumption.minimum.code,
        )
    return weigh(
        heard,
        assumption.question,
        plain_steps(YesNo, counted=[YesNo.NO]),
        assumption.tolerance,
    )


def _untested(evidence: Evidence, assumption: Assumption) -> Finding:
    measurement = _weighed(evidence, assumption).measurement
    everybody = measurement.groups[0]
    # Whatever group stands out: it is the community that was not heard enough.
    measurement = replace(measurement, group=everybody.group)
    spoken = everybody.choices.get(SPOKEN, 0)
    if spoken > max(everybody.answered, everybody.silent):
        reason = "spoken"
    elif everybody.answered == everybody.silent == 0:
        reason = "nobody"
    elif everybody.silent >= everybody.answered:
        reason = "silent"
    else:
        reason = "few"
    params: dict[str, str | int | bool | tuple[str, ...]] = {
        "assumption": assumption.text,
        "answered": everybody.answered,
        "silent": everybody.silent,
        "needed": _needed(evidence),
    }
    if spoken:
        params["spoken"] = spoken
    return Finding(
        detector=NAME,
        subject=evidence.design.subject_of(assumption),
        severity=CEILINGS[assumption.severity],
        message=f"{NAME}.{reason}",
        policy=evidence.policy.version,
        params=params,
        measurement=measurement,
    )
