"""The counters say what counting the testimonies says."""

from collections import Counter as Count
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.audit.models import Event
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import Consultation
from consult.feedback import actions, queries
from consult.feedback.counting import Counter, counters_of
from consult.feedback.drafts import Contents
from consult.feedback.enums import Displacement
from consult.feedback.models import Tally
from consult.feedback.models import Testimony as Given
from consult.feedback.recounting import compare
from consult.feedback.vocabulary import NEEDS_ORDER, NonAnswer
from consult.mismatch.evidence import Tallies
from tests.factories.communities import make_community
from tests.factories.feedback import give_testimony, make_answerable

NON_ANSWERS = [[each.value] for each in NonAnswer]


@pytest.fixture
def consultation(db: None) -> Consultation:
    return make_answerable(
        community=make_community(parts={"Centro": 90, "Ralaj": 12}),
    )


def one_of(*codes: str) -> st.SearchStrategy[list[str]]:
    return st.sampled_from([[], *([code] for code in codes), *NON_ANSWERS])


def some_of(most: int, *codes: str) -> st.SearchStrategy[list[str]]:
    return st.one_of(
        st.lists(st.sampled_from(codes), max_size=most, unique=True),
        st.sampled_from(NON_ANSWERS),
    )


@dataclass(frozen=True)
class Household:
    answers: dict[str, list[str]]
    about: dict[str, Any]
    withdraws: bool
    corrects: dict[str, list[str]] | None
    # Which of the parts of the community they live in; None was not said.
    part: int | None
    # Whether it, and all before it, are put into the counters once it is given.
    is_tallied: bool


HOUSEHOLDS = st.builds(
    Household,
    answers=st.fixed_dictionaries(
        {
            "agree": st.sampled_from([["yes"], ["no"], ["prefer_not"]]),
            "living:water": one_of("no_service", "unimproved", "limited", "basic"),
            "assumption:source_flow": one_of("yes", "no"),
            "needs": some_of(3, "water", "road", "health", "school", "other"),
            "left_out": some_of(9, "women", "young", "deported", "someone"),
        },
    ),
    about=st.fixed_dictionaries(
        {
            "sex": st.sampled_from(["", *Sex.values]),
            "age_band": st.sampled_from(["", *AgeBand.values]),
            "displacement": st.sampled_from(["", *Displacement.values]),
            "disability": st.sampled_from([None, True, False]),
            "language": st.sampled_from([None, "quc", "es"]),
        },
    ),
    withdraws=st.booleans(),
    corrects=st.none() | st.just({"agree": ["undecided"], "needs": ["road"]}),
    part=st.sampled_from([None, 0, 1]),
    is_tallied=st.booleans(),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(HOUSEHOLDS, max_size=8))
def test_the_counters_equal_a_recount_whatever_was_said_corrected_and_withdrawn(
    consultation: Consultation,
    households: Sequence[Household],
) -> None:
    testimonies = []
    parts = [each["id"] for each in consultation.questionnaire.parts]
    for each in households:
        testimonies.append(
            give_testimony(
                consultation,
                answers=each.answers,
                receipt="",
                part_id=None if each.part is None else parts[each.part],
                **each.about,
            )
        )
        if each.is_tallied:
            actions.tally_testimonies(consultation_id=consultation.pk)
    for household, testimony in zip(households, testimonies, strict=True):
        if household.corrects:
            correct(testimony, household.corrects)
        if household.withdraws:
            actions.withdraw_testimony(testimony=testimony)

    by_hand = Count(
        counter
        for testimony in Given.objects.counted().filter(consultation=consultation)
        for counter in counters_of(queries.said_by(testimony))
    )
    comparison = compare(consultation.pk)
    assert comparison.counted == by_hand
    assert comparison.kept == by_hand
    assert comparison.differences == {}

    actions.tally_testimonies(consultation_id=consultation.pk)

    assert not Given.objects.counted().filter(in_tally=False).exists()
    assert compare(consultation.pk) == comparison
    assert in_counters(consultation) == by_hand


def correct(testimony: Given, answers: dict[str, list[str]]) -> None:
    """Say something else instead, as whoever holds the receipt may."""
    actions.correct_testimony(
        contents=Contents(
            consultation_id=testimony.consultation_id,
            answers=answers,
            corrects=str(testimony.pk),
            corrects_version=testimony.version,
        ),
    )


def in_counters(consultation: Consultation) -> dict[Counter, int]:
    """Return what the counters themselves say, without noughts."""
    rows = Tally.objects.filter(consultation=consultation).exclude(count=0)
    return {
        Counter(each.question, each.group, each.choice): each.count for each in rows
    }


def test_what_waits_is_counted_already_and_putting_it_in_changes_nothing(
    consultation: Consultation,
) -> None:
    give_testimony(consultation)
    give_testimony(consultation)
    read = queries.counters(consultation.pk)

    assert Tally.objects.count() == 0
    assert dict(read[1])["all"] == 2
    assert actions.tally_testimonies(consultation_id=consultation.pk) == 2
    assert queries.counters(consultation.pk) == read
    assert actions.tally_testimonies(consultation_id=consultation.pk) == 0
    assert queries.counters(consultation.pk) == read


def test_putting_in_takes_a_great_many_in_turns(
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("consult.feedback.actions.tallies._BATCH", 3)
    for _ in range(7):
        give_testimony(consultation, receipt="")

    assert actions.tally_testimonies(consultation_id=consultation.pk) == 7
    assert dict(queries.testimonies_by_group(consultation.pk))["all"] == 7
    assert compare(consultation.pk).differences == {}


def test_a_counter_that_is_wrong_is_told_and_mended(
    consultation: Consultation,
) -> None:
    for _ in range(3):
        give_testimony(consultation, answers={"agree": ["no"]}, language=None)
    actions.tally_testimonies(consultation_id=consultation.pk)
    wrong = Counter("agree", "all", "no")
    Tally.objects.filter(question="agree", group="all").delete()
    Tally.objects.create(
        consultation=consultation,
        question="agree",
        group="all",
        choice="no",
        count=7,
    )
    Tally.objects.filter(question="agree", group="collector:self").delete()

    found = compare(consultation.pk).differences

    assert found == {wrong: -4, Counter("agree", "collector:self", "no"): 3}
    assert actions.mend_counters(consultation_id=consultation.pk) == found
    assert compare(consultation.pk).differences == {}
    assert actions.mend_counters(consultation_id=consultation.pk) == {}
    assert Event.objects.filter(verb="feedback.counters_mended").count() == 1


def test_each_testimony_counts_for_everybody_and_once_in_each_of_its_groups(
    consultation: Consultation,
) -> None:
    give_testimony(
        consultation,
        answers={"agree": ["no"]},
        sex="female",
        age_band="60+",
        displacement="idp",
        disability=False,
    )

    assert queries.tallies(consultation.pk) == [
        ("agree", "age:60+", "no", 1),
        ("agree", "all", "no", 1),
        ("agree", "collector:self", "no", 1),
        ("agree", "disability:no", "no", 1),
        ("agree", "displacement:idp", "no", 1),
        ("agree", "language:quc", "no", 1),
        ("agree", "sex:female", "no", 1),
    ]


def test_what_was_not_said_is_no_group(consultation: Consultation) -> None:
    give_testimony(consultation, answers={"agree": ["yes"]}, language=None)

    assert queries.testimonies_by_group(consultation.pk) == [
        ("all", 1),
        ("collector:self", 1),
    ]


def test_needs_count_with_their_rank(consultation: Consultation) -> None:
    give_testimony(consultation, answers={"needs": ["water", "road"]}, language=None)
    give_testimony(consultation, answers={"needs": ["road", "water"]}, language=None)
    give_testimony(consultation, answers={"needs": ["prefer_not"]}, language=None)

    choices = Tallies.from_rows(queries.tallies(consultation.pk), []).choices("needs")

    assert dict(choices) == {
        "1:water": 1,
        "2:road": 1,
        "1:road": 1,
        "2:water": 1,
        "prefer_not": 1,
    }


def test_which_of_two_needs_came_first_counts_for_everybody_together(
    consultation: Consultation,
) -> None:
    for needs in (
        ["water", "road", "land"],
        ["road", "water"],
        ["land"],
        ["dont_know"],
    ):
        give_testimony(consultation, answers={"needs": needs}, language=None)

    order = {
        (group, choice): count
        for question, group, choice, count in queries.tallies(consultation.pk)
        if question == NEEDS_ORDER
    }

    assert order == {
        ("all", "water>road"): 1,
        ("all", "water>land"): 1,
        ("all", "road>land"): 1,
        ("all", "road>water"): 1,
    }
    assert compare(consultation.pk).differences == {}


def test_the_engine_reads_them(consultation: Consultation) -> None:
    for _household in range(3):
        give_testimony(consultation, sex="female")

    read = Tallies.from_rows(
        queries.tallies(consultation.pk),
        queries.testimonies_by_group(consultation.pk),
    )

    assert read.testimonies_of("women") == 3
    assert dict(read.choices("living:water", "women")) == {"no_service": 3}


def test_consultations_are_counted_apart(consultation: Consultation) -> None:
    other = make_answerable()
    give_testimony(consultation)

    assert queries.tallies(other.pk) == []


def test_counting_again_adds_no_rows(consultation: Consultation) -> None:
    give_testimony(consultation)
    actions.tally_testimonies(consultation_id=consultation.pk)
    rows = Tally.objects.count()

    for _household in range(30):
        give_testimony(consultation, receipt="")
    actions.tally_testimonies(consultation_id=consultation.pk)

    assert Tally.objects.count() == rows
