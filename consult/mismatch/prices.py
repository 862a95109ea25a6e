"""Money of one year in money of another, by the index of `data/prices.yaml`.

Two designs are compared in money of the same year: what 100 dollars bought in 2015 cost
132 in 2024. Where a currency has no index its money is compared as it is, and the
finding says so.
"""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = Path(__file__).parent / "data" / "prices.yaml"


@lru_cache(maxsize=1)
def _indices() -> "Mapping[str, tuple[str, Mapping[int, Decimal]]]":
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            currency: (
                index["name"],
                {int(year): Decimal(value) for year, value in index["years"].items()},
            )
            for currency, index in told["currencies"].items()
        },
    )


def index_of(currency: str) -> str:
    """Return the name of the price index of a currency, empty where there is none."""
    return _indices().get(currency, ("", {}))[0]


def in_money_of(amount: Decimal, currency: str, *, made: int, year: int) -> Decimal:
    """Return what an amount of the year it was `made` in is in money of `year`.

    Without an index of the currency it is the amount itself.
    """
    _name, years = _indices().get(currency, ("", {}))
    if not years:
        return amount
    return amount * _nearest(years, year) / _nearest(years, made)


def _nearest(years: "Mapping[int, Decimal]", year: int) -> Decimal:
    return years[min(max(year, min(years)), max(years))]
