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
    place_group,
    ranked_need,
    sex_group,
)
from consult.mismatch.detectors import (
    DETECTORS,
    Detector,
    run,
    unmet_prerequisite,
    untrue_statement,
)
from consult.mismatch.evidence import Evidence, Tallies
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.weighing import groups_watched, unanimous_from
from tests.factories.evidence import evidence_from, tenure_statement, water_assumption

WATER = "living:water"
# Numbered 1, 2, 3 in this order: their households.
PARTS = {"Centro": 100, "Ralaj": 25, "Pachaj": 15}

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
    Question.NEEDS: [
        ranked_need(1, need)
        for need in (Need.WATER, Need.HEALTH, Need.IRRIGATION, Need.FARMING, Need.WORK)
    ],
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
            "community": {
                "households": households,
                "groups": {"deported": "1/10"},
                "parts": PARTS,
            },
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
    st.sampled_from([place_group(number) for number in (1, 2, 3)]),
)
# Somebody who is neither a woman nor young nor deported, and lives in the centre.
OTHERS = (
    sex_group(Sex.MALE),
    age_group(AgeBand.FROM_30_TO_59),
    displacement_group(Displacement.RESIDENT),
    language_group("quc"),
    place_group(1),
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


# For each detector and subject that people's answers move: what confirms the problem.
CONFIRMING: dict[tuple[str, str], dict[str, str | Sequence[str]]] = {
    ("unmet_prerequisite", "drinking_water"): {WATER: "no_service"},
    ("untrue_statement", "tenure"): {"assumption:tenure": YesNo.NO},
    ("untested_assumption", "drinking_water"): {WATER: NonAnswer.DONT_KNOW},
    ("untested_assumption", "tenure"): {"assumption:tenure": NonAnswer.NOT_UNDERSTOOD},
    ("priority", "riego"): {
        Question.NEEDS: [
            ranked_need(1, Need.WATER),
            ranked_need(2, Need.HEALTH),
            ranked_need(3, Need.ROAD),
        ],
    },
    ("language", "explained"): {Question.EXPLAINED_IN_LANGUAGE: YesPartlyNo.NO},
    ("language", "not_understood"): {Question.AGREE: NonAnswer.NOT_UNDERSTOOD},
    ("comprehension", "understood"): {Question.UNDERSTOOD: YesPartlyNo.NO},
    ("unheard_group", "women"): {},
    ("unheard_group", "deported"): {},
    ("unheard_group", place_group(2)): {},
    ("excluded_group", "women"): {Question.LEFT_OUT: PresentGroup.WOMEN},
    ("excluded_group", "deported"): {Question.LEFT_OUT: PresentGroup.DEPORTED},
    ("cost", "too_much"): {Question.MONEY_RIGHT: Amount.TOO_MUCH},
    ("cost", "too_little"): {Question.MONEY_RIGHT: Amount.TOO_LITTLE},
    ("executor_legitimacy", "knows"): {Question.KNOWS_EXECUTOR: Acquaintance.NO},
    ("executor_legitimacy", "trusts"): {Question.TRUSTS_EXECUTOR: YesPartlyNo.NO},
    ("upkeep", "upkeep"): {Question.UPKEEP: Upkeep.NOBODY},
    ("coercion", "spoke_freely"): {Question.SPOKE_FREELY: YesPartlyNo.NO},
    ("coercion", "told_what_to_answer"): {Question.TOLD_WHAT_TO_ANSWER: YesNo.YES},
    ("coercion", "silence"): {Question.SPOKE_FREELY: NonAnswer.PREFER_NOT},
    ("consent", "people"): {Question.AGREE: Agreement.NO},
}
# Answers that say the same less plainly: they may not lower it either.
HALF_CONFIRMING: dict[tuple[str, str], dict[str, str | Sequence[str]]] = {
    ("coercion", "spoke_freely"): {Question.SPOKE_FREELY: YesPartlyNo.PARTLY},
    ("upkeep", "upkeep"): {Question.UPKEEP: NonAnswer.DONT_KNOW},
}
BY_RECORDS_ALONE = {"one_off", "executor_record", "integrity"}
"""No answer moves these; and who stuffs a count confirms nothing."""


def test_every_detector_that_hears_people_is_among_them() -> None:
    heard = {detect.__module__.rpartition(".")[2] for detect in DETECTORS}
    assert {detector for detector, _ in CONFIRMING} == heard - BY_RECORDS_ALONE


@pytest.mark.parametrize(
    ("key", "says"),
    [*CONFIRMING.items(), *HALF_CONFIRMING.items()],
    ids=":".join,
)
@given(
    village=VILLAGES,
    households=st.sampled_from([5, 20, 140, 3000]),
    newcomers=st.lists(GROUPS, min_size=1, max_size=8),
)
@settings(max_examples=25, deadline=None)
def test_testimonies_that_confirm_a_problem_never_lower_its_finding(
    key: tuple[str, str],
    says: dict[str, str | Sequence[str]],
    village: list[Testimony],
    households: int,
    newcomers: list[tuple[str, ...]],
) -> None:
    answers = tuple(
        (str(question), str(choice))
        for question, choices in says.items()
        for choice in ([choices] if isinstance(choices, str) else choices)
    )
    if key[0] == "unheard_group":
        # That others are heard confirms that a group is not.
        newcomers = [OTHERS for _ in newcomers]
    confirming = [Testimony(groups, answers) for groups in newcomers]

    before = heaviest(run(evidence_of(village, households))).get(key, 0)
    after = heaviest(run(evidence_of([*village, *confirming], households))).get(key, 0)

    assert after >= before


STATEMENT = "assumption:tenure"


@pytest.mark.parametrize(
    ("detect", "question", "problem", "fine"),
    [
        (unmet_prerequisite.detect, WATER, "no_service", "safely_managed"),
        (untrue_statement.detect, STATEMENT, YesNo.NO, YesNo.YES),
    ],
)
@given(
    group=st.sampled_from(
        [
            displacement_group(Displacement.RETURNED_FORCED),
            language_group("mam"),
            sex_group(Sex.FEMALE),
            place_group(2),
        ],
    ),
    members=st.integers(5, 14),
    content=st.integers(0, 10_000),
    silent=st.integers(0, 10_000),
    tolerance=st.fractions(0, Fraction(1, 2), max_denominator=20),
)
@settings(max_examples=80, deadline=None)
def test_a_group_of_five_of_whom_all_say_so_is_never_outvoted(
    *,
    detect: Detector,
    question: str,
    problem: str,
    fine: str,
    group: str,
    members: int,
    content: int,
    silent: int,
    tolerance: Fraction,
) -> None:
    """However many others there are, five stop the money where a fifth is tolerated.

    Where more is tolerated it takes more of them, as many as chance hardly brings
    together; and from five on it is grave.
    """
    evidence = evidence_of([])
    tallies = Tallies(
        {
            question: {
                EVERYBODY: {problem: members, fine: content, "dont_know": silent},
                group: {problem: members},
                "age:30-59": {fine: content},
            },
        },
        {EVERYBODY: members + content + silent, group: members, "age:30-59": content},
    )
    design = changed(
        evidence.design,
        assumptions=(
            water_assumption(tolerance=tolerance),
            tenure_statement(tolerance=tolerance),
        ),
    )
    evidence = changed(evidence, design=design, tallies=tallies)
    enough = unanimous_from(evidence.policy, tolerance, groups_watched(evidence))

    (finding,) = detect(evidence)

    assert enough == 5 or tolerance > Fraction(1, 5)
    if members >= enough:
        assert finding.severity is Severity.BLOCK
    else:
        assert finding.severity in {Severity.BLOCK, Severity.HIGH}


def _village(chance: random.Random, lacking: int) -> list[Testimony]:
    """Return 140 households in random order, some of which lack water.

    As many in each part as its size asks for: where one part lacks more than is
    tolerated, that blocks rightly.
    """
    households = [
        ("no_service" if at < lacking * size // 140 else "basic", place_group(number))
        for number, size in enumerate(PARTS.values(), start=1)
        for at in range(size)
    ]
    chance.shuffle(households)
    return [
        water(
            level,
            lives_in,
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
        for level, lives_in in households
    ]


@given(
    lacking=st.integers(5, 15),
    content=st.integers(0, 100),
    elsewhere=st.integers(0, 25),
)
@settings(max_examples=60, deadline=None)
def test_a_part_where_all_lack_water_blocks_whatever_the_other_parts_have(
    lacking: int,
    content: int,
    elsewhere: int,
) -> None:
    """The people of a part are heard although all the others have a tap at home."""
    village = [
        *(water("no_service", place_group(3)) for _ in range(lacking)),
        *(water("safely_managed", place_group(1)) for _ in range(content)),
        *(water("safely_managed", place_group(2)) for _ in range(elsewhere)),
    ]

    (finding,) = unmet_prerequisite.detect(evidence_of(village))

    assert finding.severity is Severity.BLOCK
    assert finding.measurement is not None
    if content + elsewhere > 6 * lacking:
        assert finding.measurement.group == place_group(3)
        assert finding.measurement.deciding.label == "Pachaj"
        assert finding.measurement.deciding.population == 15


@given(VILLAGES)
@settings(max_examples=40, deadline=None)
def test_what_a_part_says_is_weighed_by_its_own_households(
    village: list[Testimony],
) -> None:
    """No group is larger than its part, and the parts add up to everybody."""
    for finding in run(evidence_of(village)):
        if finding.measurement is None or finding.measurement.question == "needs":
            continue
        groups = {each.group: each for each in finding.measurement.groups}
        parts = [each for key, each in groups.items() if key.startswith("place:")]
        assert all(each.population in {100, 25, 15} for each in parts)
        assert sum(each.answered for each in parts) <= groups[EVERYBODY].answered
        assert {each.label for each in parts} <= set(PARTS)


def _ever_blocks(village: list[Testimony], looks: int) -> bool:
    """Look after every testimony, at everybody and at each of twelve groups."""
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
