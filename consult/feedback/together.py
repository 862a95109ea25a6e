"""Reads how the testimonies of a consultation came together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.db import connection

from consult.feedback.enums import QuestionKind
from consult.feedback.gathering import BANDS, WHOLE, TraceKind
from consult.feedback.models import Question, Questionnaire

# More than these are not looked at: it has been said by then.
_MOST_DEVICES: Final = 200
_MOST_PLACES: Final = 20
# Kind, question, and how many of its counts.
_LOOKED_AT: Final = (
    (TraceKind.DEVICE, WHOLE, _MOST_DEVICES),
    *((TraceKind.ALIKE, band, 1) for band in (WHOLE, *BANDS)),
    (TraceKind.STRAIGHT, WHOLE, _MOST_PLACES),
    (TraceKind.ARRIVAL, WHOLE, 1),
)


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
    largest, rows = _read(consultation_id)
    hands: dict[str, list[tuple[str, str, int]]] = {}
    for key, question, choice, count in rows:
        hands.setdefault(key, []).append((question, choice, count))
    return CameTogether(
        devices=largest.get((TraceKind.DEVICE, WHOLE), []),
        alike={
            band: count
            for band in (WHOLE, *BANDS)
            for count in largest.get((TraceKind.ALIKE, band), [])
        },
        straight=sum(largest.get((TraceKind.STRAIGHT, WHOLE), [])),
        arrivals=largest.get((TraceKind.ARRIVAL, WHOLE), []),
        hands=hands,
    )


def _read(
    consultation_id: int,
) -> tuple[dict[tuple[str, str], list[int]], list[tuple[str, str, str, int]]]:
    """Return the largest counts by kind and question, the largest first; and all hands.

    One query. Each kind by its own index and limit; Django joins no limited queries on
    SQLite. Of each hand (key, question, choice, count), in this order.
    """
    count = connection.ops.quote_name("count")
    key = connection.ops.quote_name("key")
    # Only our own names are put into the statement; every value is a parameter.
    asked = " ".join(
        (
            *("SELECT", f"kind, {key}, question, choice, {count}"),
            *("FROM", "feedback_trace"),
            f"WHERE consultation_id = %s AND {count} > 0 AND kind = %s",
        ),
    )
    statement = " UNION ALL ".join(
        (
            asked,
            *(
                " ".join(
                    (
                        *("SELECT * FROM (", asked, "AND question = %s"),
                        f"ORDER BY {count} DESC LIMIT %s) AS largest_{number}",
                    ),
                )
                for number in range(len(_LOOKED_AT))
            ),
        ),
    )
    values: list[int | str] = [consultation_id, TraceKind.HAND]
    for looked in _LOOKED_AT:
        values += [consultation_id, *looked]
    counts: dict[tuple[str, str], list[int]] = {}
    hands: list[tuple[str, str, str, int]] = []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for kind, whose, question, choice, total in cursor.fetchall():
            if kind == TraceKind.HAND:
                hands.append((whose, question, choice, total))
            else:
                counts.setdefault((kind, question), []).append(total)
    return (
        {looked: sorted(each, reverse=True) for looked, each in counts.items()},
        sorted(hands),
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
