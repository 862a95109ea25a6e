import pytest

from consult.web.ladder_picture import Bar, GroupSum, ladder_picture
from tests.consult.web.test_templatetags import render

STEPS = [
    {"rank": 0, "name": "Río", "pictogram": "water-no_service"},
    {"rank": 1, "name": "Pozo"},
    {"rank": 3, "name": "Chorro"},
]
GROUPS = [
    {"name": "Todas", "counts": {0: 30, 1: 10, 3: 5}},
    {"name": "Deportadas", "counts": {0: None, 3: 2}},
]


def test_the_highest_step_is_drawn_first() -> None:
    picture = ladder_picture(STEPS, GROUPS, 3, "Agua")
    assert [row.name for row in picture.rows] == ["Chorro", "Pozo", "Río"]
    assert [row.is_below for row in picture.rows] == [False, True, True]
    assert [row.is_required for row in picture.rows] == [True, False, False]
    assert picture.required_name == "Chorro"


def test_bars_are_measured_against_the_longest_of_their_group() -> None:
    picture = ladder_picture(STEPS, GROUPS, 3, "Agua")
    assert picture.rows[1].bars == (Bar("Todas", 10, 33), Bar("Deportadas", 0, 0))
    assert picture.rows[0].bars == (Bar("Todas", 5, 17), Bar("Deportadas", 2, 100))


def test_households_below_are_summed_and_what_is_withheld_stays_withheld() -> None:
    picture = ladder_picture(STEPS, GROUPS, 3, "Agua")
    assert picture.groups == (
        GroupSum("Todas", 40, 45),
        GroupSum("Deportadas", None, None),
    )


def test_a_withheld_number_above_the_line_still_hides_the_total() -> None:
    groups = [{"name": "Todas", "counts": {0: 4, 1: 0, 3: None}}]
    picture = ladder_picture(STEPS, groups, 3, "Agua")
    assert picture.groups == (GroupSum("Todas", 4, None),)


def test_counts_may_be_a_list_from_rank_zero() -> None:
    picture = ladder_picture(STEPS, [{"name": "T", "counts": [1, 2, 9, 3]}], 1, "Agua")
    assert [bar.households for row in picture.rows for bar in row.bars] == [3, 2, 1]


def test_nobody_heard_draws_empty_bars() -> None:
    picture = ladder_picture(STEPS, [{"name": "T", "counts": {}}], 1, "Agua")
    assert [bar.percent for row in picture.rows for bar in row.bars] == [0, 0, 0]
    assert picture.groups == (GroupSum("T", 0, 0),)


def test_counts_of_another_kind_are_an_error() -> None:
    with pytest.raises(TypeError):
        ladder_picture(STEPS, [{"name": "T", "counts": 4}], 1, "Agua")


def test_the_picture_is_a_table_a_voice_can_read() -> None:
    shown = render(
        "{% ladder_bars steps groups 3 'Agua' %}",
        steps=STEPS,
        groups=GROUPS,
    )
    assert shown.count('<th scope="row">') == len(STEPS) + 1
    assert shown.count('<td data-label="Deportadas">') == len(STEPS) + 1
    assert "40 de 45" in shown
    assert shown.count("no se muestra") == 2
    assert shown.count("El diseño necesita este peldaño o más") == 1
    assert 'width="33%"' in shown
    assert " style=" not in shown
