"""What the detectors look at: counts, groups and what is due."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from consult.mismatch.evidence import (
    Attendance,
    Community,
    Consequence,
    Consultation,
    Round,
    SpokenLanguage,
    Tallies,
)
from tests.factories.evidence import evidence_from, water_assumption


def test_rows_of_sharded_counters_add_up() -> None:
    tallies = Tallies.from_rows(
        [
            ("agree", "all", "yes", 3),
            ("agree", "all", "yes", 4),
            ("agree", "all", "no", 0),
        ],
        [("all", 3), ("all", 4)],
    )
    assert tallies.choices("agree") == {"yes": 7}
    assert tallies.testimonies_of() == 7


def test_a_present_group_is_the_sum_of_its_members() -> None:
    tallies = Tallies(
        {"agree": {"age:14-17": {"yes": 1}, "age:18-29": {"yes": 2, "no": 1}}},
        {"age:14-17": 1, "age:18-29": 3, "age:30-59": 9},
    )
    assert tallies.choices("agree", "young") == {"yes": 3, "no": 1}
    assert tallies.testimonies_of("young") == 4


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        Tallies({"agree": {"all": {"yes": -1}}}, {})


def test_evidence_cannot_be_changed_from_outside() -> None:
    counts = {"agree": {"all": {"yes": 1}}}
    tallies = Tallies(counts, {"all": 1})
    counts["agree"]["all"]["yes"] = 99
    assert tallies.choices("agree") == {"yes": 1}


def test_a_household_s_group_has_its_share_and_a_person_s_every_household() -> None:
    community = Community(
        name="Chuwila'",
        households=140,
        languages=(SpokenLanguage(code="mam", name="mam", share=Fraction(1, 20)),),
        groups={"women": Fraction(1, 2), "deported": Fraction(1, 50), "returned": None},
    )
    assert community.population_of("all") == 140
    assert community.population_of("language:mam") == 7
    assert community.population_of("language:quc") == 140
    # 2.8 households are three at most.
    assert community.population_of("displacement:returned_forced") == 3
    assert community.population_of("displacement:returned_assisted") == 140
    assert community.population_of("sex:female") == 140
    assert replace(community, households=None).population_of("all") is None


def test_a_community_has_somebody_in_it() -> None:
    with pytest.raises(ValueError, match="at least one household"):
        Community(name="Nadie", households=0)


def _consultation() -> Consultation:
    return evidence_from({}).consultation


def test_what_is_missing_counts_only_once_it_is_due() -> None:
    running = _consultation()
    decided = evidence_from({"consultation": {"consent": {"decision": "undecided"}}})
    assert not running.due
    assert not replace(running, open_days=30).due
    assert not replace(running, open_days=None).due
    assert replace(running, open_days=31).due
    assert replace(running, closed=True).due
    assert decided.consultation.due


def test_those_who_came_are_counted_over_all_rounds() -> None:
    came = (
        Attendance(sex="female", age_band="18-29", came=3),
        Attendance(sex="male", age_band="18-29", came=4),
    )
    rounds = tuple(
        Round(held_on=date(2026, 3, day), languages=("quc",), attendance=came)
        for day in (1, 15)
    )
    assert replace(_consultation(), rounds=rounds).attendance == {
        "all": 14,
        "sex:female": 6,
        "sex:male": 8,
        "age:18-29": 14,
    }


def test_an_assumption_names_a_step_of_its_ladder_and_a_tolerance() -> None:
    with pytest.raises(ValueError, match="no step of the ladder"):
        water_assumption(minimum_rank=9)
    with pytest.raises(ValueError, match="names its step"):
        water_assumption(minimum_rank=None)
    with pytest.raises(ValueError, match="below 1"):
        water_assumption(tolerance=Fraction(1))


def test_the_strictest_of_two_same_assumptions_stands() -> None:
    lenient = water_assumption(severity=Consequence.MEDIUM, minimum_rank=4)
    strict = water_assumption(severity=Consequence.HIGH, minimum_rank=3)
    stricter = water_assumption(severity=Consequence.HIGH, minimum_rank=4)
    dropped = water_assumption(dropped=True)
    design = replace(
        evidence_from({}).design,
        assumptions=(lenient, strict, stricter, dropped),
    )
    assert design.standing_assumptions == (stricter,)
    assert design.subject_of(stricter) == "drinking_water"


def test_one_key_on_two_ladders_is_two_subjects() -> None:
    water = water_assumption(key="service")
    school = water_assumption(key="service", ladder="school_water")
    design = replace(evidence_from({}).design, assumptions=(water, school))
    assert [design.subject_of(each) for each in design.standing_assumptions] == [
        "service@water",
        "service@school_water",
    ]
