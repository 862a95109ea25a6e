"""Somebody answers with their voice, and it arrives as it was said."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.accounts.enums import RoleCode
from consult.feedback import models
from consult.voice.enums import Sound
from consult.voice.serving import sound_of
from tests.consult.feedback.test_words_page import speak
from tests.consult.voice.clips import pcm
from tests.factories.consultations import make_user
from tests.factories.feedback import give_testimony, make_answerable, make_facilitator
from tests.services.browser import OpenPage, sign_in
from tests.services.phone import open_kept

# What leaves the page, beside what is done with it.
WATCH = """() => {
  const real = window.fetch;
  window.fetch = async (address, options) => {
    if (options?.body instanceof Blob) {
      const bytes = new Uint8Array(await options.body.arrayBuffer());
      window.sent = [options.body.type, [...bytes]];
    }
    return real(address, options);
  };
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_answered_aloud_and_arrives_to_the_last_sample(
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    axe: Callable[[Page], None],
) -> None:
    consultation = make_answerable()
    page = open_page(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.evaluate(WATCH)
    speak = page.locator(".speak")
    expect(speak).to_be_visible()
    shots(page, "speak-1-before")

    speak.get_by_role("button", name="Hablar").click()
    stop = speak.get_by_role("button", name="Parar")
    expect(stop).to_be_visible()
    # The fake device beeps once a second.
    expect(speak.locator("meter")).not_to_have_js_property("value", 0)
    expect(speak.locator("time")).to_have_text("0:02", timeout=5_000)
    shots(page, "speak-2-recording")
    stop.click()
    expect(speak.get_by_role("status")).to_have_text("Se guardó lo que dijo.")
    expect(speak.locator("audio")).to_be_visible()
    kind, clip = page.evaluate("window.sent")
    axe(page)
    shots(page, "speak-3-kept")

    # The page goes on although nothing was tapped, and what was said can be heard.
    page.get_by_role("button", name="Seguir").click()
    page.wait_for_url("**/2/")
    page.go_back()
    expect(page.locator(".speak")).to_contain_text("Ya habló")
    lasts = page.evaluate(
        """async () => {
          const bytes = await (await fetch(document.querySelector(".speak audio").src))
            .arrayBuffer();
          return (await new AudioContext().decodeAudioData(bytes)).duration;
        }""",
    )
    assert lasts > 1.5
    page.goto(f"/r/{consultation.code}/revisar/")
    expect(page.get_by_text("Contestó con su voz")).to_be_visible()
    shots(page, "speak-4-review")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Su recibo")).to_be_visible()

    assert kind == "audio/webm;codecs=opus"
    spoken = models.Testimony.objects.get().spoken.get()
    assert spoken.question == "can_speak_freely"
    assert pcm(sound_of(spoken.recording, Sound.OPUS), "ogg") == pcm(
        bytes(clip), "matroska"
    )
    assert spoken.recording.source == "webm"


def test_going_on_while_speaking_keeps_what_was_said(open_page: OpenPage) -> None:
    consultation = make_answerable()
    page = open_page(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator(".speak").get_by_role("button", name="Hablar").click()
    expect(page.locator(".speak time")).to_have_text("0:01", timeout=5_000)

    page.get_by_role("button", name="Seguir").click()

    page.wait_for_url("**/2/")
    page.go_back()
    expect(page.locator(".speak")).to_contain_text("Ya habló")
    page.locator(".speak").get_by_role("button", name="Borrar lo que dije").click()
    expect(page.get_by_text("Se borró lo que dijo.")).to_be_visible()
    page.get_by_role("button", name="Seguir").click()
    expect(page.get_by_role("alert")).to_contain_text("Toque una respuesta.")


# Every microphone that is opened, after as long as a person takes to allow it.
SLOW_MICROPHONE = """() => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.opened = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    await new Promise((done) => setTimeout(done, 500));
    const stream = await real(wanted);
    window.opened.push(...stream.getTracks());
    return stream;
  };
}"""
STILL_OPEN = "() => opened.filter((each) => each.readyState === 'live').length"


def test_two_quick_taps_open_one_microphone_and_it_is_closed(
    open_page: OpenPage,
) -> None:
    consultation = make_answerable()
    page = open_page(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.evaluate(SLOW_MICROPHONE)
    speak = page.locator(".speak")

    # Once its script is there; while the microphone still takes half a second.
    page.wait_for_load_state("networkidle")
    speak.get_by_role("button", name="Hablar").click()
    page.wait_for_timeout(100)
    speak.get_by_role("button", name="Hablar").click()
    expect(speak.locator("time")).to_have_text("0:01", timeout=5_000)
    speak.get_by_role("button", name="Parar").click()

    expect(speak.get_by_role("status")).to_have_text("Se guardó lo que dijo.")
    assert page.evaluate("opened.length") == 1
    assert page.evaluate(STILL_OPEN) == 0


def test_a_microphone_that_was_refused_may_be_asked_for_again(
    open_page: OpenPage,
) -> None:
    consultation = make_answerable()
    page = open_page(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.evaluate(
        """() => {
          const real = navigator.mediaDevices.getUserMedia;
          navigator.mediaDevices.getUserMedia = async () => {
            navigator.mediaDevices.getUserMedia = real;
            throw new Error();
          };
        }""",
    )
    speak = page.locator(".speak")
    speak.get_by_role("button", name="Hablar").click()
    expect(speak.get_by_role("status")).to_contain_text("Dele permiso")
    speak.get_by_role("button", name="Hablar").click()
    expect(speak.get_by_role("button", name="Parar")).to_be_visible()


@pytest.mark.parametrize("is_asked", [True, False], ids=["asked", "speaking"])
def test_whoever_went_on_without_signal_is_listened_to_no_more(
    switch_on: Callable[[], BrowserContext],
    is_asked: bool,
) -> None:
    context = switch_on()
    page = context.new_page()
    open_kept(page, f"/r/{make_answerable().code}/sin-senal/")
    page.evaluate(SLOW_MICROPHONE)
    page.evaluate(
        """addEventListener("spoke", ({ target, detail }) => {
          if (detail) (window.landed ??= []).push(target.closest("form").id);
        }, true)""",
    )
    onward = page.get_by_role("button", name="Seguir", exact=True)
    page.locator("label.choice:visible").first.click()
    onward.last.click()
    page.locator("[id=p2]:not([hidden]) label.choice").first.click()
    speak = page.locator(".speak:visible")
    speak.get_by_role("button", name="Hablar").click()
    if is_asked:
        onward.last.click()
        expect(page.locator("form:not([hidden])").last).to_have_id("p3")
        page.wait_for_timeout(1000)
    else:
        expect(speak.locator("time")).to_have_text("0:01", timeout=5_000)
        page.go_back()
        expect(page.locator("form:not([hidden])").last).to_have_id("p1")

    page.wait_for_timeout(500)
    assert page.evaluate("opened.length") == 1
    assert page.evaluate(STILL_OPEN) == 0
    assert page.evaluate("window.landed ?? []") == ([] if is_asked else ["p2"])
    context.close()


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "speaking"])
def test_whoever_has_the_phone_next_hears_nothing_of_what_was_said_alone(
    switch_on: Callable[[], BrowserContext],
    is_kept: bool,
) -> None:
    consultation = make_answerable()
    context = switch_on()
    page = context.new_page()
    page.goto("/")
    sign_in(context, make_facilitator(consultation), page.url)
    open_kept(page, f"/r/{consultation.code}/sin-senal/anotar/")
    page.evaluate(SLOW_MICROPHONE)
    page.get_by_role("button", name="Ya tengo el teléfono").click()
    speak = page.locator(".speak:visible")
    speak.get_by_role("button", name="Hablar").click()
    expect(speak.locator("time")).to_have_text("0:01", timeout=5_000)
    if is_kept:
        speak.get_by_role("button", name="Parar").click()
        expect(speak.get_by_role("status")).to_have_text("Se guardó lo que dijo.")
        page.evaluate("window.said = document.querySelector('audio[src^=blob]').src")

    page.go_back()
    page.get_by_role("button", name="Ya tengo el teléfono").click()

    expect(speak.get_by_role("button", name="Hablar")).to_be_visible()
    expect(speak.get_by_role("status")).to_have_text("")
    expect(speak.locator("audio")).to_be_hidden()
    expect(speak.get_by_role("button", name="Borrar lo que dije")).to_be_hidden()
    expect(page.locator("audio[src^=blob]")).to_have_count(0)
    assert page.evaluate(STILL_OPEN) == 0
    assert page.evaluate(
        """() => [...document.querySelectorAll(".speak audio")]
          .every((each) => each.networkState === HTMLMediaElement.NETWORK_EMPTY)""",
    )
    if is_kept:
        assert page.evaluate("fetch(said).then(() => false, () => true)")
    page.get_by_role("button", name="Seguir", exact=True).last.click()
    expect(page.locator("form:not([hidden]) [role=alert]")).to_contain_text("Toque")
    context.close()


def test_without_script_nothing_is_offered_that_cannot_work(
    open_page: OpenPage,
) -> None:
    consultation = make_answerable()
    page = open_page(f"/r/{consultation.code}/proyecto/", javascript=False)
    page.get_by_role("button", name="Empezar a responder").click()
    expect(page.locator(".speak")).to_be_hidden()


def test_whoever_protects_people_reads_and_hears_them(
    open_page: OpenPage,
    shots: Callable[[Page, str], None],
    axe: Callable[[Page], None],
) -> None:
    consultation = make_answerable()
    for _each in range(4):
        give_testimony(consultation)
    recording = speak(consultation)
    by = make_user(
        RoleCode.PROTECTION_OFFICER,
        organisation=consultation.design.project.funder,
    )
    page = open_page(f"/responder/palabras/{consultation.code}/", as_user=by)
    lasts = page.evaluate(
        """async (path) => {
          const bytes = await (await fetch(path)).arrayBuffer();
          return (await new AudioContext().decodeAudioData(bytes)).duration;
        }""",
        f"/responder/palabras/{recording}.ogg",
    )
    assert lasts == pytest.approx(1, abs=0.05)

    page.get_by_text("Escribir lo que dice").click()
    page.get_by_label("Lo que dice, en español").check()
    page.get_by_label("Lo que dice", exact=True).fill("Uno, dos, tres.")
    page.get_by_role("button", name="Guardar lo escrito").click()
    page.get_by_role("button", name="Eso dice: aceptar").click()
    expect(page.get_by_text("Aceptada")).to_be_visible()
    axe(page)
    shots(page, "voices-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    shots(page, "voices-desk")
