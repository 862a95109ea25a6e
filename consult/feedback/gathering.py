"""What a testimony leaves behind of how it was gathered: plain values, no database.

To see whether a count may be stuffed one needs to know how testimonies came together,
not who gave them. So each leaves traces that are only ever counted: that of the device
it was sent from, of the hand that wrote it down, of its answers as a whole, and of the
day it came in. What could tell one from another is a keyed hash, is not
kept with the testimony once it is counted, and is forgotten after some weeks.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from consult.feedback.counting import as_counted
from consult.feedback.quantities import banded
from consult.feedback.vocabulary import COUNTED, NON_ANSWERS, TESTIMONIES

# Fewer real answers than this say nothing of how they came about.
FEWEST_ANSWERS: Final = 8

WHOLE: Final = ""
BANDS: Final = ("0", "1", "2")
"""Three parts of the questions, each of two thirds of them, beside the whole: who slips
once while copying still says the same in at least one of them."""


class TraceKind(StrEnum):
    """What is counted of how testimonies were gathered."""

    DEVICE = "device"
    HAND = "hand"
    ALIKE = "alike"
    STRAIGHT = "straight"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True)
class Trace:
    """One counter. `question` is the band of an `ALIKE` trace."""

    kind: str
    key: str
    question: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """How one testimony came: what is empty is not known.

    `places` gives the choices of each question in the order they are shown, of those
    questions that take one choice.
    """

    answers: Mapping[str, Sequence[str]]
    is_self: bool
    device: str = ""
    hand: str = ""
    arrival: str = ""
    places: Mapping[str, Sequence[str]]


def in_band(question: str, band: str) -> bool:
    """Say whether a question belongs to a band; to the whole belong all."""
    return band == WHOLE or str(zlib.crc32(question.encode()) % len(BANDS)) != band


def passing_traces(gathered: Gathered) -> Iterator[Trace]:
    """Yield what is counted once, when a testimony comes: whose phone, and which day.

    Nothing that we can read keeps that of a testimony once it is counted. Only its
    receipt opens it again, for whoever takes the testimony back (`openers`).
    """
    if not gathered.is_self or not gathered.device:
        return
    yield Trace(TraceKind.DEVICE, gathered.device)
    if gathered.arrival:
        yield Trace(TraceKind.ARRIVAL, gathered.arrival)


def lasting_traces(
    gathered: Gathered,
    digest: Callable[[str], str],
) -> Iterator[Trace]:
    """Yield what follows from the testimony alone, and is taken back with it.

    `digest` is a keyed hash: answers stand in no trace.
    """
    real = {
        question: list(chosen)
        for question, chosen in sorted(gathered.answers.items())
        if chosen and not NON_ANSWERS.intersection(chosen)
    }
    if gathered.hand:
        yield Trace(TraceKind.HAND, gathered.hand, TESTIMONIES, COUNTED)
        for question, chosen in real.items():
            first = as_counted(question, chosen[0], rank=1)
            yield Trace(TraceKind.HAND, gathered.hand, question, first)
    if len(real) < FEWEST_ANSWERS:
        return
    for band in (WHOLE, *BANDS):
        said = [
            # A minute more or less does not make a copy an answer of its own.
            [code, *(banded(code, each) for each in told)]
            for code, told in real.items()
            if in_band(code, band)
        ]
        yield Trace(TraceKind.ALIKE, digest(f"{band}:{said}"), band)
    at = [
        gathered.places[question].index(chosen[0])
        for question, chosen in real.items()
        if chosen[0] in gathered.places.get(question, ())
    ]
    if len(at) >= FEWEST_ANSWERS and len(set(at)) == 1:
        yield Trace(TraceKind.STRAIGHT, str(at[0]))
