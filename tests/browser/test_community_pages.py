"""The pages of somebody who answers: in the sun, at night, tiny, large, by keys."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from consult.consultations.models import Consultation
from tests.browser.width import overflow
from tests.factories.communities import make_language
from tests.factories.feedback import make_answerable
from tests.services.browser import PHONE, OpenPage, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TINY: ViewportSize = {"width": 320, "height": 568}
# So many kinds of page are on the way from the short address to the receipt and back.
PAGES = 34
# WCAG 1.4.6: seven to one. Text is read outdoors, on a cheap screen.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}


@pytest.fixture
def consultation() -> Consultation:
    make_language("quc")
    return make_answerable()


def walk(page: Page, consultation: Consultation) -> Iterator[str]:
    """Go from the short address to the receipt; stop at each kind of page."""
    page.goto("/responder/")
    yield "start"
    page.goto(f"/r/{consultation.code}/")
    yield "language"
    page.get_by_role("button", name="Español", exact=True).click()
    for screen in range(1, 11):
        expect(page.locator(".beads-wrap")).to_contain_text(str(screen))
        yield f"idea {screen}"
        if screen < 10:
            page.get_by_role("link", name="Seguir", exact=True).click()
    page.goto(f"/r/{consultation.code}/proyecto/")
    yield "project"
    page.get_by_role("button", name="Empezar a responder").click()
    expect(page.locator(".beads-wrap")).to_be_visible()
    yield "first"
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "error"
    page.locator("label.choice", has_text="No").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.get_by_role("heading", name="Puede parar ahora")).to_be_visible()
    yield "freely"
    for number, kind in (
        (2, "ladder"),
        (3, "number"),
        (5, "ranked"),
        (6, "choice"),
        (13, "many"),
    ):
        page.goto(f"/r/{consultation.code}/{number}/")
        yield kind
    page.goto(f"/r/{consultation.code}/1/")
    page.locator("label.choice").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap", has_text="2")).to_be_visible()
    yield from _later(page, consultation)
    page.goto(f"/r/{consultation.code}/revisar/")
    yield "review"
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Llegó. Gracias")).to_be_visible()
    receipt = re.sub(r"\D", "", page.locator("#recibo").inner_text())
    yield "receipt"
    page.goto("/recibo/")
    yield "follow"
    page.get_by_label("Escriba los 20 números").fill(receipt)
    page.get_by_role("button", name="Ver", exact=True).click()
    expect(page.get_by_text("Llegó y se cuenta")).to_be_visible()
    yield "followed"
    yield from _afterwards(page, consultation)


def _later(page: Page, consultation: Consultation) -> Iterator[str]:
    """Leave it for later, and come back."""
    page.get_by_role("button", name="Dejarlo para después").click()
    expect(page.get_by_role("heading", name="Quedó guardado")).to_be_visible()
    number = page.locator("#numero").inner_text()
    yield "paused"
    page.goto(f"/r/{consultation.code}/retomar/")
    yield "resume"
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "resume refused"
    page.get_by_label("Escriba los 12 números").fill(number)
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap", has_text="2")).to_be_visible()


def _afterwards(page: Page, consultation: Consultation) -> Iterator[str]:
    """Take back, correct, and come to where there is nothing."""
    page.get_by_role("button", name="Retirar lo que dije").click()
    expect(page.get_by_role("heading", name="¿Quiere retirar")).to_be_visible()
    yield "withdraw"
    page.get_by_role("button", name="No, dejarlo").click()
    page.get_by_role("button", name="Corregir o agregar algo").click()
    expect(page.get_by_role("heading", name="Mire si está bien")).to_be_visible()
    yield "correct"
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Quedó corregido")).to_be_visible()
    yield "corrected"
    page.goto(f"/r/{consultation.code}/revisar/")
    yield "nothing"
    page.goto("/r/NONE1/")
    yield "not found"
    page.goto(f"/r/{consultation.code}/sin-senal/")
    expect(page.locator("[data-offline] form").nth(1)).to_be_visible()
    yield "without signal"


def faint(page: Page) -> list[str]:
    """Return the texts that do not stand out seven to one."""
    return [
        f"{node['html']} {node['any'][0]['message']}"
        for rule in violations(page, **CONTRAST)
        for node in rule["nodes"]
    ]


def wide(page: Page, text: str) -> int:
    """Return by how much a page is too wide for the smallest screen."""
    page.set_viewport_size(TINY)
    page.evaluate("(size) => document.documentElement.style.fontSize = size", text)
    return overflow(page)


def test_every_page_fits_stands_out_and_has_nothing_that_axe_finds(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Callable[[Page], None],
) -> None:
    page = open_page("/")

    wrong: dict[str, object] = {}
    for kind in walk(page, consultation):
        axe(page)
        ways_out = page.locator("a.quick-exit").count()
        wrong[f"{kind} without a way out, or with two"] = ways_out != 1
        wrong[f"{kind} in the sun"] = faint(page)
        page.emulate_media(color_scheme="dark")
        wrong[f"{kind} at night"] = faint(page)
        page.emulate_media(color_scheme="light")
        wrong[f"{kind} on the smallest screen"] = wide(page, "")
        wrong[f"{kind} with the text twice as large"] = wide(page, "200%")
        wide(page, "")
        page.set_viewport_size(PHONE)

    assert len(wrong) == 5 * PAGES
    assert {kind: what for kind, what in wrong.items() if what} == {}


def test_everything_is_reached_and_answered_with_keys_alone(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = open_page(f"/r/{consultation.code}/")

    press_until(page, "Español")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Qué quieren hacer")).to_be_visible()
    press_until(page, "Seguir")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dónde")).to_be_visible()
    press_until(page, "Ver todo junto")
    page.keyboard.press("Enter")
    expect(page.get_by_text("USD 186,000.00")).to_be_visible()
    press_until(page, "Empezar a responder")
    page.keyboard.press("Enter")
    last = consultation.questionnaire.questions.count() + 5
    for number in range(1, last + 1):
        page.wait_for_url(f"**/{number}/")
        expect(page.locator(".beads-wrap")).to_contain_text(f"{number} de {last}")
        if page.locator("[data-ranked]").count():
            press_until(page, "Agua para tomar")
            page.keyboard.press("Space")
            expect(page.locator(".tag")).to_have_count(1)
            press_until(page, "Seguir")
        elif page.locator("[data-count]").count():
            press_until(page, "Diez más")
            page.keyboard.press("Space")
            expect(page.get_by_label("Escriba el número")).to_have_value("10")
            press_until(page, "Seguir")
        else:
            press_until(page, page.locator("[name=choice]").first.get_attribute("id"))
            page.keyboard.press("Space")
        page.keyboard.press("Enter")

    expect(page.get_by_text("Del río, con baldes")).to_be_visible()
    press_until(page, "Enviar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Llegó. Gracias")).to_be_visible()


def press_until(page: Page, name: str | None) -> None:
    """Press Tab until what is named has the focus, and see that the focus shows."""
    seen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const at = document.activeElement;
              const shown = at.labels?.[0] ?? at;
              const style = getComputedStyle(shown);
              return [at.id, at.innerText?.trim(),
                style.outlineStyle !== 'none' || style.boxShadow !== 'none'];
            }""",
        )
        seen.append(focused)
        if name in focused[:2]:
            assert focused[2], f"{name} has the focus and does not show it"
            return
    pytest.fail(f"no Tab reaches {name}: {seen}")
