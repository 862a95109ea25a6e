import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from consult.accounts.actions import close_account
from consult.accounts.desk import Card, cards_of
from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.second_factor import is_enrolled
from tests.consult.accounts.answers import said, words
from tests.factories.accounts import (
    fresh,
    make_administrator,
    make_organisation,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    user = make_administrator(username="ana")
    sign_in(client, user)
    return user


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/personas/{query}")
    return [account.username for account in page.context["page_obj"]]


def test_accounts_are_listed_and_found_by_name_and_role(
    client: Client,
    admin: User,
) -> None:
    make_user(RoleCode.COMMUNITY_LEADER, username="marta")
    make_user(RoleCode.RELEASE_APPROVER, username="rosa")

    assert set(names(client)) == {"ana", "marta", "rosa"}
    assert names(client, "?q=MAR") == ["marta"]
    assert names(client, "?role=release_approver") == ["rosa"]
    assert names(client, "?q=marta&role=release_approver") == []
    assert set(names(client, "?role=reina")) == {"ana", "marta", "rosa"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_one_and_at_three(
    client: Client,
    admin: User,
    rows: int,
    django_assert_num_queries: object,
) -> None:
    for _ in range(rows):
        make_user(RoleCode.PROJECT_OFFICER, organisation=make_organisation())

    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get("/personas/")


@pytest.mark.parametrize("role", [code for code in RoleCode if code != "administrator"])
def test_only_administrators_open_an_account(client: Client, role: RoleCode) -> None:
    other = make_user(RoleCode.FACILITATOR)
    sign_in(client, make_user(role))
    base = f"/personas/cuentas/{other.pk}/"

    assert client.get(base).status_code == 403
    for act in ("papeles/", "persona/", "cerrar/", "abrir/", "segundo-paso/"):
        assert client.post(f"{base}{act}").status_code == 403
    assert fresh(other).is_active


def test_a_role_is_given_and_taken_back_on_the_page(
    client: Client, admin: User
) -> None:
    user = make_user(RoleCode.RELEASE_APPROVER)
    base = f"/personas/cuentas/{user.pk}/"
    organisation = make_organisation("Agua Clara")

    client.post(
        f"{base}papeles/",
        {"role": "protection_officer", "organisation": organisation.pk},
    )
    held = user.role_assignments.get(role="protection_officer")
    page = client.get(base)
    client.post(f"{base}papeles/{held.pk}/quitar/")
    after = client.get(base)

    assert held.organisation == organisation
    assert "Oficial de protección Agua Clara" in words(page)
    assert [row["assignment"].role for row in after.context["standing"]] == [
        "release_approver",
    ]
    assert list(after.context["past"]) == [held]


def test_a_refused_role_says_why_and_keeps_what_was_chosen(
    client: Client,
    admin: User,
) -> None:
    user = make_user(RoleCode.COMMUNITY_LEADER)

    page = client.post(
        f"/personas/cuentas/{user.pk}/papeles/",
        {"role": "design_author"},
    )

    assert page.context["grant_form"].errors == {
        "organisation": ["Escoja la organización donde tendrá este papel."],
    }
    assert page.context["grant_form"]["role"].value() == "design_author"


def test_a_role_of_another_account_is_not_found(client: Client, admin: User) -> None:
    one, other = make_user(RoleCode.FACILITATOR), make_user(RoleCode.FACILITATOR)
    held = other.role_assignments.get()

    answer = client.post(f"/personas/cuentas/{one.pk}/papeles/{held.pk}/quitar/")

    assert answer.status_code == 404
    assert other.role_assignments.standing().exists()


def test_the_last_administrators_buttons_say_why_they_are_off(
    client: Client,
    admin: User,
) -> None:
    page = client.get(f"/personas/cuentas/{admin.pk}/")

    assert [row["why_not"] for row in page.context["standing"]] == [
        "Es la única persona que administra. Nombre antes a otra.",
    ]
    assert page.context["why_not_close"] == "Usted no puede cerrar su propia cuenta."
    assert "Nadie se da papeles a sí mismo" in words(page)


def test_an_account_is_closed_and_opened(client: Client, admin: User) -> None:
    user = make_user(RoleCode.RELEASE_APPROVER)
    base = f"/personas/cuentas/{user.pk}/"

    closed = client.post(f"{base}cerrar/")
    assert not fresh(user).is_active
    client.post(f"{base}abrir/")
    assert fresh(user).is_active
    assert said(closed) == ["La cuenta quedó cerrada: ya no puede entrar."]


def test_a_lost_telephone_is_helped_on_the_page(client: Client, admin: User) -> None:
    user = make_user(RoleCode.RELEASE_APPROVER)
    path = f"/personas/cuentas/{user.pk}/segundo-paso/"

    client.post(path)
    again = client.post(path)

    assert not is_enrolled(user)
    assert said(again)[-1] == "Esta cuenta no tiene un segundo paso."


def test_a_person_is_named_on_the_page(client: Client, admin: User) -> None:
    user = make_user(RoleCode.COMMUNITY_LEADER)
    path = f"/personas/cuentas/{user.pk}/persona/"

    empty = client.post(path, {"person_name": ""})
    client.post(path, {"person_name": "Marta Us"})

    assert list(empty.context["person_form"].errors) == ["person_name"]
    assert str(fresh(user)) == "Marta Us"


def test_a_person_without_account_can_be_chosen(client: Client, admin: User) -> None:
    gone = make_user(RoleCode.PROJECT_OFFICER)
    close_account(by=admin, account=gone)
    user = make_user(RoleCode.COMMUNITY_LEADER)

    client.post(
        f"/personas/cuentas/{user.pk}/persona/",
        {"person": gone.person_id, "person_name": ""},
    )

    assert fresh(user).person == gone.person


def test_a_forgotten_password_is_helped_with_a_card(
    client: Client, admin: User
) -> None:
    user = make_user(RoleCode.COMMUNITY_LEADER, username="marta")

    made = client.post(f"/personas/cuentas/{user.pk}/volver/")
    page = client.get(made["Location"])

    assert page.context["invitation"].account == user
    assert "Para volver a entrar" in words(page)


# The desk


def test_a_desk_shows_roles_as_sentences_and_only_ones_own(client: Client) -> None:
    user = make_user(RoleCode.FACILITATOR, username="pedro")
    make_user(RoleCode.PROTECTION_OFFICER)
    sign_in(client, user, factor_age=None)

    page = client.get("/escritorio/")

    assert "El escritorio de pedro" in words(page)
    assert "Visita las casas y anota lo que cada familia contesta." in words(page)
    assert "Cuida a quien habla" not in words(page)
    assert not page.context["needs_second_factor"]


def test_a_desk_counts_what_waits_for_an_administrator(
    client: Client,
    admin: User,
) -> None:
    before = {
        card.title: card.count for card in client.get("/escritorio/").context["cards"]
    }
    make_user(RoleCode.RELEASE_APPROVER, second_factor=False)
    after = {
        card.title: card.count for card in client.get("/escritorio/").context["cards"]
    }

    title = "Cuentas sin su segundo paso"
    assert (before[title], after[title]) == (0, 1)


def one_card(user: User) -> list[Card]:
    """Give what a room would put on a desk."""
    return [Card(title=f"Para {user.username}", url="/", action="Ver", order=10)]


def test_other_rooms_put_their_cards_by_a_setting(settings: Settings) -> None:
    settings.DESK_CARDS = [
        "consult.accounts.desk_cards.waiting",
        f"{__name__}.one_card",
    ]
    user = make_administrator(username="ana")

    assert [card.title for card in cards_of(user)] == [
        "Para ana",
        "Diseños en borrador",
        "Cuentas sin su segundo paso",
        "Tarjetas que nadie ha usado",
        "Registro de lo que se hizo",
    ]


@pytest.mark.parametrize("path", ["/escritorio/", "/personas/bienvenida/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/cuenta/entrar/?next={path}"
