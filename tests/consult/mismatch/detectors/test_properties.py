"""What holds for every detector, whatever people say."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.feedback.vocabulary import (
    EVERYBODY,
    Acquaintance,
    AgeBand,
    Agreement,
    Amount,
    Displacement,
    LeftOut,
    Need,
    NonAnswer,
    PresentGroup,
    Question,
    Sex,
    Upkeep,
    YesNo,
    YesPartlyNo,
    age_group,
    displacement_group,
    language_group,
    ranked_need,
    sex_group,
)
from consult.mismatch.detectors import run, unmet_prerequisite
from consult.mismatch.evidence import Evidence, Tallies
from consult.mismatch.findings import Finding, Severity
from tests.factories.evidence import evidence_from, tenure_statement, water_assumption

WATER = "living:water"

CHOICES: dict[str, Sequence[str]] = {
    WATER: ["no_service", "unimproved", "limited", "basic", "safely_managed"],
    "assumption:tenure": list(YesNo),
    Question.UNDERSTOOD: list(YesPartlyNo),
    Question.EXPLAINED_IN_LANGUAGE: list(YesPartlyNo),
    Question.MONEY_RIGHT: list(Amount),
    Question.KNOWS_EXECUTOR: list(Acquaintance),
    Question.TRUSTS_EXECUTOR: list(YesPartlyNo),
    Question.UPKEEP: list(Upkeep),
    Question.LEFT_OUT: [LeftOut.NOBODY, PresentGroup.WOMEN, PresentGroup.DEPORTED],
    Question.SPOKE_FREELY: list(YesPartlyNo),
    Question.TOLD_WHAT_TO_ANSWER: list(YesNo),
    Question.AGREE: list(Agreement),
    Question.NEEDS: [ranked_need(1, need) for need in Need],
}


@dataclass(frozen=True)
class Testimony:
    """Who somebody is, and what they chose."""

    __test__ = False

    groups: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


def tally(testimonies: Iterable[Testimony]) -> Tallies:
    """Count testimonies one by one, as the counters do."""
    rows: list[tuple[str, str, str, int]] = []
    totals: list[tuple[str, int]] = []
    for each in testimonies:
        for group in (EVERYBODY, *each.groups):
            totals.append((group, 1))
            rows += [(question, group, choice, 1) for question, choice in each.answers]
    return Tallies.from_rows(rows, totals)


def evidence_of(testimonies: Iterable[Testimony], households: int = 140) -> Evidence:
    """Return closed and consented evidence with two assumptions."""
    quiet = evidence_from(
        {
            "community": {"households": households, "groups": {"deported": "1/10"}},
            "consultation": {"closed": True, "consent": {"decision": "consent"}},
        },
    )
    return changed(
        quiet,
        design=changed(
            quiet.design,
            assumptions=(water_assumption(), tenure_statement()),
        ),
        tallies=tally(testimonies),
    )


GROUPS = st.tuples(
    st.sampled_from([sex_group(each) for each in Sex]),
    st.sampled_from([age_group(each) for each in AgeBand]),
    st.sampled_from([displacement_group(each) for each in Displacement]),
    st.sampled_from([language_group(code) for code in ("quc", "mam", "spa")]),
)
ANSWERS = st.tuples(
    *(
        st.tuples(st.just(str(question)), st.sampled_from([*choices, *NonAnswer]))
        for question, choices in CHOICES.items()
    ),
)
TESTIMONIES = st.builds(Testimony, GROUPS, ANSWERS)
VILLAGES = st.lists(TESTIMONIES, max_size=60)


def water(level: str, *groups: str) -> Testimony:
    """Return a testimony that says only where the water comes from."""
    return Testimony(groups, ((WATER, level),))


def heaviest(found: Iterable[Finding]) -> dict[tuple[str, str], int]:
    """Return the weight of each finding by detector and subject."""
    return {(each.detector, each.subject): each.severity.weight for each in found}


@given(VILLAGES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_testimonies_never_changes_the_findings(
    village: list[Testimony],
    chance: random.Random,
) -> None:
    shuffled = [changed(each, groups=each.groups[::-1]) for each in village]
    chance.shuffle(shuffled)

    found = run(evidence_of(village))

    assert run(evidence_of(shuffled)) == found
    assert [each.content_hash for each in run(evidence_of(village))] == [
        each.content_hash for each in found
    ]


@given(VILLAGES)
@settings(max_examples=60, deadline=None)
def test_findings_are_told_apart_and_the_worst_comes_first(
    village: list[Testimony],
) -> None:
    found = run(evidence_of(village))
    keys = Counter((each.detector, each.subject) for each in found)
    assert max(keys.values(), default=1) == 1
    weights = [each.severity.weight for each in found]
    assert weights == sorted(weights, reverse=True)
    for each in found:
        assert Finding.from_dict(each.as_dict()) == each


# For each detector that weighs answers: what confirms the problem it sees.
CONFIRMING = {
    "unmet_prerequisite": (WATER, "no_service"),
    "untrue_statement": ("assumption:tenure", YesNo.NO),
    "executor_legitimacy": (Question.TRUSTS_EXECUTOR, YesPartlyNo.NO),
    "comprehension": (Question.UNDERSTOOD, YesPartlyNo.NO),
    "language": (Question.EXPLAINED_IN_LANGUAGE, YesPartlyNo.NO),
    "cost": (Question.MONEY_RIGHT, Amount.TOO_MUCH),
    "upkeep": (Question.UPKEEP, Upkeep.NOBODY),
    "coercion": (Question.TOLD_WHAT_TO_ANSWER, YesNo.YES),
    "consent": (Question.AGREE, Agreement.NO),
}
SUBJECTS = {
    "unmet_prerequisite": "drinking_water",
    "untrue_statement": "tenure",
    "executor_legitimacy": "trusts",
    "comprehension": "understood",
    "language": "explained",
    "cost": "too_much",
    "upkeep": "upkeep",
    "coercion": "told_what_to_answer",
    "consent": "people",
}


@pytest.mark.parametrize("detector", CONFIRMING)
@given(
    village=VILLAGES,
    households=st.sampled_from([5, 20, 140, 3000]),
    newcomers=st.lists(GROUPS, min_size=1, max_size=8),
)
@settings(max_examples=40, deadline=None)
def test_testimonies_that_confirm_a_problem_never_lower_its_finding(
    detector: str,
    village: list[Testimony],
    households: int,
    newcomers: list[tuple[str, ...]],
) -> None:
    question, choice = CONFIRMING[detector]
    confirming = [
        Testimony(groups, ((str(question), str(choice)),)) for groups in newcomers
    ]
    key = (detector, SUBJECTS[detector])

    before = heaviest(run(evidence_of(village, households))).get(key, 0)
    after = heaviest(run(evidence_of([*village, *confirming], households))).get(key, 0)

    assert after >= before


@given(
    st.sampled_from(
        [
            displacement_group(Displacement.RETURNED_FORCED),
            language_group("mam"),
            sex_group(Sex.FEMALE),
        ],
    ),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.fractions(0, Fraction(1, 2), max_denominator=20),
)
@settings(max_examples=80, deadline=None)
def test_a_group_of_five_without_water_is_never_outvoted(
    group: str,
    content: int,
    silent: int,
    tolerance: Fraction,
) -> None:
    evidence = evidence_of([])
    tallies = Tallies(
        {
            WATER: {
                EVERYBODY: {
                    "no_service": 5,
                    "safely_managed": content,
                    "dont_know": silent,
                },
                group: {"no_service": 5},
                "age:30-59": {"safely_managed": content},
            },
        },
        {EVERYBODY: 5 + content + silent, group: 5, "age:30-59": content},
    )
    design = changed(
        evidence.design,
        assumptions=(water_assumption(tolerance=tolerance),),
    )

    (finding,) = unmet_prerequisite.detect(
        changed(evidence, design=design, tallies=tallies),
    )

    assert finding.severity is Severity.BLOCK


def _village(chance: random.Random, lacking: int) -> list[Testimony]:
    """Return 140 households in random order, some of which lack water."""
    levels = ["no_service"] * lacking + ["basic"] * (140 - lacking)
    chance.shuffle(levels)
    return [
        water(
            level,
            sex_group(chance.choice([Sex.FEMALE, Sex.MALE])),
            age_group(chance.choice(list(AgeBand))),
            language_group(chance.choices(["quc", "mam"], [9, 1])[0]),
            displacement_group(
                chance.choices(
                    [
                        Displacement.RESIDENT,
                        Displacement.IDP,
                        Displacement.RETURNED_FORCED,
                    ],
                    [18, 1, 1],
                )[0],
            ),
        )
        for level in levels
    ]


def _ever_blocks(village: list[Testimony], looks: int) -> bool:
    """Look after every testimony, at everybody and at each of nine groups."""
    return any(
        finding.severity is Severity.BLOCK
        for heard in range(5, looks + 1)
        for finding in unmet_prerequisite.detect(evidence_of(village[:heard]))
    )


def test_looking_after_each_of_60_testimonies_hardly_ever_blocks_what_holds() -> None:
    """Exactly one in five lacks water: at most 5 in 100 consultations may block.

    A seeded simulation of a whole consultation, community and groups together.
    """
    chance = random.Random(169)
    blocked = sum(_ever_blocks(_village(chance, 28), 60) for _ in range(100))
    assert blocked <= 5


def test_40_testimonies_block_where_four_in_five_lack_it() -> None:
    chance = random.Random(169)
    blocked = sum(_ever_blocks(_village(chance, 112), 40) for _ in range(100))
    assert blocked >= 95
