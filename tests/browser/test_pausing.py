"""Half-done answers are left for later on one phone, and gone on with on another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.browser.width import overflow
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RIVER = "Vamos al río."


@pytest.mark.parametrize(
    ("javascript", "desk"),
    [(True, False), (True, True), (False, False)],
)
def test_from_one_phone_to_another(
    consultation: Consultation,
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    javascript: bool,
    desk: bool,
) -> None:
    project = f"/r/{consultation.code}/proyecto/"
    page = open_page(project, javascript=javascript, desk=desk)
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator("label.choice").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap", has_text="2")).to_be_visible()
    page.locator("label.choice").first.click()
    page.get_by_text("Con mis palabras").click()
    page.locator("[name=words]").fill(RIVER)
    name = f"{'desk' if desk else 'phone'}-{'script' if javascript else 'plain'}"
    shots(page, f"pausing-question-{name}")

    page.get_by_role("button", name="Dejarlo para después").click()

    expect(page.get_by_role("heading", name="Quedó guardado")).to_be_visible()
    number = page.locator("#numero").inner_text()
    shots(page, f"pausing-left-{name}")
    assert overflow(page) <= 0
    # Whoever takes the phone next goes back, and comes in anew.
    page.go_back()
    expect(page.get_by_text(RIVER)).to_have_count(0)
    page.goto(f"/r/{consultation.code}/2/")
    expect(
        page.get_by_role("heading", name="Aquí no hay nada a medias")
    ).to_be_visible()
    page.goto(project)
    expect(page.get_by_role("link", name="Seguir donde iba")).to_have_count(0)

    other = open_page(project, javascript=javascript, desk=desk)
    other.get_by_role("link", name="Tengo un número para seguir").click()
    other.get_by_label("Escriba los 12 números").fill("1234")
    other.get_by_role("button", name="Seguir", exact=True).click()
    expect(other.get_by_role("alert")).to_have_text("Son 12 números y aquí hay 4.")
    shots(other, f"pausing-refused-{name}")
    assert overflow(other) <= 0
    other.get_by_label("Escriba los 12 números").fill(number)
    other.get_by_role("button", name="Seguir", exact=True).click()

    expect(other.locator(".beads-wrap", has_text="3")).to_be_visible()
    other.get_by_role("button", name="Atrás").click()
    expect(other.locator("[name=words]")).to_have_value(RIVER)
    other.goto(f"/r/{consultation.code}/revisar/")
    other.get_by_role("button", name="Enviar").click()
    expect(other.get_by_text("Llegó. Gracias")).to_be_visible()
    assert (Draft.objects.count(), Given.objects.count()) == (0, 1)
