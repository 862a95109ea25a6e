"""A page that another one takes up: in another language, or after a pause."""

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Testimony as Given
from tests.browser.test_phone import SHOWN, choose, code_of_pause, press
from tests.factories.feedback import make_answerable, make_facilitator
from tests.services.browser import sign_in
from tests.services.phone import ANSWER_UNTIL, Signal, open_kept, take_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


@pytest.fixture
def address(consultation: Consultation) -> str:
    return f"/r/{consultation.code}/sin-senal/"


def english(page: Page) -> None:
    page.locator("summary", has_text="Idioma").click()
    page.get_by_role("link", name="English").click()
    page.locator(":root[lang=en] [data-offline][data-kept]").wait_for()


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
        phone.get_by_label("Escriba los 8 números").fill(code)
        press(phone, "Seguir donde iba")

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
