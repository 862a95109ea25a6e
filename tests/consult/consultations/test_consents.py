from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.consultations import actions
from consult.consultations.acta import decoded, kept
from consult.consultations.enums import Decision
from consult.consultations.models import ConsentRecord, Consultation, EvidenceChange
from projects.refusals import Conflict, Refusal
from tests.factories.consultations import (
    days_ago,
    decide,
    make_consultation,
    make_officer,
    make_user,
    pdf_file,
    photo_file,
    replace_design,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    """Return one announced 140 days ago, open since 100."""
    return make_consultation()


def withdraw(consultation: Consultation, *, days: int = 0, **facts: Any) -> None:
    """Withdraw the consent as the officer."""
    defaults: dict[str, Any] = {
        "by": make_officer(consultation),
        "authority": "assembly",
        "reason": "No hicieron el camino que prometieron.",
        "acta": pdf_file(),
    }
    actions.withdraw_consent(
        consultation=consultation,
        decided_on=days_ago(days),
        **{**defaults, **facts},
    )


def actas_kept() -> list[Path]:
    """Return the files of actas on disk."""
    folder = Path(settings.MEDIA_ROOT) / "actas"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "decision",
    ["consent", "consent_with_conditions", "no_consent", "undecided"],
)
def test_every_decision_is_written_down(
    consultation: Consultation,
    decision: str,
) -> None:
    record = decide(consultation, decision)
    assert record.decision == decision
    assert record.decided_on == days_ago(1)


def test_it_voids_approvals_notes_evidence_and_keeps_words_out_of_the_public_chain(
    consultation: Consultation,
) -> None:
    EvidenceChange.objects.all().delete()
    decide(consultation, "consent_with_conditions", acta=pdf_file())
    project = consultation.design.project
    project.refresh_from_db()
    assert project.gate_epoch == 2
    assert EvidenceChange.objects.get().reason == "consent"
    event = Event.objects.get(verb="consultations.record_consent")
    assert event.public["decision"] == "consent_with_conditions"
    assert event.public["acta_hash"] == ConsentRecord.objects.get().acta_hash
    assert len(event.public["acta_original_hash"]) == 64
    assert "camino" not in str(event.public)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"days": -1}, "decided_on"),
        ({"days": 141}, "decided_on"),
        ({"decision": "withdrawn"}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"authority": "king"}, "authority"),
        ({"authority": "other"}, "authority_note"),
        ({"decision": "consent_with_conditions", "conditions": " "}, "conditions"),
        ({"conditions": "Que arreglen el camino."}, "conditions"),
        ({"conditions_met_evidence": "Ya está."}, "conditions_met_evidence"),
        ({"acta": ContentFile(b"hola", name="acta.pdf")}, "acta"),
    ],
)
def test_it_refuses_a_decision_that_says_two_things_or_none(
    consultation: Consultation,
    facts: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        decide(consultation, **facts)
    assert refused.value.field == field
    assert not ConsentRecord.objects.exists()


def test_the_same_decision_twice_is_one(consultation: Consultation) -> None:
    decide(consultation)
    with pytest.raises(Conflict):
        decide(consultation)
    assert ConsentRecord.objects.count() == 1


def test_conditions_are_shown_to_be_met_by_a_newer_record(
    consultation: Consultation,
) -> None:
    first = decide(consultation, "consent_with_conditions")
    second = decide(
        consultation,
        "consent_with_conditions",
        conditions_met_evidence="Acta de entrega del camino.",
    )
    assert (first.stands, second.stands) == (False, True)
    assert consultation.consents.first() == second


def test_an_older_decision_does_not_come_after_a_newer_one(
    consultation: Consultation,
) -> None:
    decide(consultation, "no_consent", days=5)
    with pytest.raises(Refusal, match="una decisión más nueva"):
        decide(consultation, "consent", days=6)
    assert consultation.consents.get().decision == Decision.NO_CONSENT


def test_a_closed_consultation_still_takes_the_decision() -> None:
    assert decide(make_consultation(closed=True)).pk


def test_a_replaced_design_takes_no_decision(consultation: Consultation) -> None:
    replace_design(consultation.design)
    with pytest.raises(Refusal, match="sobre el diseño nuevo"):
        decide(consultation)


def test_a_leader_takes_back_what_the_community_gave(
    consultation: Consultation,
) -> None:
    decide(consultation)
    leader = make_user(
        RoleCode.COMMUNITY_LEADER,
        place=consultation.community.place,
        second_factor=False,
    )
    withdraw(consultation, by=leader, acta=photo_file())
    latest = consultation.consents.first()
    assert latest is not None
    assert (latest.decision, latest.recorded_by) == (Decision.WITHDRAWN, leader)
    assert latest.reason == "No hicieron el camino que prometieron."
    assert Event.objects.filter(verb="consultations.withdraw_consent").count() == 1


def test_it_is_taken_back_even_when_closed_and_replaced() -> None:
    consultation = make_consultation(closed=True)
    decide(consultation)
    replace_design(consultation.design)
    withdraw(consultation)
    assert consultation.consents.count() == 2


@pytest.mark.parametrize("decision", ["no_consent", "undecided", None])
def test_there_is_nothing_to_take_back_without_a_yes(
    consultation: Consultation,
    decision: str | None,
) -> None:
    if decision:
        decide(consultation, decision)
    with pytest.raises(Refusal, match="No hay un acuerdo que retirar"):
        withdraw(consultation)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"days": -1}, "decided_on"),
        ({"days": 3}, "decided_on"),
        ({"authority": "other"}, "authority_note"),
    ],
)
def test_it_refuses_to_take_back_without_reason_or_out_of_order(
    consultation: Consultation,
    facts: dict[str, Any],
    field: str,
) -> None:
    decide(consultation, days=2)
    with pytest.raises(Refusal) as refused:
        withdraw(consultation, **facts)
    assert refused.value.field == field
    assert consultation.consents.count() == 1


def test_a_yes_after_a_withdrawal_is_of_a_later_day(
    consultation: Consultation,
) -> None:
    decide(consultation, days=9)
    withdraw(consultation, days=4)
    with pytest.raises(Refusal, match="un día posterior"):
        decide(consultation, days=4)
    assert decide(consultation, days=3).stands is True


def test_a_record_that_fails_leaves_no_file_behind(
    consultation: Consultation,
) -> None:
    before = actas_kept()
    record = ConsentRecord(consultation=consultation)
    seen = []

    def fail_with_the_file_on_disk() -> None:
        with kept(decoded(pdf_file()), record):
            seen.extend(actas_kept())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_with_the_file_on_disk()
    assert len(seen) == len(before) + 1
    assert actas_kept() == before
