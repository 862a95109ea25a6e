"""How tests browse the pages, as a browser without script does."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.consultations.models import Consultation
from consult.feedback.drafts import DraftKey

SIGN_IN = "consult.accounts.backends.SignInBackend"


def url(name: str, consultation: Consultation, *args: object) -> str:
    return reverse(f"feedback:{name}", args=[consultation.code, *args])


def begin(client: Client, consultation: Consultation) -> DraftKey:
    client.post(url("begin", consultation))
    key = DraftKey.from_cookie(client.cookies["borrador"].value)
    assert key is not None
    return key


def say(
    client: Client,
    consultation: Consultation,
    number: int,
    **fields: Any,
) -> Any:  # noqa: ANN401 - the test client's answer
    return client.post(url("ask", consultation, number), {"go": "next", **fields})


def page(response: Any) -> str:  # noqa: ANN401
    text: str = response.content.decode()
    return text


def close(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(
        closed_at=timezone.now(),
        closed_by=consultation.opened_by,
    )
