"""How often a block is wrong, and how often it comes in time, when one always looks.

Households answer one by one, in an order drawn anew each time, and after every
testimony the detector itself judges everybody together and each group. Who somebody is
has nothing to do with what they answer, so every group has as much of the problem as
the whole community. Groups are taken to be of unknown size, as most are.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    EVERYBODY,
    AgeBand,
    Agreement,
    Displacement,
    Question,
    Sex,
    YesNo,
    YesPartlyNo,
    age_group,
    assumption_question,
    disability_group,
    displacement_group,
    language_group,
    living_question,
    sex_group,
)
from consult.mismatch import evidence
from consult.mismatch.detectors import (
    coercion,
    comprehension,
    consent,
    language,
    unmet_prerequisite,
    untrue_statement,
)
from consult.mismatch.findings import Severity
from consult.mismatch.policy import DEFAULT_POLICY, Policy
from consult.mismatch.weighing import groups_watched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from consult.mismatch.detectors import Detector

# Each way of telling people apart, with the weight of each group.
_DIMENSIONS: Final[Sequence[Mapping[str, int]]] = (
    {sex_group(Sex.FEMALE): 49, sex_group(Sex.MALE): 49, sex_group(Sex.OTHER): 2},
    {age_group(band): 1 for band in AgeBand},
    {language_group("quc"): 14, language_group("mam"): 5, language_group("spa"): 1},
    {
        displacement_group(Displacement.RESIDENT): 16,
        displacement_group(Displacement.IDP): 1,
        displacement_group(Displacement.IDP_RETURNEE): 1,
        displacement_group(Displacement.RETURNED_SPONTANEOUS): 1,
        displacement_group(Displacement.RETURNED_FORCED): 1,
    },
    {
        disability_group(has_disability=True): 1,
        disability_group(has_disability=False): 9,
    },
)
_SMALL_PARTS: Final = 3
# Fewer households are not asked about.
_SMALL_PART: Final = 10

GROUPS: Final = sum(len(each) for each in _DIMENSIONS) + 1 + _SMALL_PARTS + 1
"""How many groups are looked at, at most: those above, all who had to leave, and the
parts of the community: a large one and three small ones."""

_WATER: Final = (
    evidence.Level(code="below", rank=0, name="below"),
    evidence.Level(code="enough", rank=1, name="enough"),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a detector asks, what reports the problem, and what does not."""

    detect: Detector
    question: str
    problem: str
    fine: str


_ASKED: Final[Mapping[str, _Asked]] = MappingProxyType(
    {
        unmet_prerequisite.NAME: _Asked(
            unmet_prerequisite.detect,
            living_question("water"),
            "below",
            "enough",
        ),
        untrue_statement.NAME: _Asked(
            untrue_statement.detect,
            assumption_question("tenure"),
            YesNo.NO,
            YesNo.YES,
        ),
        language.NAME: _Asked(
            language.detect,
            Question.EXPLAINED_IN_LANGUAGE,
            YesPartlyNo.NO,
            YesPartlyNo.YES,
        ),
        comprehension.NAME: _Asked(
            comprehension.detect,
            Question.UNDERSTOOD,
            YesPartlyNo.NO,
            YesPartlyNo.YES,
        ),
        consent.NAME: _Asked(
            consent.detect,
            Question.AGREE,
            Agreement.NO,
            Agreement.YES,
        ),
        coercion.NAME: _Asked(
            coercion.detect,
            Question.TOLD_WHAT_TO_ANSWER,
            YesNo.YES,
            YesNo.NO,
        ),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A community of which ``lacking`` households have a detector's problem.

    ``looks`` is how many testimonies there are, and as often one looks.
    ``tolerance`` is that of an assumption; other detectors have their own.
    """

    detector: str = unmet_prerequisite.NAME
    households: int
    lacking: int
    looks: int
    tolerance: Fraction = Fraction(1, 5)


def blocked_share(
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    policy: Policy = DEFAULT_POLICY,
) -> float:
    """Return in what share of simulated consultations some look blocks."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, hides nothing
    return sum(_ever_blocks(scenario, chance, policy) for _ in range(runs)) / runs


def _ever_blocks(scenario: Scenario, chance: random.Random, policy: Policy) -> bool:
    village = _households(scenario)
    chance.shuffle(village)
    asked = _ASKED[scenario.detector]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for has_problem, part in village[: scenario.looks]:
        for group in (EVERYBODY, part, *_groups(chance)):
            counts[group][asked.problem if has_problem else asked.fine] += 1
        # One who is content never makes anybody surer that too many are not; a test
        # holds that. So one need not look.
        if has_problem and blocks(scenario, counts, policy):
            return True
    return False


def _parts(scenario: Scenario) -> tuple[evidence.Part, ...]:
    """Return the parts of a community, as many as it is large enough for.

    Of sizes in which the tolerance is a whole number of households, so that what is
    tolerated can hold exactly in each part: where it does not, that is no false alarm.
    """
    whole = scenario.tolerance.denominator
    small = whole * math.ceil(max(_SMALL_PART, scenario.households // 10) / whole)
    number = min(_SMALL_PARTS, scenario.households // small - 1)
    sizes = (scenario.households - number * small, *[small] * number)
    return tuple(
        evidence.Part(number=at, name=str(at), households=households)
        for at, households in enumerate(sizes)
    )


def _households(scenario: Scenario) -> list[tuple[bool, str]]:
    """Return of each household whether it has the problem, and where it lives.

    As many in each part have it as its size asks for.
    """
    village: list[tuple[bool, str]] = []
    rest, *small = _parts(scenario)
    left = scenario.lacking
    for part in small:
        lacking = round(
            Fraction(scenario.lacking, scenario.households) * part.households
        )
        left -= lacking
        village += [(at < lacking, part.group) for at in range(part.households)]
    return village + [(at < left, rest.group) for at in range(rest.households)]


def _groups(chance: random.Random) -> list[str]:
    return [
        chance.choices(tuple(each), tuple(each.values()))[0] for each in _DIMENSIONS
    ]


def blocks(
    scenario: Scenario,
    counts: Mapping[str, Mapping[str, int]],
    policy: Policy = DEFAULT_POLICY,
) -> bool:
    """Say whether one look at the counts of a question, by group, blocks."""
    asked = _ASKED[scenario.detector]
    seen = _evidence(scenario, {asked.question: counts}, policy)
    return any(each.severity is Severity.BLOCK for each in asked.detect(seen))


def watched(scenario: Scenario, policy: Policy = DEFAULT_POLICY) -> int:
    """Return among how many groups the errors are divided."""
    return groups_watched(_evidence(scenario, {}, policy))


def _evidence(
    scenario: Scenario,
    answers: Mapping[str, Mapping[str, Mapping[str, int]]],
    policy: Policy,
) -> evidence.Evidence:
    return evidence.Evidence(
        design=_design(scenario),
        community=evidence.Community(
            name="",
            households=scenario.households,
            languages=tuple(
                evidence.SpokenLanguage(code=code, name=code)
                for code in ("quc", "mam", "spa")
            ),
            parts=_parts(scenario),
        ),
        consultation=_CONSULTATION,
        tallies=evidence.Tallies(answers),
        policy=policy,
    )


def _design(scenario: Scenario) -> evidence.Design:
    is_ladder = scenario.detector == unmet_prerequisite.NAME
    return evidence.Design(
        number=1,
        content_hash="",
        title="",
        components=(),
        assumptions=(
            evidence.Assumption(
                key="tenure",
                component="",
                kind=evidence.AssumptionKind.LADDER
                if is_ladder
                else evidence.AssumptionKind.STATEMENT,
                text="",
                severity=evidence.Consequence.BLOCK,
                tolerance=scenario.tolerance,
                ladder="water" if is_ladder else None,
                minimum_rank=1 if is_ladder else None,
                levels=_WATER if is_ladder else (),
            ),
        ),
        budget=Decimal(0),
        currency="USD",
        implementer=None,
    )


_DAY: Final = date(2026, 1, 1)
# Held as it must be, so that only what people say is judged.
_CONSULTATION: Final = evidence.Consultation(
    kind="",
    required_notice_days=0,
    required_rounds=0,
    required_open_days=0,
    notice_days=None,
    open_days=None,
    closed=True,
    rounds=(evidence.Round(held_on=_DAY, languages=(), interpreter=True),),
    text_languages=("quc", "mam", "spa"),
    consent=evidence.Consent(decision=evidence.Decision.CONSENT, decided_on=_DAY),
)
