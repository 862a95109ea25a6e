"""Slows down the guessing of cards without knowing who guesses.

Two counters, neither of them tied to an address: one in the visitor's own session, and
one for everybody in the cache. A code has 34 random bits: somebody who guesses without
a pause at the common limit, with a hundred cards out all the time, finds one in about
five and a half years. A village that types its cards at one meeting stays far below
both, and slips that the check sign catches are never counted.
"""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.refusals import Refusal

_SESSION_KEY = "card_guesses"
_CACHE_KEY = "accounts:card-guesses"


@dataclass(frozen=True)
class Limit:
    """So many wrong codes in so many seconds."""

    guesses: int
    seconds: int


OWN = Limit(guesses=8, seconds=10 * 60)
COMMON = Limit(guesses=60, seconds=60)


class TooManyGuesses(Refusal):
    """Wait before trying another code."""


def check(session: SessionBase) -> None:
    """Refuse a try when this visitor, or everybody together, guessed too often.

    Raises:
        TooManyGuesses: says how long to wait.

    """
    if len(_recent(session)) >= OWN.guesses:
        raise TooManyGuesses(
            _(
                "Probó muchas veces. Espere diez minutos y escriba otra vez el código "
                "de su tarjeta. La tarjeta sigue sirviendo.",
            ),
        )
    if cache.get(_CACHE_KEY, 0) >= COMMON.guesses:
        raise TooManyGuesses(
            _(
                "En este momento hay demasiados intentos. Espere un minuto y pruebe "
                "otra vez. La tarjeta sigue sirviendo.",
            ),
        )


def note_wrong(session: SessionBase) -> None:
    """Count a well-formed code that opened nothing."""
    session[_SESSION_KEY] = [*_recent(session), timezone.now().timestamp()]
    if not cache.add(_CACHE_KEY, 1, timeout=COMMON.seconds):
        try:
            cache.incr(_CACHE_KEY)
        except ValueError:
            # It ran out between the two lines: this is the first of a new minute.
            cache.set(_CACHE_KEY, 1, timeout=COMMON.seconds)


def forget(session: SessionBase) -> None:
    """Forget this visitor's slips after a code that worked."""
    session.pop(_SESSION_KEY, None)


def _recent(session: SessionBase) -> list[float]:
    since = timezone.now().timestamp() - OWN.seconds
    return [at for at in session.get(_SESSION_KEY, []) if at > since]
