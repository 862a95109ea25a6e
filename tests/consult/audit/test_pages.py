import pytest
from django.test import Client

from consult.accounts.enums import RoleCode
from consult.audit.actions import record
from consult.audit.models import Event
from projects.enums import DesignState
from projects.models import Project
from tests.consult.accounts.answers import words
from tests.factories.accounts import (
    make_administrator,
    make_organisation,
    make_user,
    sign_in,
)
from tests.factories.consultations import make_design, make_project

pytestmark = pytest.mark.django_db
PUBLIC = "/hechos/proyecto/mini-riego/"


@pytest.fixture
def project() -> Project:
    organisation = make_organisation()
    project = Project.objects.create(
        slug="mini-riego",
        title="Mini-riego",
        publisher=organisation,
        implementer=organisation,
        funder=organisation,
    )
    make_design(project=project)
    return project


def write(project: Project, verb: str = "release.requested", **public: object) -> Event:
    return record(by=None, verb=verb, obj=project, project_id=project.pk, public=public)


def test_everybody_reads_what_was_decided_with_its_facts_and_its_hash(
    client: Client,
    project: Project,
) -> None:
    user = make_user(RoleCode.RELEASE_APPROVER, username="rosa")
    event = record(
        by=user,
        verb="release.approved",
        obj=project,
        project_id=project.pk,
        public={
            "tranche": 1,
            "amount": "62000.00",
            "currency": "USD",
            "design": "a" * 64,
        },
    )

    page = client.get(PUBLIC)

    line = page.context["lines"][0]
    assert str(line.title) == "Una persona firmó un desembolso."
    assert line.who == str(user.person)
    assert line.facts == ("Desembolso 1", "USD 62,000.00")
    assert line.hash == event.hash
    assert f"{event.sequence}:{event.hash}" in words(page)
    assert "rosa" not in page.content.decode()


def test_drafts_people_and_other_projects_are_not_shown(
    client: Client,
    project: Project,
) -> None:
    write(project, "projects.draft_changed", number=1)
    write(project, "communities.stop_publication")
    write(project, "verbo.desconocido")
    record(by=None, verb="release.requested", obj=None, project_id=project.pk + 1)
    record(by=None, verb="role.granted", obj=None)
    shown = write(project)

    assert [line.number for line in client.get(PUBLIC).context["lines"]] == [
        shown.sequence,
    ]


def test_free_words_of_an_event_are_not_repeated_here(
    client: Client,
    project: Project,
) -> None:
    write(project, "flag.contested", reason="porque nos amenazaron")

    assert "amenazaron" not in client.get(PUBLIC).content.decode()


def test_days_and_designs_are_said_in_words(client: Client, project: Project) -> None:
    write(project, "consultations.record_round", held_on="2027-03-01")
    write(project, "projects.design_published", number=2)
    write(project, "consultations.record_consent", decided_on="no es un día")

    assert [line.facts for line in client.get(PUBLIC).context["lines"]] == [
        (),
        ("Diseño 2",),
        ("Fue el 1 de marzo de 2027",),
    ]


def test_a_project_without_decisions_and_one_that_is_none(
    client: Client,
    project: Project,
) -> None:
    assert "Todavía no se ha decidido nada" in words(client.get(PUBLIC))
    assert client.get("/hechos/proyecto/otro/").status_code == 404


def test_nothing_is_told_of_a_project_that_is_only_a_draft(client: Client) -> None:
    draft = make_design(state=DesignState.DRAFT)
    write(draft.project)
    address = f"/hechos/proyecto/{draft.project.slug}/"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_page_costs_the_same_at_one_and_at_three(
    client: Client,
    project: Project,
    rows: int,
    django_assert_num_queries: object,
) -> None:
    for _ in range(rows):
        write(project)

    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get(PUBLIC)


@pytest.mark.parametrize("role", [code for code in RoleCode if code != "administrator"])
@pytest.mark.parametrize("path", ["/hechos/", "/hechos/comprobar/"])
def test_only_administrators_read_the_whole_record(
    client: Client,
    role: RoleCode,
    path: str,
) -> None:
    assert client.get(path)["Location"] == f"/cuenta/entrar/?next={path}"
    sign_in(client, make_user(role))

    assert client.get(path).status_code == 403


def test_the_record_is_filtered_by_act_and_account(
    client: Client,
    project: Project,
) -> None:
    admin = make_administrator()
    sign_in(client, admin)
    write(project)
    record(by=admin, verb="release.requested", obj=project, project_id=project.pk)

    def verbs(query: str) -> list[str]:
        page = client.get(f"/hechos/{query}")
        return [event.verb for event in page.context["page_obj"]]

    assert len(verbs("")) == Event.objects.count()
    assert verbs("?verb=release.requested") == ["release.requested"] * 2
    assert verbs(f"?account={admin.pk}") == ["release.requested"]
    assert verbs("?verb=release.requested&account=999") == []
    assert len(verbs("?verb=inventado&account=-1")) == Event.objects.count()


def test_the_chain_is_checked_on_the_page(client: Client) -> None:
    sign_in(client, make_administrator())
    last = write(make_project(), "feedback.counters_mended")

    page = client.get("/hechos/comprobar/")

    assert "La cadena se sostiene" in words(page)
    assert f"{last.sequence}:{last.hash}" in words(page)
