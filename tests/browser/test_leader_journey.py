"""A leader with a card answers, with script and without, and follows the receipt."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.browser.width import overflow
from tests.factories.accounts import PASSWORD, make_administrator
from tests.factories.communities import make_language
from tests.factories.feedback import make_answerable, make_facilitator
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]
Look = Callable[[Page, str], None]

ANSWERS: dict[str, str] = {
    "¿Puede hablar con libertad ahora?": "Sí",
    "¿De dónde saca su familia el agua para tomar?": "Del río, con baldes",
    "¿Cómo es el camino para llegar?": "Solo en verano",
    "Dicen: «La fuente alcanza en verano.» ¿Es así?": "No es así",
    "¿Entendió qué quieren hacer con este proyecto?": "Una parte",
    "¿Se lo explicaron en el idioma que usted habla?": "No",
    "¿Los conoce?": "No los conozco",
    "lo va a hacer bien?": "Más o menos",
    "Cuando esté terminado": "Nadie",
    "¿Está de acuerdo con este proyecto?": "Sí, pero con condiciones",
    "¿Pudo decir lo que piensa, sin miedo?": "Sí",
    "¿Alguien le dijo qué tenía que contestar?": "No, nadie",
    "¿Hay alguien con usted mientras contesta?": "Mi familia",
    "¿Qué idioma hablan en su casa?": "K'iche'",
    "¿Usted es…?": "Mujer",
    "¿Qué edad tiene?": "De 30 a 59 años",
    "¿Siempre ha vivido aquí?": "Me deportaron de otro país",
}


# The project in a minute, one idea a screen.
IDEAS = (
    "Qué quieren hacer",
    "Dónde",
    "Quién lo va a hacer",
    "Cuánto cuesta",
    "¿Es verdad esto donde usted vive?",
    "Qué pasa con lo que usted diga",
    "Quién lo ve",
    "Lo que no le vamos a preguntar",
    "Usted manda",
)
WHAT_WAS_SAID = {
    "can_speak_freely": ["yes"],
    "living:water": ["no_service"],
    "water_minutes": ["21"],
    "living:road": ["dry_season_only"],
    "needs": ["water", "health", "road"],
    "assumption:source_flow": ["no"],
    "understood": ["partly"],
    "explained_in_language": ["no"],
    "money_right": ["prefer_not"],
    "knows_executor": ["no"],
    "trusts_executor": ["partly"],
    "upkeep": ["nobody"],
    "left_out": ["women", "deported"],
    "agree": ["with_conditions"],
    "spoke_freely": ["yes"],
    "told_what_to_answer": ["no"],
    "somebody_with_you": ["family"],
}


@pytest.fixture
def look(request: pytest.FixtureRequest, axe: Axe, shots: Shots) -> Look:
    """Give a function that looks at a page as an inspector would."""
    name = request.node.callspec.id

    def look(page: Page, picture: str) -> None:
        # axe itself needs script, and width changes none of its rules.
        if name == "chromium-phone-script":
            axe(page)
        assert overflow(page) == 0, f"{picture} is too wide"
        shots(page, f"{name}-{picture}")

    return look


@pytest.fixture
def consultation() -> Consultation:
    make_language("quc")
    return make_answerable()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
def test_a_leader_answers_and_follows_the_receipt(
    consultation: Consultation,
    open_page: OpenPage,
    look: Look,
    javascript: bool,
    desk: bool,
) -> None:
    if desk:
        page = open_page(f"/r/{consultation.code}/", javascript=javascript, desk=True)
    else:
        page = come_with_a_card(open_page, consultation, javascript=javascript)

    come_to_the_first_question(page, look)
    answer_everything(page, look)
    look(page, "07-review")
    expect(page.get_by_text("Primero queremos agua para tomar.")).to_be_visible()
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_text("Llegó. Gracias")).to_be_visible()
    look(page, "08-receipt")

    given = Given.objects.get()
    assert given.answers == WHAT_WAS_SAID
    assert (given.sex, given.age_band) == ("female", "30-59")
    assert (given.displacement, given.disability) == ("returned_forced", None)
    assert given.language_id == "quc"
    assert Draft.objects.count() == 0

    follow_and_withdraw(page, look)
    given.refresh_from_db()
    assert (given.state, given.answers) == ("withdrawn", {})


def come_with_a_card(
    open_page: OpenPage,
    consultation: Consultation,
    *,
    javascript: bool,
) -> Page:
    """Give a card at the office, use it on a phone, and find the consultation there."""
    place = consultation.community.place
    office = open_page("/escritorio/", as_user=make_administrator(), desk=True)
    office.get_by_role("link", name="Ver las tarjetas").click()
    office.get_by_role("link", name="Hacer una tarjeta").click()
    office.locator("a", has_text="Líder de la comunidad").click()
    office.get_by_label("Comunidad").select_option(str(place.pk))
    office.get_by_role("button", name="Hacer la tarjeta").click()
    code = office.locator(".ticket-code").inner_text()

    page = open_page(f"/c/{code}", javascript=javascript)
    page.get_by_label("Nombre de usuario").fill("marta")
    for label in ("Contraseña", "La contraseña, otra vez"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Hacer mi cuenta y entrar").click()
    page.get_by_role("link", name="Empezar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("El escritorio de marta")
    page.get_by_role("link", name="Responder").first.click()
    page.locator(".choice.place", has_text=place.name).click()
    return page


def come_to_the_first_question(page: Page, look: Look) -> None:
    look(page, "01-language")
    page.get_by_role("button", name="Español", exact=True).click()
    ideas: list[str] = []
    while not ideas or page.get_by_role("link", name="Seguir", exact=True).count():
        if ideas:
            page.get_by_role("link", name="Seguir", exact=True).click()
        page.wait_for_url(f"**/proyecto/{len(ideas) + 1}/")
        ideas.append(page.get_by_role("heading", level=1).inner_text())
        look(page, f"02-{len(ideas)}")
    # What the design takes for granted is one screen each.
    assert tuple(dict.fromkeys(ideas)) == IDEAS
    page.get_by_role("button", name="Empezar a responder").click()
    expect(page.get_by_text("Puede parar ahora y volver otro día")).to_be_visible()
    look(page, "03-first")


def answer_everything(page: Page, look: Look) -> None:
    # No answer is no answer, and says so where the finger is.
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Toque una respuesta")
    look(page, "04-error")
    answer(page, "Sí")
    go_on(page)
    answer(page, "Del río, con baldes")
    go_on(page)
    for step in ("Diez más", "Diez más", "Uno más"):
        page.get_by_role("button", name=step).click()
        page.wait_for_load_state()
    expect(page.get_by_label("Escriba el número")).to_have_value("21")
    look(page, "05-minutes")
    go_on(page)
    answer(page, "Solo en verano")
    go_on(page)
    rank(page)
    # The place a need has stands in a circle, and all of the number in it.
    for circle in page.locator(".rank").all():
        box = circle.bounding_box()
        assert box is not None
        assert box["width"] == box["height"]
    assert page.locator(".rank").count() == 3
    look(page, "05-needs")
    go_on(page)
    for number in range(6, 23):
        match_answer(page, page.locator("h1").inner_text())
        if number in {9, 13, 14, 18, 21}:
            look(page, f"06-{number:02}")
        go_on(page)
    expect(page.get_by_role("heading", name="Mire si está bien")).to_be_visible()


def follow_and_withdraw(page: Page, look: Look) -> None:
    receipt = re.sub(r"\D", "", page.locator("#recibo").inner_text())
    page.get_by_role("link", name="Ya lo guardé").click()
    page.get_by_role("link", name="Ya respondí y tengo un recibo").click()
    expect(page.get_by_label("Escriba los 20 números")).to_be_visible()
    look(page, "09-follow")
    page.get_by_label("Escriba los 20 números").fill(receipt)
    page.get_by_role("button", name="Ver", exact=True).click()
    expect(page.get_by_text("Llegó y se cuenta")).to_be_visible()
    assert receipt not in page.url
    look(page, "10-followed")
    page.get_by_role("button", name="Retirar lo que dije").click()
    look(page, "11-withdraw")
    page.get_by_role("button", name="Sí, retirarlo").click()
    expect(page.get_by_text("Se borró, y ya no se cuenta.")).to_be_visible()


def answer(page: Page, words: str) -> None:
    page.locator("label.choice", has_text=re.compile(f"^\\s*{words}\\s*$")).click()


def go_on(page: Page) -> None:
    number = page.locator(".beads-wrap .small").inner_text()
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator(".beads-wrap .small", has_text=number)).to_have_count(0)


def rank(page: Page) -> None:
    """Tap four, take the second away again: three are left, in order."""
    for words in ("Agua para tomar", "Comida", "Salud"):
        page.get_by_role("button", name=words).click()
    expect(page.locator("[data-order] .tag")).to_have_count(3)
    page.get_by_role("button", name="Escuela").click()
    expect(page.get_by_role("alert")).to_contain_text("Ya tocó 3.")
    page.get_by_role("button", name="Comida").click()
    page.get_by_role("button", name="Camino").click()
    expect(page.locator("[data-order] .tag")).to_have_text(
        ["1. Agua para tomar", "2. Salud", "3. Camino"],
    )


def match_answer(page: Page, title: str) -> None:
    if "alguien que debería estar" in title:
        answer(page, "Mujeres")
        answer(page, "Personas deportadas")
        return
    if "¿Qué le parece?" in title:
        answer(page, "Prefiero no decir")
        return
    if "¿Le cuesta mucho" in title:
        return
    answer(page, next(said for asked, said in ANSWERS.items() if asked in title))
    if "¿Está de acuerdo" in title:
        page.get_by_text("Con mis palabras").click()
        page.get_by_label("Lo que quiera decir").fill(
            "Primero queremos agua para tomar."
        )


def test_going_back_loses_nothing(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = begin(open_page, consultation, javascript=False)
    answer(page, "De pozo abierto")
    page.get_by_text("Con mis palabras").click()
    page.get_by_label("Lo que quiera decir").fill("Se seca en marzo.")
    go_on(page)
    page.get_by_label("Escriba el número").fill("40")
    page.get_by_role("button", name="Atrás").click()

    expect(page.get_by_role("radio", name="De pozo abierto")).to_be_checked()
    expect(page.get_by_label("Lo que quiera decir")).to_have_value("Se seca en marzo.")
    go_on(page)
    expect(page.get_by_label("Escriba el número")).to_have_value("40")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_leaving_at_once_forgets_everything(
    consultation: Consultation,
    open_page: OpenPage,
    javascript: bool,
) -> None:
    page = begin(open_page, consultation, javascript=javascript)
    answer(page, "De pozo abierto")
    go_on(page)
    page.context.route(
        re.compile("wikipedia"),
        lambda route: route.fulfill(body="<title>ordinary</title>"),
    )

    with page.expect_request(re.compile("wikipedia")):
        page.get_by_role("link", name="Salir rápido").click()

    # The phone is away at once; what it asked of us on leaving comes after.
    until = time.monotonic() + 10
    while (Draft.objects.exists() or has_key(page)) and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert Draft.objects.count() == 0
    assert not has_key(page)
    page.goto(f"/r/{consultation.code}/1/")
    expect(page.get_by_role("heading", name="Aquí no hay nada")).to_be_visible()


def has_key(page: Page) -> bool:
    """Say whether the browser still has what opens the half-done answers."""
    return "borrador" in {each["name"] for each in page.context.cookies()}


def test_nothing_of_what_is_answered_is_in_an_address_or_a_cookie(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    page = begin(open_page, consultation, javascript=True)
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url))
    answer(page, "Del río, con baldes")
    go_on(page)

    cookies = page.context.cookies()
    (key,) = [each for each in cookies if each["name"] == "borrador"]
    assert key["path"] == f"/r/{consultation.code}/"
    assert (key["httpOnly"], key["sameSite"], key["expires"]) == (True, "Lax", -1)
    assert not [url for url in visited if "no_service" in url]
    assert not [each for each in cookies if "no_service" in each["value"]]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_facilitator_writes_down_one_family_after_another(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
) -> None:
    facilitator = make_facilitator(consultation)
    page = open_page("/responder/anotar/", as_user=facilitator)
    axe(page)
    shots(page, "es-phone-js-20-collect")
    page.get_by_role("button", name="Preguntar a una familia").click()

    for water in ("Del río, con baldes", "De pozo abierto"):
        page.get_by_role("button", name="Ya tengo el teléfono").click()
        answer(page, "Sí")
        page.get_by_role("button", name="Seguir", exact=True).click()
        expect(page.get_by_text("Devuelva el teléfono")).to_be_visible()
        page.get_by_role("button", name="Seguir", exact=True).click()
        answer(page, water)
        go_on(page)
        page.goto(f"/r/{consultation.code}/revisar/")
        page.get_by_role("button", name="Enviar").click()
        shots(page, "es-phone-js-21-next")
        page.get_by_role("button", name="Siguiente familia").click()
        # Nothing of the family before is left on the page.
        expect(page.locator("input:checked")).to_have_count(0)

    given = Given.objects.values_list(
        "channel", "collected_by", "answers__living:water"
    )
    assert sorted(given) == [
        ("facilitator", facilitator.pk, ["no_service"]),
        ("facilitator", facilitator.pk, ["unimproved"]),
    ]


def begin(
    open_page: OpenPage,
    consultation: Consultation,
    *,
    javascript: bool,
) -> Page:
    page = open_page(f"/r/{consultation.code}/proyecto/", javascript=javascript)
    page.get_by_role("button", name="Empezar a responder").click()
    answer(page, "Sí")
    go_on(page)
    return page
