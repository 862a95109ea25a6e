from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from projects import standards
from projects.models import Ladder, Level, Prerequisite, PurposeCode

pytestmark = pytest.mark.django_db

SIGN_IN = "consult.accounts.backends.SignInBackend"


@pytest.fixture(scope="module", autouse=True)
def _loaded(throughout: Callable[[Callable[[], object]], object]) -> None:
    throughout(standards.load)


def signed_in_as(client: Client, role: str) -> User:
    user = User.objects.create_user(username=f"una-{role}", is_staff=True)
    RoleAssignment.objects.create(
        user=user,
        role=role,
        granted_at=timezone.now(),
        granted_by=user,
    )
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user, backend=SIGN_IN)
    return user


@pytest.fixture
def administrator(client: Client) -> Client:
    signed_in_as(client, RoleCode.ADMINISTRATOR)
    return client


def form_of(client: Client, path: str) -> dict[str, object]:
    """Return what the page's form would send if nothing was typed."""
    form = client.get(path).context["adminform"].form
    inlines = client.get(path).context["inline_admin_formsets"]
    return {
        **{
            field.html_name: "" if field.value() is None else field.value()
            for field in form
            if field.value() is not False
        },
        **{
            field.html_name: field.value()
            for inline in inlines
            for field in inline.formset.management_form
        },
    }


@pytest.mark.parametrize(
    "path",
    [
        "ladder/water/change/",
        "purposecode/31140/change/",
        "level/{level}/change/",
        "prerequisite/{prerequisite}/change/",
    ],
)
def test_saving_a_row_as_it_is_is_no_edit(administrator: Client, path: str) -> None:
    level = Level.objects.get(ladder="water", code="basic")
    row = Prerequisite.objects.get(sector="irrigation", key="drinking_water_first")
    path = f"/admin/projects/{path.format(level=level.pk, prerequisite=row.pk)}"

    response = administrator.post(path, form_of(administrator, path))

    assert response.status_code == 302
    assert standards.load().is_quiet
    assert not any(table.kept for table in standards.load().tables.values())


def test_an_administrator_edits_a_question_and_it_stays(administrator: Client) -> None:
    path = "/admin/projects/ladder/water/change/"

    administrator.post(
        path,
        {**form_of(administrator, path), "question_es": "¿De dónde viene el agua?"},
    )

    assert standards.load().tables["ladders"].kept == ["water"]
    assert Ladder.objects.get(pk="water").question == "¿De dónde viene el agua?"


def test_an_edit_is_given_up_from_the_list(administrator: Client) -> None:
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")

    response = administrator.post(
        "/admin/projects/ladder/",
        {"action": "restore_from_file", "_selected_action": ["water"]},
        follow=True,
    )

    assert [str(message) for message in response.context["messages"]] == [
        "1 fila volvió a lo que dice su archivo.",
    ]
    assert not Ladder.objects.get(pk="water").is_edited_here


def test_the_code_and_the_rank_of_a_level_cannot_be_changed(
    administrator: Client,
) -> None:
    level = Level.objects.get(ladder="water", code="basic")
    path = f"/admin/projects/level/{level.pk}/change/"

    administrator.post(
        path,
        {**form_of(administrator, path), "rank": 9, "code": "otro", "ladder": "road"},
    )

    level.refresh_from_db()
    assert (level.ladder_id, level.rank, level.code) == ("water", 3, "basic")


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"ladder": "road"},
            "minimum_level",
            "Ese peldaño es de otra escalera.",
        ),
        (
            {"minimum_level": ""},
            "minimum_level",
            "Diga qué peldaño es el mínimo.",
        ),
        (
            {"kind": "statement"},
            "ladder",
            "Una frase de sí o no va sin escalera.",
        ),
        (
            {"purpose_codes": []},
            "purpose_codes",
            "Solo lo que vale para cualquier proyecto va sin códigos.",
        ),
        ({"text_es": ""}, "text_es", "Este campo es obligatorio."),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_and_what_was_typed_kept(
    administrator: Client,
    change: dict[str, object],
    field: str,
    sentence: str,
) -> None:
    row = Prerequisite.objects.get(sector="irrigation", key="drinking_water_first")
    path = f"/admin/projects/prerequisite/{row.pk}/change/"

    response = administrator.post(
        path,
        {**form_of(administrator, path), "source": "otra", **change},
    )

    form = response.context["adminform"].form
    assert form.errors == {field: [sentence]}
    assert form["source"].value() == "otra"
    assert standards.load().is_quiet


def test_nobody_deletes_a_row(administrator: Client) -> None:
    response = administrator.post(
        "/admin/projects/purposecode/31140/delete/",
        {"post": "yes"},
    )

    assert response.status_code == 403
    actions = administrator.get("/admin/projects/purposecode/").context["action_form"]
    assert [value for value, _label in actions.fields["action"].choices] == [
        "",
        "restore_from_file",
    ]
    assert PurposeCode.objects.filter(pk="31140").exists()


@pytest.mark.parametrize("model", [Ladder, Level, PurposeCode, Prerequisite])
@pytest.mark.parametrize("role", RoleCode.values)
def test_only_administrators_change_the_tables_and_nobody_deletes(
    client: Client,
    rf: RequestFactory,
    role: str,
    model: type[Model],
) -> None:
    request = rf.get("/")
    request.user = signed_in_as(client, role)
    may = role == RoleCode.ADMINISTRATOR

    permissions = admin.site.get_model_admin(model).get_model_perms(request)

    assert permissions == {"add": may, "change": may, "delete": False, "view": may}


def test_a_page_of_the_tables_does_not_open_for_an_officer(client: Client) -> None:
    signed_in_as(client, RoleCode.PROJECT_OFFICER)

    response = client.get("/admin/projects/ladder/water/change/", follow=True)

    assert b"Agua para tomar" not in response.content


@pytest.mark.parametrize("table", ["ladder", "level", "purposecode", "prerequisite"])
def test_lists_show_the_basis_in_few_queries(
    administrator: Client,
    table: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(14):
        page = administrator.get(f"/admin/projects/{table}/").content.decode()

    assert "field-basis" in page
    assert "field-as_in_file" in page
