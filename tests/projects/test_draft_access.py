import pytest
from django.test import Client
from django.urls import reverse

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from projects.enums import DesignState
from projects.models import Design, Organisation, Project
from tests.factories.accounts import BACKEND
from tests.factories.consultations import make_organisation, make_user
from tests.factories.projects import (
    publisher_of,
)
from tests.projects.draft_desk import BASICS, STEPS, url, words


@pytest.mark.parametrize("step", STEPS)
def test_a_stranger_is_asked_to_sign_in(
    client: Client,
    draft: Design,
    step: str,
) -> None:
    response = client.get(url(draft, step))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("step", STEPS)
def test_an_author_of_another_organisation_finds_nothing(
    client: Client,
    draft: Design,
    step: str,
) -> None:
    stranger = make_user(RoleCode.DESIGN_AUTHOR, organisation=make_organisation())
    client.force_login(stranger, BACKEND)

    assert client.get(url(draft, step)).status_code == 404
    assert client.post(url(draft, step), {}).status_code == 404


def test_an_officer_reads_the_draft_and_cannot_write_it(
    client: Client,
    author: User,
    ready: Design,
) -> None:
    officer = make_user(RoleCode.PROJECT_OFFICER, organisation=publisher_of(author))
    client.force_login(officer, BACKEND)

    page = client.get(url(ready, "review"))

    assert "Solo quien escribe los diseños" in words(page)
    assert client.get(url(ready, "basics")).status_code == 403
    client.post(url(ready, "review"))
    ready.refresh_from_db()
    assert ready.state == DesignState.DRAFT


@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens_on_an_empty_and_on_a_full_draft(
    desk: Client,
    draft: Design,
    ready: Design,
    step: str,
) -> None:
    empty, full = desk.get(url(draft, step)), desk.get(url(ready, step))

    assert (empty.status_code, full.status_code) == (200, 200)
    assert "Falta decir qué se hará." in words(empty)
    assert "No falta nada: ya se puede publicar." in words(full)


@pytest.mark.parametrize("step", STEPS)
def test_a_published_design_is_read_and_not_written(
    desk: Client,
    published: Design,
    step: str,
) -> None:
    response = desk.get(url(published, step))

    assert (response.status_code, response["Location"]) == (
        302,
        published.get_absolute_url(),
    )


def test_a_form_left_open_does_not_change_what_was_published(
    desk: Client,
    published: Design,
) -> None:
    response = desk.post(url(published, "basics"), {**BASICS, "title": "Otra cosa"})

    assert "Este diseño ya se publicó y no cambia." in words(response)
    assert 'value="Otra cosa"' in words(response)
    published.refresh_from_db()
    assert published.title != "Otra cosa"


# --- Starting ---------------------------------------------------------------------


def test_a_project_is_started_with_known_and_new_organisations(
    desk: Client,
    author: User,
) -> None:
    funder = make_organisation()

    response = desk.post(
        reverse("projects:new"),
        {
            "title": "Riego nuevo",
            "publisher": publisher_of(author).pk,
            "funder": funder.pk,
            "implementer": "",
            "implementer-name": "Tierra que Crece",
            "implementer-kind": "22",
        },
    )

    project = Project.objects.get(title="Riego nuevo")
    assert response["Location"] == url(project.designs.get(), "basics")
    assert (project.implementer.name, project.funder) == ("Tierra que Crece", funder)


def test_a_project_that_cannot_start_keeps_what_was_typed(
    desk: Client,
    author: User,
) -> None:
    response = desk.post(
        reverse("projects:new"),
        {
            "title": "Riego nuevo",
            "publisher": make_organisation().pk,
            "implementer-name": "Tierra que Crece",
            "implementer-kind": "",
        },
    )

    page = words(response)
    assert "Su cuenta no empieza proyectos de esa organización." in page
    assert "Escoja una de la lista o escriba una nueva." in page
    assert 'value="Riego nuevo"' in page
    assert 'value="Tierra que Crece"' in page
    assert not Project.objects.exists()


def test_a_new_organisation_without_a_kind_is_refused_at_its_field(
    desk: Client,
    author: User,
) -> None:
    known = publisher_of(author)

    response = desk.post(
        reverse("projects:new"),
        {
            "title": "Riego",
            "publisher": known.pk,
            "funder": known.pk,
            "implementer-name": "Tierra que Crece",
        },
    )

    assert "Escoja qué tipo de organización es." in words(response)
    assert not Organisation.objects.filter(name="Tierra que Crece").exists()


def test_ones_own_projects_are_listed_with_their_drafts(
    desk: Client,
    author: User,
    draft: Design,
    published: Design,
) -> None:
    page = words(desk.get(reverse("projects:mine")))

    assert url(draft, "basics") in page
    assert published.project.get_absolute_url() in page
    assert page.count("Hacer un diseño nuevo") == 1
    assert page.index(draft.title) < page.index(published.title)


def test_a_new_design_is_one_touch_away(desk: Client, published: Design) -> None:
    start = reverse("projects:start", args=[published.project.slug])

    first = desk.post(start)
    again = desk.post(start)

    draft = published.project.designs.get(state=DesignState.DRAFT)
    assert first["Location"] == again["Location"] == url(draft, "basics")
    assert desk.get(start).status_code == 405
