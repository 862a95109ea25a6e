"""Money of a design: how it is written, what it adds up to, what part goes where."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from projects.enums import BudgetCategory
from projects.models import BudgetLine

CENT: Final = Decimal("0.01")
# What a tranche can hold: fourteen figures, two of them cents.
LARGEST: Final = Decimal("999999999999.99")
# What is not work in the place itself.
OVERHEAD: Final = frozenset(
    {BudgetCategory.ADMINISTRATION.value, BudgetCategory.CONSULTANCY.value},
)


def written(amount: Decimal, currency: str) -> str:
    """Return an amount as Central America writes it: `USD 186,000.00`."""
    return f"{currency} {amount.quantize(CENT, rounding=ROUND_HALF_UP):,.2f}"


@dataclass(frozen=True, slots=True)
class Part:
    """What goes to one category, and what share of the whole it is, 0 to 1."""

    label: str
    amount: Decimal
    share: Decimal

    @property
    def percent(self) -> Decimal:
        """Return the share in hundredths, to one decimal."""
        return percent(self.share)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a design costs. Amounts are in its currency."""

    currency: str
    total: Decimal
    parts: tuple[Part, ...]
    overhead: Decimal
    households: int | None

    @property
    def overhead_share(self) -> Decimal:
        """Return the share of administration and consultancies, 0 to 1."""
        return self.overhead / self.total if self.total else Decimal(0)

    @property
    def overhead_percent(self) -> Decimal:
        """Return that share in hundredths, to one decimal."""
        return percent(self.overhead_share)

    @property
    def per_household(self) -> Decimal | None:
        """Return the cost for each household that will use it, if they are counted."""
        if not self.households:
            return None
        return (self.total / self.households).quantize(CENT, rounding=ROUND_HALF_UP)


def percent(share: Decimal) -> Decimal:
    """Return a share of 0 to 1 in hundredths, to one decimal."""
    return (share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def total_of(lines: Iterable[BudgetLine]) -> Decimal:
    """Return what budget lines add up to."""
    return sum((line.amount for line in lines), Decimal(0))


def budget_of(
    lines: Iterable[BudgetLine],
    *,
    currency: str,
    households: int | None,
) -> Budget:
    """Return what a design costs, the largest category first."""
    amounts: dict[str, Decimal] = {}
    for line in lines:
        amounts[line.category] = amounts.get(line.category, Decimal(0)) + line.amount
    total = sum(amounts.values(), Decimal(0))
    parts = [
        Part(
            label=str(BudgetCategory(category).label),
            amount=amount,
            share=amount / total if total else Decimal(0),
        )
        for category, amount in amounts.items()
    ]
    return Budget(
        currency=currency,
        total=total,
        parts=tuple(sorted(parts, key=lambda part: (-part.amount, part.label))),
        overhead=sum(
            (amount for category, amount in amounts.items() if category in OVERHEAD),
            Decimal(0),
        ),
        households=households,
    )
