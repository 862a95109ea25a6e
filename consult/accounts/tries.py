"""Slows down whoever tries receipts, without knowing who it is.

No address is looked at: a whole village may stand behind one. Three things together
make guessing hopeless and lock nobody out, not even while somebody else floods us:

- a receipt has a check digit, and one that is mistyped is told so at once, uncounted;
- one browser that was wrong ten times waits a minute. Whoever throws the cookie away
  waits not at all, but
- every receipt belongs to one of 4096 lanes, by a keyed hash that only the server can
  work out, and a lane looks up three receipts a second. Nobody can aim at a lane: a
  flood spreads over all of them, and with a thousand guesses a second two people in a
  thousand find theirs full, for one second. There are 10^19 receipts: with a million in
  use, at that pace to find one takes three hundred years.
"""

import hmac
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from projects.refusals import Refusal

LANES: Final = 4096
LOOKUPS_A_SECOND: Final = 3
WRONG_BEFORE_WAITING: Final = 10
WAIT_SECONDS: Final = 60
_COOKIE: Final = "intentos"
_SALT: Final = "feedback.receipt-tries"


class TooMany(Refusal):
    """Not now; in a moment."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many receipts a browser got wrong in the last minute."""

    wrong: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> "Tries":
        """Return what the browser's cookie says; after a minute it says nothing."""
        try:
            value = request.get_signed_cookie(
                _COOKIE,
                salt=_SALT,
                max_age=WAIT_SECONDS,
            )
        except (KeyError, signing.BadSignature):
            return cls()
        return cls(int(value or 0))

    def check(self) -> None:
        """Refuse a browser that was wrong too often.

        Raises:
            TooMany: until a minute after the last try.

        """
        if self.wrong >= WRONG_BEFORE_WAITING:
            raise TooMany(
                _(
                    "Probó muchos números que no son. Espere un minuto y mire otra "
                    "vez el que anotó.",
                ),
            )

    def one_more(self, response: HttpResponse) -> None:
        """Count one more wrong receipt in the browser's cookie."""
        response.set_signed_cookie(
            _COOKIE,
            str(self.wrong + 1),
            salt=_SALT,
            max_age=WAIT_SECONDS,
            httponly=True,
            samesite="Lax",
        )


def lane_of(receipt: str) -> int:
    """Return the lane of a receipt: nobody without RECEIPT_KEY can choose one."""
    key = settings.RECEIPT_KEY.encode()
    return (
        int.from_bytes(hmac.digest(key, b"lane:" + receipt.encode(), "sha256")) % LANES
    )


def take_turn(number: str, *, window_seconds: int = 1) -> None:
    """Take one of this second's look-ups in a number's lane.

    Shorter numbers than receipts are look-ups of a longer window.

    Raises:
        TooMany: they are taken.

    """
    window = f"{window_seconds}.{int(time.time()) // window_seconds}"
    key = f"feedback.lookups.{window}.{lane_of(number)}"
    cache.add(key, 0, timeout=window_seconds + 4)
    try:
        taken = cache.incr(key)
    except ValueError:
        # It was dropped between the two: the cache is being emptied, not attacked.
        return
    if taken > LOOKUPS_A_SECOND:
        raise TooMany(
            _("Ahora preguntan muchos a la vez. Pruebe otra vez en un momento."),
        )
