"""Money is asked for, signed by two persons and released, each from their own desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from consult.release.models import Approval, Release
from tests.browser.width import overflow
from tests.factories.accounts import totp_code
from tests.factories.communities import make_language
from tests.factories.release import World, make_world
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
Look = Callable[[Page, str], None]


@pytest.fixture
def world() -> World:
    """Return a consulted project whose money nobody has asked for."""
    make_language("es")
    return make_world()


@pytest.fixture
def look(axe: Axe, shots: Shots, request: pytest.FixtureRequest) -> Look:
    """Give a function that keeps a picture and fails on what is wide or not axe's."""
    case = request.node.callspec

    def look(page: Page, name: str) -> None:
        shots(page, f"money-{case.id}-{name}")
        if case.params["javascript"]:
            # axe is script itself.
            axe(page)
            assert overflow(page) == 0

    return look


@pytest.mark.parametrize(
    ("desk", "javascript"),
    [(False, False), (False, True), (True, True)],
    ids=["360-no-script", "360", "1280"],
)
def test_two_persons_sign_and_the_officer_releases(
    open_page: OpenPage,
    look: Look,
    world: World,
    *,
    desk: bool,
    javascript: bool,
) -> None:
    def come_in(user: User, card: str, *, minutes_ago: int = 0) -> Page:
        """Go from the desk of somebody where a card leads."""
        page = open_page(
            "/escritorio/",
            as_user=user,
            desk=desk,
            javascript=javascript,
            minutes_ago=minutes_ago,
        )
        look(page, f"desk-{user.pk}")
        page.get_by_role("listitem").filter(has_text=card).get_by_role("link").click()
        return page

    officer = come_in(world.officer, "Desembolsos con todas las firmas")
    officer.get_by_role("link", name=world.design.project.title).click()
    first = officer.get_by_role("region", name="Desembolso 1")
    expect(first).to_contain_text("Nadie ha pedido todavía este desembolso.")
    first.get_by_role("button", name="Pedir este desembolso").click()
    expect(first).to_contain_text("Faltan 2 firmas de personas distintas.")
    expect(first.get_by_role("button", name="Liberar el dinero")).to_be_disabled()
    look(officer, "asked")

    # The first has just given a code of the telephone; the other did so too long ago.
    signer, other = world.approvers
    one = come_in(signer, "Desembolsos que esperan su firma")
    one.get_by_role("button", name="Firmar este desembolso").click()
    expect(one.get_by_text("Su firma quedó puesta.")).to_be_visible()
    expect(one.get_by_text("Falta 1 firma.")).to_be_visible()
    look(one, "signed")

    two = come_in(other, "Desembolsos que esperan su firma", minutes_ago=11)
    two.get_by_role("button", name="Firmar este desembolso").click()
    look(two, "asked-again")
    assert Approval.objects.count() == 1
    two.locator("[name=code]").fill(totp_code())
    two.get_by_role("button", name="Seguir").click()
    expect(two.get_by_text("Su firma quedó puesta.")).to_be_visible()
    expect(two.get_by_text("la puerta está abierta")).to_be_visible()

    officer.reload()
    first.get_by_role("button", name="Liberar el dinero").click()
    expect(officer.get_by_text("El desembolso se liberó.")).to_be_visible()
    expect(first).to_contain_text(str(signer.person))
    expect(first).to_contain_text(str(other.person))
    look(officer, "released")
    assert Release.objects.get().released_by == world.officer

    # Whoever looks from outside reads the same.
    anybody = open_page(world.design.project.get_absolute_url(), desk=desk)
    expect(anybody.get_by_text(f"Firmaron {signer.person}").first).to_be_visible()
