"""Receipts of testimonies: `accounts` makes them, and here is where they lead."""

import json
from dataclasses import dataclass
from typing import Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from consult.accounts.receipts import (
    DIGITS,
    check_digit,
    digest,
    groups,
    is_well_formed,
    make,
    normalise,
    with_check_digit,
)

__all__ = [
    "DIGITS",
    "BlankCode",
    "blank_code",
    "check_digit",
    "digest",
    "groups",
    "is_well_formed",
    "make",
    "normalise",
    "qr_svg",
    "with_check_digit",
]


# Codes of versions 1 to 5 at level L are one block each: (words of data, of check), as
# ISO/IEC 18004, table 9 says.
_WORDS: Final = {1: (19, 7), 2: (34, 10), 3: (55, 15), 4: (80, 20), 5: (108, 26)}


@dataclass(frozen=True, slots=True)
class BlankCode:
    """The QR code of twenty noughts, from which a phone makes the code of a receipt.

    `dark` has a digit for each module, row by row: 1 is dark. `code` is JSON: `size`
    (modules a side), `data` and `check` (words), and `first`, the word whose upper half
    is the lower half of the first digit's byte.
    """

    dark: str
    code: str


def blank_code() -> BlankCode | None:
    """Return the code of a receipt of noughts; None where our address is too long."""
    address = f"{settings.PUBLIC_URL}{reverse('feedback:follow')}#"
    qr = segno.make(
        (address + "0" * DIGITS).encode(),
        error="l",
        mode="byte",
        boost_error=False,
        micro=False,
    )
    words = _WORDS.get(int(qr.version))
    if words is None:
        return None
    rows = ["".join(str(module) for module in row) for row in qr.matrix]
    data, check = words
    # Four bits name the mode and eight count the bytes: every byte lies half in one
    # word and half in the next.
    first = len(address.encode()) + 2
    code = {"size": len(rows), "data": data, "check": check, "first": first}
    return BlankCode("".join(rows), json.dumps(code))


def qr_svg(receipt: str) -> SafeString:
    """Return an SVG picture that opens the follow page with the receipt filled in.

    The receipt stands behind `#`: a browser never sends that part to any server.
    """
    address = f"{settings.PUBLIC_URL}{reverse('feedback:follow')}#{receipt}"
    picture = segno.make(address, error="m").svg_inline(
        scale=4,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
    )
    # Made of our own address and twenty digits: nothing a visitor wrote.
    return SafeString(picture)  # nosec B703
