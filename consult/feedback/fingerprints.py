"""Tells whether two submissions say the same, without saying what they say."""

import hashlib
from typing import Any

from django.conf import settings

from consult.audit.actions import canonical


def fingerprint(content: dict[str, Any]) -> str:
    """Return a keyed SHA-256-sized hash (BLAKE2b) of what a testimony says.

    Keyed with RECEIPT_KEY: somebody who has only the database cannot try out sentences
    until one fits.
    """
    key = hashlib.blake2b(
        settings.RECEIPT_KEY.encode(),
        person=b"testimony",
        digest_size=32,
    ).digest()
    return hashlib.blake2b(
        canonical(content).encode(),
        key=key,
        digest_size=32,
    ).hexdigest()


def trace_digest(consultation_id: int, text: str) -> str:
    """Return a keyed hash (BLAKE2b, 16 bytes), the same in one consultation only.

    Nothing ties a phone, or whoever collects, in one consultation to the same in
    another.
    """
    key = hashlib.blake2b(
        settings.RECEIPT_KEY.encode(),
        person=b"trace",
        digest_size=32,
    ).digest()
    return hashlib.blake2b(
        f"{consultation_id}:{text}".encode(),
        key=key,
        digest_size=16,
    ).hexdigest()
