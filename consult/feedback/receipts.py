"""Receipts of testimonies: `accounts` makes them, and here is where they lead."""

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
    "check_digit",
    "digest",
    "groups",
    "is_well_formed",
    "make",
    "normalise",
    "qr_svg",
    "with_check_digit",
]


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
