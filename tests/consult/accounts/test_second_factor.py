import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.accounts import second_factor
from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.roles import STAFF_ROLES
from projects.refusals import NotAllowed
from tests.factories.accounts import (
    PASSWORD,
    TOTP_SECRET,
    make_administrator,
    make_user,
    sign_in,
    totp_code,
)

pytestmark = pytest.mark.django_db
ENROLMENT = "/cuenta/segundo-paso/poner/"


def request_of(client: Client, user: User) -> HttpRequest:
    request = HttpRequest()
    request.session = client.session
    request.user = user
    return request


@pytest.mark.parametrize("role", list(RoleCode))
def test_staff_roles_need_a_second_factor_and_the_others_do_not(role: RoleCode) -> None:
    user = make_user(role, second_factor=False)

    if role in STAFF_ROLES:
        with pytest.raises(NotAllowed, match="segundo paso"):
            second_factor.require_enrolled(user)
    else:
        second_factor.require_enrolled(user)


def test_spare_codes_alone_are_no_second_factor() -> None:
    admin = make_administrator()
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()

    with pytest.raises(NotAllowed):
        second_factor.require_enrolled(admin)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_without_one_is_sent_to_set_it_up(client: Client, role: str) -> None:
    sign_in(client, make_user(role, second_factor=False), factor_age=None)

    for path in ("/", "/escritorio/", "/personas/", "/admin/", "/proyectos/tablas/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, ENROLMENT)
    posted = client.post("/personas/cuentas/1/cerrar/")
    assert (posted.status_code, posted["Location"]) == (302, ENROLMENT)


def test_part_of_a_page_is_replaced_by_the_whole_enrolment(client: Client) -> None:
    sign_in(client, make_administrator(second_factor=False), factor_age=None)

    answer = client.get("/personas/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (200, ENROLMENT)


def test_the_way_to_it_and_out_stays_open(client: Client) -> None:
    sign_in(client, make_administrator(second_factor=False), factor_age=None)

    assert client.get(ENROLMENT).status_code == 200
    assert client.get("/cuenta/segundo-paso/").status_code == 200
    assert client.post("/idioma/setlang/", {"language": "en"})["Location"] == "/"
    assert client.get("/no-hay/nada").status_code == 404
    assert client.post("/cuenta/salir/")["Location"] == "/"


@pytest.mark.parametrize("role", ["community_leader", "facilitator"])
def test_who_is_not_staff_goes_on_without_one(client: Client, role: str) -> None:
    sign_in(client, make_user(role), factor_age=None)

    assert client.get("/escritorio/").status_code == 200


@pytest.mark.parametrize(
    ("role", "queries"), [("administrator", 4), ("facilitator", 3)]
)
def test_it_costs_one_query_more_for_staff_and_none_for_others(
    client: Client,
    role: str,
    queries: int,
    django_assert_num_queries: object,
) -> None:
    # Session, account and roles are read for every page, then the second factor.
    sign_in(client, make_user(role))

    with django_assert_num_queries(queries):  # type: ignore[operator]
        client.get(reverse("web:styleguide"))


def test_enrolling_by_the_page_opens_the_rest(client: Client) -> None:
    user = make_administrator(second_factor=False)
    client.post("/cuenta/entrar/", {"login": user.username, "password": PASSWORD})
    page = client.get(ENROLMENT)
    secret = page.context["form"].secret

    wrong = client.post(ENROLMENT, {"code": "000000"})
    done = client.post(ENROLMENT, {"code": totp_code(secret)})

    assert "Ese código no sirve" in wrong.content.decode()
    assert done["Location"] == "/cuenta/segundo-paso/respaldo/"
    codes = client.get(done["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/personas/").status_code == 200
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_staff_cannot_take_it_off_and_others_can(client: Client) -> None:
    admin = make_administrator()
    sign_in(client, admin)
    refused = client.post("/cuenta/segundo-paso/quitar/")
    assert "Su papel trabaja siempre" in refused.content.decode()
    assert second_factor.is_enrolled(admin)

    leader = make_user(RoleCode.COMMUNITY_LEADER)
    Authenticator.objects.create(user=leader, type="totp", data={"secret": "x"})
    sign_in(client, leader)
    client.post("/cuenta/segundo-paso/quitar/")
    assert not second_factor.is_enrolled(leader)


def test_signing_in_asks_for_the_code_and_remembers_when(client: Client) -> None:
    user = make_administrator()
    first = client.post(
        "/cuenta/entrar/",
        {"login": user.username, "password": PASSWORD},
    )
    assert first["Location"] == "/cuenta/segundo-paso/entrar/"
    assert client.get("/escritorio/").status_code == 302

    before = timezone.now()
    client.post("/cuenta/segundo-paso/entrar/", {"code": totp_code()})

    at = second_factor.used_at(request_of(client, user))
    assert at is not None
    assert before <= at <= timezone.now()
    assert client.get("/escritorio/").status_code == 200


def test_one_code_signs_in_once(client: Client) -> None:
    user = make_administrator()
    code = totp_code()
    entered = []
    for one in (client, Client()):
        one.post("/cuenta/entrar/", {"login": user.username, "password": PASSWORD})
        answer = one.post("/cuenta/segundo-paso/entrar/", {"code": code})
        entered.append(answer.status_code)

    assert entered == [302, 200]


def test_a_session_without_the_code_never_used_it(client: Client) -> None:
    user = make_user(RoleCode.COMMUNITY_LEADER)
    client.post("/cuenta/entrar/", {"login": user.username, "password": PASSWORD})

    assert second_factor.used_at(request_of(client, user)) is None


def test_the_last_use_counts(client: Client) -> None:
    user = make_administrator()
    sign_in(client, user, factor_age=3600)
    old = second_factor.used_at(request_of(client, user))

    client.post("/cuenta/segundo-paso/confirmar/", {"code": totp_code()})

    new = second_factor.used_at(request_of(client, user))
    assert old is not None
    assert new is not None
    assert new - old > timedelta(minutes=59)


def test_one_account_does_not_inherit_the_factor_of_another(client: Client) -> None:
    user, other = make_administrator(), make_administrator()
    sign_in(client, user)

    assert second_factor.used_at(request_of(client, other)) is None


@pytest.mark.parametrize(
    ("age", "fresh_enough"),
    [
        (timedelta(0), True),
        (timedelta(minutes=9, seconds=59), True),
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, seconds=1), False),
        (timedelta(days=1), False),
    ],
)
def test_a_factor_is_fresh_for_ten_minutes(age: timedelta, fresh_enough: bool) -> None:
    with time_machine.travel("2027-03-01T18:00:00Z", tick=False):
        at = timezone.now() - age
        if fresh_enough:
            second_factor.require_recent(at)
        else:
            with pytest.raises(second_factor.SecondFactorNeeded, match="10 minutos"):
                second_factor.require_recent(at)


def test_a_factor_that_was_never_used_is_not_fresh() -> None:
    with pytest.raises(second_factor.SecondFactorNeeded):
        second_factor.require_recent(None)


def test_asking_again_brings_back_to_what_was_being_done(client: Client) -> None:
    user = make_administrator()
    sign_in(client, user, factor_age=3600)
    request = request_of(client, user)
    request.method = "GET"
    request.path = request.path_info = "/escritorio/"

    asked = second_factor.ask_again(request)
    answered = client.post(asked["Location"], {"code": totp_code(TOTP_SECRET)})

    assert asked["Location"] == "/cuenta/segundo-paso/confirmar/?next=%2Fescritorio%2F"
    assert answered["Location"] == "/escritorio/"
    at = second_factor.used_at(request_of(client, user))
    assert at is not None
    assert time.time() - at.timestamp() < 60


def test_the_page_for_a_fresh_code_offers_no_way_past_it(client: Client) -> None:
    sign_in(client, make_administrator(), factor_age=3600)

    page = client.get("/cuenta/segundo-paso/confirmar/?next=/escritorio/")

    assert "/cuenta/confirmar/" not in page.content.decode()


def test_too_many_wrong_codes_are_refused_for_a_while(client: Client) -> None:
    user = make_administrator()
    client.post("/cuenta/entrar/", {"login": user.username, "password": PASSWORD})
    for _ in range(10):
        client.post("/cuenta/segundo-paso/entrar/", {"code": "000000"})

    answer = client.post("/cuenta/segundo-paso/entrar/", {"code": totp_code()})

    assert "demasiados intentos" in answer.content.decode()
