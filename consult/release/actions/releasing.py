"""Ask for money, sign for it, and let it go."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled, require_recent
from consult.audit.actions import record_act
from consult.release import acts, gate, locks
from consult.release.actions.clearing import clear_release, note_withdrawals
from consult.release.actions.turn import (
    consultations_of,
    fresh_request,
    look_at,
    take_turn,
)
from consult.release.gate import database_now
from consult.release.models import Approval, Release, ReleaseRequest, ReleaseSignature
from consult.release.signatures import signatures_of
from consult.release.signing import GateClosed, check_can_approve
from projects.actions import hold_gate
from projects.enums import DesignState
from projects.models import Tranche
from projects.refusals import NotAllowed, Refusal
from projects.retrying import retried


@retried
@transaction.atomic
def request_release(*, tranche: Tranche, by: User) -> ReleaseRequest:
    """Ask that one tranche be released.

    Raises:
        NotAllowed: no such role here.
        Refusal: released already, asked for already, or not of the current design.

    """
    require(by, "release.request_release", tranche)
    require_enrolled(by)
    project = tranche.design.project
    hold_gate(project_id=project.pk)
    tranche = _fresh(tranche.pk)
    if tranche.design.state != DesignState.PUBLISHED:
        raise Refusal(_("Solo se puede pedir un desembolso del diseño vigente."))
    if Release.objects.filter(
        project=project,
        tranche_number=tranche.number,
    ).exists():
        raise Refusal(_("Este desembolso ya se liberó. No puede salir dos veces."))
    if gate.standing_request(tranche) is not None:
        raise Refusal(_("Este desembolso ya está pedido."))
    request = ReleaseRequest.objects.create(
        project=project,
        tranche=tranche,
        requested_at=timezone.now(),
        requested_by=by,
    )
    record_act(act=acts.requested(request))
    return request


@retried
@transaction.atomic
def cancel_request(*, request: ReleaseRequest, by: User) -> ReleaseRequest:
    """Take a request back; its signatures stay and no longer count.

    Raises:
        NotAllowed: no such role here.
        Refusal: cancelled or released already.

    """
    require(by, "release.request_release", request)
    require_enrolled(by)
    hold_gate(project_id=request.project_id)
    request = ReleaseRequest.objects.select_related("project").get(pk=request.pk)
    if request.cancelled_at is not None or hasattr(request, "release"):
        raise Refusal(_("Esta solicitud ya no está en pie."))
    request.cancelled_at = timezone.now()
    request.cancelled_by = by
    request.save(update_fields=["cancelled_at", "cancelled_by"])
    record_act(act=acts.cancelled(request))
    note_withdrawals(request=request)
    return request


@retried
@transaction.atomic
def approve_release(
    *,
    request: ReleaseRequest,
    by: User,
    second_factor_at: datetime | None,
) -> Approval:
    """Sign that a tranche may go, exactly as it stands now.

    Approvals of a project take turns, so none is signed against facts that changed a
    moment ago.

    Raises:
        NotAllowed: no such role, or too near to the project.
        GateClosed: something that no signature mends keeps the gate closed.
        Refusal: signed already, cancelled, or the second factor is too old.

    """
    require_enrolled(by)
    now = database_now()
    require_recent(second_factor_at, now=now)
    hold_gate(project_id=request.project_id)
    request = fresh_request(request.pk)
    check_can_approve(request=request, by=by)
    tranche = request.tranche
    if by.person is None or second_factor_at is None:
        raise NotAllowed(_("Su cuenta no dice de qué persona es."))
    approval = Approval.objects.create(
        request=request,
        person=by.person,
        tranche_number=tranche.number,
        amount=tranche.amount,
        currency=tranche.design.currency,
        design_hash=tranche.design.content_hash,
        gate_epoch=request.project.gate_epoch,
        approved_at=now,
        approved_by=by,
        second_factor_at=second_factor_at,
    )
    record_act(act=acts.approved(approval))
    return approval


@retried
@transaction.atomic
def revoke_approval(*, approval: Approval, by: User) -> Approval:
    """Take back one's own signature, as long as the money has not gone.

    Raises:
        NotAllowed: somebody else's signature.
        Refusal: taken back already, or the tranche is released.

    """
    require_enrolled(by)
    hold_gate(project_id=approval.request.project_id)
    approval = Approval.objects.select_related("request__project").get(pk=approval.pk)
    if approval.approved_by_id != by.pk:
        raise NotAllowed(_("Cada quien retira solo su propia firma."))
    if approval.revoked_at is not None:
        raise Refusal(_("Esta firma ya está retirada."))
    if hasattr(approval.request, "release"):
        raise Refusal(_("El dinero ya salió: la firma no se puede retirar."))
    approval.revoked_at = timezone.now()
    approval.revoked_by = by
    approval.save(update_fields=["revoked_at", "revoked_by"])
    record_act(act=acts.revoked(approval))
    note_withdrawals(request=approval.request)
    return approval


@retried
def release_tranche(*, request: ReleaseRequest, by: User) -> Release:
    """Release one tranche, or refuse with every reason.

    The evidence is evaluated inside the release's transaction, after the project's row
    was taken. If that closes the gate, it is evaluated once more in a transaction of
    its own, so that what came out stays although the release is undone. Release and
    audit event commit together or not at all.

    Raises:
        NotAllowed: no such role here.
        GateClosed: with the same list of reasons that the page shows.
        Refusal: the request was taken back, or the database's locks are not whole.

    """
    require(by, "release.request_release", request)
    require_enrolled(by)
    consultations = consultations_of(request.project_id)
    try:
        return _release(request, consultations, by)
    except GateClosed:
        look_at(consultations)
        raise


@transaction.atomic
def _release(
    request: ReleaseRequest,
    consultations: list[int],
    by: User,
) -> Release:
    if locks.differences(connection):
        raise Refusal(
            _(
                "La base de datos ya no cuida el dinero como debe. Nada sale hasta que "
                "alguien de administración lo revise.",
            ),
        )
    take_turn(project_id=request.project_id, consultations=consultations)
    request = fresh_request(request.pk)
    if request.cancelled_at is not None:
        raise Refusal(_("Esta solicitud ya no está en pie."))
    signatures = signatures_of([request.tranche])
    reasons = gate.reasons(request.tranche, signed=signatures)
    if reasons:
        raise GateClosed(reasons)
    signed = signatures.counting(request)
    first, second = signed[:2]
    tranche = request.tranche
    release = Release.objects.create(
        project=request.project,
        tranche_number=tranche.number,
        tranche=tranche,
        request=request,
        first_approval=first,
        second_approval=second,
        first_person=first.person,
        second_person=second.person,
        amount=tranche.amount,
        currency=tranche.design.currency,
        design_hash=tranche.design.content_hash,
        gate_epoch=request.project.gate_epoch,
        released_at=timezone.now(),
        released_by=by,
    )
    ReleaseSignature.objects.bulk_create(
        ReleaseSignature(release=release, approval=each, person=each.person)
        for each in signed
    )
    record_act(act=acts.released(release))
    clear_release(request=request, by=by)
    return release


def _fresh(tranche_id: int) -> Tranche:
    """Read a tranche again, with its design and project as they are now."""
    return Tranche.objects.select_related("design__project").get(pk=tranche_id)
