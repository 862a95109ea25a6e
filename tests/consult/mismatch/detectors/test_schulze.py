"""Schulze's method against his own example."""

from consult.mismatch.detectors.priority import schulze_beaten_by

# Schulze (2011), example 1: 21 who rank four, all of them.
BALLOTS = {"acdb": 8, "badc": 2, "cdba": 4, "dbac": 4, "dcba": 3}


def counted(ballots: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the counters that such ballots leave. Ranks below three are third."""
    ranks: dict[str, int] = {}
    order: dict[str, int] = {}
    for ballot, count in ballots.items():
        for place, one in enumerate(ballot, start=1):
            key = f"{min(place, 3)}:{one}"
            ranks[key] = ranks.get(key, 0) + count
            for other in ballot[place:]:
                order[f"{one}>{other}"] = order.get(f"{one}>{other}", 0) + count
    return ranks, order


def test_the_order_is_that_of_the_article() -> None:
    """D > A > C > B."""
    ranks, order = counted(BALLOTS)
    beaten = {need: schulze_beaten_by(ranks, order, (need,)) for need in "abcd"}
    assert beaten == {"d": (), "a": ("d",), "c": ("a", "d"), "b": ("a", "c", "d")}


def test_what_nobody_names_comes_after_all_that_is_named() -> None:
    ranks, order = counted({"ab": 3, "c": 1})
    assert schulze_beaten_by(ranks, order, ("z",)) == ("a", "b", "c")
    assert schulze_beaten_by(ranks, order, ("a",)) == ()


def test_a_sector_that_serves_two_needs_stands_where_the_better_one_does() -> None:
    ranks, order = counted({"ab": 3, "ba": 2})
    assert schulze_beaten_by(ranks, order, ("b",)) == ("a",)
    assert schulze_beaten_by(ranks, order, ("a", "b")) == ()


def test_nobody_said_anything() -> None:
    assert schulze_beaten_by({}, {}, ("a",)) == ()
