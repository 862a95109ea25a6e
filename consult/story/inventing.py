"""Invents testimonies of any number, the same ones for the same seed.

Honest households differ: each question has shares of its own, what somebody answers
leans with their sex, age, displacement, language and part of the community, and one in
twenty does not know, did not understand or would rather not say. Stuffed ones are what
somebody makes who fills in many: one pattern, taken down by one hand, with a slip here
and there.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from uuid import UUID

from consult.consultations.enums import AgeBand, Sex
from consult.feedback.enums import Channel, Displacement
from consult.feedback.vocabulary import NonAnswer

NOT_ANSWERED: Final = 0.05
# How much the answers of groups differ: the standard deviation of the logarithm of what
# a choice weighs more or less with each group.
LEANING: Final = 0.6
SLIPS: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as far as inventing needs it; `most` is how many may be chosen.

    `alone` are the choices that leave no room for another.
    """

    code: str
    choices: tuple[str, ...]
    alone: frozenset[str] = frozenset()
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who answers: how many, of them how many stuffed, what is spoken at home, where.

    `stuffed` is a share, 0 to 1; `languages` holds the weight of each code and `parts`
    that of each part of the community, by its number.
    """

    seed: int
    size: int
    questions: tuple[Asked, ...]
    stuffed: Fraction = Fraction(0)
    languages: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented testimony."""

    uuid: UUID
    stuffed: bool
    channel: str
    language: str | None
    sex: str
    age_band: str
    displacement: str
    disability: bool | None
    part_id: int | None
    answers: dict[str, list[str]]


def invent(crowd: Crowd) -> Iterator[Invented]:
    """Yield one testimony after the other; exactly the share asked for is stuffed.

    Raises:
        ValueError: the share is not one.

    """
    if not 0 <= crowd.stuffed <= 1:
        raise ValueError(f"{crowd.stuffed} is not a share")
    chance = random.Random(crowd.seed)  # noqa: S311 - repeatable, hides nothing
    left, stuffed = crowd.size, round(crowd.stuffed * crowd.size)
    lean = _Leaning(crowd, chance)
    pattern = draw_answers(chance, crowd.questions, lean.of(()), NOT_ANSWERED)
    while left:
        # Drawn without putting back: stuffed ones come in anywhere.
        is_stuffed = chance.random() * left < stuffed
        left, stuffed = left - 1, stuffed - is_stuffed
        who = _who(chance, crowd)
        answers = draw_answers(chance, crowd.questions, lean.of(who), NOT_ANSWERED)
        if is_stuffed:
            answers = {
                code: given if chance.random() < SLIPS else pattern[code]
                for code, given in answers.items()
            }
        yield Invented(
            uuid=UUID(int=chance.getrandbits(128), version=4),
            stuffed=is_stuffed,
            channel=Channel.FACILITATOR
            if is_stuffed
            else chance.choices((Channel.WEB, Channel.FACILITATOR), (2, 1))[0],
            sex=who[0],
            age_band=who[1],
            displacement=who[2],
            language=who[3] or None,
            disability=chance.choices((None, False, True), (2, 7, 1))[0],
            part_id=int(who[4]) if who[4:] else None,
            answers=answers,
        )


def _who(chance: random.Random, crowd: Crowd) -> tuple[str, ...]:
    """Draw who somebody is: sex, age band, displacement, language, and where, if asked.

    Nothing is drawn where there are no parts: the same seed invents the same as ever.
    """
    languages, parts = crowd.languages, crowd.parts
    who = (
        chance.choice((Sex.FEMALE, Sex.MALE)),
        chance.choice(tuple(AgeBand)),
        chance.choices(
            (Displacement.RESIDENT, Displacement.IDP, Displacement.RETURNED_FORCED),
            (90, 6, 4),
        )[0],
        chance.choices(tuple(languages), tuple(languages.values()))[0]
        if languages
        else "",
    )
    if not parts:
        return who
    return (*who, str(chance.choices(tuple(parts), tuple(parts.values()))[0]))


class _Leaning:
    """What each choice weighs, for everybody and for people of some groups."""

    def __init__(self, crowd: Crowd, chance: random.Random) -> None:
        self._crowd = crowd
        self._plain = {
            each.code: draw_weights(chance, each.choices) for each in crowd.questions
        }
        # A group leans the same way whenever its first member comes.
        self._seed = chance.random()
        self._known: dict[tuple[str, ...], dict[str, list[float]]] = {}

    def of(self, who: tuple[str, ...]) -> dict[str, list[float]]:
        """Return the weights of every question for people of these groups."""
        if who not in self._known:
            self._known[who] = {
                code: [
                    weight * math.exp(sum(leaning))
                    for weight, *leaning in zip(
                        weights,
                        *(self._leaning(group, code, len(weights)) for group in who),
                        strict=True,
                    )
                ]
                for code, weights in self._plain.items()
            }
        return self._known[who]

    def _leaning(self, group: str, question: str, choices: int) -> list[float]:
        chance = random.Random(f"{self._seed}/{group}/{question}")  # noqa: S311
        return [chance.gauss(0, LEANING) for _ in range(choices)]


def draw_weights(chance: random.Random, choices: Sequence[str]) -> list[float]:
    """Return shares as different as those of real questions: Dirichlet(1)."""
    return [chance.expovariate(1) for _ in choices]


def draw_answers(
    chance: random.Random,
    questions: Sequence[Asked],
    weights: Mapping[str, list[float]],
    unanswered: float,
) -> dict[str, list[str]]:
    """Return what one household says: each question by its shares, or a non-answer."""
    given = {}
    for asked in questions:
        if chance.random() < unanswered:
            given[asked.code] = [chance.choice(tuple(NonAnswer)).value]
        else:
            given[asked.code] = _chosen(chance, asked, weights[asked.code])
    return given


def _chosen(chance: random.Random, asked: Asked, weights: list[float]) -> list[str]:
    drawn = chance.choices(asked.choices, weights, k=asked.most)
    if drawn[0] in asked.alone:
        return drawn[:1]
    return list(dict.fromkeys(each for each in drawn if each not in asked.alone))
