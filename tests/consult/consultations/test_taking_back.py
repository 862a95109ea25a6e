"""A community takes its yes back: with its receipt, through its leader, on paper."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from consult.accounts import receipts, tries
from consult.accounts.models import User
from consult.audit.acts import moment
from consult.audit.models import Event
from consult.consultations import actions
from consult.consultations.models import ConsentRecord, Consultation, EvidenceChange
from consult.consultations.taking_back import consent_of_receipt, pass_for
from consult.release.actions import release_tranche
from projects.models import Project
from projects.refusals import Refusal
from tests.consult.consultations.conftest import SignIn
from tests.factories.consultations import days_ago, decide, make_officer, pdf_file
from tests.factories.release import asked_and_signed, make_world

pytestmark = pytest.mark.django_db

RECEIPT = receipts.with_check_digit(1234567890123456789)
ENTER = "/consultas/acta/"
TAKE_BACK = "/consultas/acta/retirar/"


@pytest.fixture
def consent(consultation: Consultation) -> ConsentRecord:
    """Return a yes that was given with a receipt."""
    return decide(consultation, receipt=RECEIPT)


def enter(client: Client, receipt: str) -> HTTPStatus:
    return HTTPStatus(client.post(ENTER, {"receipt": receipt}).status_code)


def test_the_receipt_takes_the_yes_back_at_once(
    client: Client,
    consent: ConsentRecord,
) -> None:
    project = consent.consultation.design.project
    before = Project.objects.get(pk=project.pk).gate_epoch

    asked = client.post(ENTER, {"receipt": " ".join(receipts.groups(RECEIPT))})
    assertContains(asked, "¿Quiere la comunidad retirar su acuerdo?")
    assertContains(asked, "todavía no ha salido dinero")
    assertNotContains(asked, RECEIPT)
    done = client.post(
        TAKE_BACK,
        {"pass": asked.context["pass"], "reason": "  No cumplieron. "},
    )

    assertContains(done, "El acuerdo está retirado")
    taken = consent.consultation.consents.first()
    assert taken is not None
    assert (taken.decision, taken.reason) == ("withdrawn", "No cumplieron.")
    assert (taken.recorded_by, taken.takes_back) == (None, consent)
    assert (taken.authority, taken.decided_on) == ("assembly", timezone.localdate())
    assert Project.objects.get(pk=project.pk).gate_epoch == before + 1
    assert EvidenceChange.objects.filter(consultation=consent.consultation).exists()
    event = Event.objects.get(verb="consultations.withdraw_consent")
    assert event.actor == "receipt"
    assert event.public == {
        "consultation": consent.consultation_id,
        "decision": "withdrawn",
        "authority": "assembly",
        "decided_on": timezone.localdate().isoformat(),
        "acta_hash": "",
        "acta_original_hash": "",
        "already_released": [],
        "takes_back": consent.pk,
        "at": moment(taken.recorded_at),
    }


def test_what_already_left_is_said_before_after_and_in_the_chain(
    client: Client,
) -> None:
    world = make_world()
    consent = world.consultation.consents.get()
    release_tranche(request=asked_and_signed(world), by=world.requester)

    page = client.post(
        TAKE_BACK,
        {"pass": pass_for(consent), "reason": ""},
    )
    assertContains(page, "Desembolso 1: USD 1,000.00")
    done = client.post(TAKE_BACK, {"pass": pass_for(consent), "reason": "Ya no."})

    assertContains(done, "Desembolso 1: USD 1,000.00")
    event = Event.objects.get(verb="consultations.withdraw_consent")
    assert event.public["already_released"] == [1]


def test_the_receipt_of_a_testimony_takes_no_yes_back(
    client: Client,
    consultation: Consultation,
) -> None:
    decide(consultation)
    # The very same number, hashed as a testimony's.
    consent = ConsentRecord.objects.get()
    own = receipts.digest(RECEIPT)
    assert own != receipts.digest(RECEIPT, purpose=receipts.ACTA)
    with pytest.raises(Refusal, match="el de un testimonio es otro"):
        consent_of_receipt(RECEIPT)

    assert enter(client, RECEIPT) == HTTPStatus.NOT_FOUND
    assert consultation.consents.get() == consent


def test_only_a_slow_keyed_hash_is_kept_and_only_with_a_yes(
    consent: ConsentRecord,
) -> None:
    assert RECEIPT not in str(vars(consent))
    assert consent.receipt_digest == receipts.digest(RECEIPT, purpose=receipts.ACTA)
    no = decide(consent.consultation, "no_consent", days=0, receipt=receipts.make())
    assert no.receipt_digest == ""


def test_it_works_once_and_only_for_the_yes_that_stands(
    client: Client,
    consent: ConsentRecord,
) -> None:
    actions.withdraw_with_receipt(consent=consent, reason="Ya no.")
    with pytest.raises(Refusal, match="ya no vale"):
        actions.withdraw_with_receipt(consent=consent, reason="Ya no.")

    page = client.post(ENTER, {"receipt": RECEIPT})
    assertContains(page, "Este recibo es de una decisión que ya no vale")
    assertNotContains(page, "<textarea")


def test_the_same_yes_written_again_is_taken_back_with_the_first_receipt(
    consent: ConsentRecord,
) -> None:
    decide(consent.consultation, days=0)

    actions.withdraw_with_receipt(consent=consent, reason="No cumplieron.")

    latest = consent.consultation.consents.first()
    assert latest is not None
    assert latest.decision == "withdrawn"


def test_a_no_that_came_later_is_not_taken_back(consent: ConsentRecord) -> None:
    decide(consent.consultation, "no_consent", days=0)

    with pytest.raises(Refusal, match="ya no vale"):
        actions.withdraw_with_receipt(consent=consent, reason="Ya no.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_it_wants_a_reason(
    client: Client,
    consent: ConsentRecord,
    reason: str,
) -> None:
    page = client.post(TAKE_BACK, {"pass": pass_for(consent), "reason": reason})

    assertContains(page, "Diga con sus palabras por qué se retira el acuerdo.")
    assert consent.consultation.consents.get() == consent


def test_a_page_that_lay_open_too_long_asks_again(
    client: Client,
    consent: ConsentRecord,
) -> None:
    word = pass_for(consent)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        late = client.post(TAKE_BACK, {"pass": word, "reason": "Ya no."})
    forged = client.post(TAKE_BACK, {"pass": f"{consent.pk}:x:y", "reason": "Ya no."})

    assert {late.status_code, forged.status_code} == {HTTPStatus.NOT_FOUND}
    assert consent.consultation.consents.get() == consent


def test_guessing_is_slowed_and_a_slip_is_not_counted(
    client: Client,
    consent: ConsentRecord,
) -> None:
    assert enter(client, "123") == HTTPStatus.NOT_FOUND
    assert "intentos" not in client.cookies
    for number in range(tries.WRONG_BEFORE_WAITING):
        assert enter(client, receipts.with_check_digit(number)) == HTTPStatus.NOT_FOUND

    assert enter(client, RECEIPT) == HTTPStatus.TOO_MANY_REQUESTS
    assert enter(Client(), RECEIPT) == HTTPStatus.OK


def test_the_officer_is_shown_the_receipt_once(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    said = {
        "decision": "consent",
        "authority": "assembly",
        "decided_on": days_ago(0).isoformat(),
    }
    address = reverse("consultations:record_consent", args=[consultation.pk])
    page = sign_in(officer).post(address, said)

    receipt = "".join(page.context["groups"])
    assert consent_of_receipt(receipt).consultation == consultation
    assert "no-store" in page["Cache-Control"]
    assertContains(page, "/consultas/acta/")
    again = sign_in(officer).post(address, said)
    assertContains(again, "Esa decisión ya está anotada.")


def test_an_officer_brings_the_acta_and_the_leader_needs_none(
    consent: ConsentRecord,
    leader: User,
) -> None:
    facts: dict[str, Any] = {
        "authority": "assembly",
        "decided_on": days_ago(0),
        "reason": "Ya no.",
    }
    consultation = consent.consultation
    officer = make_officer(consultation)
    with pytest.raises(Refusal, match="Suba el acta") as refused:
        actions.withdraw_consent(by=officer, consultation=consultation, **facts)
    assert refused.value.field == "acta"

    written = actions.withdraw_consent(
        by=leader,
        consultation=consultation,
        **facts,
    )
    assert written.acta_hash == ""
    assert consultation.consents.first() == written


def test_an_officer_with_the_acta_withdraws(consent: ConsentRecord) -> None:
    written = actions.withdraw_consent(
        by=make_officer(consent.consultation),
        consultation=consent.consultation,
        authority="assembly",
        decided_on=days_ago(0),
        reason="Ya no.",
        acta=pdf_file(),
    )

    assert len(written.acta_hash) == 64


@pytest.mark.parametrize(
    "changes",
    [{"recorded_by": None}, {"takes_back_id": 1}, {"decision": "no_consent"}],
    ids=str,
)
def test_the_database_holds_who_took_it_back(
    consent: ConsentRecord,
    changes: dict[str, object],
) -> None:
    consent.pk = None
    if "decision" not in changes:
        consent.receipt_digest = ""
    for name, value in changes.items():
        setattr(consent, name, value)

    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        consent.save(force_insert=True)
