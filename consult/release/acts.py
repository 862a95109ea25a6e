"""What is recorded of each row of this room, and where rows and records differ."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from consult.audit.acts import Act, moment
from consult.audit.chain import Break
from consult.audit.comparing import compare
from consult.release.models import (
    Approval,
    Clearance,
    ClearanceWithdrawal,
    Override,
    OverrideSignature,
    Redemption,
    Release,
    ReleaseRequest,
)


def requested(request: ReleaseRequest) -> Act:
    """Return what is recorded when a tranche is asked for."""
    return _of_request("release.requested", request, request.requested_at)


def cancelled(request: ReleaseRequest) -> Act:
    """Return what is recorded when a request is taken back."""
    return _of_request("release.cancelled", request, request.cancelled_at)


def _of_request(verb: str, request: ReleaseRequest, at: datetime | None) -> Act:
    tranche = request.tranche
    was_asked = verb == "release.requested"
    return Act(
        verb=verb,
        by=request.requested_by if was_asked else request.cancelled_by,
        obj=request,
        project_id=request.project_id,
        public={
            "tranche": tranche.number,
            "amount": str(tranche.amount),
            "currency": tranche.design.currency,
            "design": tranche.design.content_hash,
            "at": moment(at) if at else None,
        },
    )


def approved(approval: Approval) -> Act:
    """Return what is recorded of a signature: whose, and for exactly what."""
    return Act(
        verb="release.approved",
        by=approval.approved_by,
        obj=approval,
        project_id=approval.request.project_id,
        public={
            **_signed(approval),
            "at": moment(approval.approved_at),
            "second_factor_at": moment(approval.second_factor_at),
        },
    )


def revoked(approval: Approval) -> Act:
    """Return what is recorded when a signature is taken back."""
    at = approval.revoked_at
    return Act(
        verb="release.approval_revoked",
        by=approval.revoked_by,
        obj=approval,
        project_id=approval.request.project_id,
        public={**_signed(approval), "at": moment(at) if at else None},
    )


def _signed(approval: Approval) -> dict[str, Any]:
    return {
        "request": approval.request_id,
        "person": approval.person_id,
        "tranche": approval.tranche_number,
        "amount": str(approval.amount),
        "currency": approval.currency,
        "design": approval.design_hash,
        "epoch": approval.gate_epoch,
    }


def released(release: Release) -> Act:
    """Return what is recorded when the money of a tranche may leave."""
    signed = release.signatures.all()
    return Act(
        verb="release.released",
        by=release.released_by,
        obj=release,
        project_id=release.project_id,
        public={
            "request": release.request_id,
            "tranche": release.tranche_number,
            "amount": str(release.amount),
            "currency": release.currency,
            "design": release.design_hash,
            "epoch": release.gate_epoch,
            "approvals": sorted(each.approval_id for each in signed),
            "persons": sorted(each.person_id for each in signed),
            "at": moment(release.released_at),
        },
    )


def override_proposed(override: Override) -> Act:
    """Return what is recorded when somebody proposes to let flags pass."""
    return Act(
        verb="release.override_proposed",
        by=override.proposed_by,
        obj=override,
        project_id=override.project_id,
        public={**_passed(override), "at": moment(override.proposed_at)},
    )


def override_signed(signature: OverrideSignature) -> Act:
    """Return what is recorded of one of the signatures under an override."""
    return Act(
        verb="release.override_signed",
        by=signature.signed_by,
        obj=signature,
        project_id=signature.override.project_id,
        public={
            **_passed(signature.override),
            "person": signature.person_id,
            "second_factor_at": moment(signature.second_factor_at),
            "at": moment(signature.signed_at),
        },
    )


def override_withdrawn(override: Override) -> Act:
    """Return what is recorded when an override is taken back."""
    at = override.withdrawn_at
    return Act(
        verb="release.override_withdrawn",
        by=override.withdrawn_by,
        obj=override,
        project_id=override.project_id,
        public={**_passed(override), "at": moment(at) if at else None},
    )


def _passed(override: Override) -> dict[str, Any]:
    return {
        "request": override.request_id,
        "tranche": override.tranche_number,
        "amount": str(override.amount),
        "currency": override.currency,
        "design": override.design_hash,
        "epoch": override.gate_epoch,
        "flags": sorted(each.flag_id for each in override.named.all()),
        "justification": override.justification,
    }


def cleared(clearance: Clearance) -> Act:
    """Return what is recorded when a clearance is signed.

    The token names this event, so the event is written before the row is.
    """
    return Act(
        verb="release.clearance_issued",
        by=clearance.issued_by,
        obj=clearance.request,
        project_id=clearance.project_id,
        public={
            "clearance": str(clearance.jti),
            "tranche": clearance.tranche_number,
            "amount": str(clearance.amount),
            "currency": clearance.currency,
            "design": clearance.design_hash,
            "epoch": clearance.gate_epoch,
            "until": moment(clearance.expires_at),
        },
    )


def clearance_withdrawn(withdrawal: ClearanceWithdrawal) -> Act:
    """Return what is recorded when a clearance was first seen not to hold."""
    clearance = withdrawal.clearance
    return Act(
        verb="release.clearance_withdrawn",
        by=None,
        obj=clearance,
        project_id=clearance.project_id,
        public={
            "clearance": str(clearance.jti),
            "tranche": clearance.tranche_number,
            "reasons": sorted({each["code"] for each in withdrawal.reasons}),
        },
    )


def redeemed(redemption: Redemption) -> Act:
    """Return what is recorded when a payer takes a clearance; its name is private."""
    clearance = redemption.clearance
    return Act(
        verb="release.clearance_redeemed",
        by="payer",
        obj=redemption,
        project_id=redemption.project_id,
        public={
            "clearance": str(clearance.jti),
            "tranche": redemption.tranche_number,
            "amount": str(clearance.amount),
            "currency": clearance.currency,
            "at": moment(redemption.redeemed_at),
        },
        private={"payment": redemption.payment},
    )


def differences() -> Iterator[Break]:
    """Find where this room's rows are not what was recorded of them."""
    requests = ReleaseRequest.objects.select_related(
        "tranche__design",
        "requested_by",
        "cancelled_by",
    )
    approvals = Approval.objects.select_related("request", "approved_by", "revoked_by")
    yield from compare(map(requested, requests), "release.requested")
    yield from compare(
        map(cancelled, requests.exclude(cancelled_at=None)),
        "release.cancelled",
    )
    yield from compare(map(approved, approvals), "release.approved")
    yield from compare(
        map(revoked, approvals.exclude(revoked_at=None)),
        "release.approval_revoked",
    )
    yield from compare(
        map(
            released,
            Release.objects.select_related("released_by").prefetch_related(
                "signatures",
            ),
        ),
        "release.released",
    )
    overrides = Override.objects.select_related(
        "proposed_by",
        "withdrawn_by",
    ).prefetch_related("named")
    yield from compare(map(override_proposed, overrides), "release.override_proposed")
    yield from compare(
        map(override_withdrawn, overrides.exclude(withdrawn_at=None)),
        "release.override_withdrawn",
    )
    yield from compare(
        map(
            override_signed,
            OverrideSignature.objects.select_related(
                "override",
                "signed_by",
            ).prefetch_related("override__named"),
        ),
        "release.override_signed",
    )
    yield from compare(
        map(cleared, Clearance.objects.select_related("request", "issued_by")),
        "release.clearance_issued",
    )
    yield from compare(
        map(
            clearance_withdrawn,
            ClearanceWithdrawal.objects.select_related("clearance"),
        ),
        "release.clearance_withdrawn",
    )
    yield from compare(
        map(redeemed, Redemption.objects.select_related("clearance")),
        "release.clearance_redeemed",
    )
