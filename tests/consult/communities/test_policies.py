from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.communities.policies import MINIMUM_CELL, withheld

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("counts", "total", "hidden"),
    [
        ([71, 17], 88, set()),
        ([71, 0, 17], 88, set()),
        # One small count alone could be subtracted: the next smallest goes with it.
        ([71, 6, 11], 88, {1, 2}),
        # What nobody of the steps accounts for hides it well enough.
        ([60, 6], 88, {1}),
        # Two small ones that add up to little are still a few households.
        ([80, 3, 4], 87, {0, 1, 2}),
        ([70, 8, 9], 87, {1, 2}),
    ],
)
def test_small_counts_are_withheld_with_what_would_give_them_away(
    counts: list[int],
    total: int,
    hidden: set[int],
) -> None:
    assert withheld(counts, total=total, minimum=MINIMUM_CELL) == hidden


@given(counts=COUNTS, unlisted=st.integers(0, 40))
def test_no_small_count_is_ever_published(counts: list[int], unlisted: int) -> None:
    hidden = withheld(counts, total=sum(counts) + unlisted, minimum=MINIMUM_CELL)
    shown = [count for at, count in enumerate(counts) if at not in hidden]
    assert all(count == 0 or count >= MINIMUM_CELL for count in shown)


@given(
    counts=st.lists(st.integers(0, 25), min_size=1, max_size=3),
    unlisted=st.integers(0, 12),
)
def test_a_small_count_cannot_be_worked_out_from_the_total(
    counts: list[int],
    unlisted: int,
) -> None:
    """Try every way in which what is shown could have come about."""
    total = sum(counts) + unlisted
    if total < MINIMUM_CELL:
        return  # such a survey is not published at all
    hidden = sorted(withheld(counts, total=total, minimum=MINIMUM_CELL))
    if not hidden:
        return
    left = total - sum(count for at, count in enumerate(counts) if at not in hidden)
    possible: list[set[int]] = [set() for _at in hidden]
    for guess in product(range(1, left + 1), repeat=len(hidden)):
        if sum(guess) <= left:
            for values, value in zip(possible, guess, strict=True):
                values.add(value)
    assert all(len(values) > 1 for values in possible)
