"""Short codes that people read aloud and type, and their keyed slow hash."""

import hashlib
import hmac
import secrets
from functools import lru_cache

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings

# 29 signs, a prime number. No vowels, so that no code is a word; neither 0 nor 1.
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LENGTH = 8
GROUP = 4
# What is read wrong most often, as what it must have been.
_READ_AS = str.maketrans({"1": "L", "I": "L"})

# OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
_MEMORY_KIB = 19 * 1024
_PASSES = 2


def new_code() -> str:
    """Return a new code: seven random signs (34 bits) and a check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return grouped(body + _check_sign(body))


def grouped(code: str) -> str:
    """Return a code as it is printed: `K7RT-9WQ2`."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def normalised(typed: str) -> str:
    """Return what was typed as a bare code, or "" when it cannot be one.

    Spaces, hyphens and case do not matter. The check sign tells a slip of the finger
    from a code that does not exist.
    """
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    code = code.translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return ""
    return code if _check_sign(code[:-1]) == code[-1] else ""


def digest(code: str, *, purpose: str) -> str:
    """Return the keyed slow hash of a bare code, in hexadecimal: the same every time.

    A card is looked up by it, so it has no salt of its own. The key, which is kept
    outside the database, takes the salt's place: without it a stolen table cannot be
    searched, and with it each guess costs an Argon2id (RFC 9106) of 19 MiB.
    """
    key = settings.RECEIPT_KEY.encode()
    salt = hmac.digest(key, f"salt:{purpose}".encode(), hashlib.sha256)[:16]
    secret = hmac.digest(key, f"{purpose}:{code}".encode(), hashlib.sha256)
    return hash_secret_raw(
        secret,
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    ).hex()


@lru_cache(maxsize=1)
def _values() -> dict[str, int]:
    return {sign: value for value, sign in enumerate(ALPHABET)}


def _check_sign(body: str) -> str:
    """Return the sign that makes the weighted sum zero modulo 29.

    The modulus is prime and the weights differ, so that every single wrong sign and
    every swap of two signs is noticed (the principle of ISBN-10's check digit).
    """
    values = _values()
    total = sum(weight * values[sign] for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]
