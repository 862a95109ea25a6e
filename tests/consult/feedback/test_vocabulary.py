"""The codes that questionnaire, tallies and detectors share."""

import pytest

from consult.communities.enums import PresentGroup as CommunityGroup
from consult.consultations import enums as consultations
from consult.feedback import vocabulary
from consult.feedback.vocabulary import (
    EVERYBODY,
    MEMBERS,
    PresentGroup,
    assumption_key,
    assumption_question,
    dimension_of,
    ranked_need,
    split_ranked_need,
    value_of,
)
from projects.enums import TargetGroup


def test_an_assumption_s_question_names_it() -> None:
    assert assumption_question("tenure") == "assumption:tenure"
    assert assumption_key("assumption:tenure") == "tenure"
    assert assumption_key("needs") is None


def test_a_need_keeps_its_rank() -> None:
    assert ranked_need(1, "water") == "1:water"
    assert split_ranked_need("1:water") == (1, "water")
    assert [split_ranked_need(each) for each in ("water", "4:water", "1:")] == [
        None
    ] * 3


def test_a_fourth_need_is_refused() -> None:
    with pytest.raises(ValueError, match="rank 1, 2 or 3"):
        ranked_need(4, "water")


def test_a_group_key_has_a_dimension_and_a_value() -> None:
    assert dimension_of("language:quc") == "language"
    assert value_of("language:quc") == "quc"
    assert dimension_of(EVERYBODY) == "all"
    assert value_of(EVERYBODY) == ""


def test_groups_of_designs_and_communities_are_the_same_groups() -> None:
    assert set(TargetGroup.values) == set(PresentGroup) - {PresentGroup.UPROOTED}
    assert set(CommunityGroup.values) <= set(PresentGroup)
    assert set(MEMBERS) == set(PresentGroup)


def test_people_are_told_apart_alike_at_rounds_and_in_testimonies() -> None:
    assert set(consultations.Sex.values) == set(vocabulary.Sex)
    assert set(consultations.AgeBand.values) == set(vocabulary.AgeBand)
