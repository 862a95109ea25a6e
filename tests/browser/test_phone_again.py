"""A page that another one takes up: in another language, or after a pause."""

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Testimony as Given
from tests.browser.test_phone import SHOWN, choose, code_of_pause, press
from tests.factories.feedback import make_facilitator
from tests.services.browser import sign_in
from tests.services.phone import ANSWER_UNTIL, Signal, open_kept, take_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def english(page: Page) -> None:
    page.locator("summary", has_text="Idioma").click()
    page.get_by_role("link", name="English").click()
    page.locator(":root[lang=en] [data-offline][data-kept]").wait_for()


def left_for_later(page: Page, words: str) -> str:
    """Leave a first answer of somebody's for later, and hand the phone on."""
    choose(page)
    page.locator(f"{SHOWN} summary", has_text="Con mis palabras").click()
    page.locator(f"{SHOWN} textarea").fill(words)
    press(page, "Dejarlo para después")
    code = code_of_pause(page)
    page.reload()
    return code


def go_on(page: Page, code: str) -> None:
    page.get_by_label("el número que le dimos").fill(code)
    press(page, "Seguir donde iba")


def test_several_people_of_one_phone_leave_it_for_later_and_each_goes_on(
    phone: Page,
    address: str,
    signal: Signal,
) -> None:
    open_kept(phone, address)
    signal.lose()
    codes: dict[str, str] = {}
    for words in ("El agua", "La escuela", "El camino"):
        if codes:
            press(phone, "Empezar de nuevo")
            expect(phone.locator(f"{SHOWN} input:checked")).to_have_count(0)
        codes[words] = left_for_later(phone, words)

    # Whoever guesses at one of them takes nothing from the others.
    for _try in range(5):
        go_on(phone, f"{codes['La escuela'][:-8]}00000000")
        expect(phone.locator(f"{SHOWN} .error")).not_to_be_empty()
    go_on(phone, codes["La escuela"])
    expect(phone.locator(f"{SHOWN} .error")).to_contain_text("Se borró")
    for words in ("El camino", "El agua"):
        go_on(phone, codes[words])
        expect(phone.locator(f"{SHOWN} textarea")).to_have_value(words)
        # Closed again under the same place or another, with a number of its own.
        press(phone, "Dejarlo para después")
        codes[words] = code_of_pause(phone)
        phone.reload()
    go_on(phone, codes["El agua"])
    expect(phone.locator(f"{SHOWN} textarea")).to_have_value("El agua")


def test_what_was_left_before_there_were_several_opens_still(
    phone: Page,
    consultation: Consultation,
    address: str,
) -> None:
    open_kept(phone, address)
    code = left_for_later(phone, "El agua")
    phone.evaluate(
        """async ([from, to]) => {
          await waiting.put("paused", await waiting.get("paused", from), to);
          await waiting.drop("paused", from);
        }""",
        [f"{consultation.code}{code[:-8]}", consultation.code],
    )
    press(phone, "Empezar de nuevo")
    left_for_later(phone, "La escuela")

    go_on(phone, code[-8:])

    expect(phone.locator(f"{SHOWN} textarea")).to_have_value("El agua")


def test_what_a_facilitator_left_opens_only_where_it_is_closed_again(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal: Signal,
) -> None:
    sign_in(phone.context, make_facilitator(consultation), signal.proxy.url)
    open_kept(phone, f"{address}anotar/")
    press(phone, "Ya tengo el teléfono")
    choose(phone)
    press(phone, "Seguir")
    press(phone, "Seguir")
    press(phone, "Dejarlo para después")
    code = code_of_pause(phone)

    open_kept(phone, address)
    for _try in range(6):
        go_on(phone, code)
        expect(phone.locator(f"{SHOWN} .error")).to_contain_text("quien anota")
    press(phone, "Empezar de nuevo")
    expect(phone.locator("[data-offline] input:checked")).to_have_count(0)

    open_kept(phone, f"{address}anotar/")
    go_on(phone, code)
    expect(phone.locator(f"{SHOWN} h1")).not_to_have_text("Aquí quedó algo a medias")
    phone.go_back()
    expect(phone.locator(f"{SHOWN}[data-back]")).to_be_visible()


@pytest.mark.parametrize("by_language", [False, True])
def test_what_was_answered_alone_stays_closed_on_the_next_page_too(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal: Signal,
    by_language: bool,
) -> None:
    by = make_facilitator(consultation)
    sign_in(phone.context, by, signal.proxy.url)
    open_kept(phone, f"{address}anotar/")
    press(phone, "Ya tengo el teléfono")
    choose(phone)
    press(phone, "Seguir")
    expect(phone.locator(f"{SHOWN} h1")).to_have_text("Listo. Devuelva el teléfono")
    press(phone, "Seguir")
    choose(phone)
    left = phone.locator("[data-private]").count()
    assert left > 0

    if by_language:
        english(phone)
    else:
        press(phone, "Dejarlo para después")
        code = code_of_pause(phone)
        phone.reload()
        go_on(phone, code)

    expect(phone.locator(f"{SHOWN} input:checked, {SHOWN} .rank")).to_have_count(1)
    expect(phone.locator("[data-private]")).to_have_count(left)
    phone.locator(f"{SHOWN} [value=back]").click()
    expect(phone.locator(f"{SHOWN}[data-back]")).to_be_visible()
    phone.go_back()
    expect(phone.locator(f"{SHOWN}[data-back]")).to_be_visible()
    phone.evaluate(ANSWER_UNTIL, ["[data-review]", ""])
    phone.locator("[data-review] [value=send]").click()
    expect(phone.locator("[data-arrived]")).to_have_text("1", timeout=30_000)
    assert Given.objects.get().answers["can_speak_freely"] == ["yes"]


def test_the_last_page_and_its_number_stay_whatever_the_language(
    phone: Page,
    address: str,
) -> None:
    open_kept(phone, address)
    expect(phone.locator("[data-tongue]")).not_to_have_count(0)

    take_one(phone)

    expect(phone.locator("[data-tongue]")).to_have_count(0)


@pytest.mark.parametrize("by_phone", [False, True])
def test_in_another_language_one_goes_back_and_loses_nothing(
    phone: Page,
    address: str,
    by_phone: bool,
) -> None:
    open_kept(phone, address)
    for _question in range(2):
        choose(phone)
        press(phone, "Seguir")
    choose(phone)
    english(phone)

    for number in (2, 1):
        if by_phone:
            phone.go_back()
        else:
            phone.locator(f"{SHOWN} [value=back]").click()

        expect(phone.locator(SHOWN)).to_have_id(f"p{number}")
        expect(phone.locator(f"{SHOWN} input:checked, {SHOWN} .rank")).to_have_count(1)
    phone.go_forward()
    expect(phone.locator(SHOWN)).to_have_id("p2")
    expect(phone.locator(":root")).to_have_attribute("lang", "en")
