import pytest
from django.contrib import admin
from django.test import Client

from consult.accounts.admin_site import HouseAdmin
from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.roles import REFERENCE_TABLES
from consult.audit.models import Event
from tests.factories.accounts import BACKEND, make_administrator, make_user, sign_in

pytestmark = pytest.mark.django_db
# What an administrator sees there besides the reference tables, to read only; of the
# detectors' numbers a new version may be written.
ALSO_SHOWN = {
    "audit.event",
    "mismatch.policyversion",
    "projects.assumption",
    "projects.design",
    "projects.place",
    "projects.project",
}


def test_the_house_has_its_own_admin() -> None:
    assert isinstance(admin.site._wrapped, HouseAdmin)  # type: ignore[attr-defined]


def test_an_administrator_sees_the_reference_tables_and_no_people(
    client: Client,
) -> None:
    sign_in(client, make_administrator())

    page = client.get("/admin/")
    shown = {
        f"{app['app_label']}.{model['object_name'].lower()}"
        for app in page.context["app_list"]
        for model in app["models"]
    }

    assert shown <= set(REFERENCE_TABLES) | ALSO_SHOWN
    assert shown >= {"projects.ladder", "languages.jargon", "audit.event"}


def test_a_visitor_is_sent_to_the_one_sign_in_page(client: Client) -> None:
    first = client.get("/admin/projects/ladder/")
    second = client.get(first["Location"])

    assert second["Location"] == (
        "/cuenta/entrar/?next=%2Fadmin%2Fprojects%2Fladder%2F"
    )


def test_djangos_own_sign_in_form_signs_nobody_in(client: Client) -> None:
    user = make_administrator()

    answer = client.post("/admin/login/", {"username": user.username, "password": "x"})

    assert answer["Location"].startswith("/cuenta/entrar/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", [code for code in RoleCode if code != "administrator"])
def test_no_other_role_gets_in(client: Client, role: RoleCode) -> None:
    sign_in(client, make_user(role))

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403


def test_a_superuser_flag_opens_nothing(client: Client) -> None:
    user = User.objects.create_superuser(username="raíz", password="x")
    client.force_login(user, backend=BACKEND)

    assert client.get("/admin/", follow=True).status_code == 403


def test_the_record_can_be_read_and_not_touched(client: Client) -> None:
    sign_in(client, make_administrator())
    event = Event.objects.order_by("pk")[0]
    base = "/admin/audit/event/"

    assert client.get(base).status_code == 200
    assert client.get(f"{base}{event.pk}/change/").status_code == 200
    assert client.get(f"{base}add/").status_code == 403
    assert client.post(f"{base}{event.pk}/change/", {"verb": "x"}).status_code == 403
    assert client.post(f"{base}{event.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_password_is_changed_in_one_place(client: Client) -> None:
    sign_in(client, make_administrator())

    assert client.get("/admin/password_change/")["Location"] == "/cuenta/contrasena/"
