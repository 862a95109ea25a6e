"""With a receipt, from any phone."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from consult.accounts import tries
from consult.consultations.models import Consultation
from consult.feedback import queries, receipts
from consult.feedback.models import Testimony as Given
from projects.refusals import Refusal
from projects.sections import Section
from tests.factories.feedback import give_testimony

pytestmark = pytest.mark.django_db

FOLLOW = "/recibo/"
WITHDRAW = "/recibo/retirar/"


@pytest.fixture
def receipt() -> str:
    return receipts.make()


@pytest.fixture
def given(consultation: Consultation, receipt: str) -> Given:
    return give_testimony(consultation, receipt=receipt)


@pytest.fixture
def _a_quiet_second() -> Iterator[None]:
    """Stand still in time: the look-ups of one second are counted."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def ask(client: Client, receipt: str) -> Any:  # noqa: ANN401
    return client.post(FOLLOW, {"receipt": receipt})


def page(response: Any) -> str:  # noqa: ANN401
    text: str = response.content.decode()
    return text


def word_in(response: Any) -> str:  # noqa: ANN401
    return str(re.findall(r'name="pass" value="([^"]+)"', page(response))[0])


@pytest.mark.usefixtures("given")
def test_the_receipt_shows_where_it_is_and_not_what_was_said(
    client: Client,
    receipt: str,
    consultation: Consultation,
) -> None:
    answer = ask(client, " ".join(receipts.groups(receipt)))

    shown = page(answer)
    assert answer.status_code == HTTPStatus.OK
    assert "Llegó y se cuenta" in shown
    assert str(consultation.design.title) in shown
    assert "no_service" not in shown
    assert "Del río" not in shown
    assert receipt not in shown
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Escriba los 20 números de su recibo."),
        ("agua", "Escriba los 20 números de su recibo."),
        ("1234 5678", "Un recibo tiene 20 números y aquí hay 8."),
        ("1" * 20, "Uno de los números no es. Compárelo con su recibo."),
        (receipts.with_check_digit(5), "No encontramos ese recibo."),
    ],
)
def test_what_is_no_receipt_is_told_and_kept(
    client: Client,
    typed: str,
    sentence: str,
) -> None:
    answer = ask(client, typed)

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert sentence in page(answer)
    assert f'value="{typed}"' in page(answer)


@pytest.mark.usefixtures("given")
def test_withdrawing_asks_once_and_then_does_it(client: Client, receipt: str) -> None:
    word = word_in(ask(client, receipt))

    asked = client.post(WITHDRAW, {"pass": word})
    assert "¿Quiere retirar lo que dijo?" in page(asked)
    assert Given.objects.get().state == "counted"

    done = client.post(WITHDRAW, {"pass": word_in(asked), "sure": "yes"})
    assert "Se borró, y ya no se cuenta." in page(done)
    assert Given.objects.get().state == "withdrawn"
    assert "Retirado" in page(ask(client, receipt))


@pytest.mark.usefixtures("given")
def test_a_page_left_open_acts_for_nobody(client: Client, receipt: str) -> None:
    word = word_in(ask(client, receipt))

    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        answer = client.post(WITHDRAW, {"pass": word, "sure": "yes"})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Escriba su recibo otra vez." in page(answer)
    assert Given.objects.get().state == "counted"


@pytest.mark.parametrize("word", ["", "x", "00000000-0000-4000-8000-000000000000:a:b"])
def test_a_pass_that_is_none_of_ours_is_refused(word: str) -> None:
    with pytest.raises(Refusal):
        queries.testimony_of_pass(word)


def test_the_uuid_of_a_testimony_opens_nothing(client: Client, given: Given) -> None:
    answer = client.post(WITHDRAW, {"pass": str(given.pk), "sure": "yes"})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    given.refresh_from_db()
    assert given.state == "counted"


@pytest.mark.usefixtures("_a_quiet_second", "given")
def test_ten_wrong_receipts_make_one_browser_wait_a_minute(
    client: Client,
    receipt: str,
) -> None:
    for number in range(tries.WRONG_BEFORE_WAITING):
        ask(client, receipts.with_check_digit(number))

    waiting = ask(client, receipt)
    another = ask(Client(), receipt)

    assert waiting.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Espere un minuto" in page(waiting)
    assert another.status_code == HTTPStatus.OK


@pytest.mark.usefixtures("given")
def test_after_the_minute_the_right_receipt_opens(client: Client, receipt: str) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for number in range(tries.WRONG_BEFORE_WAITING):
            ask(client, receipts.with_check_digit(number))
    later = now + timedelta(seconds=tries.WAIT_SECONDS + 1)

    with time_machine.travel(later, tick=False):
        assert ask(client, receipt).status_code == HTTPStatus.OK


@pytest.mark.usefixtures("_a_quiet_second")
def test_a_mistyped_digit_is_not_counted(client: Client, receipt: str) -> None:
    for _number in range(tries.WRONG_BEFORE_WAITING + 5):
        answer = ask(client, "1" * 20)

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.usefixtures("given")
def test_guessing_from_many_browsers_is_slowed_and_over_in_a_second(
    receipt: str,
) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for _number in range(tries.LOOKUPS_A_SECOND):
            assert ask(Client(), receipt).status_code == HTTPStatus.OK
        full = ask(Client(), receipt)
        assert full.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "Pruebe otra vez en un momento." in page(full)

    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        assert ask(Client(), receipt).status_code == HTTPStatus.OK


def test_a_flood_of_guesses_keeps_nobody_from_their_receipt() -> None:
    """Run a thousand guesses a second for ten seconds, from browsers without number."""
    chance = random.Random(4)
    village = [receipts.with_check_digit(chance.randrange(10**19)) for _ in range(300)]
    refused = 0
    for second in range(10):
        with time_machine.travel(
            timezone.now() + timedelta(seconds=second), tick=False
        ):
            for _guess in range(1000):
                with suppress(tries.TooMany):
                    tries.take_turn(
                        receipts.with_check_digit(chance.randrange(10**19)),
                    )
            for mine in village[second * 30 : second * 30 + 30]:
                try:
                    tries.take_turn(mine)
                except tries.TooMany:
                    refused += 1

    assert refused <= 3


def test_nobody_can_aim_at_the_lane_of_a_receipt(settings: Settings) -> None:
    number = receipts.with_check_digit(7)
    before = tries.lane_of(number)
    settings.RECEIPT_KEY = "another-key-of-at-least-thirty-two-letters"

    assert tries.lane_of(number) != before


@pytest.mark.usefixtures("given")
def test_other_rooms_add_their_parts_in_their_order(
    client: Client,
    receipt: str,
    settings: Settings,
) -> None:
    settings.RECEIPT_PAGE_SECTIONS = [
        f"{__name__}.late_section",
        f"{__name__}.no_section",
        f"{__name__}.early_section",
    ]

    shown = page(ask(client, receipt))

    titles = re.findall(r'<h2 id="section-\d">([^<]+)</h2>', shown)
    assert titles == ["Antes", "Después"]
    assert reverse("feedback:follow") == FOLLOW


def late_section(request: HttpRequest, testimony: Given) -> Section:
    return Section(title="Después", template="components/messages.html", order=90)


def early_section(request: HttpRequest, testimony: Given) -> Section:
    return Section(title="Antes", template="components/messages.html", order=10)


def no_section(request: HttpRequest, testimony: Given) -> None:
    return None


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("address", [FOLLOW, WITHDRAW])
def test_what_a_receipt_opened_stays_open_in_another_language(
    client: Client,
    receipt: str,
    address: str,
) -> None:
    opened = ask(client, receipt)
    shown = client.post(address, {"pass": word_in(opened)})

    again = client.post(address, {"pass": word_in(shown), "language": "en"})

    assert again.status_code == HTTPStatus.OK
    assert '<html lang="en">' in page(again)
    assert f'class="drop-panel"\nmethod="post"\naction="{address}"' in page(again)
    assert Given.objects.get().state == "counted"
