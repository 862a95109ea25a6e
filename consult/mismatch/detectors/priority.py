"""A component's sector is not among the community's urgent needs."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    NEED_RANKS,
    NEEDS_ORDER,
    Need,
    Question,
    split_ordered_needs,
    split_ranked_need,
)
from consult.mismatch.findings import Finding, Severity, Standing
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


def schulze_beaten_by(
    choices: Mapping[str, int],
    order: Mapping[str, int],
    needs: tuple[str, ...],
) -> tuple[str, ...]:
    """Return the needs that beat each of ``needs`` by Schulze's method, sorted.

    Schulze (2011, *A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method*, Soc. Choice Welf. 36:267).
    ``choices`` counts ranked needs as in ``"1:water"``, ``order`` pairs that were both
    named as in ``"water>road"``. A household puts what it names before all it does
    not name. x beats y when the strongest path from x to y, as strong as its weakest
    step (winning votes), is stronger than any from y to x.
    """
    named: dict[str, int] = {}
    for choice, count in choices.items():
        if ranked := split_ranked_need(choice):
            named[ranked[1]] = named.get(ranked[1], 0) + count
    both = {pair: n for key, n in order.items() if (pair := split_ordered_needs(key))}
    every = sorted({*named, *needs})
    before = {
        (one, other): named.get(one, 0) - both.get((other, one), 0)
        for one in every
        for other in every
    }
    # The strongest path from each to each: Floyd and Warshall, a row at a time.
    path = [
        [
            before[one, other] if before[one, other] > before[other, one] else 0
            for other in every
        ]
        for one in every
    ]
    for middle, onward in enumerate(path):
        for row in path:
            if first := row[middle]:
                row[:] = [
                    max(direct, min(first, then))
                    for direct, then in zip(row, onward, strict=True)
                ]
    places = [every.index(need) for need in needs]
    return tuple(
        one
        for place, one in enumerate(every)
        if one not in needs
        and all(path[place][need] > path[need][place] for need in places)
    )


def detect(evidence: Evidence) -> list[Finding]:
    """Compare what each component serves with what people need most.

    Compares: the needs that a component's sector serves with the three most
    urgent needs each household names.

    Statistic: Borda points, in all and in each group of at least five. A need's
    place is one more than the number of needs with more points, so that equals
    share a place and order never matters. As a check, the place that Schulze's
    method gives it for everybody is told beside it; it does not decide.

    Never blocks: an urgent need does not make another project wrong. High when
    none of the component's needs is among the first three and as many households
    answered as ``untested_assumption`` asks for; watch when fewer did (at least
    five), or when it is so only in a group, and then it tells of the group where it
    stands lowest.

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
    standings = [
        standing
        for group in evidence.tallies.groups(Question.NEEDS)
        if (standing := _standing(evidence, group, needs)).households
        >= policy.smallest_group
    ]
    low = [
        each
        for each in standings
        if each.place > policy.urgent_places or each.points == 0
    ]
    if not low:
        return None
    told = max(
        low,
        key=lambda each: (
            each.group == EVERYBODY,
            each.place,
            -each.points / each.households,
            # The last resort, so that the order of groups never decides.
            each.group,
        ),
    )
    needed = answers_needed(
        evidence.community.households,
        policy.tested_within,
        policy.confidence,
    )
    sure = told.group == EVERYBODY and told.households >= needed
    shown = policy.urgent_places
    return Finding(
        detector=NAME,
        subject=component.id,
        severity=Severity.HIGH if sure else Severity.WATCH,
        message=f"{NAME}.{'low' if told.points else 'unnamed'}",
        policy=policy.version,
        params={
            "component": component.title,
            "group": told.group,
            "label": told.label,
            "households": told.households,
            "place": told.place,
            "points": told.points,
            "above": told.above[:shown],
            "points_above": tuple(map(str, told.points_above[:shown])),
            "needs": needs,
            "needed": needed,
            "schulze": _schulze_place(evidence, needs),
        },
        standings=tuple(standings),
    )


def _standing(evidence: Evidence, group: str, needs: tuple[Need, ...]) -> Standing:
    choices = evidence.tallies.choices(Question.NEEDS, group)
    points = borda_points(choices)
    best = max(points.get(need, 0) for need in needs)
    above = sorted(
        (need for need, score in points.items() if score > best),
        key=lambda need: (-points[need], need),
    )
    return Standing(
        group=group,
        label=evidence.community.label(group),
        households=_households(choices),
        place=len(above) + 1,
        points=best,
        above=tuple(above),
        points_above=tuple(points[need] for need in above),
    )


def _schulze_place(evidence: Evidence, needs: tuple[Need, ...]) -> int:
    """Return the place by Schulze's method for everybody; 0 if nobody was counted."""
    order = evidence.tallies.choices(NEEDS_ORDER)
    choices = evidence.tallies.choices(Question.NEEDS)
    # Counters from before pairs were counted: it takes them to know.
    if not order and any(choice.startswith("2:") for choice in choices):
        return 0
    if not _households(choices):
        return 0
    return len(schulze_beaten_by(choices, order, needs)) + 1


def _households(choices: Mapping[str, int]) -> int:
    """Return how many named a need: whoever names any names a most urgent one."""
    return sum(
        count
        for choice, count in choices.items()
        if (ranked := split_ranked_need(choice)) and ranked[0] == NEED_RANKS[0]
    )
