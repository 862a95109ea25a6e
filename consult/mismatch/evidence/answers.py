"""What the people said, counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    MEMBERS,
    Dimension,
    PresentGroup,
    dimension_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NO_COUNTS: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts of choices, by question and group, and of testimonies by group.

    ``answers[question][group][choice]`` is a number of testimonies. Every
    testimony counts under ``"all"`` and once in each of its groups. Raises
    ``ValueError`` for a negative count.
    """

    answers: Mapping[str, Mapping[str, Mapping[str, int]]] = field(
        default_factory=lambda: MappingProxyType({}),
    )
    testimonies: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({}),
    )

    def __post_init__(self) -> None:
        answers = {
            question: MappingProxyType(
                {group: _counts(choices) for group, choices in groups.items()},
            )
            for question, groups in self.answers.items()
        }
        object.__setattr__(self, "answers", MappingProxyType(answers))
        object.__setattr__(self, "testimonies", _counts(self.testimonies))

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[tuple[str, str, str, int]],
        testimonies: Iterable[tuple[str, int]],
    ) -> Tallies:
        """Add up rows of (question, group, choice, count) and of (group, count).

        The same row may come several times, as it does from sharded counters.
        """
        answers: dict[str, dict[str, dict[str, int]]] = {}
        for question, group, choice, count in rows:
            choices = answers.setdefault(question, {}).setdefault(group, {})
            choices[choice] = choices.get(choice, 0) + count
        totals: dict[str, int] = {}
        for group, count in testimonies:
            totals[group] = totals.get(group, 0) + count
        return cls(answers, totals)

    def asked(self, question: str) -> bool:
        """Say whether anybody was counted on a question."""
        return any(self.choices(question).values())

    def choices(self, question: str, group: str = EVERYBODY) -> Mapping[str, int]:
        """Return the count of each choice, in a tally group or a present group."""
        groups = self.answers.get(question, {})
        if group in groups:
            return groups[group]
        total: dict[str, int] = {}
        for member in MEMBERS.get(group, ()):
            for choice, count in groups.get(member, _NO_COUNTS).items():
                total[choice] = total.get(choice, 0) + count
        return MappingProxyType(total)

    def testimonies_of(self, group: str = EVERYBODY) -> int:
        """Return how many testimonies a tally group or a present group gave."""
        if group in self.testimonies:
            return self.testimonies[group]
        return sum(self.testimonies.get(member, 0) for member in MEMBERS.get(group, ()))

    def groups(self, question: str) -> tuple[str, ...]:
        """Return the groups of people that were counted on a question, sorted.

        Everybody comes first. Who held the phone is not a group of people. Those
        who had to leave somewhere are one more group when there are several
        kinds of them.
        """
        counted = sorted(
            group
            for group in self.answers.get(question, {})
            if dimension_of(group) not in {EVERYBODY, Dimension.COLLECTOR}
        )
        uprooted = MEMBERS[PresentGroup.UPROOTED]
        if len(set(uprooted).intersection(counted)) > 1:
            counted.append(str(PresentGroup.UPROOTED))
        return (EVERYBODY, *counted)


def _counts(counts: Mapping[str, int]) -> Mapping[str, int]:
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count of testimonies is never negative")
    return MappingProxyType({str(key): count for key, count in counts.items() if count})
