import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts.models import User
from projects.models import Design, Prerequisite
from tests.factories.projects import (
    IRRIGATION,
    SCHOOL,
    add_irrigation,
    level,
)
from tests.projects.draft_desk import BASICS, url, words


def test_basics_are_saved_and_lead_on(desk: Client, draft: Design) -> None:
    response = desk.post(url(draft, "basics"), BASICS)

    assert response["Location"] == url(draft, "components")
    draft.refresh_from_db()
    assert (draft.title, draft.households_targeted) == ("Riego", 1200)


def test_a_draft_half_written_is_kept(desk: Client, draft: Design) -> None:
    response = desk.post(
        url(draft, "basics"),
        {"title": "Riego", "summary": "Agua.", "currency": "USD"},
    )

    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.starts_on) == ("Agua.", None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": ""}, "Falta el título."),
        ({"ends_on": "2027-02-28"}, "Las fechas están al revés"),
        ({"ends_on": "2027-02-30"}, "Esa fecha no existe."),
        ({"households_targeted": "muchas"}, "Escriba un número entero"),
        ({"households_targeted": "0"}, "por lo menos una"),
        ({"currency": "BTC"}, "BTC"),
    ],
)
def test_what_cannot_be_is_said_and_stays_typed(
    desk: Client,
    draft: Design,
    said: dict[str, str],
    sentence: str,
) -> None:
    response = desk.post(url(draft, "basics"), {**BASICS, **said})

    page = words(response)
    assert response.status_code == 200
    assert sentence in page
    assert "Agua para regar.</textarea>" in page
    draft.refresh_from_db()
    assert draft.summary == ""


def test_a_sector_is_looked_for_and_what_was_typed_stays(
    desk: Client,
    draft: Design,
) -> None:
    response = desk.post(
        url(draft, "components"),
        {"do": "search", "q": "milpa", "title": "Tubos", "description": "Así."},
    )

    page = words(response)
    assert 'value="Tubos"' in page
    assert f'value="{IRRIGATION}"' in page
    assert f'value="{SCHOOL}"' not in page
    assert not draft.components.exists()


def test_a_component_is_added_changed_moved_and_taken_out(
    desk: Client,
    draft: Design,
) -> None:
    page = url(draft, "components")
    for title in ("Uno", "Dos"):
        desk.post(page, {"do": "add", "title": title, "purpose_code": IRRIGATION})
    one, two = draft.components.order_by("order")

    desk.post(
        url(draft, "component", one.pk),
        {"do": "save", "title": "Primero", "purpose_code": SCHOOL},
    )
    desk.post(page, {"up": str(two.pk)})

    assert list(draft.components.order_by("order").values_list("title_es")) == [
        ("Dos",),
        ("Primero",),
    ]
    desk.post(page, {"remove": str(two.pk)})
    assert draft.components.get().purpose_code_id == SCHOOL


def test_a_component_needs_a_title_and_a_sector(desk: Client, draft: Design) -> None:
    response = desk.post(url(draft, "components"), {"do": "add", "title": ""})

    page = words(response)
    assert "Falta decir qué se entrega." in page
    assert "Busque el sector y escoja uno de la lista." in page


def test_a_component_of_another_design_is_not_touched(
    desk: Client,
    author: User,
    draft: Design,
    ready: Design,
) -> None:
    other = ready.components.get()

    assert desk.post(url(draft, "components"), {"remove": other.pk}).status_code == 404
    assert desk.get(url(draft, "component", other.pk)).status_code == 404
    assert ready.components.count() == 1


def test_sectors_come_while_one_types(desk: Client, draft: Design) -> None:
    page = words(
        desk.get(
            reverse("projects:sectors"), {"q": "escuela", "purpose_code": "31140"}
        ),
    )

    assert re.findall(r'value="(\d+)"( checked)?', page) == [
        (IRRIGATION, " checked"),
        (SCHOOL, ""),
    ]


def test_assumptions_are_shown_with_reason_and_basis(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    add_irrigation(author, draft)

    page = words(desk.get(url(draft, "assumptions")))

    assert "El agua nueva se tomaría antes que regar." in page
    assert page.count("solo una propuesta") == 2
    assert "Dar por hechos los 3 que faltan" in page


def decision(design: Design, key: str, **said: str) -> dict[str, str]:
    """Return what the page sends of one usual assumption."""
    row = Prerequisite.objects.get(key=key)
    facts = {"severity": row.severity, "tolerance": "20"}
    if row.minimum_level_id:
        facts["minimum_level"] = str(row.minimum_level_id)
    return {f"p{row.pk}-{name}": value for name, value in (facts | said).items()}


def test_an_assumption_is_kept_or_dropped_by_its_own_choice(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)
    reason = "La fuente se midió dos veranos seguidos."

    response = desk.post(
        url(draft, "assumptions"),
        {
            **decision(draft, "drinking_water_first", decision="keep", tolerance="10"),
            **decision(
                draft,
                "source_flow",
                decision="drop",
                dropped_reason=reason,
            ),
            # Nothing was chosen for this one: it still waits.
            **decision(draft, "heard"),
        },
    )

    assert response["Location"] == url(draft, "budget")
    kept, dropped = component.assumptions.order_by("pk")
    assert (kept.key, str(kept.tolerance)) == ("drinking_water_first", "0.100")
    assert (dropped.key, dropped.dropped_reason) == ("source_flow", reason)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"decision": "drop"}, "Para quitarlo escriba por qué."),
        ({"decision": "drop", "dropped_reason": "no"}, "con una frase completa"),
        ({"decision": "keep", "tolerance": "90"}, "Escriba entre 0 y 50"),
        ({"decision": "keep", "tolerance": "veinte"}, "Escriba la cifra así"),
    ],
)
def test_a_decision_that_cannot_be_is_said_at_its_assumption(
    desk: Client,
    author: User,
    draft: Design,
    said: dict[str, str],
    sentence: str,
) -> None:
    component = add_irrigation(author, draft)

    response = desk.post(
        url(draft, "assumptions"),
        decision(draft, "drinking_water_first", **said),
    )

    page = words(response)
    assert "«Las familias ya tienen agua para tomar cerca.»" in page
    assert sentence in page
    assert not component.assumptions.exists()


def test_a_step_of_another_ladder_is_refused_in_the_form(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    add_irrigation(author, draft)

    response = desk.post(
        url(draft, "assumptions"),
        decision(
            draft,
            "drinking_water_first",
            decision="keep",
            minimum_level=str(level("road", "all_season").pk),
        ),
    )

    assert "Ese peldaño es de otra escalera: «Camino»." in words(response)


def test_all_that_waits_is_adopted_by_one_button(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)

    desk.post(url(draft, "assumptions"), {"adopt": component.pk})

    assert component.assumptions.count() == 3


def test_what_is_decided_is_folded_and_what_is_not_is_open(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)
    folded = '<details class="folded">'
    assertNotContains(desk.get(url(draft, "assumptions")), folded)
    desk.post(url(draft, "assumptions"), {"adopt": component.pk})
    assertContains(
        desk.get(url(draft, "assumptions")),
        folded,
        count=component.assumptions.count(),
    )


def test_an_assumption_of_ones_own_is_added_and_removed(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)
    prefix = f"n{component.pk}"
    said = {
        "add": str(component.pk),
        f"{prefix}-text": "Hay luz.",
        f"{prefix}-severity": "high",
        f"{prefix}-tolerance": "20",
    }

    refused = desk.post(url(draft, "assumptions"), {**said, f"{prefix}-text": ""})
    desk.post(url(draft, "assumptions"), said)

    assert "Falta la frase." in words(refused)
    own = component.assumptions.get()
    assert (own.text, own.kind) == ("Hay luz.", "statement")
    desk.post(url(draft, "assumptions"), {"remove": str(own.pk)})
    assert not component.assumptions.exists()
