"""A stuffed count is told from an honest one."""

import pytest

from consult.story.stuffing import HONEST, STUFFING, Way, flagged_share


@pytest.mark.parametrize("way", HONEST)
def test_an_honest_count_is_let_be(way: Way) -> None:
    assert flagged_share(way, testimonies=150, runs=10, seed=5) == 0


@pytest.mark.parametrize("way", STUFFING)
def test_a_stuffed_count_is_seen(way: Way) -> None:
    assert flagged_share(way, testimonies=150, runs=10, seed=5) >= 0.9


def test_the_same_seed_gives_the_same() -> None:
    first = flagged_share(Way.INVENTED, testimonies=60, runs=8, seed=3)

    assert flagged_share(Way.INVENTED, testimonies=60, runs=8, seed=3) == first
