"""The parts of a community: written down, answered and read, narrow and wide."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.accounts.enums import RoleCode
from consult.communities.models import Community, Part
from consult.consultations.models import Consultation
from consult.feedback.models import Testimony as Given
from consult.feedback.pages import Course
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from tests.browser.width import overflow
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import make_officer, make_user
from tests.factories.feedback import (
    give_testimony,
    make_answerable,
    make_facilitator,
)
from tests.services.browser import OpenPage
from tests.services.phone import ANSWER_UNTIL, open_kept
from tests.services.proxy import Proxy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
PARTS = {
    "Centro": 70,
    "El Zanjón": 22,
    "Caserío Nueva Esperanza de la Loma": 30,
    "La Joya": 4,
}
# Narrow in Spanish, wide in English.
LOOKS = pytest.mark.parametrize(
    ("language", "desk"),
    [("es-GT", False), ("en-US", True)],
    ids=["360", "1280"],
)


@pytest.fixture
def consultation() -> Consultation:
    """Return a consultation of a community with three parts, and one too small."""
    make_language("es")
    return make_answerable(community=make_community(parts=PARTS))


def number_of(consultation: Consultation) -> int:
    course = Course.of(consultation)
    return next(
        number
        for number in range(1, course.length + 1)
        if (about := course.about(number)) and about.field == "part"
    )


def look(page: Page, axe: Axe) -> None:
    """Hold a page to what every page owes."""
    axe(page)
    assert overflow(page) == 0


@LOOKS
def test_whoever_writes_about_a_community_names_its_parts(
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    language: str,
    *,
    desk: bool,
) -> None:
    make_language("es")
    community = make_community()
    page = open_page(
        f"/comunidades/{community.pk}/datos/",
        as_user=make_user(RoleCode.ADMINISTRATOR),
        desk=desk,
        language=language,
    )
    for at, (name, households) in enumerate(list(PARTS.items())[:3]):
        page.locator(f"[name=parts-{at}-name]").fill(name)
        page.locator(f"[name=parts-{at}-households]").fill(str(households))
    page.locator("#parts").scroll_into_view_if_needed()
    shots(page, f"parts-edit-{language}-{desk}")
    look(page, axe)
    page.locator("form button[type=submit]:not([name])").filter(
        has_text="Guardar" if language == "es-GT" else "Save",
    ).first.click()
    expect(page.get_by_role("heading", name=community.name)).to_be_visible()
    expect(page.get_by_text("El Zanjón")).to_be_visible()
    shots(page, f"parts-detail-{language}-{desk}")
    assert Part.objects.filter(community=community).count() == 3
    assert Community.objects.get(pk=community.pk).households == 140


@pytest.mark.parametrize(
    ("language", "desk", "javascript"),
    [("es-GT", False, True), ("en-US", True, True), ("es-GT", False, False)],
    ids=["phone", "desk", "without-script"],
)
def test_a_family_says_in_which_part_it_lives(
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    consultation: Consultation,
    language: str,
    *,
    desk: bool,
    javascript: bool,
) -> None:
    page = open_page(
        f"/r/{consultation.code}/",
        desk=desk,
        language=language,
        javascript=javascript,
    )
    name = "Español" if language == "es-GT" else "English"
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".beads-wrap")).to_contain_text("1")
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.locator("form[action$='/empezar/'] button").first.click()
    page.locator("label.choice").first.click()
    page.locator(".onward button[value=next]").click()
    number = number_of(consultation)
    expect(page.locator(".beads-wrap")).to_contain_text("2")
    page.goto(f"/r/{consultation.code}/{number}/")
    asked = "¿En qué parte" if language == "es-GT" else "In which part"
    expect(page.locator("h1")).to_contain_text(asked)
    names = page.locator(".choices label.choice").all_inner_texts()
    assert [each.strip() for each in names][:3] == [*PARTS][:3]
    # Three parts, and the three ways of not saying.
    assert len(names) == 6
    page.locator("label.choice").nth(1).click()
    if javascript:
        shots(page, f"parts-ask-{language}-{desk}")
        look(page, axe)
    page.locator(".onward button[value=next]").click()
    expect(page.locator(".beads-wrap")).to_contain_text(str(number + 1))
    page.goto(f"/r/{consultation.code}/revisar/")
    expect(page.get_by_text("El Zanjón")).to_be_visible()
    if javascript:
        shots(page, f"parts-review-{language}-{desk}")
    page.locator(f"form[action$='/{consultation.code}/enviar/'] button").first.click()
    expect(page.locator("#recibo")).to_be_visible()
    part = Given.objects.get().part
    assert part is not None
    assert part.name == "El Zanjón"


def test_the_sheet_of_paper_has_the_parts_with_their_numbers(
    open_page: OpenPage,
    shots: Shots,
    consultation: Consultation,
) -> None:
    page = open_page(
        f"/responder/anotar/hojas/{consultation.code}/",
        as_user=make_facilitator(consultation),
        desk=True,
    )
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("¿En qué parte de la comunidad").first).to_be_visible()
    shots(page, "parts-paper")
    page.goto(f"/responder/anotar/hoja/{consultation.code}/")
    shots(page, "parts-type-in")


@LOOKS
def test_an_officer_reads_the_part_beside_the_other_groups(
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    consultation: Consultation,
    language: str,
    *,
    desk: bool,
) -> None:
    for name, number, level in (
        ("Centro", 30, "basic"),
        ("El Zanjón", 7, "no_service"),
        ("Caserío Nueva Esperanza de la Loma", 8, "basic"),
    ):
        part = Part.objects.get(community=consultation.community_id, name=name)
        for _ in range(number):
            give_testimony(
                consultation,
                answers={"living:water": [level]},
                receipt="",
                part_id=part.pk,
            )
    evaluate(consultation_id=consultation.pk)
    flag = Flag.objects.get(detector="unmet_prerequisite")
    page = open_page(
        f"/alertas/{flag.pk}/",
        as_user=make_officer(flag.design),
        desk=desk,
        language=language,
    )
    said = "familias de El Zanjón" if language == "es-GT" else "families of El Zanjón"
    expect(page.get_by_text(said).first).to_be_visible()
    shots(page, f"parts-flag-{language}-{desk}")
    look(page, axe)


def test_without_signal_it_is_asked_kept_and_sent_later(
    switch_on: Callable[[], BrowserContext],
    consultation: Consultation,
    proxy: Proxy,
    shots: Shots,
) -> None:
    context = switch_on()
    page = context.new_page()
    open_kept(page, f"/r/{consultation.code}/sin-senal/")
    context.set_offline(offline=True)
    proxy.fall()
    where = f"#p{number_of(consultation)}"
    page.evaluate(ANSWER_UNTIL, [where, ""])
    expect(page.locator(f"{where} h1")).to_contain_text("¿En qué parte")
    page.locator(f"{where} label.choice", has_text="El Zanjón").click()
    shots(page, "parts-offline")
    page.locator(f"{where} .onward [value=next]").click()
    page.evaluate(ANSWER_UNTIL, ["[data-review]", ""])
    expect(page.locator("[data-review]")).to_contain_text("El Zanjón")
    page.locator("[data-review] [value=send]").click()
    expect(page.locator("[data-number] span")).to_have_count(5)
    proxy.rise()
    context.set_offline(offline=False)
    expect(page.locator("[data-arrived]")).to_have_text("1", timeout=30_000)
    part = Given.objects.get().part
    context.close()
    assert part is not None
    assert part.name == "El Zanjón"
