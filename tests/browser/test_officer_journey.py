"""An officer resolves a flag and sees it contested, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.enums import RoleCode
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.release import gate
from consult.review.models import Resolution
from tests.browser.width import overflow
from tests.factories.communities import make_language
from tests.factories.consultations import make_user
from tests.factories.release import World, let_answer, make_world
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
Look = Callable[[Page, str], None]

TITLE = "A varias personas les dijeron qué contestar"


@pytest.fixture
def world() -> World:
    """Return a consulted project where six were told what to answer."""
    make_language("es")
    world = make_world(closed=False)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    return world


@pytest.fixture
def look(axe: Axe, shots: Shots, request: pytest.FixtureRequest) -> Look:
    """Give a function that keeps a picture and fails on what is wide or not axe's."""
    case = request.node.callspec

    def look(page: Page, name: str) -> None:
        shots(page, f"officer-{case.id}-{name}")
        if case.params["javascript"]:
            # axe is script itself.
            axe(page)
            assert overflow(page) == 0

    return look


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("desk", [False, True], ids=["360", "1280"])
def test_an_officer_resolves_a_flag_and_sees_it_contested(
    open_page: OpenPage,
    look: Look,
    world: World,
    *,
    desk: bool,
    javascript: bool,
) -> None:
    officer = open_page(
        "/alertas/",
        as_user=world.officer,
        desk=desk,
        javascript=javascript,
    )

    look(officer, "queue")
    officer.get_by_label("Gravedad").select_option(label="Bloquea el dinero")
    officer.get_by_role("button", name="Filtrar").click()
    officer.get_by_role("link", name=TITLE).click()
    expect(officer.get_by_role("heading", level=1)).to_have_text(TITLE)
    officer.get_by_role("button", name="Ya la vi").click()
    expect(officer.get_by_text("Vista", exact=True)).to_be_visible()

    who = officer.get_by_label("Si alguien se compromete: quién")
    # With script only what the decision rests on is asked; without it all is there.
    expect(who).to_be_visible(visible=not javascript)
    officer.get_by_role("radio", name="Alguien se compromete").check()
    expect(who).to_be_visible()
    who.fill("La alcaldía")
    officer.get_by_label("Para cuándo").fill("2031-05-01")
    officer.get_by_label("Por qué", exact=True).fill("Lo dijimos en la asamblea.")
    officer.get_by_role("button", name="Resolver y publicar").click()

    # One thing is missing: it says which, and keeps the rest.
    expect(officer.get_by_role("alert").first).to_contain_text("A qué se compromete")
    expect(who).to_have_value("La alcaldía")
    look(officer, "refused")
    officer.get_by_label("A qué se compromete").fill("Volver sin el promotor")
    officer.get_by_role("button", name="Resolver y publicar").click()
    expect(officer.get_by_text("Resuelta", exact=True)).to_be_visible()
    look(officer, "resolved")
    assert Resolution.objects.get().commitment_what == "Volver sin el promotor"
    assert [each.code for each in gate.reasons(world.tranche)] == ["not_requested"]

    flag = Flag.objects.blocking().get()
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=world.consultation.community.place,
        second_factor=False,
    )
    leader_s = open_page(
        f"/alertas/{flag.pk}/",
        as_user=leader,
        desk=desk,
        javascript=javascript,
    )
    expect(leader_s.get_by_text("Volver sin el promotor").first).to_be_visible()
    look(leader_s, "leader")
    leader_s.get_by_label("Por qué no están de acuerdo").fill("Nadie ha vuelto.")
    leader_s.get_by_role("button", name="No estamos de acuerdo").click()
    expect(leader_s.get_by_text("La alerta está abierta otra vez")).to_be_visible()

    officer.reload()
    expect(officer.get_by_text("Nadie ha vuelto.")).to_be_visible()
    expect(officer.get_by_role("heading", name="Resolver la alerta")).to_be_visible()
    look(officer, "contested")
    officer.goto("/alertas/?status=contested")
    expect(officer.get_by_role("link", name=TITLE)).to_be_visible()
    officer.goto(f"/desembolsos/proyecto/{world.design.project.slug}/")
    expect(officer.get_by_text(TITLE).first).to_be_visible()
    look(officer, "money")
