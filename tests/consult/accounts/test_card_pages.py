from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consult.accounts.actions import invite, invite_back
from consult.accounts.codes import new_code
from consult.accounts.enums import InvitationState, RoleCode
from consult.accounts.models import User
from consult.accounts.throttle import OWN
from projects.models import Place
from tests.consult.accounts.answers import said, words
from tests.factories.accounts import (
    PASSWORD,
    make_administrator,
    make_organisation,
    make_user,
    sign_in,
)
from tests.factories.communities import make_place

pytestmark = pytest.mark.django_db
JOIN = "/personas/tarjeta/"
SLIP = (
    "Ese código no está completo o tiene una letra cambiada. Mire la tarjeta y "
    "escríbalo otra vez: son ocho signos."
)
FILLED = {"username": "marta", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def admin() -> User:
    return make_administrator()


@pytest.fixture
def place() -> Place:
    return make_place("Chuwila'")


@pytest.fixture
def code(admin: User, place: Place) -> str:
    return invite(by=admin, role=RoleCode.COMMUNITY_LEADER, place=place)[1]


def test_a_leader_reads_the_card_and_is_in(client: Client, code: str) -> None:
    opened = client.get(f"/c/{code}")
    form = client.get(opened["Location"])
    joined = client.post(JOIN, FILLED)
    welcome = client.get(joined["Location"])

    assert opened["Location"] == JOIN
    assert code not in opened["Location"]
    assert "Chuwila'" in form.context["invitation"].where.name
    assert joined["Location"] == "/personas/bienvenida/"
    assert "Le damos la bienvenida, marta" in words(welcome)
    assert "Decir que no está de acuerdo con la respuesta a una alerta." in words(
        welcome
    )
    assert client.get("/escritorio/").status_code == 200


def test_a_code_is_typed_in_any_way(client: Client, code: str) -> None:
    answer = client.post("/c/", {"code": f" {code.lower().replace('-', ' ')} "})

    assert answer["Location"] == JOIN


def test_a_slip_keeps_what_was_typed_and_says_what_to_do(client: Client) -> None:
    page = client.post("/c/", {"code": "K7RT"})

    assert page.status_code == 200
    assert page.context["form"]["code"].value() == "K7RT"
    assert page.context["form"].errors == {
        "code": [SLIP],
    }


def test_the_form_needs_a_card(client: Client) -> None:
    assert client.get(JOIN)["Location"] == "/c/"
    assert client.post(JOIN, FILLED)["Location"] == "/c/"
    assert not User.objects.exists()


def test_looking_at_a_card_does_not_use_it(client: Client, code: str) -> None:
    client.get(f"/c/{code}")
    client.get(JOIN)

    assert Client().get(f"/c/{code}")["Location"] == JOIN


def test_what_is_wrong_is_said_at_its_field(client: Client, code: str) -> None:
    client.get(f"/c/{code}")

    unlike = client.post(JOIN, {**FILLED, "again": "otra cosa"})
    spaced = client.post(JOIN, {**FILLED, "username": "a b"})

    assert list(unlike.context["form"].errors) == ["again"]
    assert spaced.context["form"].errors == {
        "username": ["Use solo letras, números, punto o guion, sin espacios."],
    }
    assert spaced.context["form"]["username"].value() == "a b"
    assert PASSWORD not in spaced.content.decode()


def test_a_used_card_says_so(client: Client, code: str) -> None:
    client.get(f"/c/{code}")
    client.post(JOIN, FILLED)

    page = Client().get(f"/c/{code}")

    assert "Esta tarjeta ya se usó" in words(page)


def test_a_card_that_is_used_meanwhile_is_refused_at_the_form(code: str) -> None:
    one, other = Client(), Client()
    for visitor in (one, other):
        visitor.get(f"/c/{code}")
    one.post(JOIN, FILLED)

    page = other.post(JOIN, {**FILLED, "username": "otra"})

    assert "Esta tarjeta ya se usó" in words(page)
    assert not User.objects.filter(username="otra").exists()


def test_guessing_is_slowed_and_says_so(client: Client) -> None:
    for _ in range(OWN.guesses):
        assert client.post("/c/", {"code": new_code()}).status_code == 200

    stopped = client.post("/c/", {"code": new_code()})

    assert stopped.status_code == 429
    assert "Espere diez minutos" in words(stopped)


def test_typing_slips_are_not_guesses(client: Client, code: str) -> None:
    for _ in range(OWN.guesses * 2):
        client.post("/c/", {"code": "K7RT-9WQ9"})

    assert client.post("/c/", {"code": code})["Location"] == JOIN


def test_the_code_rests_sealed_in_the_session(client: Client, code: str) -> None:
    client.get(f"/c/{code}")

    kept = str(dict(client.session))

    assert code not in kept
    assert code.replace("-", "") not in kept


def test_a_staff_card_leads_to_the_second_factor(client: Client, admin: User) -> None:
    _card, code = invite(by=admin, role=RoleCode.RELEASE_APPROVER, person_name="Rosa")
    client.get(f"/c/{code}")
    form = client.get(JOIN)
    joined = client.post(JOIN, {**FILLED, "email": "rosa@example.org"})

    assert "email" in form.context["form"].fields
    assert client.get(joined["Location"])["Location"] == "/cuenta/segundo-paso/poner/"
    assert User.objects.get(username="marta").email == "rosa@example.org"


def test_a_leader_is_asked_for_no_email(client: Client, code: str) -> None:
    client.get(f"/c/{code}")

    assert list(client.get(JOIN).context["form"].fields) == [
        "username",
        "password",
        "again",
    ]


def test_whoever_is_signed_in_adds_the_role_or_leaves(
    client: Client,
    code: str,
    place: Place,
) -> None:
    pedro = make_user(RoleCode.FACILITATOR, username="pedro", place=place)
    sign_in(client, pedro, factor_age=None)
    client.get(f"/c/{code}")
    page = client.get(JOIN)
    assert "Usted ya entró como pedro" in words(page)

    assert client.post(JOIN).status_code == 200
    assert pedro.role_assignments.count() == 1
    added = client.post(JOIN, {"action": "add"})
    assert added["Location"] == "/personas/bienvenida/"
    assert pedro.role_assignments.count() == 2


def test_a_card_to_come_back_asks_only_for_a_password(
    client: Client,
    admin: User,
    code: str,
) -> None:
    client.get(f"/c/{code}")
    client.post(JOIN, FILLED)
    user = User.objects.get(username="marta")
    _card, again = invite_back(by=admin, account=user)
    visitor = Client()
    visitor.get(f"/c/{again}")

    page = visitor.get(JOIN)
    back = visitor.post(JOIN, {"password": "otra frase", "again": "otra frase"})

    assert "Vuelva a entrar, marta" in words(page)
    assert list(page.context["form"].fields) == ["password", "again"]
    assert back["Location"] == "/escritorio/"
    # The password changed: whoever was in with the old one is out.
    assert client.get("/escritorio/").status_code == 302


def test_coming_back_with_a_second_factor_still_asks_for_it(admin: User) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER)
    _card, code = invite_back(by=admin, account=officer)
    visitor = Client()
    visitor.get(f"/c/{code}")

    back = visitor.post(JOIN, {"password": "otra frase", "again": "otra frase"})

    assert back["Location"] == "/cuenta/segundo-paso/entrar/"


# Giving cards


def test_a_card_is_printed_once_with_its_code(
    client: Client,
    admin: User,
    place: Place,
) -> None:
    sign_in(client, admin)
    made = client.post(
        "/personas/tarjetas/nueva/community_leader/",
        {"place": place.pk, "note": "la maestra", "expires_on": soon()},
    )
    first = client.get(made["Location"])
    second = client.get(made["Location"])

    code = first.context["code"]
    assert f'<p class="ticket-code code">{code}</p>' in first.content.decode()
    assert "<svg" in str(first.context["qr"])
    assert "style=" not in str(first.context["qr"])
    assert first["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert second.context["code"] == ""
    assert code not in second.content.decode()
    assert Client().get(f"/c/{code}")["Location"] == JOIN


def soon() -> str:
    return (timezone.localdate() + timedelta(days=7)).isoformat()


def test_only_what_a_role_needs_is_asked(client: Client, admin: User) -> None:
    sign_in(client, admin)
    asked = {
        role: list(
            client.get(f"/personas/tarjetas/nueva/{role}/").context["form"].fields,
        )
        for role in (
            "community_leader",
            "facilitator",
            "design_author",
            "administrator",
        )
    }

    assert asked == {
        "community_leader": ["place", "note", "expires_on"],
        "facilitator": ["place", "organisation", "note", "expires_on"],
        "design_author": ["organisation", "person_name", "expires_on"],
        "administrator": ["person_name", "expires_on"],
    }


def test_a_role_that_is_none_is_not_found(client: Client, admin: User) -> None:
    sign_in(client, admin)

    assert client.get("/personas/tarjetas/nueva/reina/").status_code == 404


def test_a_refusal_keeps_what_was_typed(client: Client, admin: User) -> None:
    sign_in(client, admin)

    page = client.post(
        "/personas/tarjetas/nueva/community_leader/",
        {"place": "", "note": "la maestra", "expires_on": "2001-01-01"},
    )

    assert list(page.context["form"].errors) == ["place"]
    assert page.context["form"]["note"].value() == "la maestra"
    page = client.post(
        "/personas/tarjetas/nueva/administrator/",
        {"person_name": "Rosa", "expires_on": "2001-01-01"},
    )
    assert page.context["form"].errors == {"expires_on": ["Ese día ya pasó."]}


def test_an_officer_is_offered_the_roles_of_the_field(client: Client) -> None:
    sign_in(client, make_user(RoleCode.PROJECT_OFFICER))

    offered = client.get("/personas/tarjetas/nueva/").context["roles"]

    assert [role.code for role in offered] == [
        "community_leader",
        "facilitator",
        "speaker",
    ]
    assert client.get("/personas/")["Location"] == "/personas/tarjetas/"


def test_an_officer_sees_only_cards_in_their_reach(
    client: Client,
    admin: User,
    place: Place,
) -> None:
    invite(by=admin, role=RoleCode.COMMUNITY_LEADER, place=place)
    other, _code = invite(by=admin, role=RoleCode.ADMINISTRATOR, person_name="Rosa")
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())
    sign_in(client, officer)

    assert list(client.get("/personas/tarjetas/").context["page_obj"]) == []
    assert client.get(f"/personas/tarjetas/{other.pk}/").status_code == 404
    assert client.post(f"/personas/tarjetas/{other.pk}/anular/").status_code == 404


def test_a_lost_card_is_cancelled_from_the_list(client: Client, admin: User) -> None:
    card, _code = invite(by=admin, role=RoleCode.ADMINISTRATOR, person_name="Rosa")
    sign_in(client, admin)

    client.post(f"/personas/tarjetas/{card.pk}/anular/")
    again = client.post(f"/personas/tarjetas/{card.pk}/anular/")

    card.refresh_from_db()
    assert card.state == InvitationState.CANCELLED
    assert said(again)[-1] == "Esta tarjeta fue anulada. Pida otra a quien se la dio."


@pytest.mark.parametrize("role", ["community_leader", "facilitator", "design_author"])
def test_who_does_not_invite_does_not_see_cards(client: Client, role: str) -> None:
    sign_in(client, make_user(role))

    for path in ("", "tarjetas/", "tarjetas/nueva/", "tarjetas/nueva/facilitator/"):
        assert client.get(f"/personas/{path}").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_cards_costs_the_same_at_one_and_at_three(
    client: Client,
    admin: User,
    rows: int,
    django_assert_num_queries: object,
) -> None:
    for _ in range(rows):
        invite(by=admin, role=RoleCode.COMMUNITY_LEADER, place=make_place())
    sign_in(client, admin)

    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get("/personas/tarjetas/")
