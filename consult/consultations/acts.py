"""What is recorded of each row of this room, and where rows and records differ."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from consult.audit.acts import Act, moment
from consult.audit.chain import Break, reference
from consult.audit.comparing import compare
from consult.consultations.enums import Decision
from consult.consultations.models import ConsentRecord, Consultation, Round

RECORDED = "consultations.record_consent"
WITHDRAWN = "consultations.withdraw_consent"


def opened(consultation: Consultation) -> Act:
    """Return what is recorded when a design is put to a community."""
    return Act(
        verb="consultations.open_consultation",
        by=consultation.opened_by,
        obj=consultation,
        project_id=consultation.design.project_id,
        public={
            "design": consultation.design.number,
            "design_hash": consultation.design.content_hash,
            "community": consultation.community_id,
            "kind": str(consultation.kind),
            "announced_on": consultation.announced_on,
            "notice_days": consultation.required_notice_days,
            "rounds": consultation.required_rounds,
            "open_days": consultation.required_open_days,
            "deliberation_days": consultation.deliberation_days,
            "promoter_absent_round": consultation.promoter_absent_round_required,
            "at": moment(consultation.opened_at),
        },
    )


def closed(consultation: Consultation) -> Act:
    """Return what is recorded when a consultation stops taking testimonies."""
    return Act(
        verb="consultations.close_consultation",
        by=consultation.closed_by,
        obj=consultation,
        project_id=consultation.design.project_id,
        public={
            "at": moment(consultation.closed_at) if consultation.closed_at else None,
        },
    )


def round_held(held: Round) -> Act:
    """Return what is recorded of one meeting or visit.

    Who came, by sex and age, can be one person in a small place: a salted hash.
    """
    attendance = {
        f"{each.sex} {each.age_band}": each.came for each in held.attendances.all()
    }
    return Act(
        verb="consultations.record_round",
        by=held.recorded_by,
        obj=held,
        project_id=held.consultation.design.project_id,
        public={
            "consultation": held.consultation_id,
            "held_on": held.held_on,
            "languages": sorted(language.code for language in held.languages.all()),
            "interpreter": held.interpreter,
            "promoter_present": held.promoter_present,
            "came": sum(attendance.values()),
            "at": moment(held.recorded_at),
        },
        private={
            "attendance": attendance,
            "place_note": held.place_note,
            "explained": held.explained,
            "absent_note": held.absent_note,
        },
    )


def decided(decision: ConsentRecord) -> Act:
    """Return what is recorded of what the community decided, or took back."""
    return Act(
        verb=WITHDRAWN if decision.decision == Decision.WITHDRAWN else RECORDED,
        by="receipt" if decision.recorded_by is None else decision.recorded_by,
        obj=decision,
        project_id=decision.consultation.design.project_id,
        public={
            "consultation": decision.consultation_id,
            "decision": str(decision.decision),
            "authority": str(decision.authority),
            "decided_on": decision.decided_on,
            "acta_hash": decision.acta_hash,
            "takes_back": decision.takes_back_id,
            "at": moment(decision.recorded_at),
        },
        private={
            "authority_note": decision.authority_note,
            "conditions": decision.conditions,
            "conditions_met_evidence": decision.conditions_met_evidence,
            "reason": decision.reason,
            "receipt": decision.receipt_digest,
        },
    )


def differences() -> Iterator[Break]:
    """Find where this room's rows, and the actas kept, are not what was recorded."""
    consultations = Consultation.objects.select_related(
        "design",
        "opened_by",
        "closed_by",
    )
    decisions = ConsentRecord.objects.select_related(
        "consultation__design",
        "recorded_by",
    )
    yield from compare(map(opened, consultations), "consultations.open_consultation")
    yield from compare(
        map(closed, consultations.exclude(closed_at=None)),
        "consultations.close_consultation",
    )
    yield from compare(
        map(
            round_held,
            Round.objects.select_related(
                "consultation__design",
                "recorded_by",
            ).prefetch_related("languages", "attendances"),
        ),
        "consultations.record_round",
    )
    yield from compare(map(decided, decisions), RECORDED, WITHDRAWN)
    yield from filter(None, map(_acta, decisions.exclude(acta="")))


def _acta(decision: ConsentRecord) -> Break | None:
    """Find whether the file of an acta is gone, or not the one that was kept."""
    try:
        with decision.acta.open("rb") as file:
            kept = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        kept = ""
    if kept == decision.acta_hash:
        return None
    return Break(
        0,
        _("El acta de %(ref)s ya no es la que se guardó")
        % {"ref": reference(decision)},
    )
