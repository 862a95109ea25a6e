"""Whoever cannot speak freely may stop, be alone first, or go on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.browser.width import overflow
from tests.factories.feedback import make_facilitator
from tests.services.browser import OpenPage, sign_in
from tests.services.phone import EVERYTHING_KEPT, open_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWN = "[data-offline] form:not([hidden])"


def say_no(page: Page) -> None:
    """Answer that one cannot speak freely, and go on."""
    page.locator("label.choice:visible", has_text="No").nth(0).click()
    page.get_by_role("button", name="Seguir", exact=True).last.click()
    expect(page.get_by_role("heading", name="Puede parar ahora")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_stops_and_nothing_is_left(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Callable[[Page], None],
    javascript: bool,
) -> None:
    page = open_page(f"/r/{consultation.code}/proyecto/", javascript=javascript)
    page.get_by_role("button", name="Empezar a responder").click()
    say_no(page)
    if javascript:
        axe(page)
    page.get_by_role("button", name="Pedí que me dejen a solas").click()
    expect(page.locator("input:checked")).to_have_count(0)
    say_no(page)

    page.get_by_role("button", name="Parar y no enviar nada").click()

    expect(page.get_by_role("heading", name="No se envió nada")).to_be_visible()
    if javascript:
        axe(page)
    assert (Draft.objects.count(), Given.objects.count()) == (0, 0)


def test_without_signal_one_stops_and_nothing_is_left(
    consultation: Consultation,
    switch_on: Callable[[], BrowserContext],
    axe: Callable[[Page], None],
) -> None:
    page = switch_on().new_page()
    open_kept(page, f"/r/{consultation.code}/sin-senal/")
    page.context.set_offline(offline=True)
    page.locator(f"{SHOWN} .own-words summary").click()
    page.locator(f"{SHOWN} [name=words]").fill("Me oyen.")
    say_no(page)
    axe(page)
    page.get_by_role("button", name="Pedí que me dejen a solas").click()
    expect(page.locator(f"{SHOWN} input:checked")).to_have_count(0)
    say_no(page)

    page.get_by_role("button", name="Parar y no enviar nada").click()

    expect(page.get_by_role("heading", name="No se envió nada")).to_be_visible()
    assert page.locator("[data-offline] form").count() == 0
    kept = page.evaluate(EVERYTHING_KEPT)
    assert "Me oyen." not in kept
    assert '"jwe"' not in kept
    page.get_by_role("link", name="Responde otra persona").click()
    expect(page.locator(f"{SHOWN} label.choice").first).to_be_visible()
    expect(page.locator(f"{SHOWN} input:checked")).to_have_count(0)
    page.context.close()


def test_without_signal_one_goes_on_and_only_who_says_no_is_asked(
    consultation: Consultation,
    switch_on: Callable[[], BrowserContext],
) -> None:
    page = switch_on().new_page()
    open_kept(page, f"/r/{consultation.code}/sin-senal/")
    say_no(page)
    page.get_by_role("button", name="Seguir así").click()
    expect(page.locator(f"{SHOWN} .beads-wrap")).to_contain_text("2 de 22")
    page.go_back()
    page.go_back()
    page.locator(f"{SHOWN} label.choice").first.click()
    page.get_by_role("button", name="Seguir", exact=True).last.click()

    expect(page.locator(f"{SHOWN} .beads-wrap")).to_contain_text("2 de 22")
    page.context.close()


def test_without_signal_a_phone_given_back_tells_nothing_of_a_no(
    consultation: Consultation,
    switch_on: Callable[[], BrowserContext],
    live_server: object,
) -> None:
    context = switch_on()
    page = context.new_page()
    page.goto("/")
    sign_in(context, make_facilitator(consultation), page.url)
    open_kept(page, f"/r/{consultation.code}/sin-senal/anotar/")
    page.get_by_role("button", name="Ya tengo el teléfono").click()
    say_no(page)
    page.get_by_role("button", name="Seguir así").click()
    expect(page.locator(f"{SHOWN} h1")).to_have_text("Listo. Devuelva el teléfono")

    for _page in range(3):
        page.go_back()
        expect(page.get_by_text("Puede parar ahora", exact=True)).to_have_count(0)
        expect(page.get_by_text("con libertad")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("desk", [True, False])
def test_it_is_looked_at(
    consultation: Consultation,
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    language: str,
    desk: bool,
) -> None:
    page = open_page("/", desk=desk)
    spoken = {"name": "idioma", "value": language, "url": page.url}
    page.context.add_cookies([spoken])  # type: ignore[list-item]
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.locator("form[action$='empezar/'] button").click()
    name = f"{language}-{'desk' if desk else 'phone'}"
    for step, value in (("asked", "next"), ("stopped", "stop")):
        if step == "asked":
            page.locator("label.choice").nth(1).click()
        page.locator(f"main [name=go][value={value}]").click()
        page.wait_for_load_state()
        shots(page, f"freely-{step}-{name}")
        assert overflow(page) == 0
