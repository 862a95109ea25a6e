from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.conf import settings as configured
from django.utils import translation

from consult.accounts.models import User
from projects import actions
from projects.facts import OrganisationFacts, PlaceFacts, RecordFacts
from projects.models import Design, Place, Project, PurposeCode
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation
from tests.factories.projects import (
    IRRIGATION,
    add_irrigation,
    make_author,
    make_place,
    make_published,
    make_ready,
)
from tests.projects.draft_desk import in_both

RELEASED = "tests.projects.test_spending.first_is_released"


def basics(**changes: Any) -> dict[str, Any]:
    return {"title": "Riego", "summary": "Agua para regar.", **changes}


def test_basics_are_written_in_spanish_whatever_the_buttons_say(
    author: User,
    draft: Design,
) -> None:
    with translation.override("en"):
        actions.save_basics(
            by=author,
            design=draft,
            **basics(
                starts_on=date(2027, 3, 1),
                ends_on=date(2028, 1, 31),
                households_targeted=140,
                currency="GTQ",
                affects_land_or_resource=True,
            ),
        )

    saved = Design.objects.get(pk=draft.pk)
    assert in_both(saved, "title") == ("Riego", None)
    assert in_both(saved, "summary") == ("Agua para regar.", None)
    assert (saved.starts_on, saved.ends_on) == (date(2027, 3, 1), date(2028, 1, 31))
    assert (saved.households_targeted, saved.currency) == (140, "GTQ")
    assert saved.affects_land_or_resource


def test_changing_the_spanish_drops_what_was_made_from_it(
    author: User,
    draft: Design,
) -> None:
    actions.save_basics(by=author, design=draft, **basics(upkeep="Un comité."))
    Design.objects.filter(pk=draft.pk).update(summary_en="Water.", upkeep_en="Them.")

    actions.save_basics(
        by=author,
        design=draft,
        **basics(summary="Agua para tomar.", upkeep="Un comité."),
    )

    saved = Design.objects.get(pk=draft.pk)
    assert in_both(saved, "summary") == ("Agua para tomar.", None)
    assert in_both(saved, "upkeep") == ("Un comité.", "Them.")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Falta escribir esto."),
        (
            {"title": "A" * 161},
            "title",
            "Es muy largo: caben 160 letras y escribió 161.",
        ),
        (
            {"summary": "a" * 5001},
            "summary",
            "Es muy largo: caben 5000 letras y escribió 5001.",
        ),
        (
            {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 2, 28)},
            "ends_on",
            "Las fechas están al revés: termina antes de empezar.",
        ),
        (
            {"starts_on": date(227, 3, 1)},
            "starts_on",
            "Esa fecha quedó muy atrás. Revise el año.",
        ),
        (
            {"starts_on": date(2027, 3, 1), "ends_on": date(2072, 3, 1)},
            "ends_on",
            "Son más de 20 años. Revise las fechas.",
        ),
        ({"currency": "BTC"}, "currency", "Esa moneda no está en la lista."),
        (
            {"households_targeted": 0},
            "households_targeted",
            "Escriba cuántas familias lo usarán: por lo menos una.",
        ),
        (
            {"households_targeted": 99_000_000},
            "households_targeted",
            "Escriba cuántas familias lo usarán: por lo menos una.",
        ),
    ],
)
def test_basics_that_cannot_be_are_refused(
    author: User,
    draft: Design,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_basics(by=author, design=draft, **basics(**changes))

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert Design.objects.get(pk=draft.pk).summary == ""


def test_the_currency_stays_once_money_was_released(
    author: User,
    draft: Design,
    settings: LazySettings,
) -> None:
    settings.RELEASED_TRANCHES = RELEASED

    with pytest.raises(Refusal) as refused:
        actions.save_basics(by=author, design=draft, **basics(currency="HNL"))

    assert refused.value.field == "currency"


def test_another_organisation_may_carry_out_the_next_design(
    author: User,
    published: Design,
) -> None:
    before = published.carried_out_by
    design = actions.start_design(by=author, project=published.project)

    actions.save_implementer(
        by=author,
        design=design,
        implementer=OrganisationFacts(name="Otra Mano", kind="22"),
    )

    assert Design.objects.get(pk=design.pk).carried_out_by.name == "Otra Mano"
    # Until it is published the project is carried out by who was published.
    assert Project.objects.get(pk=published.project_id).implementer == before
    assert Design.objects.get(pk=published.pk).carried_out_by == before
    actions.publish_design(by=author, design=design)
    assert Project.objects.get(pk=published.project_id).implementer.name == "Otra Mano"
    assert Design.objects.get(pk=published.pk).carried_out_by == before


def record(**changes: Any) -> RecordFacts:
    facts = {
        "title": "Agua para San Roque",
        "purpose_code": PurposeCode.objects.get(pk=IRRIGATION),
        "place": "San Roque",
        "finished_year": 2019,
        "evidence": "Acta de entrega.",
    }
    return RecordFacts(**{**facts, **changes})


def test_what_was_finished_before_is_kept_with_its_proof(
    author: User,
    draft: Design,
) -> None:
    first, second = actions.save_track_record(
        by=author,
        design=draft,
        records=[record(), record(title="Riego", finished_year=None)],
    )

    assert (first.is_finished_with_evidence, second.is_finished_with_evidence) == (
        True,
        False,
    )
    actions.save_track_record(
        by=author,
        design=draft,
        records=[RecordFacts(entry=second.entry, remove=True)],
    )
    assert list(draft.carried_out_by.track_records.all()) == [first]


def test_a_row_sent_twice_is_one_row(author: User, draft: Design) -> None:
    row = record(entry=uuid4())

    actions.save_track_record(by=author, design=draft, records=[row])
    actions.save_track_record(by=author, design=draft, records=[row])

    assert draft.carried_out_by.track_records.count() == 1


@time_machine.travel("2026-11-20")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "0-title", "Falta escribir esto."),
        ({"place": ""}, "0-place", "Falta escribir esto."),
        ({"purpose_code": None}, "0-purpose_code", "Escoja el sector."),
        (
            {"finished_year": 2027},
            "0-finished_year",
            "Ese año todavía no llega. Si no se ha terminado, déjelo vacío.",
        ),
        (
            {"finished_year": 19},
            "0-finished_year",
            "Revise el año: son cuatro cifras.",
        ),
        (
            {"evidence_url": "javascript:alert(1)"},
            "0-evidence_url",
            "El enlace empieza con https:// o http://.",
        ),
    ],
)
def test_an_earlier_project_that_cannot_be_is_refused(
    author: User,
    draft: Design,
    changes: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_track_record(by=author, design=draft, records=[record(**changes)])

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    assert not draft.carried_out_by.track_records.exists()


def test_a_change_of_track_record_voids_what_rests_on_it(
    author: User,
    draft: Design,
) -> None:
    other = make_published(make_author())
    Project.objects.filter(pk=other.project_id).update(
        implementer=draft.carried_out_by,
    )
    before = Project.objects.get(pk=other.project_id).gate_epoch

    actions.save_track_record(by=author, design=draft, records=[record()])

    assert Project.objects.get(pk=other.project_id).gate_epoch == before + 1


def test_people_and_places_are_written_together(author: User, draft: Design) -> None:
    component = add_irrigation(author, draft)
    known = make_place("Las Pilas")

    actions.save_people(
        by=author,
        design=draft,
        places=[known],
        target_groups={component: ["women", "farmers", "women"]},
        new_place=PlaceFacts(
            name=" Chuwilaʼ ",
            country="GT",
            adm1_code="GT-14",
            adm2_name="San Miguel",
        ),
    )

    assert [str(place) for place in draft.places.order_by("name")] == [
        "Chuwilaʼ, San Miguel",
        "Las Pilas, San Miguel Panajá",
    ]
    component.refresh_from_db()
    assert component.target_groups == ["farmers", "women"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "", "country": "GT", "adm1_code": "GT-14"}, "name"),
        ({"name": "A", "country": "MX", "adm1_code": "MX-CHP"}, "country"),
        ({"name": "A", "country": "HN", "adm1_code": "GT-14"}, "adm1_code"),
        ({"name": "A", "country": "GT", "adm1_code": "GT-99"}, "adm1_code"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    author: User,
    draft: Design,
    facts: dict[str, str],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.save_people(
            by=author,
            design=draft,
            places=[],
            target_groups={},
            new_place=PlaceFacts(**facts),
        )

    assert refused.value.field == field
    assert not Place.objects.exists()


def test_a_department_may_carry_the_letters_it_had_until_2023(tables: None) -> None:
    place = actions.set_place(by=None, name="A", country="GT", adm1_code="GT-QC")

    assert place.adm1_code == "GT-QC"


def test_a_group_that_is_not_in_the_list_is_refused(
    author: User,
    draft: Design,
) -> None:
    component = add_irrigation(author, draft)

    with pytest.raises(Refusal):
        actions.save_people(
            by=author,
            design=draft,
            places=[],
            target_groups={component: ["martians"]},
        )


def test_a_tranche_keeps_no_place_that_the_design_left(author: User) -> None:
    design = make_ready(author)
    left = design.places.get()
    tranche = design.tranches.get()
    tranche.places.add(left)

    actions.save_people(
        by=author,
        design=design,
        places=[make_place()],
        target_groups={},
    )

    assert not tranche.places.exists()


def test_only_authors_of_the_project_write_it(draft: Design) -> None:
    stranger = make_author(make_organisation())

    with pytest.raises(NotAllowed):
        actions.save_basics(by=stranger, design=draft, **basics())

    assert configured.STAFF_WRITE_CHECK == (
        "consult.accounts.second_factor.require_enrolled"
    )
