"""A facilitator writes down one family after another."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from consult.consultations.models import Consultation
from consult.feedback.models import Testimony as Given
from tests.consult.feedback.browsing import SIGN_IN, page, say, url
from tests.factories.feedback import (
    make_answerable,
    make_facilitator,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


def test_a_facilitator_sees_where_they_may_write_down(
    client: Client,
    consultation: Consultation,
) -> None:
    other = make_answerable()
    client.force_login(make_facilitator(consultation), backend=SIGN_IN)

    shown = page(client.get(reverse("feedback:collect")))

    assert f'name="code" value="{consultation.code}"' in shown
    assert other.code not in shown


def test_elsewhere_a_facilitator_is_refused_in_words(
    client: Client,
    consultation: Consultation,
) -> None:
    other = make_answerable()
    client.force_login(make_facilitator(consultation), backend=SIGN_IN)

    answer = client.post(
        reverse("feedback:collect"),
        {"code": other.code, "channel": "facilitator"},
    )

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Su cuenta no puede anotar respuestas de esta comunidad." in page(answer)


def test_the_next_family_follows_at_once_and_nothing_can_be_opened_again(
    client: Client,
    consultation: Consultation,
) -> None:
    facilitator = make_facilitator(consultation)
    client.force_login(facilitator, backend=SIGN_IN)
    start = {"code": consultation.code, "channel": "paper"}

    for choice in ("no_service", "basic"):
        begun = client.post(reverse("feedback:collect"), start)
        assert begun.headers["Location"] == url("ask", consultation, 1)
        assert "checked" not in page(client.get(url("ask", consultation, 1)))
        say(client, consultation, 1, choice=choice)
        sent = client.post(url("send", consultation))
        assert "Siguiente familia" in page(sent)
        assert client.get(url("review", consultation)).status_code == HTTPStatus.GONE

    assert set(Given.objects.values_list("channel", "collected_by")) == {
        ("paper", facilitator.pk),
    }
    assert Given.objects.count() == 2


def test_the_phone_is_handed_over_for_what_is_private(
    client: Client,
    consultation: Consultation,
) -> None:
    client.force_login(make_facilitator(consultation), backend=SIGN_IN)
    client.post(reverse("feedback:collect"), {"code": consultation.code})

    assert "Pásele el teléfono" in page(client.get(url("ask", consultation, 13)))
    assert "Pásele el teléfono" not in page(client.get(url("ask", consultation, 1)))


def test_without_an_account_one_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("feedback:collect"))

    assert answer.headers["Location"].startswith(reverse("account_login"))
