"""One phone is one device: with signal, without, and for a month."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback import actions
from consult.feedback.together import came_together
from tests.services.phone import open_kept, take_one

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONTH_SECONDS = 30 * 24 * 3600


def word_of(page: Page) -> Any:  # noqa: ANN401 - what Playwright calls a cookie
    """Return the cookie that says that this is one device."""
    (word,) = (each for each in page.context.cookies() if each["name"] == "telefono")
    return word


def test_a_phone_without_signal_is_one_device_for_a_month(
    phone: Page,
    consultation: Consultation,
    address: str,
) -> None:
    for person in range(3):
        open_kept(phone, address)
        if person == 2:
            word = word_of(phone)
            assert word["path"] == f"/r/{consultation.code}/"
            assert len(word["value"]) == 22
            assert abs(word["expires"] - time.time() - MONTH_SECONDS) < 120
            # A month has gone by.
            phone.context.clear_cookies(name="telefono")
        take_one(phone)
        expect(phone.locator("[data-arrived]")).to_have_text(f"{person + 1}")

    actions.tally_testimonies(consultation_id=consultation.pk)
    assert came_together(consultation.pk).devices == [2, 1]


@pytest.mark.parametrize("signal_comes", [False, True])
def test_with_signal_and_without_a_phone_is_the_same_device(
    phone: Page,
    consultation: Consultation,
    address: str,
    signal_comes: bool,
) -> None:
    def without_signal() -> None:
        open_kept(phone, address)
        take_one(phone)
        expect(phone.locator("[data-arrived]")).to_have_text("1")

    def with_signal() -> None:
        phone.goto(f"/r/{consultation.code}/proyecto/")
        phone.get_by_role("button", name="Empezar a responder").click()
        phone.locator("label.choice").first.click()
        phone.get_by_role("button", name="Seguir", exact=True).click()
        expect(phone.locator(".beads-wrap", has_text="2")).to_be_visible()
        phone.goto(f"/r/{consultation.code}/revisar/")
        phone.get_by_role("button", name="Enviar").click()
        expect(phone.get_by_text("Llegó. Gracias")).to_be_visible()

    first, second = with_signal, without_signal
    if signal_comes:
        first, second = second, first
    first()
    word = word_of(phone)
    second()

    assert word_of(phone) == word
    actions.tally_testimonies(consultation_id=consultation.pk)
    assert came_together(consultation.pk).devices == [2]
