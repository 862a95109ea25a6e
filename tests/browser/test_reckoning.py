"""An officer reads where a sector stands by group, and how the flag was computed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.enums import RoleCode
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from tests.browser.width import overflow
from tests.factories.communities import make_language
from tests.factories.consultations import make_officer, make_user
from tests.factories.feedback import give_testimony, make_answerable
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def flag(db: None) -> Flag:
    """Return the flag of irrigation that stands below four other needs."""
    make_language("es")
    consultation = make_answerable()
    for number in range(12):
        give_testimony(
            consultation,
            answers={
                "needs": ["water", "health", "road"] if number % 3 else ["land"],
                "living:water": ["no_service"],
            },
            sex="female" if number % 2 else "male",
            receipt="",
        )
    evaluate(consultation_id=consultation.pk)
    return Flag.objects.get(detector="priority")


@pytest.mark.parametrize("desk", [False, True], ids=["360", "1280"])
def test_the_table_of_needs_leads_to_the_reckoning(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    shots: Callable[[Page, str], None],
    flag: Flag,
    *,
    desk: bool,
) -> None:
    page = open_page(
        f"/alertas/{flag.pk}/",
        as_user=make_officer(flag.design),
        desk=desk,
    )
    row = page.get_by_role("row").filter(has_text="toda la comunidad").first
    expect(row).to_contain_text("agua para tomar (24)")
    expect(page.get_by_text("Con las reglas de la versión 2026.11.2.")).to_be_visible()
    shots(page, f"needs-{desk}")
    axe(page)
    assert overflow(page) == 0

    page.get_by_role("link", name="Cómo se calculó, paso por paso").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cómo se calculó")
    expect(page.get_by_text("lugar = 1 + 4 = 5")).to_be_visible()
    shots(page, f"reckoning-{desk}")
    axe(page)
    assert overflow(page) == 0


def test_an_administrator_finds_the_numbers_among_the_tables(
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    flag: Flag,
) -> None:
    administrator = make_user(RoleCode.ADMINISTRATOR)
    page = open_page("/admin/", as_user=administrator, desk=True)
    page.get_by_role("link", name="Reglas de las alertas", exact=True).click()
    page.get_by_role("link", name="Añadir reglas de las alertas").first.click()
    shots(page, "policy")
    page.get_by_label("Lugares que cuentan como urgentes").fill("5")
    page.get_by_label("Por qué").fill("Se nombran veinte necesidades.")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("2026.11.2+1").first).to_be_visible()
    shots(page, "policies")
    evaluate(consultation_id=flag.consultation_id)
    # It is judged by the new numbers; what it was raised by stays in its history.
    assert [entry.finding["policy"] for entry in flag.history.order_by("sequence")] == [
        "2026.11.2",
        "2026.11.2+1",
    ]
