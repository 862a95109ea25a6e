"""What the phone and the day of a testimony left in the counts, for its receipt alone.

Nothing that we can read ties a testimony to its phone or its day once it is counted. So
that whoever takes it back takes that with it, both are kept under a key that follows
from the receipt, which only the person has.
"""

import json

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from consult.accounts.receipts import digest


def opener_of(receipt: str) -> bytes:
    """Return the key that a receipt opens its own traces with.

    As slow as the hash that the receipt is found under: whoever has database and key
    would else try receipts here, and quickly.
    """
    return bytes.fromhex(digest(receipt, purpose="traces").rpartition(":")[2])


def lock(opener: bytes, *, device: str, day: str) -> bytes:
    """Return phone and day so that only this key opens them; always as long."""
    return bytes(SecretBox(opener).encrypt(json.dumps([device, day]).encode()))


def unlock(opener: bytes, locked: bytes) -> tuple[str, str] | None:
    """Return phone and day, or None where this is not their key."""
    try:
        device, day = json.loads(SecretBox(opener).decrypt(locked))
    except CryptoError:
        return None
    return device, day
