"""A clearance: what it says, who believes it, and every way of cheating with one."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from consult.audit.models import Event
from consult.consultations.actions import withdraw_consent
from consult.mismatch.models import Flag
from consult.release import actions, keys, tokens
from consult.release.clearances import (
    CHANGED,
    consultation_hash,
    reasons_against,
)
from consult.release.models import Clearance, ClearanceWithdrawal, Release
from consult.release.signing import GateClosed
from projects.actions import bump_gate_epoch
from projects.refusals import NotAllowed, Refusal
from tests.consult.release.asking import Ask, said
from tests.factories.consultations import pdf_file
from tests.factories.locks import unlocked
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    let_answer,
    make_world,
    sign,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_file")]


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return header, claims and signature of a token, believing nothing."""
    header, payload, signature = token.split(".")
    return _read(header), _read(payload), signature


def _read(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)),
    )
    return found


def _write(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


# --- what it says ---------------------------------------------------------------------


def test_it_says_what_may_be_paid_and_on_what_that_rests(
    world: World,
    clearance: Clearance,
) -> None:
    header, claims, _signature = parts(clearance.token)
    event = Event.objects.get(verb="release.clearance_issued")
    project = world.tranche.design.project
    assert header == {"alg": "EdDSA", "kid": clearance.key_id, "typ": tokens.TYPE}
    assert claims == {
        "iss": "http://127.0.0.1:8000",
        "sub": f"{project.slug}/1",
        "jti": str(clearance.jti),
        "iat": int(clearance.issued_at.timestamp()),
        "nbf": int(clearance.issued_at.timestamp()),
        "exp": int(clearance.expires_at.timestamp()),
        "project": project.slug,
        "tranche": 1,
        "amount": "1000.00",
        "currency": "USD",
        "design": {"number": 1, "hash": world.design.content_hash},
        "consultations": [consultation_hash(world.consultation)],
        "gate_epoch": project.gate_epoch,
        "audit": {"sequence": event.sequence, "hash": event.hash},
    }
    assert clearance.expires_at - clearance.issued_at == timedelta(days=7)


def test_the_hash_of_a_consultation_tells_of_one_more_answer() -> None:
    world = make_world(closed=False)
    before = consultation_hash(world.consultation)
    assert consultation_hash(world.consultation) == before
    let_answer(world)
    assert consultation_hash(world.consultation) != before


def test_a_release_signs_one_and_leaves_a_standing_one(world: World, ask: Ask) -> None:
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    (only,) = Clearance.objects.all()
    assert said(ask(only.token)) == ("valid", [])
    request = asked_and_signed(world, world.design.tranches.get(number=2))
    earlier = actions.issue_clearance(request=request, by=world.requester)
    actions.release_tranche(request=request, by=world.requester)
    assert Clearance.objects.filter(tranche_number=2).get() == earlier
    assert said(ask(earlier.token)) == ("valid", [])


def test_without_a_key_money_is_released_and_nothing_signed(
    world: World,
    key_file: Path,
) -> None:
    key_file.unlink()
    request = asked_and_signed(world)
    with pytest.raises(Refusal, match="No hay llave"):
        actions.issue_clearance(request=request, by=world.requester)
    actions.release_tranche(request=request, by=world.requester)
    assert (Release.objects.count(), Clearance.objects.count()) == (1, 0)
    assert not Event.objects.filter(verb="release.clearance_issued").exists()


def test_none_is_signed_for_a_closed_gate_nor_twice_nor_by_anybody(
    world: World,
) -> None:
    request = ask_for(world)
    sign(request, world.approvers[0])
    with pytest.raises(GateClosed, match="Falta 1 firma"):
        actions.issue_clearance(request=request, by=world.requester)
    sign(request, world.approvers[1])
    with pytest.raises(NotAllowed):
        actions.issue_clearance(request=request, by=world.approvers[0])
    actions.issue_clearance(request=request, by=world.requester)
    with pytest.raises(Refusal, match="ya tiene una autorización"):
        actions.issue_clearance(request=request, by=world.requester)
    assert Clearance.objects.count() == 1


def test_evidence_nobody_evaluated_yet_refuses_it_and_stays(world: World) -> None:
    request = asked_and_signed(world)
    type(world.consultation).objects.update(closed_at=None, closed_by=None)
    world.consultation.refresh_from_db()
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    with pytest.raises(GateClosed):
        actions.issue_clearance(request=request, by=world.requester)
    assert (Clearance.objects.count(), Flag.objects.blocking().count()) == (0, 1)


def test_after_a_release_it_is_signed_anew_only_if_nothing_changed(
    world: World,
    ask: Ask,
) -> None:
    request = asked_and_signed(world)
    actions.release_tranche(request=request, by=world.requester)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        first = Clearance.objects.get()
        assert said(ask(first.token)) == ("refused", ["expired"])
        again = actions.issue_clearance(request=request, by=world.requester)
        assert said(ask(again.token)) == ("valid", [])
        bump_gate_epoch(project_id=request.project_id)
        with pytest.raises(Refusal, match="las firmas son de antes"):
            actions.issue_clearance(request=request, by=world.requester)


@pytest.mark.parametrize("model", [Clearance, ClearanceWithdrawal])
def test_none_is_ever_changed_or_deleted(
    clearance: Clearance,
    model: type[Clearance | ClearanceWithdrawal],
) -> None:
    bump_gate_epoch(project_id=clearance.project_id)
    actions.note_withdrawal(clearance_id=clearance.pk)
    rows = model._default_manager.all()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows._raw_delete(rows.db)
    field = "token" if model is Clearance else "reasons"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(**{field: "[]"})


# --- whether it holds -----------------------------------------------------------------


def test_it_holds_for_what_it_names(clearance: Clearance, ask: Ask) -> None:
    answer = ask(
        clearance.token,
        project=clearance.project.slug,
        tranche=1,
        amount="1000",
        currency="USD",
    )
    assert said(answer) == ("valid", [])
    assert answer["claims"]["jti"] == str(clearance.jti)


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        ({"project": "otro"}, "other_project"),
        ({"tranche": 2}, "other_tranche"),
        ({"amount": "1000.01"}, "other_amount"),
        ({"currency": "GTQ"}, "other_currency"),
    ],
)
def test_it_is_refused_for_anything_else(
    clearance: Clearance,
    ask: Ask,
    expected: dict[str, object],
    code: str,
) -> None:
    assert said(ask(clearance.token, **expected)) == ("refused", [code])


def test_none_is_believed_that_is_not_signed(clearance: Clearance, ask: Ask) -> None:
    header, claims, signature = parts(clearance.token)
    for name in ("none", "None", "HS256", "ES256"):
        forged = {**header, "alg": name}
        for end in ("", signature):
            token = f"{_write(forged)}.{_write(claims)}.{end}"
            assert said(ask(token)) == ("refused", ["wrong_algorithm"])
    public = json.dumps(keys.ring().public[0]).encode()
    confused = jws.serialize_compact(
        {**header, "alg": "HS256"},
        json.dumps(claims),
        OctKey.import_key(public),
    )
    assert said(ask(confused)) == ("refused", ["wrong_algorithm"])


def test_one_edited_letter_is_seen(clearance: Clearance, ask: Ask) -> None:
    header, claims, signature = parts(clearance.token)
    for edit in ({"amount": "9000.00"}, {"tranche": 2}, {"exp": claims["exp"] + 9}):
        token = f"{_write(header)}.{_write({**claims, **edit})}.{signature}"
        answer = ask(token)
        assert said(answer) == ("refused", ["bad_signature"])
        assert answer["claims"] is None


def test_another_key_is_not_believed_even_under_our_key_s_name(
    clearance: Clearance,
    ask: Ask,
) -> None:
    header, claims, _signature = parts(clearance.token)
    stranger = OKPKey.generate_key("Ed25519")
    for kid, code in (("strange", "unknown_key"), (header["kid"], "bad_signature")):
        token = jws.serialize_compact(
            {**header, "kid": kid},
            json.dumps(claims),
            stranger,
            registry=tokens._REGISTRY,
        )
        assert said(ask(token)) == ("refused", [code])
    # A key that the token brings along is not looked at either.
    token = jws.serialize_compact(
        {"alg": "EdDSA", "typ": tokens.TYPE, "jwk": stranger.as_dict(private=False)},
        json.dumps(claims),
        stranger,
        registry=tokens._REGISTRY,
    )
    assert said(ask(token)) == ("refused", ["unknown_key"])


def test_what_our_key_signed_and_nobody_issued_is_refused(
    clearance: Clearance,
    ask: Ask,
) -> None:
    _header, claims, _signature = parts(clearance.token)
    ring = keys.ring()
    for edit in ({"jti": "4"}, {"amount": "9000.00"}):
        token, _kid = tokens.sign({**claims, **edit}, ring)
        assert said(ask(token)) == ("refused", ["not_issued_here"])


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ñ.ñ.ñ", "." * 50_000])
def test_what_is_no_clearance_is_refused(ask: Ask, text: str) -> None:
    assert said(ask(text)) == ("refused", ["not_a_clearance"])


def test_it_is_refused_before_its_time_and_after_it(
    clearance: Clearance,
    ask: Ask,
) -> None:
    with time_machine.travel(clearance.issued_at - timedelta(minutes=1)):
        assert said(ask(clearance.token)) == ("refused", ["not_yet_valid"])
    with time_machine.travel(clearance.expires_at - timedelta(seconds=1)):
        assert said(ask(clearance.token)) == ("valid", [])
    with time_machine.travel(clearance.expires_at):
        assert said(ask(clearance.token)) == ("refused", ["expired"])


def test_a_clock_turned_back_does_not_make_it_younger(
    world: World,
    clearance: Clearance,
    ask: Ask,
) -> None:
    with time_machine.travel(clearance.expires_at + timedelta(days=1)):
        ask_for(world, world.design.tranches.get(number=2))
    with time_machine.travel(clearance.issued_at + timedelta(hours=1)):
        assert said(ask(clearance.token)) == ("refused", ["expired"])


def test_consent_taken_back_withdraws_it_and_says_why(
    world: World,
    clearance: Clearance,
    ask: Ask,
) -> None:
    withdraw_consent(
        by=world.officer,
        consultation=world.consultation,
        authority="assembly",
        decided_on=timezone.localdate(),
        reason="Nos mintieron.",
        acta=pdf_file(),
    )
    status, codes = said(ask(clearance.token))
    assert status == "withdrawn"
    assert (codes[0], "no_consent" in codes) == ("changed_since", True)
    (event,) = Event.objects.filter(verb="release.clearance_withdrawn")
    assert event.public["clearance"] == str(clearance.jti)
    said(ask(clearance.token))
    assert ClearanceWithdrawal.objects.count() == 1


def test_what_closes_a_gate_after_the_release_withdraws_it_too(
    world: World,
    ask: Ask,
) -> None:
    actions.release_tranche(request=asked_and_signed(world), by=world.requester)
    clearance = Clearance.objects.get()
    bump_gate_epoch(project_id=clearance.project_id)
    assert said(ask(clearance.token)) == ("withdrawn", ["changed_since"])


def test_a_signature_taken_back_withdraws_it_for_good(
    world: World,
    clearance: Clearance,
    ask: Ask,
) -> None:
    approval = clearance.request.approvals.first()
    assert approval is not None
    actions.revoke_approval(approval=approval, by=approval.approved_by)
    assert said(ask(clearance.token)) == ("withdrawn", ["signatures"])
    sign(clearance.request, approval.approved_by)
    assert said(ask(clearance.token)) == ("withdrawn", ["changed_since"])
    again = actions.issue_clearance(request=clearance.request, by=world.requester)
    assert said(ask(again.token)) == ("valid", [])


def test_a_request_taken_back_withdraws_it(
    world: World,
    clearance: Clearance,
    ask: Ask,
) -> None:
    actions.cancel_request(request=clearance.request, by=world.requester)
    assert said(ask(clearance.token)) == (
        "withdrawn",
        ["changed_since", "not_requested"],
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"tranche_number": 2},
        {"amount": 999},
        {"currency": "GTQ"},
        {"design_hash": "f" * 64},
        {"gate_epoch": 0},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_row_that_names_something_else_holds_no_more(
    clearance: Clearance,
    changed: dict[str, object],
) -> None:
    assert reasons_against(clearance) == []
    with unlocked("release_clearance"):
        Clearance.objects.filter(pk=clearance.pk).update(**changed)
    clearance.refresh_from_db()
    assert [each.code for each in reasons_against(clearance)] == [CHANGED]


def test_what_our_key_signed_for_something_else_is_no_clearance(
    clearance: Clearance,
    ask: Ask,
) -> None:
    _header, claims, _signature = parts(clearance.token)
    other, _kid = tokens.sign(claims, keys.ring(), kind="consult-checkpoint+jwt")
    assert said(ask(clearance.token)) == ("valid", [])
    assert said(ask(other)) == ("refused", ["not_a_clearance"])
