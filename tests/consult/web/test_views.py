from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import translation

from consult.web import views


@pytest.fixture
def visit() -> HttpRequest:
    request = RequestFactory().get("/donde/sea/")
    request.user = AnonymousUser()
    return request


class Answer(Protocol):
    """What views and the test client both give."""

    @property
    def content(self) -> bytes: ...


def page(response: Answer) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_the_front_page_offers_the_three_ways_in(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "es"})
    shown = page(response)
    assert response.status_code == HTTPStatus.OK
    assert shown.count('class="card door"') == 3
    assert 'class="quick-exit" href="https://es.wikipedia.org/"' in " ".join(
        shown.split(),
    )


@pytest.mark.django_db
def test_the_style_guide_shows_every_component(client: Client) -> None:
    response = client.get("/guia-de-estilo/")
    shown = page(response)
    assert response.status_code == HTTPStatus.OK
    for component in ("gate", "ladder", "timeline", "stepper", "beads", "compare"):
        assert f'class="{component}' in shown
    assert " style=" not in shown


@pytest.mark.django_db
def test_a_machine_is_told_that_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/guia-de-estilo/", "/healthz"])
def test_nothing_here_is_changed_by_posting(client: Client, path: str) -> None:
    assert client.post(path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.django_db
@override_settings(DEBUG=False)
def test_an_unknown_address_gets_our_own_page(client: Client) -> None:
    response = client.get("/no/hay/nada/", headers={"accept-language": "es"})
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Aquí no hay nada" in page(response)
    assert "Ir al inicio" in page(response)


@pytest.mark.parametrize(
    ("answer", "status", "heading"),
    [
        (
            lambda r: views.bad_request(r, SuspiciousOperation()),
            400,
            "No pudimos leer lo que envió",
        ),
        (lambda r: views.bad_request(r, RequestDataTooBig()), 413, "Pesa demasiado"),
        (
            lambda r: views.permission_denied(r, PermissionError()),
            403,
            "Esta parte no es para su cuenta",
        ),
        (lambda r: views.page_not_found(r, Exception()), 404, "Aquí no hay nada"),
        (views.too_many_requests, 429, "Espere un momento"),
        (views.server_error, 500, "Algo falló de nuestro lado"),
    ],
)
def test_a_page_that_says_no_says_what_to_do(
    visit: HttpRequest,
    answer: Callable[[HttpRequest], HttpResponse],
    status: int,
    heading: str,
) -> None:
    with translation.override("es"):
        response = answer(visit)
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in page(response)
    assert "Ir al inicio" in page(response)


def test_the_sentence_of_a_refusal_stands_on_the_page(visit: HttpRequest) -> None:
    response = views.permission_denied(visit, PermissionError("Usted <no> puede."))
    assert "Usted &lt;no&gt; puede." in page(response)


@pytest.mark.django_db
@override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"})
def test_whoever_signs_in_too_often_gets_our_own_page(client: Client) -> None:
    typed = {"login": "nadie", "password": "nada"}
    spanish = {"accept-language": "es"}
    client.post(reverse("account_login"), typed, headers=spanish)
    stopped = client.post(reverse("account_login"), typed, headers=spanish)
    assert stopped.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "<h1>Espere un momento</h1>" in page(stopped)
    assert "Ir al inicio" in page(stopped)


@pytest.mark.django_db
def test_a_form_that_waited_too_long_says_so() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/idioma/setlang/",
        {"language": "en"},
        headers={"accept-language": "es"},
    )
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "estuvo abierta demasiado tiempo" in page(response)


def test_our_own_failure_asks_the_database_nothing(visit: HttpRequest) -> None:
    # Without the mark `django_db` any query raises, and the page would not come.
    response = views.server_error(visit)
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Entrar" not in page(response)


def test_our_own_failure_is_told_even_without_static_files(
    visit: HttpRequest,
    settings: LazySettings,
) -> None:
    settings.STORAGES = {
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        },
    }
    response = views.server_error(visit)
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Puede que no se haya guardado" in page(response)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "frame"),
    [("es", "es"), ("en", "en"), ("quc", "es")],
)
def test_the_page_says_which_language_it_is_in(
    client: Client,
    language: str,
    frame: str,
) -> None:
    client.cookies["idioma"] = language
    shown = page(client.get("/"))
    assert f'<html lang="{language}">' in shown
    assert f'<body lang="{frame}">' in shown
    assert ("Esta página todavía no está completa en" in shown) is (language == "quc")
