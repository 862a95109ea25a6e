"""Hearing a page with a finger and with keys, and saying how a text is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.consultations.models import Consultation
from consult.languages import actions
from consult.languages.models import Rendering
from consult.languages.texts import NeededText
from tests.browser.width import overflow
from tests.consult.voice.clips import clip
from tests.factories.communities import make_language
from tests.factories.languages import MADE_UP, agree, make_speaker, make_theme, publish
from tests.services.browser import OpenPage
from tests.services.phone import open_kept
from tests.services.proxy import Proxy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATER = "¿De dónde saca su familia el agua para tomar?"
RIVER = "Del río, con baldes"


Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]


# What plays is made by the script of the page, in no place of it.
LISTEN = """() => {
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener("ended", () => {
      window.ended = [this.src, this.duration, this.currentTime];
    });
    return play.call(this);
  };
}"""


def record(spanish: str, seconds: float = 1) -> Rendering:
    """Publish a tone as how a text is said in K'iche'."""
    return agree(
        actions.propose_recording(
            by=make_speaker(),
            language=make_language("quc"),
            needed=NeededText(spanish),
            content=clip(seconds),
        ),
    )


def first_question(page: Page, consultation: Consultation) -> None:
    page.get_by_role("button", name="Kʼicheʼ", exact=False).last.click()
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator("label.choice", has_text="Sí").click()
    page.locator("form button[value=next]").last.click()
    page.wait_for_url("**/2/")


def test_a_question_is_heard_with_one_tap_and_with_keys(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
) -> None:
    record(WATER, 20)
    record(RIVER, 20)
    for text in ("No sé", "Seguir"):
        record(text)
    page = open_page(f"/r/{consultation.code}/")
    first_question(page, consultation)
    question = page.get_by_role("button", name=f"Oír: {WATER}")
    answer = page.get_by_role("button", name=f"Oír: {RIVER}")
    axe(page)
    shots(page, "hearing/question")

    question.click()
    expect(question).to_have_class("hear is-playing")
    # Another stops it, and hearing an answer does not choose it.
    answer.focus()
    page.keyboard.press("Space")
    expect(answer).to_have_class("hear is-playing")
    expect(question).to_have_class("hear")
    expect(page.locator("input:checked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(answer).to_have_class("hear")


def go_on_and_back(page: Page) -> None:
    page.get_by_text("No sé").click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    page.wait_for_url("**/3/")
    page.get_by_role("button", name="Atrás", exact=True).click()
    page.wait_for_url("**/2/")


def test_a_phone_remembers_that_it_reads_aloud(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    record(WATER, 20)
    page = open_page(f"/r/{consultation.code}/")
    first_question(page, consultation)
    option = page.get_by_role("button", name="Leer siempre en voz alta")
    expect(option).to_have_attribute("aria-pressed", "false")

    option.click()
    # A browser reads aloud by itself only where a tap led to the page.
    go_on_and_back(page)

    expect(option).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".hear").first).to_have_class("hear is-playing")
    option.click()
    go_on_and_back(page)
    expect(page.locator(".hear").first).to_have_class("hear")
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert stored == "{}"


def test_without_script_a_sound_is_a_link_to_it(
    consultation: Consultation,
    open_page: OpenPage,
) -> None:
    rendering = record(WATER)
    page = open_page(f"/r/{consultation.code}/", javascript=False)
    first_question(page, consultation)

    link = page.get_by_role("link", name=f"Oír: {WATER}")

    expect(link).to_have_attribute("href", f"/voz/{rendering.recording_id}.ogg")
    expect(page.get_by_text("Leer siempre en voz alta")).to_be_hidden()
    answer = page.request.get(f"/voz/{rendering.recording_id}.ogg")
    assert answer.headers["content-type"].startswith("audio/ogg")


@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
def test_speakers_record_in_the_page(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    *,
    desk: bool,
) -> None:
    kind = "desk" if desk else "phone"
    page = open_page("/idiomas/", as_user=make_speaker(), desk=desk)
    page.get_by_role("link", name="Ver lo que falta").last.click()
    page.get_by_role("link", name="Seguir en", exact=False).click()
    speak = page.locator(".speak")
    field = page.get_by_label("Grabe cómo se dice")

    speak.get_by_role("button", name="Hablar").click()
    expect(speak.locator("time")).to_have_text("0:02", timeout=5_000)
    speak.get_by_role("button", name="Parar").click()
    expect(speak.get_by_role("status")).to_contain_text("Ya está grabado.")
    speak.get_by_role("button", name="Borrar lo que dije").click()
    assert field.evaluate("(each) => each.files.length") == 0
    speak.get_by_role("button", name="Hablar").click()
    expect(speak.locator("time")).to_have_text("0:01", timeout=5_000)
    axe(page)
    shots(page, f"speakers/{kind}-recording")
    # Whoever saves while speaking saves what was said until then.
    page.get_by_role("button", name="Guardar la grabación").click()
    expect(page.get_by_text("Gracias. Falta que otras dos personas")).to_be_visible()
    shots(page, f"speakers/{kind}-recorded")

    recording = Rendering.objects.get().recording
    assert recording is not None
    assert recording.duration_ms >= 1000
    assert overflow(page) == 0


def test_without_script_speakers_send_a_file(
    consultation: Consultation,
    open_page: OpenPage,
    tmp_path: Path,
) -> None:
    sound = tmp_path / "voz.webm"
    sound.write_bytes(clip(1))
    page = open_page("/idiomas/", as_user=make_speaker(), javascript=False)
    page.get_by_role("link", name="Ver lo que falta").last.click()
    page.get_by_role("link", name="Seguir en", exact=False).click()

    expect(page.locator(".speak")).to_be_hidden()
    page.get_by_label("Grabe cómo se dice").set_input_files(sound)
    page.get_by_role("button", name="Guardar la grabación").click()

    expect(page.get_by_text("Gracias. Falta que otras dos personas")).to_be_visible()
    assert Rendering.objects.get().recording is not None


def test_what_was_opened_once_is_heard_without_signal(
    consultation: Consultation,
    switch_on: Callable[[], BrowserContext],
    proxy: Proxy,
) -> None:
    rendering = record(WATER, 2)
    page = switch_on().new_page()
    page.goto(f"/r/{consultation.code}/")
    page.get_by_role("button", name="Kʼicheʼ", exact=False).last.click()
    open_kept(page, f"/r/{consultation.code}/sin-senal/")
    heard = f"/voz/{rendering.recording_id}.ogg"

    page.context.set_offline(offline=True)
    proxy.fall()
    page.reload()
    page.locator("[data-offline][data-kept=yes]").wait_for()
    shown = page.locator("[data-offline] form:not([hidden])")
    shown.locator("label.choice").first.click()
    shown.locator(".onward [value=next]").click()
    page.evaluate(LISTEN)
    shown.get_by_role("button", name=f"Oír: {WATER}").click()

    # To its end, to the last of its two seconds, and from nowhere but the phone.
    page.wait_for_function("() => window.ended", timeout=10_000)
    address, seconds, played = page.evaluate("window.ended")
    assert address.endswith(heard)
    assert 1.9 < seconds < 2.2
    assert played > 1.9
    page.context.close()


@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
def test_speakers_write_record_and_judge(
    consultation: Consultation,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    tmp_path: Path,
    *,
    desk: bool,
) -> None:
    make_theme("threat")
    publish("Camino")
    sound = tmp_path / "voz.webm"
    sound.write_bytes(clip(1))
    kind = "desk" if desk else "phone"
    first = open_page("/idiomas/", as_user=make_speaker("quc", "es"), desk=desk)
    axe(first)
    shots(first, f"speakers/{kind}-mine")

    first.get_by_role("link", name="Ver lo que falta").last.click()
    axe(first)
    shots(first, f"speakers/{kind}-texts")
    first.get_by_role("link", name="Seguir en", exact=False).click()
    first.get_by_label("Escriba cómo se dice").fill(MADE_UP)
    first.get_by_role("button", name="Guardar lo escrito").click()
    expect(first.get_by_text("Gracias. Falta que otras dos personas")).to_be_visible()
    first.get_by_label("Grabe cómo se dice").set_input_files(sound)
    first.get_by_role("button", name="Guardar la grabación").click()
    expect(first.locator("article audio")).to_have_count(1)
    address = first.url

    second = open_page(address, as_user=make_speaker(), desk=desk)
    axe(second)
    shots(second, f"speakers/{kind}-text")
    second.get_by_role("button", name="Sí, así se dice").first.click()
    expect(second.get_by_text("Falta que otra persona la mire")).to_be_visible()

    second.goto("/idiomas/quc/palabras/")
    second.get_by_label("Palabra").fill("zub'av")
    second.get_by_label("¿De qué habla?").select_option("threat")
    second.get_by_role("button", name="Agregar la palabra").click()
    expect(second.get_by_text("zubʼav", exact=True)).to_be_visible()
    axe(second)
    shots(second, f"speakers/{kind}-words")
    assert overflow(second) == 0
