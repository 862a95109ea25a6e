"""What a browser keeps: the key of a half-done testimony, and that it is one device."""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consult.consultations.models import Consultation
from consult.feedback.drafts import DraftKey

NAME: Final = "borrador"
# A random word: how many testimonies come from one browser is counted, see
# `feedback.gathering`. It is worth nothing to anybody, and gone after a month. The page
# without signal reads it, and makes it where there is none: one phone is one device.
DEVICE: Final = "telefono"
DEVICE_SECONDS: Final = 30 * 24 * 3600
_DEVICE_LENGTH: Final = 64


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


def ticket_in(request: HttpRequest) -> str:
    """Return the random word of this browser, a new one if it has none."""
    kept = request.COOKIES.get(DEVICE, "")
    return kept[:_DEVICE_LENGTH] or secrets.token_urlsafe(16)


def give_ticket(
    request: HttpRequest,
    response: HttpResponse,
    ticket: str,
    consultation: Consultation,
) -> None:
    """Let the browser keep its word for a month, for this consultation alone.

    One that it has is not given again: the month would never end.
    """
    if request.COOKIES.get(DEVICE):
        return
    response.set_cookie(
        DEVICE,
        ticket,
        max_age=DEVICE_SECONDS,
        path=_path(consultation),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _path(consultation: Consultation) -> str:
    return reverse("feedback:enter", args=[consultation.code])
