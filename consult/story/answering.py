"""Turns the story's counts into households' answers, the same ones every time."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from consult.feedback.enums import Channel
from consult.feedback.models import Question
from consult.feedback.vocabulary import assumption_key

# Who carries water far says so wherever it is asked.
_IN_THE_ORDER_OF: Final = {"water_minutes": "water"}
_NAMESPACE = uuid.UUID("6f1d7d7e-0c2b-4c39-8a51-0e1b5c0a7a11")


@dataclass(frozen=True, slots=True)
class Household:
    """What one household answers."""

    uuid: uuid.UUID
    channel: str
    language: str
    sex: str
    age_band: str
    displacement: str
    # The name of the part of the community they live in; empty where nobody is asked.
    part: str
    answers: Mapping[str, list[str]]
    words: Mapping[str, str] = field(default_factory=dict)
    # Question code → seconds of sound made by code.
    voice: Mapping[str, int] = field(default_factory=dict)


def households(
    name: str,
    told: Mapping[str, Any],
    questions: list[Question],
    otherwise: list[str],
) -> Iterator[Household]:
    """Yield one household after the other; counts are exactly those of the story.

    What stands in `beside_part` is in the same order as the parts: those who gave the
    first answer of its list live in the first part, as far as it goes.

    Raises:
        ValueError: the counts of a question do not add up to the testimonies.

    """
    size = told["testimonies"]
    columns = {
        each: _column(f"{name}/{each}", _plain(told[each]), size)
        for each in ("channel", "language", "sex", "age_band", "displacement")
    }
    columns["part"] = _column(
        _order(name, "part", told),
        _plain(told.get("part", {"": size})),
        size,
    )
    answers = {
        question.code: _answers(name, told, question, size, otherwise)
        for question in questions
    }
    words = told.get("words", {})
    for number in range(size):
        yield Household(
            uuid=uuid.uuid5(_NAMESPACE, f"{name}/{number}"),
            channel=Channel(columns["channel"][number][0]),
            language=columns["language"][number][0],
            sex=columns["sex"][number][0],
            age_band=columns["age_band"][number][0],
            displacement=columns["displacement"][number][0],
            part=columns["part"][number][0],
            answers={code: given[number] for code, given in answers.items()},
            words=_words(words, questions) if number == 0 else {},
            voice={
                code: seconds[number]
                for code, seconds in told.get("voice", {}).items()
                if number < len(seconds)
            },
        )


def _answers(
    name: str,
    told: Mapping[str, Any],
    question: Question,
    size: int,
    otherwise: list[str],
) -> list[list[str]]:
    answers = told["answers"]
    subject = _subject(question, answers)
    if subject is None:
        # A number is not made up: who is not told of does not know.
        offered = {
            choice["code"] for choice in question.choices if not question.numbers
        }
        given = next((each for each in otherwise if each in offered), "dont_know")
        return [[given] for _ in range(size)]
    # Questions on one ladder share the order, so that a household says the same twice.
    return _column(_order(name, subject, told), _lists(answers[subject]), size)


def _order(name: str, subject: str, told: Mapping[str, Any]) -> str:
    """Return what a column is shuffled by: some go along with the parts."""
    order = _IN_THE_ORDER_OF.get(subject, subject)
    beside = order in told.get("beside_part", ())
    return f"{name}/{'part' if beside else order}"


def _subject(question: Question, told: Mapping[str, Any]) -> str | None:
    """Return the key of the story's counts for a question: its ladder, or its code."""
    key = assumption_key(question.code)
    ladder = question.ladder.code if question.ladder else ""
    for candidate in (ladder, key, question.code):
        if candidate and candidate in told:
            return candidate
    return None


def _plain(counts: Mapping[str, int]) -> list[tuple[list[str], int]]:
    return [([choice], count) for choice, count in counts.items()]


def _lists(told: Any) -> list[tuple[list[str], int]]:  # noqa: ANN401 - from YAML
    if isinstance(told, Mapping):
        return _plain(told)
    return [
        (list(row.get("needs") or row.get("groups") or ()), row["households"])
        for row in told
    ]


def _column(
    seed: str,
    counts: list[tuple[list[str], int]],
    size: int,
) -> list[list[str]]:
    column = [given for given, count in counts for _ in range(count)]
    if len(column) != size:
        message = f"{seed}: {len(column)} answers for {size} testimonies"
        raise ValueError(message)
    random.Random(seed).shuffle(column)  # noqa: S311 - an order, not a secret
    return column


def _words(words: Mapping[str, str], questions: list[Question]) -> dict[str, str]:
    """Return what somebody said in their own words, by question code."""
    said = {}
    for question in questions:
        subject = _subject(question, words)
        if subject:
            said[question.code] = words[subject]
    return said
