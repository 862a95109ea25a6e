"""Reads how the testimonies of a consultation came together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from consult.feedback.enums import QuestionKind
from consult.feedback.gathering import BANDS, WHOLE, TraceKind
from consult.feedback.models import Question, Questionnaire, Trace

# More than these are not looked at: it has been said by then.
_MOST_DEVICES: Final = 200
_MOST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class CameTogether:
    """The largest counts of how testimonies came together, and those of each hand.

    `hands` holds (question, choice, count) of each, `alike` the largest of each band.
    """

    devices: list[int]
    alike: dict[str, int]
    straight: int
    arrivals: list[int]
    hands: dict[str, list[tuple[str, str, int]]]


def came_together(consultation_id: int) -> CameTogether:
    """Return how the testimonies of a consultation came together.

    Reads the largest of each kind by their index, however many there are.
    """
    traces = Trace.objects.filter(consultation_id=consultation_id, count__gt=0)

    def largest(kind: TraceKind, question: str = "", most: int = 1) -> list[int]:
        found = traces.filter(kind=kind, question=question).order_by("-count")
        return list(found.values_list("count", flat=True)[:most])

    hands: dict[str, list[tuple[str, str, int]]] = {}
    rows = traces.filter(kind=TraceKind.HAND).order_by("key", "question", "choice")
    for key, question, choice, count in rows.values_list(
        *("key", "question", "choice", "count"),
    ):
        hands.setdefault(key, []).append((question, choice, count))
    return CameTogether(
        devices=largest(TraceKind.DEVICE, most=_MOST_DEVICES),
        alike={
            band: count
            for band in (WHOLE, *BANDS)
            for count in largest(TraceKind.ALIKE, band)
        },
        straight=sum(largest(TraceKind.STRAIGHT, most=_MOST_PLACES)),
        arrivals=largest(TraceKind.ARRIVAL),
        hands=hands,
    )


def places_of(consultation_id: int) -> Mapping[str, tuple[str, ...]]:
    """Return the choices of each question that takes one, in their order."""
    frozen = (
        Questionnaire.objects.filter(consultation=consultation_id)
        .values_list("pk", "content_hash")
        .first()
    )
    return _places(*frozen) if frozen else {}


@lru_cache(maxsize=256)
def _places(questionnaire_id: int, content_hash: str) -> Mapping[str, tuple[str, ...]]:
    del content_hash
    # A number is not tapped in its place.
    rows = Question.objects.filter(
        questionnaire=questionnaire_id,
        most_choices=1,
    ).exclude(kind=QuestionKind.NUMBER)
    return MappingProxyType(
        {
            code: tuple(choice["code"] for choice in choices)
            for code, choices in rows.values_list("code", "choices")
        },
    )
