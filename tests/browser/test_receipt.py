"""The receipt is made on the phone, shown once, and kept there nowhere."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback import receipts
from consult.feedback.models import Testimony as Given
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHAT_IS_KEPT = "() => [{...localStorage}, {...sessionStorage}, document.cookie]"


def about_to_send(page: Page, consultation: Consultation) -> None:
    """Answer one question and go to the page that one sends from."""
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator("label.choice").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap", has_text="2")).to_be_visible()
    page.goto(f"/r/{consultation.code}/revisar/")


def made_on(page: Page) -> str:
    return page.locator("[name=receipt]").input_value()


def shown_on(page: Page) -> str:
    expect(page.get_by_text("Llegó. Gracias")).to_be_visible()
    return re.sub(r"\D", "", page.locator("#recibo").inner_text())


def test_the_number_that_the_page_made_is_the_receipt(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = open_page(f"/r/{consultation.code}/proyecto/")
    about_to_send(page, consultation)
    made = made_on(page)
    assert receipts.is_well_formed(made)
    page.reload()
    assert made_on(page) != made
    made = made_on(page)

    # Touched twice, the way one does when nothing happens at once.
    page.get_by_role("button", name="Enviar").dblclick()

    assert shown_on(page) == made
    assert Given.objects.count() == 1
    kept = json.dumps([page.context.cookies(), page.evaluate(WHAT_IS_KEPT)])
    assert made not in kept
    page.goto("/recibo/")
    page.get_by_label("Escriba los 20 números").fill(made)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("alert").count() == 0
    assert made not in page.url


def test_without_script_there_is_a_receipt_all_the_same(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = open_page(f"/r/{consultation.code}/proyecto/", javascript=False)
    about_to_send(page, consultation)
    assert made_on(page) == ""

    page.get_by_role("button", name="Enviar").click()

    assert receipts.is_well_formed(shown_on(page))
