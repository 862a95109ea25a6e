"""One question a page."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from consult.feedback.models import Testimony as Given
from tests.consult.feedback.browsing import begin, page, say, url
from tests.factories.feedback import (
    give_testimony,
)

pytestmark = pytest.mark.django_db


def test_each_answer_leads_to_the_next_question(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = say(client, consultation, 2, choice="no_service")

    assert answer.headers["Location"] == url("ask", consultation, 3)
    shown = page(client.get(url("ask", consultation, 2)))
    assert re.search(r'value="no_service"\s+checked', shown)


def test_silence_is_asked_again_and_keeps_the_words(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = say(client, consultation, 2, words="Vamos al río.")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Toque una respuesta." in page(answer)
    assert "Vamos al río.</textarea>" in page(answer)


def test_going_back_keeps_what_was_begun(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="basic")

    back = say(client, consultation, 3, words="Con lluvia no.", go="back")

    assert back.headers["Location"] == url("ask", consultation, 2)
    shown = page(client.get(url("ask", consultation, 3)))
    assert "Con lluvia no.</textarea>" in shown


def test_whoever_cannot_speak_now_is_told_that_they_may_stop_before_anything(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)

    first = page(client.get(url("ask", consultation, 1)))
    assert "¿Puede hablar con libertad ahora?" in first
    assert "Puede parar ahora y volver otro día, desde cualquier teléfono" in first
    assert "Puede parar ahora" not in page(
        say(client, consultation, 1, choice="prefer_not"),
    )
    asked = page(say(client, consultation, 1, choice="no"))
    assert "Si para, no se envía nada" in asked
    assert url("leave", consultation) in asked
    onward = say(client, consultation, 1, free="no")
    client.post(url("send", consultation))

    assert onward.headers["Location"] == url("ask", consultation, 2)
    testimony = Given.objects.get(pk=key.testimony_uuid)
    assert testimony.answers == {"can_speak_freely": ["no"]}


def test_whoever_stops_there_leaves_nothing_behind(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 1, choice="no", words="Me oyen.")

    stopped = say(client, consultation, 1, free="no", go="stop")

    assert "No se envió nada" in page(stopped)
    assert client.cookies["borrador"].value == ""
    assert (Draft.objects.count(), Given.objects.count()) == (0, 0)
    assert client.get(url("ask", consultation, 1)).status_code == HTTPStatus.GONE


def test_whoever_is_alone_now_is_asked_again_and_keeps_their_words(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 1, choice="no", words="Me oían.")

    again = say(client, consultation, 1, free="no", go="again")

    assert again.headers["Location"] == url("ask", consultation, 1)
    shown = page(client.get(url("ask", consultation, 1)))
    assert "checked" not in shown
    assert "Me oían.</textarea>" in shown


def test_what_may_be_done_is_told_in_the_language_that_is_chosen(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    shown = say(client, consultation, 1, free="no", language="en")

    assert "You may stop now" in page(shown)


def test_stopping_is_offered_nowhere_else(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="basic")

    say(client, consultation, 2, choice="limited", free="no", go="stop")

    assert Draft.objects.count() == 1


def test_going_back_from_the_first_question_leads_to_the_project(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    back = say(client, consultation, 1, go="back")

    assert back.headers["Location"] == url("project", consultation)
    shown = page(client.get(url("project", consultation)))
    assert url("ask", consultation, 2) in shown


def test_pictures_are_tapped_in_order_without_script(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    here = url("ask", consultation, 5)

    client.post(here, {"tap": "water"})
    client.post(here, {"choice": ["water"], "tap": "road"})
    after = client.post(here, {"choice": ["water", "road"], "tap": "water"})

    assert after.headers["Location"] == f"{here}#pregunta"
    shown = page(client.get(here))
    assert re.findall(r'type="hidden" name="choice" value="(\w+)"', shown) == ["road"]


def test_a_fourth_picture_is_refused_in_words(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = client.post(
        url("ask", consultation, 5),
        {"choice": ["water", "road", "food"], "tap": "work"},
    )

    assert "Ya tocó 3. Toque una de ellas para quitarla." in page(answer)
    assert re.findall(r'name="choice" value="(\w+)"', page(answer)) == [
        *("water", "road", "food"),
    ]


def test_not_knowing_takes_the_place_of_every_picture(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    here = url("ask", consultation, 5)

    client.post(here, {"choice": ["water", "road"], "tap": "dont_know"})

    shown = page(client.get(here))
    assert re.findall(r'name="choice" value="(\w+)"', shown) == ["dont_know"]


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": "footpath_only"},
        {"choice": ["basic", "limited"]},
        {"choice": "basic", "words": "a" * 1001},
        {"choice": "<script>"},
    ],
)
def test_bad_answers_are_refused_and_keep_what_stood(
    client: Client,
    consultation: Consultation,
    fields: dict[str, Any],
) -> None:
    begin(client, consultation)
    say(client, consultation, 2, choice="no_service")

    answer = say(client, consultation, 2, **fields)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in page(answer)
    stood = page(client.get(url("ask", consultation, 2)))
    assert re.search(r'value="no_service"\s+checked', stood)


def test_what_is_about_oneself_can_be_left_out_at_once(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = say(client, consultation, 18, go="skip")

    assert answer.headers["Location"] == url("review", consultation)


def test_there_is_no_page_after_the_last(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    assert say(client, consultation, 22).headers["Location"] == (
        url("review", consultation)
    )
    for number in (0, 23, 999):
        assert client.get(url("ask", consultation, number)).status_code == (
            HTTPStatus.NOT_FOUND
        )


def test_a_page_without_a_draft_says_so(
    client: Client,
    consultation: Consultation,
) -> None:
    for name, args in (("ask", (1,)), ("review", ())):
        answer = client.get(url(name, consultation, *args))
        assert answer.status_code == HTTPStatus.GONE
        assert "Aquí no hay nada a medias" in page(answer)


def test_pages_with_answers_are_kept_by_no_browser(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    for name, args in (("ask", (1,)), ("review", ())):
        answer = client.get(url(name, consultation, *args))
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_key_lives_in_a_cookie_of_this_consultation_only(
    client: Client,
    consultation: Consultation,
    settings: Settings,
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    begin(client, consultation)

    cookie = client.cookies["borrador"]
    assert cookie["path"] == url("enter", consultation)
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (
        True,
        "Lax",
        True,
    )
    assert (cookie["expires"], cookie["max-age"]) == ("", "")


def test_a_text_that_is_only_in_spanish_says_so(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    client.cookies["idioma"] = "quc"

    shown = page(client.get(url("ask", consultation, 2)))

    assert re.search(
        r'<h1><span lang="es" class="fallback">¿De dónde saca[^<]+'
        r'<span class="fallback-sign">en español</span>',
        shown.replace("\n", "").replace("  ", ""),
    )


def test_a_text_in_the_chosen_language_carries_no_sign(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    client.cookies["idioma"] = "en"

    shown = page(client.get(url("ask", consultation, 2)))

    assert "Where does your family get its drinking water?" in shown
    assert "From the river, in buckets" in shown
    assert "fallback-sign" not in shown


def test_a_question_costs_the_same_whatever_was_answered(
    client: Client,
    consultation: Consultation,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    begin(client, consultation)
    with django_assert_num_queries(3):
        client.get(url("ask", consultation, 2))
    for number in (1, 2):
        say(client, consultation, number, choice="prefer_not")
    for _household in range(3):
        give_testimony(consultation)

    with django_assert_num_queries(3):
        client.get(url("ask", consultation, 2))


def test_every_page_offers_the_way_out(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    leave = url("leave", consultation)
    for address in (
        url("enter", consultation),
        url("project", consultation),
        url("ask", consultation, 2),
        url("ask", consultation, 22),
        url("review", consultation),
    ):
        assert f'href="{leave}"' in page(client.get(address)), address
    for address in (reverse("feedback:start"), reverse("feedback:follow")):
        assert "Salir rápido" in page(client.get(address)), address


def test_changing_the_language_keeps_what_was_just_chosen(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    answer = client.post(
        url("ask", consultation, 2),
        {"choice": "no_service", "words": "Del río", "language": "en"},
    )
    shown = page(client.get(answer.headers["Location"]))

    assert answer.headers["Location"] == url("ask", consultation, 2)
    assert re.findall(r'value="([^"]+)" checked', shown) == ["no_service"]
    assert "Del río" in shown
    assert '<html lang="en">' in shown


def test_the_picker_of_a_question_sends_the_question_along(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)

    shown = page(client.get(url("ask", consultation, 2)))

    assert len(re.findall(r'form="contestar"\s+name="language"', shown)) == 8
    assert 'id="contestar"' in shown
