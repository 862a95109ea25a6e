"""Look once more, send, and get the receipt; or leave."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consult.consultations.models import Consultation
from consult.feedback import actions, receipts
from consult.feedback.actions import sending
from consult.feedback.models import Draft, Receipt
from consult.feedback.models import Testimony as Given
from tests.consult.feedback.browsing import begin, close, page, say, url
from tests.factories.feedback import (
    give_testimony,
)

pytestmark = pytest.mark.django_db


def test_the_review_shows_what_was_answered_and_what_was_not(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="no_service", words="<b>Vamos al río.</b>")

    shown = page(client.get(url("review", consultation)))

    assert "Del río, con baldes" in shown
    assert "&lt;b&gt;Vamos al río.&lt;/b&gt;" in shown
    assert "Quedan 16 preguntas sin contestar." in shown
    assert f"{url('ask', consultation, 2)}?revisar" in shown


def test_after_a_change_one_is_back_at_the_review(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = client.post(
        url("ask", consultation, 2) + "?revisar",
        {"choice": "basic", "go": "next"},
    )

    assert answer.headers["Location"] == url("review", consultation)


def test_sending_gives_the_receipt_once_and_forgets_the_key(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")

    answer = client.post(url("send", consultation))

    shown = page(answer)
    for group in receipts.groups(key.receipt):
        assert f"<span>{group}</span>" in shown
    assert "<svg" in shown
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.cookies["borrador"].value == ""
    assert Draft.objects.count() == 0
    assert Given.objects.get().answers == {"living:water": ["no_service"]}


def test_when_the_answer_was_lost_on_the_way_sending_again_gives_it(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    client.post(url("send", consultation))
    # The phone never got the answer, so it still has its cookie.
    client.cookies["borrador"] = key.as_cookie()

    again = client.post(url("send", consultation))

    assert receipts.groups(key.receipt)[0] in page(again)
    assert Given.objects.count() == 1


def shown_in(answer: Any) -> str:  # noqa: ANN401
    """Return the receipt that a page shows."""
    return "".join(re.findall(r"<span>(\d{4})</span>", page(answer)))


def test_the_receipt_is_the_one_that_the_phone_made(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    made = receipts.make()

    answer = client.post(url("send", consultation), {"receipt": made})

    assert shown_in(answer) == made
    assert Receipt.objects.get().digest == receipts.digest(made)


def test_sent_again_it_is_still_the_one_that_the_phone_made(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    made = receipts.make()
    client.post(url("send", consultation), {"receipt": made})
    client.cookies["borrador"] = key.as_cookie()

    again = client.post(url("send", consultation), {"receipt": made})

    assert shown_in(again) == made
    assert Given.objects.count() == 1


def test_nobody_who_makes_another_is_shown_one_that_opens_nothing(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    client.post(url("send", consultation), {"receipt": receipts.make()})
    client.cookies["borrador"] = key.as_cookie()

    again = client.post(url("send", consultation), {"receipt": receipts.make()})

    assert again.status_code == HTTPStatus.GONE
    assert shown_in(again) == ""


def test_what_the_phone_made_first_stays_until_it_is_sent(
    client: Client,
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    first = receipts.make()

    def gone(**_what: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        # Stored, and gone before the draft was forgotten and the answer was given.
        patch.setattr(sending, "discard_draft", gone)
        with pytest.raises(ConnectionError):
            client.post(url("send", consultation), {"receipt": first})
    assert Given.objects.count() == 1

    again = client.post(url("send", consultation), {"receipt": receipts.make()})

    assert shown_in(again) == first
    assert Given.objects.count() == 1


@pytest.mark.parametrize("made", ["", "12", "1" * 20, "x" * 20, "٣" * 20])
def test_without_a_receipt_of_the_phone_it_follows_from_the_key(
    made: str,
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")

    answer = client.post(url("send", consultation), {"receipt": made})

    assert shown_in(answer) == key.receipt


def test_somebody_elses_receipt_is_not_taken(
    client: Client,
    consultation: Consultation,
) -> None:
    theirs = receipts.make()
    give_testimony(consultation, receipt=theirs)
    key = begin(client, consultation)
    say(client, consultation, 2, choice="no_service")

    answer = client.post(url("send", consultation), {"receipt": theirs})

    assert shown_in(answer) == key.receipt
    assert Given.objects.count() == 2


def test_sending_with_nothing_in_hand_says_so(
    client: Client,
    consultation: Consultation,
) -> None:
    assert client.post(url("send", consultation)).status_code == HTTPStatus.GONE
    assert client.get(url("send", consultation)).headers["Location"] == (
        url("review", consultation)
    )


def test_other_answers_under_the_same_number_are_a_conflict_in_words(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    give_testimony(consultation, uuid=key.testimony_uuid)
    say(client, consultation, 2, choice="basic")

    answer = client.post(url("send", consultation))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "No se cambió nada de lo que ya estaba guardado." in page(answer)
    assert "De chorro, cerca" in page(answer)
    assert Given.objects.get().answers["living:water"] == ["no_service"]


def test_what_was_answered_can_be_read_when_it_closed_meanwhile(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="basic", words="Solo en invierno.")
    close(consultation)

    answer = client.post(url("send", consultation))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Esta consulta ya se cerró" in page(answer)
    assert "De chorro, cerca" in page(answer)
    assert "Solo en invierno." in page(answer)
    # Nothing can be sent, so no script looks for where the receipt would go.
    assert "receipt" not in page(answer)


def test_throwing_it_away_forgets_everything(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = client.post(url("discard", consultation))

    assert answer.headers["Location"] == url("project", consultation)
    assert Draft.objects.count() == 0
    assert client.cookies["borrador"].value == ""


def test_leaving_at_once_forgets_everything_and_goes_elsewhere(
    client: Client,
    consultation: Consultation,
    settings: Settings,
) -> None:
    begin(client, consultation)

    answer = client.get(url("leave", consultation))

    assert answer.headers["Location"] == settings.QUICK_EXIT_URL
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert Draft.objects.count() == 0
    assert client.cookies["borrador"].value == ""


def test_a_browser_that_only_fetches_ahead_forgets_nothing(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    client.get(url("leave", consultation), headers={"Sec-Purpose": "prefetch"})

    assert Draft.objects.count() == 1


def test_leaving_works_even_from_a_consultation_nobody_knows(client: Client) -> None:
    assert client.get("/r/ZZZZ9/salir/").status_code == HTTPStatus.FOUND


def test_withdrawn_testimonies_are_not_counted_by_sending_them_again(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    say(client, consultation, 2, choice="basic")
    client.post(url("send", consultation))
    actions.withdraw_testimony(testimony=Given.objects.get())
    client.cookies["borrador"] = key.as_cookie()

    client.post(url("send", consultation))

    assert Given.objects.get().state == "withdrawn"


def test_the_receipt_stays_when_its_page_is_asked_for_in_another_language(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="no_service")
    sent = page(client.post(url("send", consultation)))
    groups = re.findall(r"<span>(\d{4})</span>", sent)
    (word,) = set(re.findall(r'name="sent" value="([^"]+)"', sent))

    again = client.post(
        url("sent_again", consultation),
        {"sent": word, "language": "en"},
    )

    assert len(groups) == 5
    assert re.findall(r"<span>(\d{4})</span>", page(again)) == groups
    assert "Your receipt" in page(again)
    assert client.cookies["idioma"].value == "en"


def test_a_receipt_that_nobody_here_signed_is_not_shown(
    client: Client,
    consultation: Consultation,
) -> None:
    answer = client.post(url("sent_again", consultation), {"sent": "1" * 20})

    assert answer.status_code == HTTPStatus.GONE
