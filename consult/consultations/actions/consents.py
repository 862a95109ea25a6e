"""Writing down what the community decided, and that it takes it back."""

from dataclasses import replace
from datetime import date

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from consult.accounts import receipts
from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.consultations import acts, policies
from consult.consultations.acta import Acta, decoded, kept
from consult.consultations.actions.outbox import note_evidence
from consult.consultations.actions.turn import held
from consult.consultations.enums import Decision
from consult.consultations.models import ConsentRecord, Consultation
from consult.consultations.permissions import RECORD_CONSENT, WITHDRAW, check_may
from projects.hooks import released_amounts
from projects.retrying import retried


def record_consent(
    *,
    by: User,
    consultation: Consultation,
    decision: Decision | str,
    authority: str,
    decided_on: date,
    authority_note: str = "",
    conditions: str = "",
    conditions_met_evidence: str = "",
    acta: File[bytes] | None = None,
    receipt: str = "",
) -> ConsentRecord:
    """Write down what the community decided as a body. The latest record stands.

    `receipt` is the number the community is given with its yes, and can take it back
    with: see `consult.accounts.receipts`. Only its slow hash is kept.

    A decision that came before the meetings or the days to think is written down: it
    does not open the gate, which says why.

    Raises:
        NotAllowed: this person may not.
        Conflict: that decision is already written down.
        Refusal: with the field that is wrong, the acta's among them.

    """
    check_may(by=by, verb=RECORD_CONSENT, about=consultation)
    require_enrolled(by)
    # Unpacking a photo takes a second: not while others wait for the project's row.
    clean = decoded(acta) if acta is not None else None

    # The file is read once; only what the database sends away is tried again.
    @retried
    @transaction.atomic
    def write() -> ConsentRecord:
        standing = held(consultation)
        policies.check_can_record_consent(
            standing,
            decision=decision,
            authority=authority,
            authority_note=authority_note,
            decided_on=decided_on,
            conditions=conditions,
            conditions_met_evidence=conditions_met_evidence,
        )
        return _write_decision(
            ConsentRecord(
                consultation=standing,
                decision=decision,
                authority=authority,
                authority_note=authority_note.strip(),
                decided_on=decided_on,
                conditions=conditions.strip(),
                conditions_met_evidence=conditions_met_evidence.strip(),
                receipt_digest=_digest_of(receipt, decision),
            ),
            by=by,
            acta=clean,
        )

    return write()


def withdraw_consent(
    *,
    by: User,
    consultation: Consultation,
    authority: str,
    decided_on: date,
    reason: str,
    authority_note: str = "",
    acta: File[bytes] | None = None,
) -> ConsentRecord:
    """Write down that the community takes back its yes, at any time, closed or not.

    Whoever speaks for the place needs no paper; a project's officer brings the acta.

    Raises:
        NotAllowed: this person may not.
        Refusal: there is no yes to take back, or with the field that is wrong.

    """
    check_may(by=by, verb=WITHDRAW, about=consultation)
    require_enrolled(by)
    policies.check_has_acta(consultation, by=by, acta=acta)
    clean = decoded(acta) if acta is not None else None

    @retried
    @transaction.atomic
    def write() -> ConsentRecord:
        standing = held(consultation)
        policies.check_can_withdraw_consent(
            standing,
            authority=authority,
            authority_note=authority_note,
            decided_on=decided_on,
            reason=reason,
        )
        return _write_decision(
            ConsentRecord(
                consultation=standing,
                decision=Decision.WITHDRAWN,
                authority=authority,
                authority_note=authority_note.strip(),
                decided_on=decided_on,
                reason=reason.strip(),
            ),
            by=by,
            acta=clean,
        )

    return write()


@retried
@transaction.atomic
def withdraw_with_receipt(*, consent: ConsentRecord, reason: str) -> ConsentRecord:
    """Take back the yes whose receipt somebody showed, without an account.

    The same authority takes it back today that gave it. It holds at once: the project's
    row is taken first, so that no release in preparation gets past it.

    Raises:
        Refusal: it is not the yes that stands, or no reason is given.

    """
    consultation = held(consent.consultation)
    policies.check_stands(consultation, consent)
    today = timezone.localdate()
    policies.check_can_withdraw_consent(
        consultation,
        authority=consent.authority,
        authority_note=consent.authority_note,
        decided_on=today,
        reason=reason,
    )
    return _write_decision(
        ConsentRecord(
            consultation=consultation,
            decision=Decision.WITHDRAWN,
            authority=consent.authority,
            authority_note=consent.authority_note,
            decided_on=today,
            reason=reason.strip(),
            takes_back=consent,
        ),
        by=None,
        acta=None,
    )


def _digest_of(receipt: str, decision: str) -> str:
    """Return what is kept of a receipt: nothing if there was no yes to take back."""
    is_yes = decision in {Decision.CONSENT, Decision.CONDITIONS}
    return receipts.digest(receipt, purpose=receipts.ACTA) if receipt and is_yes else ""


def _write_decision(
    decision: ConsentRecord,
    *,
    by: User | None,
    acta: Acta | None,
) -> ConsentRecord:
    consultation = decision.consultation
    decision.recorded_at = timezone.now()
    decision.recorded_by = by
    with kept(acta, decision):
        decision.save(force_insert=True)
        note_evidence(consultation_id=consultation.pk, reason="consent")
        act = acts.decided(decision)
        more: dict[str, object] = {
            "acta_original_hash": acta.original_hash if acta else "",
        }
        if decision.decision == Decision.WITHDRAWN:
            gone = released_amounts(consultation.design.project)
            more["already_released"] = sorted(gone)
        record_act(act=replace(act, public={**act.public, **more}))
    return decision
