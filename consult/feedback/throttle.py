"""Slows down whoever tries receipts, without knowing who it is.

No address is looked at: a whole village may stand behind one. Three things together
make guessing hopeless and never lock anybody out:

- a receipt has a check digit, and one that is mistyped is told so at once, uncounted;
- one browser that was wrong ten times waits a minute. Whoever throws the cookie away
  waits not at all, but
- the house looks up at most twenty receipts a second. There are 10^19 of them: with a
  million in use, to find one takes about sixteen thousand years.

A second that is full is over in a second.
"""

import time
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from projects.refusals import Refusal

LOOKUPS_A_SECOND: Final = 20
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
                    "vez su recibo.",
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


def take_turn() -> None:
    """Take one of this second's look-ups.

    Raises:
        TooMany: they are taken.

    """
    key = f"feedback.lookups.{int(time.time())}"
    cache.add(key, 0, timeout=5)
    try:
        taken = cache.incr(key)
    except ValueError:
        # It was dropped between the two: the cache is being emptied, not attacked.
        return
    if taken > LOOKUPS_A_SECOND:
        raise TooMany(
            _("Mucha gente mira su recibo ahora. Pruebe otra vez en un momento."),
        )
