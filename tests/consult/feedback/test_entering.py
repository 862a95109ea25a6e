"""From the short address to the first question."""

import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consult.consultations.models import Consultation
from consult.feedback.models import Draft
from tests.consult.feedback.browsing import close, page, url
from tests.factories.communities import make_community
from tests.factories.feedback import (
    make_answerable,
)

pytestmark = pytest.mark.django_db


def test_the_start_lists_open_consultations_only(
    client: Client,
    consultation: Consultation,
) -> None:
    closed = make_answerable()
    close(closed)

    shown = page(client.get(reverse("feedback:start")))

    assert url("enter", consultation) in shown
    assert url("enter", closed) not in shown


def test_a_community_that_may_not_be_named_is_not_listed_but_its_card_works(
    client: Client,
) -> None:
    tiny = make_answerable(community=make_community(households=12))
    for other in Consultation.objects.exclude(pk=tiny.pk):
        close(other)

    shown = page(client.get(reverse("feedback:start")))
    assert url("enter", tiny) not in shown
    # That nothing is open would not be true, and that something is would tell.
    assert "ninguna consulta abierta" not in shown
    assert "Si le dieron un código, escríbalo arriba." in shown
    assert client.get(url("enter", tiny)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("how", ["{}", " {} ", "{} "])
def test_the_code_of_a_card_leads_to_the_consultation(
    client: Client,
    consultation: Consultation,
    how: str,
) -> None:
    typed = how.format(consultation.code.lower())

    answer = client.get(reverse("feedback:start"), {"codigo": typed})

    assert answer.headers["Location"] == url("enter", consultation)


def test_a_code_nobody_has_is_told_and_kept(client: Client) -> None:
    shown = page(client.get(reverse("feedback:start"), {"codigo": "ZZZZ9"}))

    assert "No hay ninguna consulta con el código «ZZZZ9»." in shown
    assert 'value="ZZZZ9"' in shown


def test_an_address_nobody_has_is_not_found(client: Client) -> None:
    assert client.get("/r/ZZZZ9/").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/r/ZZZZ9/1/").status_code == HTTPStatus.NOT_FOUND


def test_an_address_in_small_letters_is_led_to_the_right_one(
    client: Client,
    consultation: Consultation,
) -> None:
    answer = client.get(f"/r/{consultation.code.lower()}/")

    assert answer.headers["Location"] == url("enter", consultation)


def test_the_language_is_asked_first_in_the_languages_own_names(
    client: Client,
    consultation: Consultation,
) -> None:
    shown = page(client.get(url("enter", consultation)))

    choices = re.findall(r'class="tongue" lang="(\w+)">([^<]+)<', shown)
    # The community's own come first.
    assert choices[:2] == [("quc", "Kʼicheʼ"), ("es", "Español")]
    assert {code for code, _name in choices} == {
        *("es", "en", "quc", "kek", "mam", "cak", "cab", "miq"),
    }


def test_choosing_a_language_leads_to_the_project_in_a_minute(
    client: Client,
    consultation: Consultation,
) -> None:
    answer = client.post(
        reverse("set_language"),
        {"language": "quc", "next": url("project", consultation)},
    )

    assert answer.headers["Location"] == url("project", consultation)
    assert client.cookies["idioma"].value == "quc"


def test_the_project_is_told_one_idea_a_screen(
    client: Client,
    consultation: Consultation,
) -> None:
    chosen = page(client.get(url("enter", consultation)))
    assert f'name="next" value="{url("idea", consultation, 1)}"' in chosen

    screens = [
        page(client.get(url("idea", consultation, step))) for step in range(1, 11)
    ]

    assert "USD 186,000.00" in screens[3]
    assert "USD 186,000.00" not in "".join(screens[:3] + screens[4:])
    # What it takes for granted, and what happens after, is one thing a screen too.
    for once in (
        "La fuente alcanza en verano.",
        "No le pediremos su nombre",
        "retirar lo que dijo con su recibo.",
    ):
        assert sum(once in screen for screen in screens) == 1
    for step, screen in enumerate(screens[:-1], start=1):
        assert url("idea", consultation, step + 1) in screen
    assert "Empezar a responder" in screens[-1]
    assert client.get(url("idea", consultation, 11)).status_code == HTTPStatus.NOT_FOUND


def test_the_project_in_a_minute_says_all_that_matters(
    client: Client,
    consultation: Consultation,
) -> None:
    shown = page(client.get(url("project", consultation)))

    for words in (
        consultation.design.title,
        consultation.design.summary,
        str(consultation.design.carried_out_by),
        "USD 186,000.00",
        "para 95 familias",
        "Las familias ya tienen cerca agua buena para tomar.",
        "La fuente alcanza en verano.",
        "Qué pasa con lo que usted diga",
        "No le pediremos su nombre",
    ):
        assert words in shown


def test_a_closed_consultation_says_so_and_offers_no_beginning(
    client: Client,
    consultation: Consultation,
) -> None:
    close(consultation)

    shown = page(client.get(url("project", consultation)))

    assert "Esta consulta ya se cerró" in shown
    assert url("begin", consultation) not in shown
    assert client.post(url("begin", consultation)).headers["Location"] == (
        url("project", consultation)
    )
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("consultations", [1, 3])
def test_the_start_costs_the_same_however_many_are_open(
    client: Client,
    consultations: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(consultations):
        make_answerable()

    with django_assert_num_queries(1):
        client.get(reverse("feedback:start"))
