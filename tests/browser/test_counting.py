"""A number is counted on pictured tens and ones, with signal and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Testimony as Given
from tests.browser.width import overflow
from tests.services.browser import OpenPage
from tests.services.phone import open_kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WRONG = "Escriba solo un número, de 0 a 600."


def begin(page: Page, consultation: Consultation) -> None:
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.locator("form[action$='empezar/'] button").click()
    page.wait_for_url("**/1/")
    page.goto(f"/r/{consultation.code}/3/")


def drawn(within: Locator) -> tuple[str, ...]:
    """Return how high the full rows are, and how wide the tens and ones after them."""
    rects = within.locator(".counted > rect")
    sizes = (("height", 0), ("width", 1), ("width", 2))
    return tuple(rects.nth(at).get_attribute(name) or "" for name, at in sizes)


@pytest.mark.parametrize("javascript", [True, False])
def test_tens_and_ones_are_tapped_up_and_down(
    consultation: Consultation,
    open_page: OpenPage,
    javascript: bool,
) -> None:
    page = open_page("/", javascript=javascript)
    begin(page, consultation)
    field = page.get_by_label("Escriba el número")

    for name, after in (
        ("Diez más", "10"),
        ("Diez más", "20"),
        ("Uno más", "21"),
        ("Diez menos", "11"),
        ("Uno menos", "10"),
    ):
        page.get_by_role("button", name=name).click()
        expect(field).to_have_value(after)
    field.fill("68")
    page.get_by_role("button", name="Uno menos").click()

    expect(field).to_have_value("67")
    assert drawn(page.locator("main")) == ("24", "48", "168")
    assert page.url.endswith("/3/") == javascript


def test_what_is_typed_is_drawn_and_takes_the_place_of_a_no_se(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = open_page("/")
    begin(page, consultation)
    field = page.get_by_label("Escriba el número")

    page.get_by_text("No sé", exact=True).click()
    field.fill("35")
    expect(page.locator("input:checked")).to_have_count(0)
    assert drawn(page.locator("main")) == ("0", "144", "120")
    page.get_by_text("Prefiero no decir", exact=True).click()

    expect(field).to_have_value("")
    assert drawn(page.locator("main")) == ("0", "0", "0")
    page.get_by_role("button", name="Uno más").click()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.locator("[data-told]")).to_have_text("1")


def test_what_cannot_be_is_said_at_the_field_which_has_the_focus(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Callable[[Page], None],
    shots: Callable[[Page, str], None],
) -> None:
    page = open_page("/")
    begin(page, consultation)
    field = page.get_by_label("Escriba el número")

    field.fill("6000")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(
        WRONG + " Si no sabe o no quiere, también es una respuesta."
    )
    axe(page)
    shots(page, "number-error")


def test_without_signal_it_is_counted_refused_and_sent(
    consultation: Consultation,
    switch_on: Callable[[], BrowserContext],
    axe: Callable[[Page], None],
    shots: Callable[[Page, str], None],
) -> None:
    page = switch_on().new_page()
    open_kept(page, f"/r/{consultation.code}/sin-senal/")
    shown = page.locator("[data-offline] form:not([hidden])")
    for _question in range(2):
        shown.locator("label.choice").first.click()
        shown.get_by_role("button", name="Seguir", exact=True).last.click()
    field = shown.get_by_label("Escriba el número")
    onward = shown.get_by_role("button", name="Seguir", exact=True).last

    for wrong in ("", "2.5", "601"):
        field.fill(wrong)
        onward.click()
        expect(shown.get_by_role("alert")).to_contain_text(WRONG)
    field.fill("009")
    shown.get_by_role("button", name="Diez más").click()
    expect(field).to_have_value("19")
    assert drawn(shown) == ("0", "48", "216")
    axe(page)
    assert overflow(page) == 0
    shots(page, "number-without-signal")
    onward.click()
    while shown.get_by_role("button", name="No decir nada de mí").count() == 0:
        (shown.locator("label.choice, [data-alone]").last).click()
        shown.get_by_role("button", name="Seguir", exact=True).last.click()
    shown.get_by_role("button", name="No decir nada de mí").click()
    expect(page.locator("[data-lines]")).to_contain_text("19")
    page.locator("[data-review] [value=send]").click()
    expect(page.locator("[data-arrived]")).to_have_text("1")

    given = Given.objects.get()
    assert given.answers["water_minutes"] == ["19"]
    assert given.unsaid == dict.fromkeys(
        ("language", "sex", "age_band", "displacement", "disability"),
        "prefer_not",
    )
    page.context.close()


@pytest.mark.parametrize("language", ["es-GT", "en"])
@pytest.mark.parametrize("desk", [True, False])
def test_it_is_looked_at(
    consultation: Consultation,
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    language: str,
    desk: bool,
) -> None:
    page = open_page("/", desk=desk)
    spoken = {"name": "idioma", "value": language[:2], "url": page.url}
    page.context.add_cookies([spoken])  # type: ignore[list-item]
    begin(page, consultation)
    page.locator("input[inputmode]").fill("87")
    width = "desk" if desk else "phone"
    shots(page, f"number-{language[:2]}-{width}")
    assert overflow(page) == 0
    page.goto(page.url.replace("/3/", "/19/"))
    page.locator("label.choice").nth(4).click()
    shots(page, f"oneself-{language[:2]}-{width}")
    assert overflow(page) == 0
