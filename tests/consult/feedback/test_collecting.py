"""A facilitator writes down one family after another."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.consult.feedback.browsing import SIGN_IN, begin, page, say, url
from tests.factories.feedback import (
    make_answerable,
    make_facilitator,
)

pytestmark = pytest.mark.django_db


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
        assert "checked" not in page(client.get(url("ask", consultation, 2)))
        say(client, consultation, 2, choice=choice)
        sent = client.post(url("send", consultation))
        assert "Siguiente familia" in page(sent)
        assert client.get(url("review", consultation)).status_code == HTTPStatus.GONE

    assert set(Given.objects.values_list("channel", "collected_by")) == {
        ("paper", facilitator.pk),
    }
    assert Given.objects.count() == 2


FIRST, LAST = 15, 17
AFTER = LAST + 1
HERE = "Pásele el teléfono a la persona"


@pytest.fixture
def collecting(client: Client, consultation: Consultation) -> Client:
    """Return the browser of a facilitator who began to ask a family."""
    client.force_login(make_facilitator(consultation), backend=SIGN_IN)
    client.post(reverse("feedback:collect"), {"code": consultation.code})
    return client


def hand_over(client: Client, consultation: Consultation) -> Any:  # noqa: ANN401
    return client.post(
        url("ask", consultation, FIRST),
        {"handing": "yes", "go": "next"},
    )


def answer_alone(client: Client, consultation: Consultation) -> Any:  # noqa: ANN401
    hand_over(client, consultation)
    say(client, consultation, FIRST, choice="no", words="Me amenazaron")
    say(client, consultation, FIRST + 1, choice="yes")
    return say(client, consultation, LAST, choice="authority")


def test_the_phone_is_handed_over_before_what_is_private(
    collecting: Client,
    consultation: Consultation,
) -> None:
    shown = page(collecting.get(url("ask", consultation, FIRST)))

    assert HERE in shown
    assert "sin miedo" not in shown
    assert HERE not in page(collecting.get(url("ask", consultation, 2)))
    handed = hand_over(collecting, consultation)
    assert handed.headers["Location"] == url("ask", consultation, FIRST)
    assert "sin miedo" in page(collecting.get(url("ask", consultation, FIRST)))


def test_after_the_last_private_answer_the_phone_goes_back(
    collecting: Client,
    consultation: Consultation,
) -> None:
    back = answer_alone(collecting, consultation)

    assert back.headers["Location"] == url("hand_back", consultation, AFTER)
    shown = page(collecting.get(url("hand_back", consultation, AFTER)))
    assert "Devuelva el teléfono" in shown
    assert f'action="{url("ask", consultation, AFTER)}"' in shown


@pytest.mark.parametrize("number", range(FIRST, LAST + 1))
def test_what_was_answered_alone_is_shown_to_nobody_again(
    collecting: Client,
    consultation: Consultation,
    number: int,
) -> None:
    answer_alone(collecting, consultation)

    shown = page(collecting.get(url("ask", consultation, number)))
    resent = page(say(collecting, consultation, number, choice="yes"))

    for each in (shown, resent):
        assert HERE in each
        assert "Esto ya lo contestó la persona" in each
        assert "checked" not in each
        assert "Me amenazaron" not in each


def test_the_review_lists_nothing_that_was_answered_alone(
    collecting: Client,
    consultation: Consultation,
) -> None:
    say(collecting, consultation, 2, choice="no_service")
    answer_alone(collecting, consultation)

    shown = page(collecting.get(url("review", consultation)))

    assert "Del río, con baldes" in shown
    assert "Lo que la persona contestó a solas no se muestra." in shown
    assert "sin miedo" not in shown
    assert "Me amenazaron" not in shown
    assert "Una autoridad" not in shown


@pytest.mark.parametrize("elsewhere", ["review", FIRST - 1, AFTER, 1])
def test_leaving_the_private_part_by_any_way_closes_it(
    collecting: Client,
    consultation: Consultation,
    elsewhere: str | int,
) -> None:
    hand_over(collecting, consultation)
    say(collecting, consultation, FIRST, choice="no")

    collecting.get(
        url("review", consultation)
        if elsewhere == "review"
        else url("ask", consultation, elsewhere),
    )

    assert HERE in page(collecting.get(url("ask", consultation, FIRST)))


def test_opened_again_it_is_empty_and_answered_anew(
    collecting: Client,
    consultation: Consultation,
) -> None:
    answer_alone(collecting, consultation)

    hand_over(collecting, consultation)

    for number in range(FIRST, LAST + 1):
        shown = page(collecting.get(url("ask", consultation, number)))
        assert "checked" not in shown
        assert "Me amenazaron" not in shown


def test_what_was_answered_alone_is_sent_all_the_same(
    collecting: Client,
    consultation: Consultation,
) -> None:
    answer_alone(collecting, consultation)

    collecting.post(url("send", consultation))

    assert Given.objects.get().answers == {
        "spoke_freely": ["no"],
        "told_what_to_answer": ["yes"],
        "somebody_with_you": ["authority"],
    }


def test_whoever_answers_alone_goes_through_without_handing_over(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    onward = say(client, consultation, LAST, choice="nobody")

    assert onward.headers["Location"] == url("ask", consultation, AFTER)
    assert "checked" in page(client.get(url("ask", consultation, LAST)))


def test_a_receipt_that_was_seen_opens_nothing_that_was_answered_alone(
    collecting: Client,
    consultation: Consultation,
) -> None:
    say(collecting, consultation, 2, choice="no_service")
    answer_alone(collecting, consultation)
    sent = page(collecting.post(url("send", consultation)))
    receipt = "".join(re.findall(r"<span>(\d{4})</span>", sent))
    opened = page(collecting.post("/recibo/", {"receipt": receipt}))
    (word,) = set(re.findall(r'name="pass" value="([^"]+)"', opened))

    collecting.post("/recibo/corregir/", {"pass": word})
    review = page(collecting.get(url("review", consultation)))
    private = collecting.get(url("ask", consultation, FIRST))
    say(collecting, consultation, 2, choice="basic")
    collecting.post(url("send", consultation))

    assert "Una autoridad" not in review
    assert "Me amenazaron" not in review
    assert private.headers["Location"] == url("review", consultation)
    assert Given.objects.get().answers == {
        "living:water": ["basic"],
        "spoke_freely": ["no"],
        "told_what_to_answer": ["yes"],
        "somebody_with_you": ["authority"],
    }


def test_whether_one_can_speak_freely_is_answered_with_the_phone_in_hand(
    collecting: Client,
    consultation: Consultation,
) -> None:
    first = page(collecting.get(url("ask", consultation, 1)))
    collecting.post(url("ask", consultation, 1), {"handing": "yes", "go": "next"})
    asked = page(say(collecting, consultation, 1, choice="no"))
    onward = say(collecting, consultation, 1, free="no")
    again = page(collecting.get(url("ask", consultation, 1)))
    review = page(collecting.get(url("review", consultation)))

    assert HERE in first
    assert "libertad" not in first
    # No address and no title that the phone keeps tells what was answered.
    assert "<title>Pregunta 1 de 22" in asked
    assert "Si para, no se envía nada" in asked
    assert onward.headers["Location"] == url("hand_back", consultation, 2)
    assert HERE in again
    assert "libertad" not in review


def test_a_family_that_stops_gives_the_phone_back_with_nothing_on_it(
    collecting: Client,
    consultation: Consultation,
) -> None:
    collecting.post(url("ask", consultation, 1), {"handing": "yes", "go": "next"})
    say(collecting, consultation, 1, choice="no")

    stopped = page(say(collecting, consultation, 1, free="no", go="stop"))

    assert "Devolver el teléfono" in stopped
    assert reverse("feedback:collect") in stopped
    assert Draft.objects.count() == 0


def test_without_an_account_one_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("feedback:collect"))

    assert answer.headers["Location"].startswith(reverse("account_login"))
