import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from consult.accounts.actions import close_account, make_account
from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.sign_in_urls import urlpatterns
from tests.factories.accounts import (
    PASSWORD,
    make_administrator,
    make_user,
    sign_in,
)
from tests.factories.communities import make_place

pytestmark = pytest.mark.django_db
SIGN_IN = "/cuenta/entrar/"
ADDRESS = "203.0.113.77"
MISMATCH = (
    "El nombre de usuario o la contraseña no coinciden. Revise las mayúsculas y "
    "escríbalos otra vez."
)
# Words that allauth's own templates and forms say in English.
ENGLISH = re.compile(
    r"\b(Sign|Password|Username|Authenticator|Recovery|Code|Confirm|Change|Forgot|"
    r"Current|New|Email|Account|Menu)\b",
)


@pytest.fixture
def leader() -> User:
    return make_user(RoleCode.COMMUNITY_LEADER, username="marta")


@pytest.mark.parametrize("login", ["marta", "MARTA", " marta "])
def test_one_signs_in_with_the_user_name_in_any_case(
    client: Client,
    leader: User,
    login: str,
) -> None:
    answer = client.post(SIGN_IN, {"login": login, "password": PASSWORD})

    assert answer["Location"] == "/escritorio/"


def test_one_signs_in_with_an_email_too(client: Client) -> None:
    make_account(
        by=None,
        username="mateo",
        password=PASSWORD,
        role=RoleCode.FACILITATOR,
        place=make_place(),
        email="mateo@example.org",
    )

    answer = client.post(SIGN_IN, {"login": "Mateo@example.org", "password": PASSWORD})

    assert answer["Location"] == "/escritorio/"


@pytest.mark.parametrize("login", ["marta", "nadie"])
def test_it_never_says_which_of_the_two_is_wrong(
    client: Client,
    leader: User,
    login: str,
) -> None:
    page = client.post(SIGN_IN, {"login": login, "password": "no es esta"})

    assert page.context["form"].non_field_errors() == [
        MISMATCH,
    ]
    assert page.context["form"]["login"].value() == login


def test_guessing_one_account_stops_that_account_and_no_other(
    client: Client,
    leader: User,
) -> None:
    make_user(RoleCode.FACILITATOR, username="pedro")
    for _ in range(10):
        client.post(SIGN_IN, {"login": "marta", "password": "no es esta"})

    stopped = client.post(SIGN_IN, {"login": "marta", "password": PASSWORD})
    other = client.post(SIGN_IN, {"login": "pedro", "password": PASSWORD})

    assert "demasiados intentos" in stopped.content.decode()
    assert other["Location"] == "/escritorio/"


def test_a_whole_village_signs_in_from_one_address(client: Client) -> None:
    place = make_place()
    entered = []
    for number in range(40):
        name = f"vecina-{number}"
        make_account(
            by=None,
            username=name,
            password=PASSWORD,
            role=RoleCode.COMMUNITY_LEADER,
            place=place,
        )
        answer = Client(REMOTE_ADDR=ADDRESS).post(
            SIGN_IN,
            {"login": name, "password": PASSWORD},
        )
        entered.append(answer.status_code)

    assert entered == [302] * 40


def test_no_address_and_no_browser_is_kept(
    leader: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT="Teléfono 3000")
    with caplog.at_level("DEBUG"):
        client.post(SIGN_IN, {"login": "marta", "password": "no es esta"})
        client.post(SIGN_IN, {"login": "marta", "password": PASSWORD})

    kept = f"{cache._cache!r} {dict(client.session)} {caplog.text}"  # type: ignore[attr-defined]
    assert "203.0.113" not in kept
    assert "3000" not in kept


def test_a_closed_account_is_told_so_and_its_open_session_ends(
    client: Client,
    leader: User,
) -> None:
    sign_in(client, leader, factor_age=None)
    close_account(by=make_administrator(), account=leader)

    assert client.get("/escritorio/").status_code == 302
    answer = client.post(SIGN_IN, {"login": "marta", "password": PASSWORD})
    assert answer["Location"] == "/cuenta/cerrada/"
    assert "Esta cuenta está cerrada" in client.get("/cuenta/cerrada/").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "mfa_download_recovery_codes",
    ],
)
def test_what_is_not_used_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "2fa/", ""])
def test_allauths_own_addresses_are_closed(client: Client, path: str) -> None:
    assert client.get(f"/cuenta/{path}").status_code == 404


def test_changing_the_password_asks_for_the_one_of_now(
    client: Client,
    leader: User,
) -> None:
    sign_in(client, leader, factor_age=None)
    new = {"password1": "otra frase larga", "password2": "otra frase larga"}

    wrong = client.post("/cuenta/contrasena/", {"oldpassword": "no", **new})
    right = client.post("/cuenta/contrasena/", {"oldpassword": PASSWORD, **new})

    assert wrong.context["form"].errors == {
        "oldpassword": ["Esa no es su contraseña de ahora."],
    }
    assert right["Location"] == "/escritorio/"
    leader.refresh_from_db()
    assert leader.check_password("otra frase larga")


PAGES = sorted(str(pattern.name) for pattern in urlpatterns)
SENT_AWAY = {"account_login", "mfa_authenticate"}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in SENT_AWAY])
def test_every_page_of_allauth_is_in_our_frame_and_in_spanish(
    client: Client,
    name: str,
) -> None:
    user = make_administrator(second_factor=name != "mfa_activate_totp")
    sign_in(client, user)

    page = client.get(reverse(name))
    text = re.sub(
        r"<[^>]+>|(Google|Microsoft) Authenticator", " ", page.content.decode()
    )

    assert page.status_code == 200
    assert '<header class="bar">' in page.content.decode()
    assert ENGLISH.findall(text) == []


def test_the_two_pages_before_signing_in_are_too(client: Client) -> None:
    user = make_administrator()
    pages = [client.get(SIGN_IN)]
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    pages.append(client.get("/cuenta/segundo-paso/entrar/"))

    for page in pages:
        text = re.sub(r"<[^>]+>", " ", page.content.decode())
        assert '<header class="bar">' in page.content.decode()
        assert ENGLISH.findall(text) == []


@pytest.mark.parametrize("language", ["quc", "mam", "cab"])
def test_where_allauth_has_no_words_it_says_them_in_spanish(
    client: Client,
    leader: User,
    language: str,
) -> None:
    sign_in(client, leader, factor_age=None)
    client.post("/idioma/setlang/", {"language": language})

    page = client.post(
        "/cuenta/contrasena/",
        {
            "oldpassword": PASSWORD,
            "password1": "otra frase larga",
            "password2": "una frase distinta",
        },
    )

    assert page.context["form"].errors == {
        "password2": ["Debe escribir la misma contraseña cada vez."],
    }
