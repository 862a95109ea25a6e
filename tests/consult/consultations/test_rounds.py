from typing import Any

import pytest

from consult.audit.models import Event
from consult.consultations.models import Attendance, Consultation, EvidenceChange, Round
from projects.refusals import Conflict, Refusal
from tests.factories.communities import make_community
from tests.factories.consultations import (
    hold_round,
    make_consultation,
    replace_design,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    """Return one announced 140 days ago, open since 100, of 730 people."""
    return make_consultation()


def test_it_keeps_who_came_and_nothing_where_nobody_did(
    consultation: Consultation,
) -> None:
    held = hold_round(
        consultation,
        languages=("quc", "spa"),
        interpreter=True,
        attendance={
            ("female", "18-29"): 7,
            ("male", "60+"): 0,
            ("other", "30-59"): 1,
        },
    )
    assert set(held.languages.values_list("code", flat=True)) == {"quc", "spa"}
    assert list(
        Attendance.objects.order_by("sex").values_list("sex", "age_band", "came"),
    ) == [("female", "18-29", 7), ("other", "30-59", 1)]


def test_it_voids_approvals_notes_evidence_and_says_no_small_number_in_public(
    consultation: Consultation,
) -> None:
    epoch = consultation.design.project.gate_epoch
    EvidenceChange.objects.all().delete()
    hold_round(consultation, attendance={("female", "60+"): 1})
    project = consultation.design.project
    project.refresh_from_db()
    assert project.gate_epoch == epoch + 1
    assert EvidenceChange.objects.get().reason == "round"
    event = Event.objects.get(verb="consultations.record_round")
    assert event.public["came"] == 1
    assert "attendance" not in event.public
    assert event.private_hash


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"days": -1}, "held_on"),
        ({"days": 141}, "held_on"),
        ({"place_note": "  "}, "place_note"),
        ({"languages": ()}, "languages"),
        ({"interpreter": True}, "languages"),
        ({"attendance": {}}, "attendance"),
        ({"attendance": {("female", "30-59"): 0}}, "attendance"),
        ({"attendance": {("female", "30-59"): -1}}, "attendance"),
        ({"attendance": {("female", "30-59"): 731}}, "attendance"),
        ({"attendance": {("female", "30-59"): 40_000}}, "attendance"),
        ({"attendance": {("queen", "30-59"): 3}}, "attendance"),
        ({"attendance": {("female", "0-4"): 3}}, "attendance"),
    ],
)
def test_it_refuses_a_round_that_was_not_held_like_that(
    consultation: Consultation,
    facts: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        hold_round(consultation, **facts)
    assert refused.value.field == field
    assert not Round.objects.exists()


def test_everybody_may_come(consultation: Consultation) -> None:
    assert hold_round(consultation, attendance={("female", "30-59"): 730}).pk


def test_where_nobody_counted_the_people_the_households_set_the_limit() -> None:
    consultation = make_consultation(community=make_community(population=None))
    with pytest.raises(Refusal, match="140 familias"):
        hold_round(consultation, attendance={("male", "30-59"): 2801})


def test_the_same_day_and_place_is_one_round(consultation: Consultation) -> None:
    hold_round(consultation, place_note="Salón comunal")
    with pytest.raises(Conflict):
        hold_round(consultation, place_note=" salón comunal ")
    assert hold_round(consultation, place_note="Escuela").pk


def test_a_closed_consultation_takes_no_rounds() -> None:
    consultation = make_consultation(closed=True)
    with pytest.raises(Refusal, match="ya no se anotan reuniones"):
        hold_round(consultation)


def test_one_about_a_replaced_design_takes_no_rounds(
    consultation: Consultation,
) -> None:
    replace_design(consultation.design)
    with pytest.raises(Refusal, match="fue reemplazado"):
        hold_round(consultation)
