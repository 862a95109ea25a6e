"""Money as Central America writes it: comma for thousands, dot for decimals."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(amount: Decimal | float | str | None, currency: str = "") -> str:
    """Return an amount with two decimals, after its ISO 4217 code if one is given.

    `money(Decimal("186000"), "USD")` is `USD 186,000.00`. Nothing gives an empty text.

    Raises:
        decimal.InvalidOperation: the amount is not a number.

    """
    if amount is None or amount == "":
        return ""
    exact = Decimal(str(amount)).quantize(CENT, rounding=ROUND_HALF_UP)
    return f"{currency} {exact:,.2f}".strip()
