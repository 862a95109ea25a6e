"""What a clearance says, and whether what it says is still so."""

import hashlib
import uuid
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consult.audit.chain import Checkpoint, canonical
from consult.consultations.models import Consultation
from consult.feedback.queries import counters
from consult.release import gate
from consult.release.models import Clearance, Release, ReleaseRequest
from consult.release.tokens import Claims
from projects.models import Tranche

CHANGED: Final = "changed_since"


def claims_of(
    request: ReleaseRequest,
    *,
    jti: uuid.UUID,
    audit_head: Checkpoint,
    issued_at: datetime,
    expires_at: datetime,
) -> Claims:
    """Return what a clearance for a request says, as it stands now."""
    tranche = request.tranche
    design = tranche.design
    project = design.project
    return {
        "iss": settings.PUBLIC_URL,
        "sub": f"{project.slug}/{tranche.number}",
        "jti": str(jti),
        "iat": int(issued_at.timestamp()),
        "nbf": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "project": project.slug,
        "tranche": tranche.number,
        "amount": str(tranche.amount),
        "currency": design.currency,
        "design": {"number": design.number, "hash": design.content_hash},
        # In the order of the hashes: no order tells which community one is of.
        "consultations": sorted(
            consultation_hash(each)
            for each in Consultation.objects.filter(design=design).select_related(
                "questionnaire",
            )
        ),
        "gate_epoch": project.gate_epoch,
        "audit": {"sequence": audit_head.sequence, "hash": audit_head.hash},
    }


def consultation_hash(consultation: Consultation) -> str:
    """Return the SHA-256 of what a consultation consisted of.

    Its rounds, its decisions with the hash of each acta, its questions, and how many
    gave which answer. Neither the community's name nor its code is in it.
    """
    answers, testimonies = counters(consultation.pk)
    content = [
        consultation.pk,
        consultation.questionnaire.content_hash,
        consultation.announced_on,
        [
            [each.held_on, each.interpreter, each.promoter_present, each.explained]
            for each in consultation.rounds.order_by("pk")
        ],
        [
            [each.decision, each.authority, each.decided_on, each.acta_hash]
            for each in consultation.consents.order_by("pk")
        ],
        [list(row) for row in (*answers, *testimonies)],
    ]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def reasons_against(clearance: Clearance) -> list[gate.Reason]:
    """Return every reason why a clearance does not hold now; empty means it does.

    Of the gate, the same reasons that the page shows, but that its own tranche was
    released meanwhile: that is what it was for. Once released, the signatures under it
    are part of the release and cannot be taken back.
    """
    tranche = Tranche.objects.select_related("design__project").get(
        release_requests=clearance.request_id,
    )
    released = Release.objects.filter(request=clearance.request_id).exists()
    found = [
        reason
        for reason in gate.fact_reasons(tranche)
        if not (released and reason.code == "already_released")
    ]
    if not released:
        found += gate.signature_reasons(tranche)
    if not _says_what_is(clearance, tranche):
        found.insert(
            0,
            gate.Reason(
                7,
                CHANGED,
                _("Algo cambió en el proyecto después de que se firmó."),
            ),
        )
    return found


def _says_what_is(clearance: Clearance, tranche: Tranche) -> bool:
    """Say whether request, tranche, amount, design and epoch are those it names."""
    design = tranche.design
    return clearance.request.cancelled_at is None and (
        clearance.tranche_number,
        clearance.amount,
        clearance.currency,
        clearance.design_hash,
        clearance.gate_epoch,
    ) == (
        tranche.number,
        tranche.amount,
        design.currency,
        design.content_hash,
        design.project.gate_epoch,
    )
