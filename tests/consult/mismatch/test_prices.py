"""Money of one year in money of another."""

from decimal import Decimal

import pytest
import yaml

from consult.mismatch.prices import FILE, in_money_of, index_of


def test_what_cost_100_in_2015_cost_132_in_2024() -> None:
    then = in_money_of(Decimal(100), "USD", made=2015, year=2024)
    assert then.quantize(Decimal("0.01")) == Decimal("132.35")
    assert in_money_of(then, "USD", made=2024, year=2015) == pytest.approx(Decimal(100))


def test_money_of_the_same_year_is_the_same() -> None:
    assert in_money_of(Decimal("12.34"), "USD", made=2020, year=2020) == Decimal(
        "12.34",
    )


def test_a_year_that_is_not_known_is_the_nearest_that_is() -> None:
    assert in_money_of(Decimal(5), "USD", made=2024, year=2031) == Decimal(5)


def test_money_without_an_index_is_left_as_it_is() -> None:
    assert index_of("GTQ") == ""
    assert index_of("USD") == "CPI-U"
    assert in_money_of(Decimal(100), "GTQ", made=2015, year=2024) == Decimal(100)


def test_every_index_says_where_it_comes_from() -> None:
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert told["version"]
    for index in told["currencies"].values():
        assert index["source"]
        assert index["basis"] in {"read", "proposal"}
        years = sorted(index["years"])
        assert years == list(range(years[0], years[-1] + 1))
