"""A component's sector is not among the community's urgent needs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    NEED_RANKS,
    Need,
    Question,
    split_ranked_need,
)
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.statistics import answers_needed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consult.mismatch.evidence import Component, Evidence

NAME: Final = "priority"

NEEDS_OF_SECTOR: Final[Mapping[str, tuple[Need, ...]]] = MappingProxyType(
    {
        "irrigation": (Need.IRRIGATION, Need.FARMING),
        "water": (Need.WATER,),
        "sanitation": (Need.SANITATION,),
        "school": (Need.SCHOOL,),
        "clinic": (Need.HEALTH,),
        "electrification": (Need.ELECTRICITY,),
        "agri_value_chain": (Need.FARMING, Need.WORK),
        "digital": (Need.PHONE,),
        "microcredit": (Need.CREDIT,),
        "roads": (Need.ROAD,),
        "vocational": (Need.TRAINING, Need.WORK),
        "reintegration": (Need.RETURN_SUPPORT, Need.DOCUMENTS, Need.WORK),
        "housing": (Need.HOUSING,),
        "food_security": (Need.FOOD, Need.FARMING),
        "environment": (Need.FOREST,),
        "protection": (Need.SAFETY,),
    },
)
"""What people would call the need that a sector serves.

A sector that is not here (governance, emergency, multisector) serves no need
that a household names, and is not judged.
"""


def borda_points(choices: Mapping[str, int]) -> Mapping[str, int]:
    """Return each need's points: 3 for every first place, 2 a second, 1 a third.

    ``choices`` counts ranked needs, as in ``"1:water"``. It is the count of Borda
    (1781) over the three needs a household names; needs it does not name get
    nothing from it.
    """
    points: dict[str, int] = {}
    for choice, count in choices.items():
        ranked = split_ranked_need(choice)
        if ranked and count:
            rank, need = ranked
            points[need] = points.get(need, 0) + (4 - rank) * count
    return points


def detect(evidence: Evidence) -> list[Finding]:
    """Compare what each component serves with what people need most.

    Compares: the needs that a component's sector serves with the three most
    urgent needs each household names.

    Statistic: Borda points, in all and in each group of at least five. A need's
    place is one more than the number of needs with more points, so that equals
    share a place and order never matters.

    Never blocks: an urgent need does not make another project wrong. High when
    none of the component's needs is among the first three and as many households
    answered as ``untested_assumption`` asks for; watch when fewer did (at least
    five), or when it is so only in a group.

    Cleared by a design for a need that stands higher, or by a public reason.
    """
    return [
        finding
        for component in evidence.design.components
        if component.engine_sector in NEEDS_OF_SECTOR
        and (finding := _judge(evidence, component))
    ]


def _judge(evidence: Evidence, component: Component) -> Finding | None:
    policy = evidence.policy
    needs = NEEDS_OF_SECTOR[component.engine_sector]
    for group in evidence.tallies.groups(Question.NEEDS):
        choices = evidence.tallies.choices(Question.NEEDS, group)
        households = _households(choices)
        if households < policy.smallest_group:
            continue
        points = borda_points(choices)
        best = max(points.get(need, 0) for need in needs)
        above = sorted(
            (need for need, score in points.items() if score > best),
            key=lambda need: (-points[need], need),
        )
        if len(above) < policy.urgent_places and best > 0:
            continue
        sure = group == EVERYBODY and households >= answers_needed(
            evidence.community.households,
            policy.tested_within,
            policy.confidence,
        )
        return Finding(
            detector=NAME,
            subject=component.id,
            severity=Severity.HIGH if sure else Severity.WATCH,
            message=f"{NAME}.{'low' if best else 'unnamed'}",
            policy=policy.version,
            params={
                "component": component.title,
                "group": group,
                "label": evidence.community.label(group),
                "households": households,
                "place": len(above) + 1,
                "points": best,
                "above": tuple(above[: policy.urgent_places]),
                "points_above": tuple(
                    str(points[need]) for need in above[: policy.urgent_places]
                ),
            },
        )
    return None


def _households(choices: Mapping[str, int]) -> int:
    """Return how many named a need: whoever names any names a most urgent one."""
    return sum(
        count
        for choice, count in choices.items()
        if (ranked := split_ranked_need(choice)) and ranked[0] == NEED_RANKS[0]
    )
