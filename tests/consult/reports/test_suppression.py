"""No small count is shown, and none can be worked out of what is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from consult.reports.suppression import (
    POOL,
    Asked,
    Published,
    publish,
    shown_groups,
    withheld,
)

CHOICES = ("river", "well", "tap", "silent")


def table(
    rows: dict[str, tuple[int, ...]],
    unsaid: tuple[int, ...] = (0, 0, 0, 0),
    *,
    exclusive: bool = True,
) -> tuple[Asked, dict[str, int], int]:
    """Return a question, the testimonies of each group, and of everybody."""
    every = [sum(column) for column in zip(*rows.values(), unsaid, strict=True)]
    asked = Asked(
        choices=CHOICES,
        everybody=dict(zip(CHOICES, every, strict=True)),
        groups={
            group: dict(zip(CHOICES, counts, strict=True))
            for group, counts in rows.items()
        },
        exclusive=exclusive,
    )
    return asked, {group: sum(counts) for group, counts in rows.items()}, sum(every)


def shown(published: Published) -> dict[str, list[int | None]]:
    return {row.group: list(row.counts.values()) for row in published.rows}


def test_what_is_large_is_shown_as_it_is() -> None:
    asked, sizes, everybody = table(
        {"women": (20, 12, 0, 10), "men": (15, 11, 0, 12)},
    )

    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=10)

    assert shown(published) == {
        "all": [35, 23, 0, 22],
        "women": [20, 12, 0, 10],
        "men": [15, 11, 0, 12],
    }
    assert not published.has_withheld


def test_a_small_count_takes_another_with_it() -> None:
    assert withheld([40, 30, 3, 12], total=85, minimum=10) == (40, 30, None, None)


def test_small_counts_that_add_up_to_enough_stand_alone() -> None:
    assert withheld([40, 6, 7, 30], total=83, minimum=10) == (40, None, None, 30)


def test_a_nought_is_shown() -> None:
    assert withheld([0, 50, 0, 20], total=70, minimum=10) == (0, 50, 0, 20)


def test_those_who_gave_no_choice_hide_a_small_count_too() -> None:
    assert withheld([40, 3, 30, 20], total=105, minimum=10) == (40, None, 30, 20)


def test_too_few_testimonies_show_nothing() -> None:
    asked, sizes, everybody = table({"women": (2, 2, 2, 2)})

    assert publish(asked, everybody=everybody, groupings=[sizes], minimum=10).rows == ()


def test_a_small_group_is_not_shown() -> None:
    assert shown_groups({"a": 30, "b": 20, "c": 4}, everybody=70, minimum=10) == (
        "a",
        "b",
    )


def test_a_small_group_that_could_be_subtracted_takes_the_smallest_with_it() -> None:
    assert shown_groups({"a": 30, "b": 20, "c": 4}, everybody=54, minimum=10) == ("a",)


def test_a_few_who_did_not_say_are_no_more_told_than_a_small_group() -> None:
    assert shown_groups({"a": 30, "b": 20}, everybody=53, minimum=10) == ("a",)


def test_a_choice_small_in_one_group_is_withheld_in_all_of_them() -> None:
    asked, sizes, everybody = table(
        {"women": (30, 20, 3, 20), "men": (25, 30, 20, 20)},
    )

    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=10)

    assert shown(published) == {
        "all": [55, 50, 23, 40],
        "women": [30, 20, None, None],
        "men": [25, 30, None, None],
    }


def test_nothing_is_subtracted_from_choices_of_which_several_may_be_given() -> None:
    asked, sizes, everybody = table(
        {"women": (30, 20, 3, 20), "men": (25, 30, 20, 20)},
        exclusive=False,
    )

    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=10)

    assert shown(published)["women"] == [30, 20, None, 20]


def test_a_breakdown_of_noughts_alone_is_left_out() -> None:
    asked, sizes, everybody = table({"women": (11, 1, 0, 0), "men": (1, 11, 0, 0)})

    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=10)

    assert list(shown(published)) == ["all"]


counts = st.tuples(*[st.integers(0, 25)] * len(CHOICES))
tables = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    counts,
    min_size=1,
    max_size=4,
)


@settings(max_examples=120, deadline=None)
@given(rows=tables, unsaid=counts, minimum=st.sampled_from([5, 10]))
def test_no_small_count_is_shown(
    rows: dict[str, tuple[int, ...]],
    unsaid: tuple[int, ...],
    minimum: int,
) -> None:
    asked, sizes, everybody = table(rows, unsaid)

    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=minimum)

    assert all(row.total >= minimum for row in published.rows)
    told = [count for row in published.rows for count in row.counts.values() if count]
    assert all(count >= minimum for count in told)


@settings(max_examples=200, deadline=None)
@given(rows=tables, unsaid=counts, minimum=st.sampled_from([5, 10]))
def test_no_small_count_can_be_worked_out(
    rows: dict[str, tuple[int, ...]],
    unsaid: tuple[int, ...],
    minimum: int,
) -> None:
    """Attack with linear programming: every equation a reader could write down.

    What is sought is every count of a group that is shown, of everybody, and of the
    people of no shown group taken together.
    """
    asked, sizes, everybody = table(rows, unsaid)
    published = publish(asked, everybody=everybody, groupings=[sizes], minimum=minimum)
    if not published.rows:
        return
    groups = [row.group for row in published.groups]
    truth = {
        **{(group, at): rows[group][at] for group in groups for at in range(4)},
        **{
            (POOL, at): sum(
                row[at] for group, row in rows.items() if group not in groups
            )
            + unsaid[at]
            for at in range(4)
        },
    }
    attack = _Attack(groups, published, everybody)

    for at in range(4):
        for group in (*groups, POOL):
            if 0 < truth[group, at] < minimum:
                low, high = attack.bounds([(group, at)])
                assert high - low > 0.5, (group, at)
        if 0 < sum(truth[group, at] for group in (*groups, POOL)) < minimum:
            low, high = attack.bounds([(group, at) for group in (*groups, POOL)])
            assert high - low > 0.5, ("all", at)


class _Attack:
    """Whoever reads the table and can subtract."""

    def __init__(self, groups: list[str], published: Published, every: int) -> None:
        self.cells = list(product((*groups, POOL), range(4)))
        self.equations: list[tuple[list[tuple[str, int]], int]] = [
            (
                [(group, at) for group in (*groups, POOL) for at in range(4)],
                every,
            ),
        ]
        assert published.everybody is not None
        for at, count in enumerate(published.everybody.counts.values()):
            if count is not None:
                column = [(group, at) for group in (*groups, POOL)]
                self.equations.append((column, count))
        for row in published.groups:
            every_choice = [(row.group, at) for at in range(4)]
            self.equations.append((every_choice, row.total))
            self.equations += [
                ([(row.group, at)], count)
                for at, count in enumerate(row.counts.values())
                if count is not None
            ]

    def bounds(self, sought: list[tuple[str, int]]) -> tuple[float, float]:
        """Return the least and the most that the sum of some cells may be."""
        matrix = [
            [float(cell in cells) for cell in self.cells] for cells, _ in self.equations
        ]
        right = [total for _, total in self.equations]
        ends = []
        for sign in (1.0, -1.0):
            aim = [sign * (cell in sought) for cell in self.cells]
            found = linprog(aim, A_eq=matrix, b_eq=right, bounds=(0, None))
            assert found.status == 0
            ends.append(sign * found.fun)
        return ends[0], ends[1]


@pytest.mark.parametrize("minimum", [5, 10])
def test_two_ways_of_grouping_withhold_what_everybody_withholds(minimum: int) -> None:
    asked, sexes, everybody = table(
        {"women": (20, 11, 2, 12), "men": (15, 14, 1, 13)},
    )
    by_age = {"young": (25, 13, 1, 11), "old": (10, 12, 2, 14)}
    ages = {group: sum(counts) for group, counts in by_age.items()}
    both = Asked(
        choices=CHOICES,
        everybody=asked.everybody,
        groups={
            **asked.groups,
            **{
                group: dict(zip(CHOICES, counts, strict=True))
                for group, counts in by_age.items()
            },
        },
    )

    published = publish(
        both,
        everybody=everybody,
        groupings=[sexes, ages],
        minimum=minimum,
    )

    assert all(row.counts["tap"] is None for row in published.rows)
