from typing import Any

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from projects import actions
from projects.enums import DesignState
from projects.facts import OrganisationFacts
from projects.models import Component, Design, Organisation, Project
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation, make_user
from tests.factories.projects import make_author, make_draft, publisher_of
from tests.projects.draft_desk import in_both


def test_a_project_begins_with_an_empty_draft(author: User) -> None:
    implementer, funder = make_organisation(), make_organisation()

    design = actions.begin_project(
        by=author,
        title="  Mini-riego para Chuwilaʼ ",
        publisher=publisher_of(author),
        implementer=implementer,
        funder=funder,
    )

    project = design.project
    assert (project.title, project.slug) == (
        "Mini-riego para Chuwilaʼ",
        "mini-riego-para-chuwila",
    )
    assert (project.implementer, project.funder) == (implementer, funder)
    assert (design.number, design.state) == (1, DesignState.DRAFT)
    assert (design.title, design.carried_out_by) == (project.title, implementer)
    assert list(Event.objects.values_list("verb", flat=True)) == [
        "projects.project_created",
        "projects.design_started",
    ]


def test_organisations_that_take_part_may_be_new(author: User) -> None:
    project = actions.create_project(
        by=author,
        title="Riego",
        publisher=publisher_of(author),
        implementer=OrganisationFacts(name="Tierra que Crece", kind="22"),
        funder=OrganisationFacts(name="Fondo Claro", kind="40"),
    )

    assert (str(project.implementer), str(project.funder)) == (
        "Tierra que Crece",
        "Fondo Claro",
    )


def test_an_organisation_of_the_same_name_is_the_same(author: User) -> None:
    first = actions.set_organisation(by=author, name="Fondo Claro", kind="40")

    again = actions.set_organisation(by=author, name=" fondo claro ", kind="22")

    assert (again, again.kind) == (first, "40")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " ", "kind": "22"}, "name"),
        ({"name": "A" * 201, "kind": "22"}, "name"),
        ({"name": "Fondo", "kind": "99"}, "kind"),
        ({"name": "Fondo", "kind": "22", "country": "MX"}, "country"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(
    author: User,
    facts: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.set_organisation(by=author, **facts)

    assert refused.value.field == field


def test_a_new_organisation_that_cannot_be_leaves_no_project(author: User) -> None:
    organisations = Organisation.objects.count()

    with pytest.raises(Refusal) as refused:
        actions.begin_project(
            by=author,
            title="Riego",
            publisher=publisher_of(author),
            implementer=OrganisationFacts(name="Tierra", kind="22"),
            funder=OrganisationFacts(name="Fondo", kind=""),
        )

    assert refused.value.field == "funder_kind"
    assert (Project.objects.count(), Organisation.objects.count()) == (0, organisations)


@pytest.mark.parametrize(
    ("title", "slugs"),
    [
        ("Riego", ["riego", "riego-2", "riego-3"]),
        ("¿¡!?", ["proyecto", "proyecto-2", "proyecto-3"]),
        ("Nuevo", ["nuevo-2", "nuevo-3", "nuevo-4"]),
    ],
)
def test_no_two_projects_and_no_page_share_an_address(
    author: User,
    title: str,
    slugs: list[str],
) -> None:
    made = [make_draft(author, title).project.slug for _number in range(3)]

    assert made == slugs


def test_an_iati_identifier_names_one_project(author: User) -> None:
    publisher, other = publisher_of(author), make_organisation()
    facts = {"publisher": publisher, "implementer": other, "funder": other}
    actions.create_project(by=author, title="A", iati_identifier="GT-1", **facts)

    with pytest.raises(Refusal) as refused:
        actions.create_project(by=author, title="B", iati_identifier=" GT-1 ", **facts)

    assert refused.value.field == "iati_identifier"


def test_an_author_starts_projects_of_their_own_organisation_only(author: User) -> None:
    other = make_organisation("Otra")

    with pytest.raises(NotAllowed) as refused:
        actions.create_project(
            by=author,
            title="Riego",
            publisher=other,
            implementer=other,
            funder=other,
        )

    assert str(refused.value) == "Su cuenta no puede empezar proyectos de Otra."


def test_an_account_without_its_second_factor_writes_nothing(tables: None) -> None:
    organisation = make_organisation()
    author = make_user(
        RoleCode.DESIGN_AUTHOR,
        organisation=organisation,
        second_factor=False,
    )

    with pytest.raises(NotAllowed):
        make_draft(author)

    assert not Project.objects.exists()


def test_a_project_has_one_draft_at_a_time(author: User, draft: Design) -> None:
    with pytest.raises(Refusal) as refused:
        actions.start_design(by=author, project=draft.project)

    assert str(refused.value) == (
        "Este proyecto ya tiene un borrador abierto. Siga con ese."
    )


def test_a_new_design_says_what_the_current_one_says(
    author: User,
    published: Design,
) -> None:
    component = published.components.get()
    Component.objects.filter(pk=component.pk).update(title_en="Pipes")

    design = actions.start_design(by=author, project=published.project)

    assert (design.number, design.state) == (2, DesignState.DRAFT)
    assert (design.summary, design.starts_on, design.households_targeted) == (
        published.summary,
        published.starts_on,
        published.households_targeted,
    )
    assert list(design.places.all()) == list(published.places.all())
    copied = design.components.get()
    assert copied.pk != component.pk
    assert in_both(copied, "title") == (component.title, "Pipes")
    assert sorted(copied.assumptions.values_list("key", flat=True)) == sorted(
        component.assumptions.values_list("key", flat=True),
    )
    line, old_line = design.budget_lines.get(), published.budget_lines.get()
    assert (line.amount, line.component, line.entry) == (
        old_line.amount,
        copied,
        old_line.entry,
    )
    assert [each.number for each in design.tranches.all()] == [1]
    # Nothing was taken away from the design it was copied from.
    assert published.components.count() == 1
    assert published.tranches.count() == 1


def test_somebody_elses_project_gets_no_design(published: Design) -> None:
    with pytest.raises(NotAllowed):
        actions.start_design(by=make_author(), project=published.project)


def test_a_failed_start_leaves_nothing(author: User, draft: Design) -> None:
    events = Event.objects.count()

    with pytest.raises(Refusal):
        actions.start_design(by=author, project=draft.project)

    assert Design.objects.count() == 1
    assert Event.objects.count() == events
