"""Which counters one testimony moves: plain values, no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from consult.feedback import vocabulary
from consult.feedback.quantities import banded
from consult.feedback.vocabulary import (
    COUNTED,
    EVERYBODY,
    NEEDS_ORDER,
    NOT_CHOICES,
    SPOKEN,
    TESTIMONIES,
    Collector,
    Question,
)

_HELD_BY_THEMSELVES: Final = frozenset({"web"})


class Counter(NamedTuple):
    """One counter: a question, a group of people and a choice."""

    question: str
    group: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What counts of a testimony. Empty and None mean that it was not said."""

    answers: Mapping[str, Sequence[str]]
    channel: str
    language: str | None = None
    sex: str = ""
    age_band: str = ""
    displacement: str = ""
    disability: bool | None = None
    part_id: int | None = None


def with_spoken(
    answers: Mapping[str, Sequence[str]],
    voice: Collection[str],
) -> dict[str, list[str]]:
    """Return answers without the empty ones, and with those only said aloud."""
    said = {code: list(chosen) for code, chosen in answers.items() if chosen}
    return said | {code: [SPOKEN] for code in voice if code not in said}


def groups_of(said: Said) -> tuple[str, ...]:
    """Return the groups that a testimony counts in; everybody first."""
    groups = [EVERYBODY]
    if said.sex:
        groups.append(vocabulary.sex_group(said.sex))
    if said.age_band:
        groups.append(vocabulary.age_group(said.age_band))
    if said.language:
        groups.append(vocabulary.language_group(said.language))
    if said.displacement:
        groups.append(vocabulary.displacement_group(said.displacement))
    if said.disability is not None:
        groups.append(vocabulary.disability_group(has_disability=said.disability))
    if said.part_id is not None:
        groups.append(vocabulary.place_group(said.part_id))
    held_by = (
        Collector.SELF if said.channel in _HELD_BY_THEMSELVES else Collector.FACILITATOR
    )
    groups.append(vocabulary.collector_group(held_by))
    return tuple(groups)


def counters_of(said: Said) -> tuple[Counter, ...]:
    """Return every counter a testimony moves by one, sorted.

    A need counts with its rank, as in `1:water`, and, for everybody together, before
    each need that was named after it, as in `water>road`. The order is the same for
    everybody: two testimonies that move the same counters lock them in the same order.
    """
    groups = groups_of(said)
    moved = {Counter(TESTIMONIES, group, COUNTED) for group in groups}
    for question, choices in said.answers.items():
        for rank, choice in enumerate(choices, start=1):
            told = as_counted(question, choice, rank=rank)
            moved.update(Counter(question, group, told) for group in groups)
    needs = said.answers.get(Question.NEEDS, ())
    moved.update(
        Counter(NEEDS_ORDER, EVERYBODY, vocabulary.ordered_needs(first, second))
        for first, second in combinations(needs, 2)
    )
    return tuple(sorted(moved))


def as_counted(question: str, choice: str, *, rank: int) -> str:
    """Return what a choice counts as.

    A need counts with its rank, as `1:water`; a number in its band, as `16-30`.
    """
    if question == Question.NEEDS and choice not in NOT_CHOICES:
        return vocabulary.ranked_need(rank, choice)
    return banded(question, choice)
