"""Receipts: secret numbers that open one thing to whoever holds them, and no account.

Nineteen random digits and a check digit, written in groups of four. The server keeps
only a slow keyed hash. A testimony has one, and so has the acta of a community's yes;
each kind is hashed for its own purpose, so that none is ever taken for the other.
"""

import hashlib
import hmac
import secrets
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings

DIGITS: Final = 20
GROUP: Final = 4
# What a receipt is of. A testimony's is hashed as it always was.
TESTIMONY: Final = "receipt"
ACTA: Final = "acta"

# Argon2id with 4 MiB and one pass: about 3 ms. A receipt is 63 random bits and not a
# chosen password, so the slow hash is only the second lock behind RECEIPT_KEY.
_MEMORY_KIB: Final = 4 * 1024
_PASSES: Final = 1
_LANES: Final = 1
# Names the recipe in every digest: a later recipe can be told from this one.
_RECIPE: Final = "1"


def check_digit(digits: str) -> str:
    """Return the check digit of a row of digits: ISO 7064, MOD 11,10.

    It finds every single wrong digit and almost every exchange of two neighbours. The
    standard's recursion: start from 10; add each digit, take it modulo 10 (0 counts as
    10), double it, take it modulo 11.

    Raises:
        ValueError: something in it is not a digit.

    """
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def make() -> str:
    """Return a new receipt: 20 digits, unguessable."""
    return with_check_digit(secrets.randbelow(10 ** (DIGITS - 1)))


def with_check_digit(number: int) -> str:
    """Return a number of at most 19 digits as a receipt."""
    body = f"{number:0{DIGITS - 1}d}"
    return body + check_digit(body)


def normalise(typed: str) -> str:
    """Return only the digits of what was typed, whatever stands between them."""
    return "".join(
        character for character in typed if character.isascii() and character.isdigit()
    )


def is_well_formed(receipt: str) -> bool:
    """Say whether these are 20 digits whose last one checks the others."""
    return (
        len(receipt) == DIGITS
        and receipt.isascii()
        and receipt.isdigit()
        and check_digit(receipt[:-1]) == receipt[-1]
    )


def groups(receipt: str) -> list[str]:
    """Return the receipt in groups of four digits, as it is shown."""
    return [receipt[start : start + GROUP] for start in range(0, len(receipt), GROUP)]


def digest(receipt: str, *, purpose: str = TESTIMONY) -> str:
    """Return the slow keyed hash under which a receipt of a purpose is found.

    The salt is the same for all, or a receipt could not be looked up; it comes from
    RECEIPT_KEY, and the receipt is keyed with it too.
    """
    key = settings.RECEIPT_KEY.encode()
    keyed = hmac.digest(key, f"{purpose}:{receipt}".encode(), "sha256")
    salt = hashlib.blake2b(b"receipt salt", key=key[:64], digest_size=16).digest()
    slow = hash_secret_raw(
        keyed,
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=32,
        type=Type.ID,
    )
    return f"{_RECIPE}:{slow.hex()}"
