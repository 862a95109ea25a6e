"""What speakers published is read and heard, and Spanish in its place says so."""

import gzip
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consult.consultations.models import Consultation
from consult.feedback import minute, phrases
from tests.consult.feedback.browsing import begin, page, say, url
from tests.factories.feedback import give_testimony, question
from tests.factories.languages import MADE_UP, publish, publish_sound, sound_of

pytestmark = pytest.mark.django_db
WATER = "¿De dónde saca su familia el agua para tomar?"
FROM_THE_RIVER = "Del río, con baldes"
OWN = re.compile(r'{% (?:own|hear_own) "([^"]+)" %}')


def choose(client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language


def button(address: str, what: str) -> str:
    return (
        f'<a class="hear" href="{address}" data-sound="{address}" '
        f'aria-label="Oír: {what}"></a>'
    )


def first_question(client: Client, consultation: Consultation) -> str:
    return page(client.get(url("ask", consultation, 2)))


def test_a_question_is_read_in_the_words_published_since_it_was_asked(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    choose(client, "quc")
    assert '<span lang="es" class="fallback">' in first_question(client, consultation)

    publish(WATER)

    shown = first_question(client, consultation)
    assert f'<h1><span lang="quc">{MADE_UP}</span></h1>' in shown
    # Its choices are still in Spanish, and now say so by themselves.
    assert f'{FROM_THE_RIVER} <span class="fallback-sign">en español</span>' in shown
    # In Spanish it stays what it was.
    choose(client, "es")
    assert f"<h1>{WATER}</h1>" in first_question(client, consultation)


def test_what_was_asked_in_a_language_stays_although_another_is_published(
    client: Client,
    consultation: Consultation,
) -> None:
    asked = question(consultation, "living:water")
    asked.text_quc = "así se preguntó"  # type: ignore[attr-defined]
    asked.save()
    publish(WATER)
    begin(client, consultation)
    choose(client, "quc")

    assert "así se preguntó" in first_question(client, consultation)


def test_question_choice_and_button_are_heard_beside_what_they_say(
    client: Client,
    consultation: Consultation,
) -> None:
    sounds = {
        text: sound_of(publish_sound(text))
        for text in (WATER, FROM_THE_RIVER, "No sé", "Seguir")
    }
    begin(client, consultation)
    choose(client, "quc")

    shown = first_question(client, consultation)

    for text, address in sounds.items():
        assert shown.count(button(address, text)) == 1
    # Never inside what a tap would choose or send.
    for inside in re.findall(
        r"<(?:label|button).*?</(?:label|button)>", shown, re.DOTALL
    ):
        assert "data-sound" not in inside
    assert "feedback/hear.js" in shown
    # Only this phone knows whether it reads everything aloud.
    assert re.search(r"<button[^>]* hidden data-aloud>", shown)


def test_only_a_recording_in_the_chosen_language_is_offered(
    client: Client,
    consultation: Consultation,
) -> None:
    publish_sound(WATER)
    begin(client, consultation)

    for language in ("es", "mam"):
        choose(client, language)
        shown = first_question(client, consultation)
        assert "data-sound" not in shown
        assert "hear.js" not in shown


def test_spanish_is_heard_too_by_whoever_does_not_read(
    client: Client,
    consultation: Consultation,
) -> None:
    spoken = publish_sound(WATER, language="es")
    begin(client, consultation)

    assert button(sound_of(spoken), WATER) in first_question(client, consultation)


def test_pictures_that_are_tapped_in_order_are_heard(
    client: Client,
    consultation: Consultation,
) -> None:
    address = sound_of(publish_sound("Camino"))
    publish("¿Qué es lo más urgente para su familia?")
    begin(client, consultation)
    choose(client, "quc")
    needs = url("ask", consultation, 5)
    say(client, consultation, 5, tap="road")

    shown = page(client.get(needs))

    assert shown.count(button(address, "Camino")) == 1
    # What was chosen says which language it is in, above the pictures too.
    chosen = shown[shown.index("data-order") : shown.index('class="choices pairs"')]
    assert '1. <span lang="es" class="fallback">Camino' in chosen


def test_a_greeting_is_heard_beside_its_language(
    client: Client,
    consultation: Consultation,
) -> None:
    address = sound_of(publish_sound(phrases.GREETING))

    shown = page(client.get(url("enter", consultation)))

    assert shown.count("data-sound") == 1
    assert button(address, "Kʼicheʼ") in shown
    assert "hear.js" in shown


def test_each_idea_of_the_project_is_heard(
    client: Client,
    consultation: Consultation,
) -> None:
    told = [
        consultation.design.summary,
        f"El proyecto es en {consultation.community.place}.",
        phrases.WHO_DOES_IT.format(
            executor=consultation.design.carried_out_by,
            funder=consultation.design.project.funder,
        ),
        "Cuesta USD 186,000.00 para 95 familias.",
        "Las familias ya tienen cerca agua buena para tomar.",
        "La fuente alcanza en verano.",
        *(promise for _title, promise, _drawing in phrases.PROMISES),
    ]
    addresses = [sound_of(publish_sound(text)) for text in told]
    choose(client, "quc")

    for step, address in enumerate(addresses, start=1):
        shown = page(client.get(url("idea", consultation, step)))
        assert re.findall(r'data-sound="([^"]+)"', shown) == [address]
    together = page(client.get(url("project", consultation)))
    assert re.findall(r'data-sound="([^"]+)"', together) == addresses


def test_buttons_are_read_as_speakers_say_them(
    client: Client,
    consultation: Consultation,
) -> None:
    publish("Seguir")
    begin(client, consultation)
    choose(client, "quc")

    shown = first_question(client, consultation)

    assert f'value="next"><span lang="quc">{MADE_UP}</span></button>' in shown
    assert 'value="back">Atrás</button>' in shown


def test_all_questions_of_the_page_without_signal_name_their_sounds(
    client: Client,
    consultation: Consultation,
) -> None:
    """The phone keeps what the page names, to be heard without signal."""
    addresses = {sound_of(publish_sound(text)) for text in (WATER, FROM_THE_RIVER)}
    choose(client, "quc")

    shown = page(
        client.get(reverse("offline:without_signal", args=[consultation.code]))
    )

    assert set(re.findall(r'data-sound="([^"]+)"', shown)) == addresses


def test_hearing_costs_no_query_a_question(
    client: Client,
    consultation: Consultation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    begin(client, consultation)
    choose(client, "quc")
    first_question(client, consultation)
    with django_assert_num_queries(3):
        first_question(client, consultation)
    for text in (WATER, FROM_THE_RIVER, "No sé", "Seguir", "Atrás"):
        publish_sound(text)
    give_testimony(consultation)
    first_question(client, consultation)

    with django_assert_num_queries(3):
        assert first_question(client, consultation).count("data-sound") == 5


def test_a_question_whose_every_text_is_heard_still_weighs_little(
    client: Client,
    consultation: Consultation,
) -> None:
    """The heaviest: twenty pictures. What a recording adds is mostly its address."""
    asked = question(consultation, "needs")
    texts = [choice["text"]["es"] for choice in asked.choices]
    buttons = ["No sé", "No entendí", "Prefiero no decir", "Seguir", "Atrás"]
    for text in (asked.text, asked.help_text, *texts, *buttons):
        publish_sound(text)
    begin(client, consultation)
    choose(client, "quc")

    shown = client.get(url("ask", consultation, asked.order)).content

    assert shown.count(b"data-sound") == len(texts) + len(buttons) + 2
    silent = re.sub(
        rb'<a class="hear".*?</a>|</?div class="heard">',
        b"",
        shown,
    )
    added = len(gzip.compress(shown)) - len(gzip.compress(silent))
    # Addresses are random, and so are some bytes of what they weigh: about forty each.
    assert added <= 41 * (len(texts) + len(buttons) + 2)
    assert len(gzip.compress(shown)) <= 6 * 1024


def test_the_script_that_plays_is_small() -> None:
    script = settings.BASE_DIR / "consult/feedback/static/feedback/hear.js"

    assert len(gzip.compress(script.read_bytes())) <= 0.7 * 1024


# --- The language a page comes in -----------------------------------------------------


@pytest.mark.parametrize("name", ["start", "follow"])
def test_a_phone_in_another_language_gets_spanish_until_somebody_chose(
    client: Client,
    name: str,
) -> None:
    address = reverse(f"feedback:{name}")

    shown = page(client.get(address, HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9"))
    choose(client, "en")
    chosen = page(client.get(address, HTTP_ACCEPT_LANGUAGE="quc"))

    assert '<html lang="es">' in shown
    assert '<html lang="en">' in chosen


def test_the_project_is_told_in_spanish_until_somebody_chose(
    client: Client,
    consultation: Consultation,
) -> None:
    shown = page(
        client.get(url("project", consultation), HTTP_ACCEPT_LANGUAGE="en"),
    )

    assert '<html lang="es">' in shown


def test_those_who_work_here_get_the_language_of_their_browser(client: Client) -> None:
    shown = page(client.get(reverse("web:home"), HTTP_ACCEPT_LANGUAGE="en"))

    assert '<html lang="en">' in shown


# --- What is said and where -----------------------------------------------------------


def test_every_sentence_that_the_templates_say_is_one_that_speakers_find() -> None:
    templates = settings.BASE_DIR / "templates"
    written = {
        text
        for path in templates.rglob("*.html")
        for text in OWN.findall(path.read_text(encoding="utf-8"))
    }
    known = {
        *phrases.PAGES,
        phrases.CLAIMS,
        phrases.CLAIMS_WHY,
        *(text for promise in phrases.PROMISES for text in promise[:2]),
    }
    titles = {"Qué quieren hacer", "Dónde", "Quién lo va a hacer", "Cuánto cuesta"}

    assert written - known == set()
    assert set(phrases.PAGES) - written - titles - {"Cuándo"} == set()
    assert {"claim", "promise"} == minute.LISTED
