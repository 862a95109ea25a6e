"""Consultations whose count is stuffed, and honest ones: how often each is told apart.

Whoever stuffs a count fills in many testimonies alone. Nobody knows how it is done in
earnest; these are the ways that come to mind, each with a fifth of all testimonies. The
honest ones are those that look most like them: one facilitator for most of a village,
another for a hamlet that lives otherwise, families with one phone, a village of one
mind.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import Final

from consult.feedback import vocabulary
from consult.feedback.counting import Said, counters_of
from consult.feedback.enums import Channel
from consult.feedback.gathering import (
    Gathered,
    Trace,
    TraceKind,
    lasting_traces,
    passing_traces,
)
from consult.feedback.vocabulary import TESTIMONIES, Question
from consult.mismatch import evidence
from consult.mismatch.detectors import integrity
from consult.story.inventing import (
    NOT_ANSWERED,
    SLIPS,
    Asked,
    draw_answers,
    draw_weights,
)

STUFFED: Final = 0.2
# In a village of one mind, the share of questions that nearly all answer alike.
ONE_MIND: Final = 2 / 3
# How often somebody who invents answers to please lets one be as the village's are.
PLAIN: Final = 0.1

_STEPS: Final = ("1", "2", "3", "4", "5")
_QUESTIONS: Final = (
    *(
        Asked(code=vocabulary.living_question(ladder), choices=_STEPS)
        for ladder in ("water", "sanitation", "electricity", "road")
    ),
    Asked(code=Question.NEEDS, choices=tuple(vocabulary.Need), most=3),
    Asked(code=Question.UNDERSTOOD, choices=tuple(vocabulary.YesPartlyNo)),
    Asked(code=Question.EXPLAINED_IN_LANGUAGE, choices=tuple(vocabulary.YesPartlyNo)),
    *(
        Asked(code=vocabulary.assumption_question(key), choices=tuple(vocabulary.YesNo))
        for key in ("first", "second", "third")
    ),
    Asked(code=Question.MONEY_RIGHT, choices=tuple(vocabulary.Amount)),
    Asked(code=Question.KNOWS_EXECUTOR, choices=tuple(vocabulary.Acquaintance)),
    Asked(code=Question.TRUSTS_EXECUTOR, choices=tuple(vocabulary.YesPartlyNo)),
    Asked(code=Question.UPKEEP, choices=tuple(vocabulary.Upkeep)),
    Asked(code=Question.SPOKE_FREELY, choices=tuple(vocabulary.YesPartlyNo)),
    Asked(code=Question.TOLD_WHAT_TO_ANSWER, choices=tuple(vocabulary.YesNo)),
    Asked(code=Question.SOMEBODY_WITH_YOU, choices=tuple(vocabulary.Company)),
    Asked(code=Question.AGREE, choices=tuple(vocabulary.Agreement)),
)
_PLACES: Final = {each.code: each.choices for each in _QUESTIONS if each.most == 1}
# What the project would like to hear; how people live, and need, is left as it is.
_PLEASING: Final = {
    Question.UNDERSTOOD: vocabulary.YesPartlyNo.YES.value,
    Question.EXPLAINED_IN_LANGUAGE: vocabulary.YesPartlyNo.YES.value,
    Question.MONEY_RIGHT: vocabulary.Amount.RIGHT.value,
    Question.KNOWS_EXECUTOR: vocabulary.Acquaintance.YES.value,
    Question.TRUSTS_EXECUTOR: vocabulary.YesPartlyNo.YES.value,
    Question.UPKEEP: vocabulary.Upkeep.COMMITTEE.value,
    Question.SPOKE_FREELY: vocabulary.YesPartlyNo.YES.value,
    Question.TOLD_WHAT_TO_ANSWER: vocabulary.YesNo.NO.value,
    Question.SOMEBODY_WITH_YOU: vocabulary.Company.NOBODY.value,
    Question.AGREE: vocabulary.Agreement.YES.value,
    **{
        vocabulary.assumption_question(key): vocabulary.YesNo.YES.value
        for key in ("first", "second", "third")
    },
}


class Way(StrEnum):
    """How a simulated consultation came to its testimonies."""

    OWN_PHONES = "everybody on their own phone"
    FAMILIES = "families of up to five with one phone"
    ONE_FACILITATOR = "one facilitator writes down two in three"
    HAMLET = "another facilitator for a hamlet that lives otherwise"
    ONE_MIND = "a village of one mind in two questions of three"
    COPIES = "one pattern copied, with slips, on many phones"
    ONE_HAND = "one pattern copied, with slips, by one facilitator"
    INVENTED = "one facilitator invents them to please"
    ONE_PHONE = "answers like everybody's, from one phone"
    STRAIGHT = "always the first answer, on many phones"


HONEST: Final = (
    *(Way.OWN_PHONES, Way.FAMILIES, Way.ONE_FACILITATOR, Way.HAMLET, Way.ONE_MIND),
)
STUFFING: Final = (
    *(Way.COPIES, Way.ONE_HAND, Way.INVENTED, Way.ONE_PHONE, Way.STRAIGHT),
)


# The share of the testimonies that a facilitator writes down, where it is not a third.
_WRITTEN_DOWN: Final = {Way.ONE_FACILITATOR: 2 / 3}


@dataclass(frozen=True, slots=True)
class _Given:
    answers: dict[str, list[str]]
    channel: str = Channel.WEB
    device: str = ""
    hand: str = ""


def flagged_share(way: Way, *, testimonies: int, runs: int, seed: int) -> float:
    """Return in what share of simulated consultations the count is flagged.

    Anything graver than a watch counts: that is what an officer has to answer.
    """
    chance = random.Random(f"{seed}/{way}/{testimonies}")  # noqa: S311 - repeatable
    return sum(_is_flagged(way, testimonies, chance) for _ in range(runs)) / runs


def _is_flagged(way: Way, testimonies: int, chance: random.Random) -> bool:
    seen = _evidence_of(list(_given(way, testimonies, chance)))
    return any(finding.severity.weight > 1 for finding in integrity.detect(seen))


def _given(way: Way, size: int, chance: random.Random) -> Iterator[_Given]:
    weights = _village(chance)
    if way == Way.ONE_MIND:
        for shares in weights.values():
            if chance.random() < ONE_MIND:
                shares[0] = 30.0
    # How people live in a hamlet differs, what they think of the project does not.
    there = {
        code: shares if code.startswith("living:") else weights[code]
        for code, shares in _village(chance).items()
    }
    stuffed = round(STUFFED * size) if way in STUFFING else 0
    pattern = draw_answers(chance, _QUESTIONS, weights, 0)
    families = _families(chance)
    for number in range(size):
        own = draw_answers(chance, _QUESTIONS, weights, NOT_ANSWERED)
        if number < stuffed:
            yield _stuffed(way, own, pattern, chance)
        elif way == Way.FAMILIES:
            yield _Given(own, device=next(families))
        elif way == Way.HAMLET and chance.random() < 1 / 4:
            own = draw_answers(chance, _QUESTIONS, there, NOT_ANSWERED)
            yield _Given(own, channel=Channel.FACILITATOR, hand="second")
        elif chance.random() < _WRITTEN_DOWN.get(way, 1 / 3):
            yield _Given(own, channel=Channel.FACILITATOR, hand="first")
        else:
            yield _Given(own, device=f"phone {number}")


def _families(chance: random.Random) -> Iterator[str]:
    """Yield a phone once for each of the family that answers on it."""
    for family in count():
        yield from [f"family {family}"] * chance.randint(1, 5)


def _stuffed(
    way: Way,
    own: dict[str, list[str]],
    pattern: dict[str, list[str]],
    chance: random.Random,
) -> _Given:
    phone = f"phone {chance.random()}"
    copied = {
        code: said if chance.random() < SLIPS else pattern[code]
        for code, said in own.items()
    }
    match way:
        case Way.COPIES:
            return _Given(copied, device=phone)
        case Way.ONE_HAND:
            return _Given(copied, channel=Channel.FACILITATOR, hand="stuffing")
        case Way.INVENTED:
            pleasing = {
                code: [_PLEASING[code]]
                if code in _PLEASING and chance.random() > PLAIN
                else said
                for code, said in own.items()
            }
            return _Given(pleasing, channel=Channel.FACILITATOR, hand="stuffing")
        case Way.ONE_PHONE:
            return _Given(own, device="the one phone")
        case _:
            first = {each.code: list(each.choices[: each.most]) for each in _QUESTIONS}
            return _Given(first, device=phone)


def _village(chance: random.Random) -> dict[str, list[float]]:
    return {each.code: draw_weights(chance, each.choices) for each in _QUESTIONS}


def _evidence_of(given: Sequence[_Given]) -> evidence.Evidence:
    traces: Counter[Trace] = Counter()
    counted: Counter[tuple[str, str, str]] = Counter()
    for each in given:
        gathered = Gathered(
            answers=each.answers,
            is_self=each.channel == Channel.WEB,
            device=each.device,
            hand=each.hand,
            places=_PLACES,
        )
        traces.update(passing_traces(gathered))
        traces.update(lasting_traces(gathered, str))
        for counter in counters_of(Said(answers=each.answers, channel=each.channel)):
            counted[counter.question, counter.group, counter.choice] += 1
    return evidence.Evidence(
        design=evidence.Design(
            number=1,
            content_hash="",
            title="",
            components=(),
            assumptions=(),
            budget=Decimal(0),
            currency="USD",
            implementer=None,
        ),
        community=evidence.Community(name="", households=None),
        consultation=evidence.Consultation(
            kind="",
            required_notice_days=0,
            required_rounds=0,
            required_open_days=0,
            notice_days=None,
            open_days=None,
            closed=True,
        ),
        tallies=evidence.Tallies.from_rows(
            (
                (question, group, choice, times)
                for (question, group, choice), times in counted.items()
                if question != TESTIMONIES
            ),
            (
                (group, times)
                for (question, group, _choice), times in counted.items()
                if question == TESTIMONIES
            ),
        ),
        gathering=gathering_of(traces),
    )


def gathering_of(traces: Mapping[Trace, int]) -> evidence.Gathering:
    """Return counted traces as the detector reads them."""
    most: dict[str, int] = defaultdict(int)
    hands: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    devices = []
    straight = 0
    for trace, times in traces.items():
        match trace.kind:
            case TraceKind.DEVICE:
                devices.append(times)
            case TraceKind.ALIKE:
                most[trace.question] = max(most[trace.question], times)
            case TraceKind.STRAIGHT:
                straight += times
            case TraceKind.HAND:
                hands[trace.key].append((trace.question, trace.choice, times))
            case _:
                pass
    return evidence.Gathering(
        devices=tuple(sorted(devices, reverse=True)),
        alike=dict(most),
        straight=straight,
        hands=tuple(evidence.Hand.from_rows(rows) for rows in hands.values()),
    )
