"""A phone without signal loses nothing, shows nothing, and says how things stand."""

import json
import re
from collections.abc import Callable

import pytest
import segno
from django.conf import LazySettings, settings
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.consult.feedback.browsing import close
from tests.factories.feedback import make_facilitator
from tests.services.browser import OpenPage, sign_in
from tests.services.phone import (
    ANSWER_UNTIL,
    EVERYTHING_KEPT,
    WORDS,
    Signal,
    open_kept,
    take_one,
)
from tests.services.proxy import Proxy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWN = "[data-offline] form:not([hidden])"
PUT_FAILS = """() => {
  const full = new DOMException("", "QuotaExceededError");
  IDBObjectStore.prototype.put = () => { throw full; };
}"""
# Waits on the phone and can never prove that it arrived.
ADD_ONE_THAT_FAILS = "waiting.add({ jwe: 'x'.repeat(500_000), proof: 'none' })"
NO_UNIQUE_NUMBERS = "delete Crypto.prototype.randomUUID"


@pytest.fixture(autouse=True)
def _goes_to_our_own_page(settings: LazySettings) -> None:
    settings.QUICK_EXIT_URL = "/proyectos/"


def choose(page: Page, number: int = 0) -> None:
    page.locator(f"{SHOWN} .choice:visible").nth(number).click()


def press(page: Page, name: str) -> None:
    page.locator(SHOWN).get_by_role("button", name=name, exact=True).last.click()


def code_of_pause(page: Page) -> str:
    expect(page.locator("[data-pause-code]")).not_to_be_empty()
    return re.sub(r"\D", "", page.locator("[data-pause-code]").inner_text())


def test_leaving_without_signal_leads_nowhere_near_us(
    phone: Page,
    consultation: Consultation,
    signal: Signal,
) -> None:
    open_kept(phone, f"/r/{consultation.code}/sin-senal/")
    phone.goto(f"/r/{consultation.code}/proyecto/")
    phone.get_by_role("button", name="Empezar a responder").click()
    expect(phone.locator(".beads-wrap")).to_be_visible()
    assert Draft.objects.count() == 1
    signal.lose()

    for _time in range(3):
        phone.keyboard.press("Shift")
    phone.wait_for_url("about:blank")
    # By its address alone too, as a browser without our script comes to it.
    phone.goto(f"/r/{consultation.code}/salir/")
    phone.wait_for_url("about:blank")

    signal.find()
    phone.goto(f"/r/{consultation.code}/proyecto/")
    expect(phone.get_by_role("button", name="Empezar a responder")).to_be_visible()
    assert Draft.objects.count() == 0


def test_back_goes_one_question_back_and_loses_nothing(
    phone: Page,
    address: str,
) -> None:
    open_kept(phone, address)
    first = phone.locator(f"{SHOWN} h1").inner_text()
    choose(phone)
    press(phone, "Seguir")
    choose(phone, 2)
    assert phone.evaluate("document.activeElement.tagName") != "BODY"

    phone.go_back()

    assert phone.locator(f"{SHOWN} h1").inner_text() == first
    expect(phone.locator(f"{SHOWN} input:checked")).to_have_count(1)
    phone.go_forward()
    expect(phone.locator(f"{SHOWN} input:checked")).to_have_count(1)


def test_one_looks_once_more_and_changes_one_answer(phone: Page, address: str) -> None:
    open_kept(phone, address)
    choose(phone)
    answered = phone.locator(f"{SHOWN} label.choice").first.inner_text()
    press(phone, "Seguir")
    expect(phone.locator(f"{SHOWN} h1")).to_be_focused()
    phone.evaluate(ANSWER_UNTIL, ["[data-about]", ""])
    press(phone, "No decir nada de mí")
    expect(phone.locator(f"{SHOWN} .answers li").first).to_contain_text(answered)

    phone.locator(f"{SHOWN} .answers li button").first.click()
    choose(phone, 2)
    other = phone.locator(f"{SHOWN} label.choice").nth(2).inner_text()
    press(phone, "Seguir")

    expect(phone.locator(f"{SHOWN} .answers li").first).to_contain_text(other)
    press(phone, "Guardar y enviar cuando haya señal")
    expect(phone.locator("[data-number] span")).to_have_count(5)


def test_silence_is_told_beside_the_button(phone: Page, address: str) -> None:
    open_kept(phone, address)

    press(phone, "Seguir")

    error = phone.locator(f"{SHOWN} .error")
    expect(error).to_contain_text("Toque una respuesta.")
    below, button = (
        error.bounding_box(),
        phone.locator(f"{SHOWN} .onward").bounding_box(),
    )
    assert below
    assert button
    assert 0 <= button["y"] - below["y"] - below["height"] < 40


def test_a_phone_that_is_full_says_so_and_keeps_the_answers(
    phone: Page,
    address: str,
    signal: Signal,
) -> None:
    phone.add_init_script(NO_UNIQUE_NUMBERS)
    open_kept(phone, address)
    signal.lose()
    phone.evaluate(PUT_FAILS)

    with pytest.raises(AssertionError):
        take_one(phone)

    expect(phone.locator(f"{SHOWN} .error")).to_contain_text(
        "Sus respuestas siguen aquí."
    )
    expect(phone.locator(f"{SHOWN} blockquote").first).to_have_text(WORDS)


def test_no_receipt_is_given_for_nothing(phone: Page, address: str) -> None:
    open_kept(phone, address)
    phone.evaluate(
        """navigator.serviceWorker.controller.postMessage(
          { hold: { trail: ["revisar"], forms: {} } })""",
    )
    phone.reload()

    press(phone, "Guardar y enviar cuando haya señal")

    expect(phone.locator(f"{SHOWN} .error")).to_contain_text("Toque una respuesta.")
    expect(phone.locator("[data-number] span")).to_have_count(0)


def test_every_page_says_how_many_wait_and_the_queue_drains_by_itself(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal: Signal,
) -> None:
    phone.goto(f"/r/{consultation.code}/proyecto/")
    open_kept(phone, address)
    signal.lose()
    take_one(phone)
    phone.goto(f"/r/{consultation.code}/proyecto/")
    expect(phone.locator("[data-waiting]")).to_have_text("1")
    expect(phone.locator("[data-queue]")).to_be_visible()

    signal.find()

    expect(phone.locator("[data-arrived]")).to_have_text("1", timeout=30_000)
    expect(phone.locator("[data-waiting]")).to_have_text("0")
    assert Given.objects.count() == 1


def test_one_that_cannot_be_sent_holds_up_no_other(
    phone: Page,
    address: str,
) -> None:
    open_kept(phone, address)
    phone.evaluate(ADD_ONE_THAT_FAILS)

    take_one(phone)

    expect(phone.locator("[data-arrived]")).to_have_text("1", timeout=30_000)


def test_what_was_refused_is_kept_with_the_reason_and_not_sent_again(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal: Signal,
) -> None:
    open_kept(phone, address)
    signal.lose()
    take_one(phone)
    close(consultation)
    signal.find()
    expect(phone.locator("[data-refused]")).to_have_text("1", timeout=30_000)
    expect(phone.locator("[data-reasons]")).to_contain_text("Esta consulta ya se cerró")
    signal.proxy.asked.clear()

    phone.goto(f"/r/{consultation.code}/proyecto/")

    expect(phone.locator("[data-refused]")).to_have_text("1")
    expect(phone.locator("[data-reasons]")).to_contain_text("Esta consulta ya se cerró")
    assert b"/api/v1/sealed" not in b"".join(signal.proxy.asked)


def test_a_full_server_is_no_reason_to_show_nothing(
    phone: Page,
    proxy: Proxy,
    address: str,
) -> None:
    open_kept(phone, address)
    proxy.fall()
    proxy.rise()
    proxy.is_full = True

    phone.goto(address)

    expect(phone.locator(SHOWN)).to_be_visible()


def test_another_language_that_was_opened_keeps_the_answers_without_signal(
    phone: Page,
    address: str,
    signal: Signal,
) -> None:
    open_kept(phone, f"{address}?idioma=en")
    open_kept(phone, address)
    signal.lose()
    choose(phone)
    press(phone, "Seguir")
    choose(phone)

    phone.locator("summary", has_text="Idioma").click()
    phone.get_by_role("link", name="English").click()

    expect(phone.locator(f"{SHOWN} .onward button").first).to_have_text("Go on")
    expect(phone.locator(f"{SHOWN} input:checked, {SHOWN} .rank")).to_have_count(1)
    phone.go_back()


def test_who_pauses_goes_on_with_a_short_code_and_nobody_else_reads_it(
    phone: Page,
    address: str,
    signal: Signal,
) -> None:
    open_kept(phone, address)
    signal.lose()
    choose(phone)
    phone.locator(f"{SHOWN} summary", has_text="Con mis palabras").click()
    phone.locator(f"{SHOWN} textarea").fill(WORDS)
    press(phone, "Dejarlo para después")
    code = code_of_pause(phone)
    phone.reload()
    kept = phone.evaluate(EVERYTHING_KEPT)
    assert WORDS not in kept
    assert code not in kept

    phone.get_by_label("el número que le dimos").fill(f"{code[0]}00000000")
    press(phone, "Seguir donde iba")
    expect(phone.locator(f"{SHOWN} .error")).to_have_text("Ese número no es.")
    phone.get_by_label("el número que le dimos").fill(code)
    press(phone, "Seguir donde iba")

    expect(phone.locator(f"{SHOWN} textarea")).to_have_value(WORDS)
    expect(phone.locator(f"{SHOWN} input:checked")).to_have_count(1)


def test_after_five_wrong_codes_nothing_is_left(phone: Page, address: str) -> None:
    open_kept(phone, address)
    choose(phone)
    press(phone, "Dejarlo para después")
    code = code_of_pause(phone)
    phone.reload()
    for _try in range(5):
        phone.get_by_label("el número que le dimos").fill(f"{code[0]}00000000")
        press(phone, "Seguir donde iba")
        expect(phone.locator(f"{SHOWN} .error")).not_to_be_empty()

    phone.get_by_label("el número que le dimos").fill(code)
    press(phone, "Seguir donde iba")

    expect(phone.locator(f"{SHOWN} .error")).to_contain_text("Se borró")
    phone.reload()
    expect(phone.locator(f"{SHOWN} .choice").first).to_be_visible()


def test_a_facilitator_hands_the_phone_over_without_signal_too(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal: Signal,
) -> None:
    by = make_facilitator(consultation)
    sign_in(phone.context, by, signal.proxy.url)
    open_kept(phone, f"{address}anotar/")
    signal.lose()
    # Whether they can speak freely is asked with the phone in their hand already.
    expect(phone.locator(f"{SHOWN} h1")).to_have_text("Pásele el teléfono a la persona")
    press(phone, "Ya tengo el teléfono")
    choose(phone)
    press(phone, "Seguir")
    expect(phone.locator(f"{SHOWN} h1")).to_have_text("Listo. Devuelva el teléfono")
    press(phone, "Seguir")
    phone.evaluate(ANSWER_UNTIL, ["[data-over]", ""])
    press(phone, "Ya tengo el teléfono")
    while phone.locator(f"{SHOWN}[data-private]").count():
        choose(phone, 2 if phone.locator(f"{SHOWN} .choice").count() > 5 else 1)
        press(phone, "Seguir")
    expect(phone.locator(f"{SHOWN} h1")).to_have_text("Listo. Devuelva el teléfono")

    for _page in range(4):
        phone.go_back()
        assert phone.locator(f"{SHOWN}[data-private]").count() == 0
    assert phone.locator("[data-private]").count() == 0
    phone.evaluate(ANSWER_UNTIL, ["[data-review]", ""])
    assert "sin miedo" not in phone.locator(SHOWN).inner_text()
    press(phone, "Guardar y enviar cuando haya señal")
    expect(phone.locator("[data-number] span")).to_have_count(5)
    signal.find()

    expect(phone.locator("[data-arrived]")).to_have_text("1", timeout=30_000)
    given = Given.objects.get()
    assert (given.channel, given.collected_by) == ("facilitator", by)
    assert given.answers["spoke_freely"] != []
    assert given.answers["can_speak_freely"] == ["yes"]


def test_no_answer_is_shown_again_from_the_browsers_memory(
    open_page: OpenPage,
    consultation: Consultation,
) -> None:
    page = open_page(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator("label.choice").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap", has_text="2")).to_be_visible()
    page.context.clear_cookies()

    page.go_back()

    expect(page.get_by_text("Aquí no hay nada a medias")).to_be_visible()


def test_the_code_drawn_on_the_phone_is_the_one_that_the_server_would_draw(
    phone: Page,
    address: str,
    shots: Callable[[Page, str], None],
) -> None:
    open_kept(phone, address)
    number = take_one(phone)
    svg = phone.locator("[data-qr]")
    expect(svg).to_be_visible()
    shots(phone, "receipt-without-signal")

    (left, top, side, _height) = map(int, str(svg.get_attribute("viewBox")).split())
    drawn = set(
        re.findall(r"M(\d+) (\d+)h", str(svg.locator("path").get_attribute("d"))),
    )

    blank = json.loads(str(svg.get_attribute("data-code")))
    assert (left, top, side) == (-4, -4, blank["size"] + 8)
    code = f"{settings.PUBLIC_URL}/recibo/#{number}".encode()
    # Any mask may be read: the phone keeps that of the code it was given.
    drawings = [
        segno.make(code, error="l", mode="byte", boost_error=False, mask=mask)
        for mask in range(8)
    ]
    assert drawn in [
        {
            (str(x), str(y))
            for y, row in enumerate(each.matrix)
            for x, module in enumerate(row)
            if module
        }
        for each in drawings
    ]
