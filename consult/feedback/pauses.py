"""The number under which a half-done testimony is left for later.

Eleven digits and a check digit. It opens one draft of one consultation, once, from any
phone, for three days. The server keeps only a slow keyed hash of it, and the draft's
key under another: neither number nor answers follow from the database, nor from it and
RECEIPT_KEY without days of work.
"""

from typing import Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from consult.consultations.models import Consultation
from consult.feedback import receipts

DIGITS: Final = 12
# Today and three more.
DAYS: Final = 3
# Three look-ups of one lane (`accounts.tries`) in so many seconds: whoever tries all
# numbers, with however many machines, gets through 600 a second at most; in each web
# process, where these share no cache. Of 10^11, with twenty half-done at once,
# three days of it find one with a chance of 3 %.
WINDOW_SECONDS: Final = 20


def with_check_digit(number: int) -> str:
    """Return a number of at most 11 digits as the number of a pause."""
    body = f"{number:0{DIGITS - 1}d}"
    return body + receipts.check_digit(body)


def is_well_formed(number: str) -> bool:
    """Say whether these are 12 digits whose last one checks the others."""
    return (
        len(number) == DIGITS
        and number.isascii()
        and number.isdigit()
        and receipts.check_digit(number[:-1]) == number[-1]
    )


def name_of(consultation: Consultation, number: str) -> str:
    """Return what a number is called among those of all consultations."""
    return f"{consultation.pk}:{number}"


def digest(consultation: Consultation, number: str) -> str:
    """Return the slow keyed hash under which a paused draft is found."""
    return receipts.digest(name_of(consultation, number), purpose="pause")


def lock(consultation: Consultation, number: str, secret: bytes) -> bytes:
    """Return the secret of a draft so that only this number opens it."""
    return bytes(_box(consultation, number).encrypt(secret))


def unlock(consultation: Consultation, number: str, locked: bytes) -> bytes | None:
    """Return the secret of a draft, or None where this is not its number."""
    try:
        return _box(consultation, number).decrypt(locked)
    except CryptoError:
        return None


def _box(consultation: Consultation, number: str) -> SecretBox:
    slow = receipts.digest(name_of(consultation, number), purpose="pause key")
    return SecretBox(bytes.fromhex(slow.rpartition(":")[2]))
