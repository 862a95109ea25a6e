"""Questions whose answer is a number: what it may be, and in which bands it counts.

An answer is kept as it was given, so that whoever gave it can see it again and correct
it. It is only ever counted in bands: a number that few households give would tell who
they are. Pure Python, as the vocabulary is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from consult.feedback.vocabulary import Question

_WRITTEN: Final = re.compile(r"0|[1-9][0-9]{0,3}")
_TYPED: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers that count as one, both ends among them."""

    code: str
    least: int
    most: int


BANDS: Final[Mapping[str, Sequence[Band]]] = MappingProxyType(
    {
        # To the water and back. Half an hour divides basic from limited service (WHO
        # and UNICEF, Joint Monitoring Programme); the other limits are a proposal.
        # Whoever walks more than ten hours has misunderstood or mistyped.
        Question.WATER_MINUTES: (
            Band("none", 0, 0),
            Band("1-15", 1, 15),
            Band("16-30", 16, 30),
            Band("31-60", 31, 60),
            Band("61+", 61, 600),
        ),
    },
)


def number_of(answer: str) -> int | None:
    """Return the number that an answer is, None where it is another answer."""
    return int(answer) if _WRITTEN.fullmatch(answer) else None


def written(typed: str) -> str:
    """Return a typed number as it is kept, other text as it was typed.

    Spaces around it and noughts before it are nobody's mistake.
    """
    typed = typed.strip()
    return str(int(typed)) if _TYPED.fullmatch(typed) else typed


def banded(question: str, answer: str) -> str:
    """Return the band in which an answer counts; itself where it is no number."""
    number = number_of(answer)
    if number is None:
        return answer
    return next(
        (
            band.code
            for band in BANDS.get(question, ())
            if band.least <= number <= band.most
        ),
        answer,
    )
