from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from consult.accounts.actions import invite
from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from tests.browser.width import overflow
from tests.factories.accounts import (
    PASSWORD,
    make_administrator,
    make_user,
    totp_code,
)
from tests.factories.communities import make_place
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def admin() -> User:
    return make_administrator(username="ana")


def fill_in(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_leader_comes_in_with_a_card_on_a_phone(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    admin: User,
    javascript: bool,
) -> None:
    _card, code = invite(by=admin, role=RoleCode.COMMUNITY_LEADER, place=make_place())
    page = open_page("/c/", javascript=javascript)
    fill_in(page, code=code.lower())
    press(page, "Seguir")
    fill_in(page, username="marta", password="corta", again="corta")
    press(page, "Hacer mi cuenta y entrar")
    expect(page.get_by_text("Falta corregir algo")).to_be_visible()
    expect(page.locator("[name=username]")).to_have_value("marta")
    if javascript:
        axe(page)
    fill_in(page, password=PASSWORD, again=PASSWORD)
    press(page, "Hacer mi cuenta y entrar")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Le damos la bienvenida, marta",
    )
    if javascript:
        axe(page)
    page.get_by_role("link", name="Empezar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("El escritorio de marta")
    if javascript:
        axe(page)


def test_somebody_of_the_staff_sets_up_the_second_step_and_comes_back(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    admin: User,
) -> None:
    _card, code = invite(
        by=admin,
        role=RoleCode.RELEASE_APPROVER,
        person_name="Rosa Tzoc",
    )
    page = open_page(f"/c/{code}")
    axe(page)
    fill_in(page, username="rosa", password=PASSWORD, again=PASSWORD)
    press(page, "Hacer mi cuenta y entrar")
    expect(page.get_by_alt_text("Código QR para la aplicación")).to_be_visible()
    page.get_by_text("No puedo leer el cuadro").click()
    axe(page)
    secret = page.locator("#secret").inner_text()
    fill_in(page, code=totp_code(secret))
    press(page, "Comprobar y seguir")
    expect(page.locator("#spare-codes li")).to_have_count(10)
    axe(page)
    page.get_by_role("link", name="Ya los guardé, seguir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "El escritorio de Rosa Tzoc",
    )

    again = open_page("/cuenta/entrar/")
    fill_in(again, login="rosa", password=PASSWORD)
    press(again, "Entrar")
    axe(again)
    # The code of now was used to set it up.
    fill_in(again, code=totp_code(secret, periods=1))
    press(again, "Entrar")
    expect(again.get_by_role("heading", level=1)).to_have_text(
        "El escritorio de Rosa Tzoc",
    )


@pytest.mark.parametrize("desk", [False, True])
def test_the_pages_about_people_fit_and_axe_finds_nothing(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    shots: Callable[[Page, str], None],
    admin: User,
    desk: bool,
) -> None:
    leader = make_user(RoleCode.COMMUNITY_LEADER, username="marta")
    invite(by=admin, role=RoleCode.COMMUNITY_LEADER, place=make_place())
    paths = (
        "/escritorio/",
        "/personas/",
        f"/personas/cuentas/{leader.pk}/",
        f"/personas/cuentas/{admin.pk}/",
        "/personas/tarjetas/",
        "/personas/tarjetas/nueva/",
        "/personas/tarjetas/nueva/project_officer/",
        "/hechos/",
        "/hechos/comprobar/",
        "/cuenta/segundo-paso/",
        "/cuenta/contrasena/",
    )
    for path in paths:
        page = open_page(path, as_user=admin, desk=desk)
        axe(page)
        shots(page, f"people{path.replace('/', '-')}{'desk' if desk else 'phone'}")
        assert (path, overflow(page)) == (path, 0)


def test_a_card_fills_one_small_sheet_of_paper(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    admin: User,
    live_server: LiveServer,
    settings: Settings,
) -> None:
    settings.PUBLIC_URL = live_server.url
    make_place("Chuwila'")
    page = open_page("/personas/tarjetas/nueva/community_leader/", as_user=admin)
    page.locator("[name=place]").select_option(index=1)
    press(page, "Hacer la tarjeta")
    code = page.locator(".ticket-code").inner_text()
    axe(page)

    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(printed.pages) == 1
    box = printed.pages[0].mediabox
    millimetres = (
        round(float(box.width) / POINTS_PER_MM),
        round(float(box.height) / POINTS_PER_MM),
    )
    assert millimetres == (105, 148)
    text = printed.pages[0].extract_text()
    assert code in text
    assert "Chuwila'" in text
    assert "Sirve una sola vez" in text
    # What the sheet does not carry: the frame and the buttons.
    assert "Imprimir" not in text
    assert "Menú" not in text
