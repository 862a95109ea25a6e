"""How often a block is wrong, and how often it comes in time, when one always looks.

Households answer one by one, in an order drawn anew each time, and after every
testimony everybody together and each group is judged by the rule of ``weighing``: a
block when the share is surely above the tolerance, or when all of a group of at least
the policy's smallest size say so. Groups are taken to be of unknown size, as most are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import EVERYBODY
from consult.mismatch.policy import DEFAULT_POLICY, Policy
from consult.mismatch.statistics import surely_exceeds

if TYPE_CHECKING:
    from collections.abc import Sequence

# Sex, age band, language and displacement, with the weight of each group.
_DIMENSIONS: Final = (
    (("sex:f", "sex:m"), (1, 1)),
    (("age:14-17", "age:18-29", "age:30-59", "age:60+"), (1, 1, 1, 1)),
    (("language:most", "language:few"), (9, 1)),
    (("displaced:no", "displaced:idp", "displaced:returned"), (18, 1, 1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A community of which ``lacking`` households lack what a design needs.

    ``looks`` is how many testimonies there are, and as often one looks.
    """

    households: int
    lacking: int
    looks: int


def blocked_share(
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    policy: Policy = DEFAULT_POLICY,
) -> float:
    """Return in what share of simulated consultations some look blocks."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, hides nothing
    return sum(_ever_blocks(scenario, chance, policy) for _ in range(runs)) / runs


def _ever_blocks(scenario: Scenario, chance: random.Random, policy: Policy) -> bool:
    village = [number < scenario.lacking for number in range(scenario.households)]
    chance.shuffle(village)
    counts: dict[str, tuple[int, int]] = {}
    for lacks in village[: scenario.looks]:
        groups = [EVERYBODY, *_groups(chance)]
        for group in groups:
            count, answered = counts.get(group, (0, 0))
            counts[group] = (count + lacks, answered + 1)
        if any(blocks(*counts[each], each, scenario, policy) for each in groups):
            return True
    return False


def _groups(chance: random.Random) -> Sequence[str]:
    return [chance.choices(names, weights)[0] for names, weights in _DIMENSIONS]


def blocks(
    count: int,
    answered: int,
    group: str,
    scenario: Scenario,
    policy: Policy = DEFAULT_POLICY,
) -> bool:
    """Say whether one look at one group blocks, by the rule of ``weighing``."""
    if answered < policy.smallest_group:
        return False
    together = group == EVERYBODY
    return count == answered or surely_exceeds(
        count,
        answered,
        scenario.households if together else None,
        policy.tolerance,
        policy.everybody_error if together else policy.group_error,
    )
