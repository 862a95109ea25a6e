"""Leaving answers for later, and going on with a number from another phone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from consult.accounts import tries
from consult.consultations.models import Consultation
from consult.feedback import actions, pauses, queries
from consult.feedback.actions.pausing import NothingPaused
from consult.feedback.drafts import IDLE_SECONDS, DraftKey
from consult.feedback.models import Draft, DraftClip
from consult.feedback.models import Testimony as Given
from consult.feedback.receipts import normalise
from tests.consult.feedback.browsing import begin, close, page, say, url
from tests.consult.voice.clips import clip
from tests.factories.feedback import make_facilitator, question

pytestmark = pytest.mark.django_db

USED = "Ese número no abre nada"


@pytest.fixture
def key(client: Client, consultation: Consultation) -> DraftKey:
    """Begin in a browser, and answer the first question."""
    key = begin(client, consultation)
    say(client, consultation, 1, choice="yes")
    return key


@pytest.fixture
def _a_quiet_minute() -> Iterator[None]:
    """Stand still in time: the look-ups of some seconds are counted."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def leave(client: Client, consultation: Consultation, **fields: Any) -> Any:  # noqa: ANN401
    return say(client, consultation, 2, go="pause", **fields)


def number_in(response: Any) -> str:  # noqa: ANN401
    shown = re.findall(r'id="numero">(.*?)</p>', page(response))[0]
    return normalise(re.sub("<[^>]+>", "", shown))


def come_back(client: Client, consultation: Consultation, number: str) -> Any:  # noqa: ANN401
    return client.post(url("resume", consultation), {"number": number})


def test_what_was_left_is_closed_here_and_goes_on_anywhere(
    client: Client,
    consultation: Consultation,
    key: DraftKey,
) -> None:
    left = leave(client, consultation, choice="no_service", words="Vamos al río.")

    number = number_in(left)
    assert "no-store" in left.headers["Cache-Control"]
    assert client.cookies["borrador"].value == ""
    for address in (url("ask", consultation, 2), url("review", consultation)):
        assert client.get(address).status_code == HTTPStatus.GONE
    assert "Seguir donde iba" not in page(client.get(url("project", consultation)))

    other = Client()
    came = come_back(other, consultation, f"{number[:4]} {number[4:]}")
    assert came["Location"] == url("ask", consultation, 3)
    before = page(other.get(url("ask", consultation, 2)))
    assert "Vamos al río." in before
    assert 'value="no_service" checked' in re.sub(r"\s+", " ", before)
    other.post(url("send", consultation))
    assert Given.objects.get().pk == key.testimony_uuid


@pytest.mark.usefixtures("key")
def test_the_number_stays_when_its_page_is_asked_for_in_another_language(
    client: Client,
    consultation: Consultation,
) -> None:
    left = leave(client, consultation)
    (word,) = set(re.findall(r'name="paused" value="([^"]+)"', page(left)))

    again = client.post(
        url("paused_again", consultation),
        {"paused": word, "language": "en"},
    )

    assert number_in(again) == number_in(left)
    assert "It is kept and locked" in page(again)
    assert Draft.objects.count() == 1
    forged = client.post(url("paused_again", consultation), {"paused": "1" * 12})
    assert forged.status_code == HTTPStatus.GONE


@pytest.mark.usefixtures("key")
def test_a_question_that_was_not_answered_is_asked_again(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))

    came = come_back(Client(), consultation, number)

    assert came["Location"] == url("ask", consultation, 2)


def test_neither_number_nor_key_follows_from_what_is_kept(
    client: Client,
    consultation: Consultation,
    key: DraftKey,
) -> None:
    number = number_in(leave(client, consultation))

    row = Draft.objects.get()
    kept = f"{row.pause_digest}{row.token_digest}".encode()
    kept += bytes(row.locked_key) + bytes(row.sealed)
    assert key.secret not in kept
    assert number.encode() not in kept
    assert pauses.unlock(consultation, number, bytes(row.locked_key)) == key.secret
    another = pauses.with_check_digit(int(number[:-1]) ^ 1)
    assert pauses.unlock(consultation, another, bytes(row.locked_key)) is None


def test_pausing_twenty_times_gives_one_number(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    numbers = {
        actions.pause_draft(key=key, consultation=consultation).number
        for _time in range(20)
    }

    assert len(numbers) == 1
    assert pauses.is_well_formed(*numbers)


@pytest.mark.usefixtures("key")
def test_whoever_never_heard_of_the_number_goes_on_in_the_same_browser(
    client: Client,
    consultation: Consultation,
) -> None:
    kept = client.cookies["borrador"].value
    number = number_in(leave(client, consultation))
    client.cookies["borrador"] = kept

    assert "Pregunta 2" in page(client.get(url("ask", consultation, 2)))
    assert USED in page(come_back(Client(), consultation, number))


@pytest.mark.usefixtures("key")
def test_a_number_opens_until_it_arrived_and_then_never_again(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    # The answer to the first try is lost on its way.
    come_back(Client(), consultation, number)
    other = Client()
    came = come_back(other, consultation, number)
    assert came.status_code == HTTPStatus.FOUND

    other.get(came["Location"])

    used = come_back(Client(), consultation, number)
    assert used.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert USED in page(used)
    again = number_in(leave(other, consultation))
    assert again != number
    with pytest.raises(NothingPaused):
        actions.resume_draft(consultation=consultation, number=number, by=None)


@pytest.mark.usefixtures("key")
def test_it_waits_three_days_and_no_more(
    client: Client,
    consultation: Consultation,
) -> None:
    now = timezone.localtime()
    with time_machine.travel(now, tick=False):
        number = number_in(leave(client, consultation))

    with time_machine.travel(now + timedelta(days=pauses.DAYS), tick=False):
        assert actions.purge_drafts() == 0
        assert come_back(Client(), consultation, number).status_code == HTTPStatus.FOUND

    with time_machine.travel(now + timedelta(days=pauses.DAYS + 1), tick=False):
        assert USED in page(come_back(Client(), consultation, number))
    with time_machine.travel(now + timedelta(days=pauses.DAYS + 2), tick=False):
        assert actions.purge_drafts() == 1


def test_lying_idle_closes_it_in_the_browser_and_not_under_its_number(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    paused = actions.pause_draft(key=key, consultation=consultation)

    later = timezone.now() + timedelta(seconds=IDLE_SECONDS + 60)
    with time_machine.travel(later, tick=False):
        assert queries.draft_contents(key) is None
        resumed = actions.resume_draft(
            consultation=consultation,
            number=paused.number,
            by=None,
        )
        assert resumed.key == key
        assert queries.draft_contents(key) is not None


@pytest.mark.usefixtures("_a_quiet_minute")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Escriba los 12 números que anotó."),
        ("agua", "Escriba los 12 números que anotó."),
        ("1234 5678", "Son 12 números y aquí hay 8."),
        ("1" * 12, "Uno de los números no es."),
        (pauses.with_check_digit(5), USED),
    ],
)
def test_what_opens_nothing_is_told_and_kept(
    client: Client,
    consultation: Consultation,
    typed: str,
    sentence: str,
) -> None:
    answer = come_back(client, consultation, typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in page(answer)
    assert f'value="{typed}"' in page(answer)
    assert "borrador" not in client.cookies


def test_a_number_is_of_one_consultation(
    consultation: Consultation,
    key: DraftKey,
) -> None:
    number = actions.pause_draft(key=key, consultation=consultation).number
    other = Consultation(pk=consultation.pk + 1)

    assert pauses.digest(consultation, number) != pauses.digest(other, number)


@pytest.mark.usefixtures("_a_quiet_minute", "key")
def test_ten_wrong_numbers_make_one_browser_wait_and_no_other(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    for guess in range(tries.WRONG_BEFORE_WAITING):
        come_back(client, consultation, pauses.with_check_digit(guess))

    waiting = come_back(client, consultation, number)
    another = come_back(Client(), consultation, number)

    assert waiting.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Espere un minuto" in page(waiting)
    assert another.status_code == HTTPStatus.FOUND


@pytest.mark.usefixtures("key")
def test_guessing_from_many_browsers_is_slowed_and_locks_nobody_out(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for _time in range(tries.LOOKUPS_A_SECOND):
            come_back(Client(), consultation, number)
        full = come_back(Client(), consultation, number)
        assert full.status_code == HTTPStatus.TOO_MANY_REQUESTS

        # A hundred guesses leave other lanes free.
        for guess in range(100):
            come_back(Client(), consultation, pauses.with_check_digit(guess))
        taken = {
            tries.lane_of(pauses.name_of(consultation, pauses.with_check_digit(guess)))
            for guess in range(100)
        }
        assert len(taken) > 90

    later = now + timedelta(seconds=pauses.WINDOW_SECONDS)
    with time_machine.travel(later, tick=False):
        assert come_back(Client(), consultation, number).status_code == HTTPStatus.FOUND


@pytest.mark.usefixtures("key")
def test_where_it_was_closed_meanwhile_nothing_opens(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    close(consultation)

    came = come_back(Client(), consultation, number)

    assert came["Location"] == url("project", consultation)


@pytest.mark.usefixtures("key")
def test_what_this_browser_had_begun_makes_way(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    other = Client()
    begun = begin(other, consultation)

    come_back(other, consultation, number)

    assert queries.draft_contents(begun) is None
    assert Draft.objects.count() == 1


def test_what_was_said_aloud_waits_too(
    client: Client,
    consultation: Consultation,
    key: DraftKey,
) -> None:
    water = question(consultation, "living:water")
    actions.save_voice(key=key, question=water, content=clip(1.5))
    left = leave(client, consultation)

    other = Client()
    came = come_back(other, consultation, number_in(left))

    # It is an answer: the next question is asked.
    assert came["Location"] == url("ask", consultation, 3)
    assert other.get(url("voice", consultation, 2)).status_code == HTTPStatus.OK
    assert DraftClip.objects.count() == 1


@pytest.mark.usefixtures("key")
def test_the_quick_exit_forgets_what_was_come_back_to(
    client: Client,
    consultation: Consultation,
) -> None:
    number = number_in(leave(client, consultation))
    other = Client()
    come_back(other, consultation, number)

    other.get(url("leave", consultation))

    assert Draft.objects.count() == 0
    assert USED in page(come_back(Client(), consultation, number))


def test_whoever_collects_goes_on_with_their_own_account_alone(
    consultation: Consultation,
) -> None:
    facilitator = make_facilitator(consultation)
    key = actions.start_draft(
        consultation=consultation,
        by=facilitator,
        channel="facilitator",
    )
    number = actions.pause_draft(key=key, consultation=consultation).number

    for somebody in (None, make_facilitator(consultation)):
        client = Client()
        if somebody is not None:
            client.force_login(somebody, "consult.accounts.backends.SignInBackend")
        assert "otra cuenta" in page(come_back(client, consultation, number))
        assert "borrador" not in client.cookies

    resumed = actions.resume_draft(
        consultation=consultation,
        number=number,
        by=facilitator,
    )
    assert resumed.key == key


def test_in_the_part_that_is_answered_alone_nothing_is_left_for_later(
    client: Client,
    consultation: Consultation,
) -> None:
    facilitator = make_facilitator(consultation)
    client.force_login(facilitator, "consult.accounts.backends.SignInBackend")
    client.post("/responder/anotar/", {"code": consultation.code})
    client.post(url("ask", consultation, 1), {"handing": "1", "go": "next"})
    alone = page(client.get(url("ask", consultation, 1)))
    assert "Dejarlo para después" not in alone

    refused = say(client, consultation, 1, go="pause", choice="yes")

    assert "Esta parte se contesta a solas." in page(refused)
    assert Draft.objects.get().pause_digest == ""


@pytest.mark.parametrize("number", ["", "1", "1" * 12])
def test_no_draft_is_found_under_no_number(
    consultation: Consultation,
    number: str,
) -> None:
    actions.start_draft(consultation=consultation)

    with pytest.raises(NothingPaused):
        actions.resume_draft(consultation=consultation, number=number, by=None)
