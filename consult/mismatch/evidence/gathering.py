"""How the testimonies were gathered, counted: no person, no phone, no time."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from consult.feedback.vocabulary import TESTIMONIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What one person wrote down for others: how many, and what they answered."""

    testimonies: int
    answers: Mapping[str, Mapping[str, int]]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str, int]]) -> Hand:
        """Put together rows of (question, choice, count)."""
        answers: dict[str, dict[str, int]] = {}
        for question, choice, count in rows:
            answers.setdefault(question, {})[choice] = count
        testimonies = sum(answers.pop(TESTIMONIES, {}).values())
        return cls(testimonies=testimonies, answers=answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """How the testimonies of a consultation came together.

    ``devices`` are the testimonies that came from each of the busiest phones, the
    busiest first. ``alike`` says, for the whole and for each band of the questions,
    how many said exactly the same at most. ``straight`` is how many chose the same
    place in every question. ``arrivals`` are the most that came in a quarter of one
    day, the most first. Whoever collected is one of ``hands``.
    """

    devices: tuple[int, ...] = ()
    alike: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    straight: int = 0
    arrivals: tuple[int, ...] = ()
    hands: tuple[Hand, ...] = ()
