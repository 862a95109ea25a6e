"""An author writes the next design in a browser, sees what is known, and publishes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from consult.accounts.models import User
from consult.story.cast import username
from projects.models import Design
from tests.browser.width import overflow
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("story")]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
REASON = "El primer componente lleva agua para tomar a cada casa antes de regar."


@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
def test_an_author_writes_the_next_design_and_publishes_it(
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    *,
    desk: bool,
) -> None:
    author = User.objects.get(username=username("author"))
    page = open_page("/escritorio/", as_user=author, desk=desk)

    def look(name: str) -> None:
        axe(page)
        assert overflow(page) == 0, name
        shots(page, f"author/{'desk' if desk else 'phone'}-{name}")

    look("01-desk")
    page.get_by_role("main").get_by_role("link", name="Empezar un proyecto").click()
    look("00-new")
    page.goto("/proyectos/mis-disenos/")
    look("02-mine")
    page.get_by_role("button", name="Hacer un diseño nuevo").click()
    write_basics(page, look)
    add_irrigation(page, look)
    take_for_granted(page, look)
    spend(page, look)
    tell_for_whom(page, look)
    publish(page, look)


Look = Callable[[str], None]


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Guardar y seguir").click()


def write(page: Page, field: Locator, words: str) -> None:
    """Write into a field and leave it: what was written is saved by itself."""
    field.fill(words)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        field.blur()
    expect(page.locator("#saved")).to_contain_text("Guardado.")


def write_basics(page: Page, look: Look) -> None:
    """Change a text: it is saved by itself, and still there after coming back."""
    title = page.get_by_label("Título")
    write(page, title, "Agua para tomar y para regar, en Chuwilaʼ")
    look("03-basics")
    page.reload()
    expect(title).to_have_value("Agua para tomar y para regar, en Chuwilaʼ")
    go_on(page)


def add_irrigation(page: Page, look: Look) -> None:
    """Look for a sector with one's own words while typing."""
    page.get_by_label("Qué se entrega", exact=True).fill("Mangueras para regar")
    page.get_by_label("Cómo", exact=True).fill("Se pone una manguera a cada parcela.")
    page.get_by_role("searchbox", name="Buscar el sector").press_sequentially("riego")
    page.locator("#sector-choices").get_by_text("31140").click()
    look("04-components")
    page.get_by_role("button", name="Agregar").click()
    expect(page.get_by_role("heading", name="2. Mangueras para regar")).to_be_visible()
    page.get_by_role("link", name="Seguir", exact=True).click()


def take_for_granted(page: Page, look: Look) -> None:
    """See what the people said before, and write why it goes on all the same."""
    page.get_by_role("button", name=re.compile("Dar por hech")).last.click()
    against = page.locator("li.decision", has=page.locator(".against"))
    expect(against.first).to_be_visible()
    look("05-assumptions")
    standing = page.get_by_text(re.compile(r"Como está ahora, \d+ alerta"))
    expect(standing).to_be_visible()
    for decision in against.all():
        write(page, decision.get_by_label("Por qué lo da por hecho"), REASON)
    page.locator("#que-pasaria").get_by_label("Sin este componente").select_option(
        "Mangueras para regar",
    )
    page.get_by_role("button", name="Ver qué pasaría").click()
    expect(page.get_by_text("Ya no se levantaría").first).to_be_visible()
    look("06-what-if")
    go_on(page)


def spend(page: Page, look: Look) -> None:
    """Change a quantity: the total follows, and the tranches no longer add up."""
    total = page.locator("#totals .total-line .num")
    before = total.inner_text()
    quantity = page.get_by_label("Cantidad").first
    write(page, quantity, "2")
    expect(total).not_to_have_text(before)
    look("07-budget")
    expect(page.locator("#missing")).to_contain_text("Los desembolsos suman")
    write(page, quantity, "1")
    expect(total).to_have_text(before)
    go_on(page)
    look("08-tranches")
    go_on(page)
    look("09-record")
    page.get_by_role("link", name="Para quién y dónde").click()


def tell_for_whom(page: Page, look: Look) -> None:
    """Say for whom the new component is."""
    group = page.get_by_role("group", name="Mangueras para regar")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        group.get_by_label(re.compile("Toda la comunidad")).check()
    look("10-people")
    go_on(page)


def publish(page: Page, look: Look) -> None:
    """Read it as everybody will, and publish."""
    expect(page.get_by_text("Todo está listo.")).to_be_visible()
    look("11-review")
    page.get_by_role("button", name="Publicar").click()
    done = page.get_by_text("Se publicó. Desde ahora todos lo pueden leer")
    expect(done).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    look("12-published")
    design = Design.objects.published().get(title_es__startswith="Agua para tomar y")
    assert (design.number, design.components.count()) == (3, 2)
