"""Pages that a form is answered with, shown again in another language.

No address leads back to them. The page carries what it says, signed: the server knows
it no more.
"""

from typing import Any, Final

from django.core import signing
from django.http import HttpRequest

# How long such a page may be asked for again, in seconds.
SHOWN_SECONDS: Final = 20 * 60


def word_for(field: str, said: tuple[Any, ...]) -> str:
    """Return what a page says as the signed value of its hidden `field`."""
    return signing.dumps(said, salt=_salt(field))


def said_in(request: HttpRequest, field: str) -> list[Any] | None:
    """Return what the page said that was sent here; None if it is none of ours."""
    word = request.POST.get(field, "")
    try:
        said: list[Any] = signing.loads(
            word,
            salt=_salt(field),
            max_age=SHOWN_SECONDS,
        )
    except signing.BadSignature:
        return None
    return said


def _salt(field: str) -> str:
    return f"feedback.shown.{field}"
