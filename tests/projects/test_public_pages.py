import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consult.accounts.models import User
from projects import actions
from projects.enums import DesignState
from projects.facts import RecordFacts
from projects.models import Design, Project, PurposeCode
from projects.queries.public import loosely
from tests.factories.locks import rewrite
from tests.factories.projects import (
    IRRIGATION,
    add_irrigation,
    fill,
    line,
    make_author,
    make_draft,
    make_place,
    make_published,
    tranche,
)

LIST = "/proyectos/"


@pytest.fixture(autouse=True)
def _no_other_room(settings: LazySettings) -> None:
    """Leave the page to this room: what others show there is tested by them."""
    settings.PROJECT_PAGE_SECTIONS = []


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def titles(page: str) -> list[str]:
    return re.findall(r"<h2><a href=\"[^\"]+\">([^<]+)</a></h2>", page)


# --- The list ---------------------------------------------------------------------


def test_anybody_reads_the_list(client: Client, published: Design) -> None:
    page = read(client, LIST)

    assert titles(page) == [published.title]
    assert "USD 6,000.00" in page


def test_a_draft_is_nobodys_business(client: Client, draft: Design) -> None:
    assert titles(read(client, LIST)) == []
    assert client.get(draft.project.get_absolute_url()).status_code == 404
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_an_empty_list_says_so(client: Client, db: None) -> None:
    assert "No hay proyectos así" in read(client, LIST)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=chuwila'", 1),
        ("q=CHUWILA’", 1),
        ("q=energia", 1),
        ("q=energía limpia", 1),
        ("q=limpia otra", 0),
        ("q=panaja", 1),
        ("q=.*", 0),
        ("q=(", 0),
        ("country=GT", 1),
        ("country=HN", 0),
        ("sector=31140", 1),
        ("sector=11220", 0),
        ("sector=nada", 0),
        ("page=99", 1),
        ("page=x", 1),
    ],
)
def test_a_project_is_found_however_it_is_typed(
    client: Client,
    author: User,
    query: str,
    found: int,
) -> None:
    make_published(author, "Energía limpia para Chuwilaʼ")

    assert len(titles(read(client, f"{LIST}?{query}"))) == found


def test_a_pattern_takes_every_sign_for_what_it_is() -> None:
    assert re.search(loosely("a.b"), "a.b")
    assert not re.search(loosely("a.b"), "axb")


def test_a_project_of_many_places_is_listed_once(
    client: Client,
    author: User,
    published: Design,
) -> None:
    for _number in range(3):
        published.places.add(make_place())

    assert len(titles(read(client, f"{LIST}?country=GT&q=aldea"))) == 1


def test_the_list_is_cut_into_pages_that_keep_the_filter(
    client: Client,
    author: User,
) -> None:
    for number in range(13):
        make_published(author, f"Riego {number:02}")

    first = read(client, f"{LIST}?country=GT")
    second = read(client, f"{LIST}?country=GT&page=2")

    assert (len(titles(first)), len(titles(second))) == (12, 1)
    assert "?country=GT&amp;page=2" in first


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client,
    author: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        make_published(author)

    with django_assert_num_queries(6):
        client.get(f"{LIST}?q=riego&country=GT")


# --- The page of a design ---------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client: Client,
    author: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    design = fill(author, make_draft(author))
    for _number in range(count - 1):
        component = add_irrigation(author, design)
        actions.add_assumption(
            by=author,
            component=component,
            kind="statement",
            text="Hay luz.",
            severity="high",
        )
        actions.save_people(
            by=author,
            design=design,
            places=[*design.places.all(), make_place()],
            target_groups={component: ["women"]},
        )
        actions.save_budget(by=author, design=design, lines=[line()])
        actions.save_tranches(by=author, design=design, tranches=[tranche()])
    actions.save_track_record(
        by=author,
        design=design,
        records=[
            RecordFacts(
                title="Agua",
                purpose_code=PurposeCode.objects.get(pk=IRRIGATION),
                place="San Roque",
            )
            for _number in range(count)
        ],
    )
    actions.publish_design(by=author, design=design)

    with django_assert_num_queries(8):
        client.get(design.project.get_absolute_url())


def test_the_page_says_what_where_who_and_how_much(
    client: Client,
    published: Design,
) -> None:
    page = read(client, published.project.get_absolute_url())

    project = published.project
    for words in (
        published.summary,
        "Del 1 de marzo de 2027 al 28 de febrero de 2028",
        str(published.places.get()),
        project.publisher.name,
        project.funder.name,
        project.implementer.name,
        "USD 6,000.00",
        "USD 100.00",
        "Las familias ya tienen agua para tomar cerca.",
        "solo una propuesta",
        "1 de abril de 2027",
        published.content_hash,
        "Sin ningún proyecto terminado con pruebas.",
    ):
        assert words in page


def test_what_was_dropped_shows_why(client: Client, author: User) -> None:
    design = fill(author, make_draft(author))
    row = design.components.get().assumptions.get(key="source_flow")
    actions.drop_assumption(
        by=author,
        assumption=row,
        reason="El agua sale todo el año, se midió <dos veces>.",
    )
    actions.publish_design(by=author, design=design)

    page = read(client, design.project.get_absolute_url())

    assert "Lo que se quitó de la lista, y por qué" in page
    assert "se midió &lt;dos veces&gt;." in page


def test_what_was_changed_shows_what_the_table_says(
    client: Client,
    author: User,
) -> None:
    design = fill(author, make_draft(author))
    row = design.components.get().assumptions.get(key="drinking_water_first")
    actions.change_assumption(by=author, assumption=row, severity="info")
    actions.publish_design(by=author, design=design)

    page = read(client, design.project.get_absolute_url())

    assert "La tabla del sector proponía otra cosa:" in page
    assert "si no se cumple, detiene el dinero." in page


def test_a_made_up_name_says_that_it_is(client: Client, author: User) -> None:
    design = fill(author, make_draft(author))
    design.places.set([make_place("Chuwilaʼ", invented=True)])
    actions.publish_design(by=author, design=design)

    page = read(client, design.project.get_absolute_url())

    assert "son inventados, para mostrar cómo funciona" in page
    assert page.count("nombre inventado") == 1
    assert page.index("nombre inventado") > page.index("Chuwilaʼ, San Miguel Panajá")


def test_a_real_name_says_nothing_of_the_kind(
    client: Client,
    published: Design,
) -> None:
    assert "inventado" not in read(client, published.project.get_absolute_url())


def test_an_older_design_points_at_the_one_that_counts(
    client: Client,
    author: User,
    published: Design,
) -> None:
    actions.publish_design(
        by=author,
        design=actions.start_design(by=author, project=published.project),
    )

    old = read(client, published.get_absolute_url())
    new = read(client, published.project.get_absolute_url())

    assert "Este diseño ya fue reemplazado." in old
    assert "Ver el diseño 2, que vale ahora" in old
    assert "Este diseño ya fue reemplazado." not in new
    compare = reverse("projects:compare", args=[published.project.slug, 1, 2])
    assert compare in new
    assert "cambiaron 0 cosas" in read(client, compare)


def test_a_design_that_is_not_public_is_not_compared(
    client: Client,
    author: User,
    published: Design,
) -> None:
    actions.start_design(by=author, project=published.project)

    url = reverse("projects:compare", args=[published.project.slug, 1, 2])

    assert client.get(url).status_code == 404


def test_designs_of_two_projects_are_not_compared(
    client: Client,
    author: User,
    published: Design,
) -> None:
    other = make_published(make_author())
    rewrite(other, number=2)

    url = reverse("projects:compare", args=[published.project.slug, 1, 2])

    assert client.get(url).status_code == 404


def test_another_language_marks_what_is_still_in_spanish(
    client: Client,
    published: Design,
) -> None:
    published.components.update(title_en="Pipes")
    response = client.get(
        published.project.get_absolute_url(),
        headers={"accept-language": "en"},
    )

    page = response.content.decode()

    assert "<strong>Pipes</strong>" in page
    assert "Families already have drinking water nearby." in page
    assert '<span lang="es" class="fallback">' in page


# --- What other rooms add ---------------------------------------------------------


@dataclass(frozen=True)
class Added:
    """A section as another room would make one."""

    title: str
    template: str = "components/timeline.html"
    context: Mapping[str, object] = field(default_factory=dict)
    order: int = 50


def last(request: HttpRequest, project: Project, design: Design) -> Added:
    """Come last."""
    events = [{"title": f"Diseño {design.number} de {project.slug}", "when": "hoy"}]
    return Added("Al final", context={"events": events}, order=90)


def first(request: HttpRequest, project: Project, design: Design) -> Added:
    """Come first."""
    return Added("Al principio", order=1)


def nothing(request: HttpRequest, project: Project, design: Design) -> None:
    """Have nothing to show."""


def test_rooms_above_add_to_the_page_in_their_order(
    client: Client,
    published: Design,
    settings: LazySettings,
) -> None:
    here = "tests.projects.test_public_pages"
    settings.PROJECT_PAGE_SECTIONS = [
        f"{here}.{name}" for name in ("last", "nothing", "first")
    ]

    page = read(client, published.project.get_absolute_url())

    headings = re.findall(r"<h2 id=\"t-parte-\d\">([^<]+)</h2>", page)
    assert headings == ["Al principio", "Al final"]
    assert f"Diseño 1 de {published.project.slug}" in page


def test_the_rooms_that_are_there_draw_the_page(
    client: Client,
    published: Design,
    settings: LazySettings,
) -> None:
    settings.PROJECT_PAGE_SECTIONS = [
        "consult.release.sections.project_section",
        "consult.consultations.sections.project_section",
        "consult.review.sections.project_section",
    ]

    page = read(client, published.project.get_absolute_url())

    assert "la puerta está cerrada" in page
    assert published.state == DesignState.PUBLISHED
