import re
from uuid import uuid4

import pytest
from django.test import Client

from consult.accounts.models import User
from projects.models import Design, Place
from tests.factories.projects import (
    IRRIGATION,
    add_irrigation,
    make_place,
)
from tests.projects.draft_desk import part, row, tubes, url, words


def test_budget_lines_are_saved_and_shown_with_their_shares(
    desk: Client,
    draft: Design,
) -> None:
    response = desk.post(
        url(draft, "budget"),
        {**tubes({"quantity": "1,000"}), "do": "stay"},
        follow=True,
    )

    page = words(response)
    assert "USD 60,000.00" in page
    assert "100.0 %" in page
    # One line, and a blank one to go on with.
    assert page.count('<fieldset class="line') == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"quantity": "0"}, "La cantidad tiene que ser mayor que cero."),
        ({"quantity": "-1"}, "La cantidad tiene que ser mayor que cero."),
        ({"unit_cost": "-1"}, "El costo no puede ser menos que cero."),
        ({"unit_cost": "186.000,00"}, "Escriba la cifra así: 1,250.50"),
        ({"quantity": "9999999999", "unit_cost": "999999999"}, "no cabe"),
        ({"category": ""}, "Escoja qué tipo de gasto es."),
    ],
)
def test_an_impossible_line_is_refused_in_the_form(
    desk: Client,
    draft: Design,
    said: dict[str, str],
    sentence: str,
) -> None:
    response = desk.post(url(draft, "budget"), tubes(said))

    page = words(response)
    assert "Línea 1. " in page
    assert sentence in page
    assert 'value="Tubos"' in page
    for value in said.values():
        assert f'value="{value}"' in page
    assert not draft.budget_lines.exists()


def test_tranches_that_are_the_budget_lead_on(desk: Client, funded: Design) -> None:
    response = desk.post(url(funded, "tranches"), part())

    assert response["Location"] == url(funded, "record")
    assert funded.tranches.get().number == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amount": "5,000"}, "faltan USD 1,000.00."),
        ({"amount": "7,000"}, "sobran USD 1,000.00."),
        ({"amount": "0"}, "El monto tiene que ser mayor que cero."),
        ({"planned_on": "2027-05-01"}, "antes de que llegue el dinero."),
        ({"first_activity_on": ""}, "Falta el día de la primera actividad"),
    ],
)
def test_an_impossible_tranche_is_refused_in_the_form(
    desk: Client,
    funded: Design,
    said: dict[str, str],
    sentence: str,
) -> None:
    response = desk.post(url(funded, "tranches"), part(**said))

    page = words(response)
    assert sentence in page
    assert 'value="Tubos"' in page
    assert not funded.tranches.exists()


def test_a_plan_half_made_is_kept_while_one_goes_on_adding(
    desk: Client,
    funded: Design,
) -> None:
    response = desk.post(
        url(funded, "tranches"),
        {**part(amount="1,000"), "do": "stay"},
        follow=True,
    )

    assert "Falta repartir" in words(response)
    assert funded.tranches.count() == 1


def test_a_track_record_is_written_with_its_proof(desk: Client, draft: Design) -> None:
    said = row(
        {
            "entry": str(uuid4()),
            "title": "Agua para San Roque",
            "place": "San Roque",
            "purpose_code": IRRIGATION,
            "finished_year": "2019",
            "evidence": "Acta de entrega.",
        },
    )

    refused = desk.post(
        url(draft, "record"),
        {"rows": "1", **said, "0-finished_year": "2999"},
    )
    response = desk.post(url(draft, "record"), {"rows": "1", **said})

    assert "Ese año todavía no llega." in words(refused)
    assert 'value="2999"' in words(refused)
    assert response["Location"] == url(draft, "people")
    assert draft.carried_out_by.track_records.get().is_finished_with_evidence


def test_another_organisation_may_carry_it_out(desk: Client, draft: Design) -> None:
    response = desk.post(
        url(draft, "record"),
        {
            "do": "implementer",
            "implementer": "",
            "new-name": "Otra Mano",
            "new-kind": "22",
        },
    )

    assert response["Location"] == url(draft, "record")
    assert Design.objects.get(pk=draft.pk).carried_out_by.name == "Otra Mano"


def test_people_and_places_are_chosen_and_written(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)
    known = make_place()

    desk.post(
        url(draft, "people"),
        {
            "places": [known.pk],
            f"c{component.pk}-groups": ["women", "displaced"],
            "new-name": "Chuwilaʼ",
            "new-adm1_code": "GT-14",
            "do": "stay",
        },
    )

    assert sorted(place.name for place in draft.places.all()) == sorted(
        [known.name, "Chuwilaʼ"],
    )
    component.refresh_from_db()
    assert component.target_groups == ["displaced", "women"]


def test_a_place_is_looked_for_and_what_was_ticked_stays(
    desk: Client,
    author: User,
    draft: Design,
) -> None:
    ticked, found = make_place("Las Pilas"), make_place("El Sauce")
    for number in range(24):
        make_place(f"Otra {number}")

    response = desk.post(
        url(draft, "people"),
        {"do": "search", "q": "sauce", "places": [ticked.pk]},
    )

    offered = re.findall(
        r'name="places" value="(\d+)"[^>]*?( checked)?', words(response)
    )
    assert {int(pk) for pk, _checked in offered} == {ticked.pk, found.pk}
    assert not draft.places.exists()


def test_a_place_without_its_department_is_refused_in_the_form(
    desk: Client,
    draft: Design,
) -> None:
    response = desk.post(url(draft, "people"), {"new-name": "Chuwilaʼ"})

    page = words(response)
    assert "Escoja un país de la lista." in page
    assert 'value="Chuwilaʼ"' in page
    assert not Place.objects.exists()
