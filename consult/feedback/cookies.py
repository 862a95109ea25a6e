"""The cookie that holds the key of a half-done testimony, and nothing else."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consult.consultations.models import Consultation
from consult.feedback.drafts import DraftKey

NAME: Final = "borrador"


def key_in(request: HttpRequest) -> DraftKey | None:
    """Return the key that the browser holds for this consultation, or None."""
    value = request.COOKIES.get(NAME, "")
    return DraftKey.from_cookie(value) if value else None


def give(response: HttpResponse, key: DraftKey, consultation: Consultation) -> None:
    """Give the browser a key until it is closed; no script can read it."""
    response.set_cookie(
        NAME,
        key.as_cookie(),
        path=_path(consultation),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponse, consultation: Consultation) -> None:
    """Make the browser forget the key."""
    response.delete_cookie(NAME, path=_path(consultation), samesite="Lax")


def _path(consultation: Consultation) -> str:
    return reverse("feedback:enter", args=[consultation.code])
