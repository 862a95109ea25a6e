"""Sign that a tranche may be paid, and say whether what was signed still holds."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.audit.chain import Checkpoint
from consult.audit.queries import last_event
from consult.release import acts, gate, keys, tokens
from consult.release.actions.turn import (
    consultations_of,
    fresh_request,
    look_at,
    take_turn,
)
from consult.release.clearances import CHANGED, claims_of, reasons_against
from consult.release.models import (
    Clearance,
    ClearanceWithdrawal,
    Redemption,
    Release,
    ReleaseRequest,
)
from consult.release.queries import (
    clearance_that_stands,
    find_clearance,
    redemption_of,
)
from consult.release.signing import GateClosed
from consult.release.told import ToldReason, hidden_names, told
from consult.release.verdicts import Expected, Verdict
from projects.actions import hold_gate
from projects.refusals import Refusal
from projects.retrying import retried

REDEEMED: Final = "already_redeemed"
NOT_RELEASED: Final = "not_released"
_LONGEST_PAYMENT: Final = 80


@retried
def issue_clearance(*, request: ReleaseRequest, by: User) -> Clearance:
    """Sign that a tranche may be paid, as its gate stands open now.

    The evidence is evaluated first, as for a release. Of a tranche that was released it
    signs anew only as long as nothing changed since: its signatures name that epoch.

    Raises:
        NotAllowed: no such role here.
        GateClosed: with the same list of reasons that the page shows.
        Refusal: one stands already, the request was taken back, or there is no key.

    """
    require(by, "release.request_release", request)
    require_enrolled(by)
    consultations = consultations_of(request.project_id)
    try:
        return _issue_if_open(request, consultations, by)
    except GateClosed:
        # What closed it stays, although nothing was signed.
        look_at(consultations)
        raise


@transaction.atomic
def _issue_if_open(
    request: ReleaseRequest,
    consultations: list[int],
    by: User,
) -> Clearance:
    take_turn(project_id=request.project_id, consultations=consultations)
    request = fresh_request(request.pk)
    if request.cancelled_at is not None:
        raise Refusal(_("Esta solicitud ya no está en pie."))
    release = Release.objects.filter(request=request).first()
    reasons = gate.reasons(request.tranche)
    if release is not None:
        reasons = [each for each in reasons if each.code != "already_released"]
        if release.gate_epoch != request.project.gate_epoch:
            raise Refusal(
                _(
                    "Algo cambió en el proyecto después de que se liberó: las firmas "
                    "son de antes y no se puede firmar otra autorización.",
                ),
            )
    if reasons:
        raise GateClosed(reasons)
    if redemption_of(request.project_id, request.tranche.number) is not None:
        raise Refusal(_("Este desembolso ya se pagó: no se firma otra autorización."))
    if clearance_that_stands(request) is not None:
        raise Refusal(_("Este desembolso ya tiene una autorización que vale."))
    return _issue(request, by)


def clear_release(*, request: ReleaseRequest, by: User) -> Clearance | None:
    """Sign for a tranche in the transaction that releases it, unless one stands.

    A house without a key releases all the same, and signs nothing.
    """
    if keys.ring().signing is None or clearance_that_stands(request) is not None:
        return None
    if redemption_of(request.project_id, request.tranche.number) is not None:
        return None
    return _issue(request, by)


def _issue(request: ReleaseRequest, by: User) -> Clearance:
    tranche = request.tranche
    project = tranche.design.project
    # To the second, as the token says it.
    issued_at = timezone.now().replace(microsecond=0)
    clearance = Clearance(
        jti=uuid.uuid4(),
        project=project,
        request=request,
        tranche_number=tranche.number,
        amount=tranche.amount,
        currency=tranche.design.currency,
        design_hash=tranche.design.content_hash,
        gate_epoch=project.gate_epoch,
        issued_at=issued_at,
        issued_by=by,
        expires_at=issued_at + timedelta(days=settings.CLEARANCE_DAYS),
    )
    event = record_act(act=acts.cleared(clearance))
    clearance.audit_sequence = event.sequence
    clearance.audit_hash = event.hash
    clearance.token, clearance.key_id = tokens.sign(
        claims_of(
            request,
            jti=clearance.jti,
            audit_head=Checkpoint(event.sequence, event.hash),
            issued_at=issued_at,
            expires_at=clearance.expires_at,
        ),
        keys.ring(),
    )
    clearance.save(force_insert=True)
    return clearance


def verify_clearance(*, token: str, expected: Expected) -> Verdict:
    """Say whether a payment may rest on a clearance now.

    `expected` is what the payment is for, as far as it was said. A clearance that is
    seen not to hold any more is written down as withdrawn, and never holds again.
    """
    claims: tokens.Claims = {}
    try:
        claims = tokens.read(token, keys.ring())
        clearance = _believed(token, claims, expected)
    except tokens.NotBelieved as refusal:
        reason = ToldReason(0, refusal.code, str(refusal))
        return Verdict("refused", (reason,), claims)
    return _of_its_state(clearance, claims)


@retried
@transaction.atomic
def redeem_clearance(*, token: str, expected: Expected, payment: str) -> Verdict:
    """Take a clearance for one payment: what it is for is paid once, and never again.

    `payment` is what the payer calls it. Asking again with the same one says the same,
    so that an answer that got lost can be asked for again; with another it is refused.
    Takes the project's turn: of two who redeem at once, one is refused. Only what was
    released is paid: what leaves otherwise would be in no sum and in nobody's notice.

    Raises:
        Refusal: the payment has no name, or too long a one.

    """
    payment = payment.strip()
    if not 1 <= len(payment) <= _LONGEST_PAYMENT:
        raise Refusal(
            _("Diga cómo se llama el pago, en 80 letras o menos."),
            field="payment",
        )
    claims: tokens.Claims = {}
    try:
        claims = tokens.read(token, keys.ring())
        clearance = _believed(token, claims, expected)
    except tokens.NotBelieved as refusal:
        reason = ToldReason(0, refusal.code, str(refusal))
        return Verdict("refused", (reason,), claims)
    hold_gate(project_id=clearance.project_id)
    earlier = redemption_of(clearance.project_id, clearance.tranche_number)
    if earlier is not None and (earlier.clearance_id, earlier.payment) == (
        clearance.pk,
        payment,
    ):
        return Verdict("redeemed", (), claims, earlier.redeemed_at)
    verdict = _of_its_state(clearance, claims)
    if verdict.status != "valid":
        return verdict
    if not Release.objects.filter(request=clearance.request_id).exists():
        sentence = str(_("Este desembolso todavía no se ha liberado."))
        reason = ToldReason(8, NOT_RELEASED, sentence)
        return Verdict("refused", (reason,), claims)
    redemption = Redemption.objects.create(
        clearance=clearance,
        project=clearance.project,
        tranche_number=clearance.tranche_number,
        payment=payment,
        redeemed_at=timezone.now(),
    )
    record_act(act=acts.redeemed(redemption))
    return Verdict("redeemed", (), claims, redemption.redeemed_at)


def _of_its_state(clearance: Clearance, claims: tokens.Claims) -> Verdict:
    """Return whether a clearance of ours was paid on, withdrawn, or holds."""
    earlier = redemption_of(clearance.project_id, clearance.tranche_number)
    if earlier is not None:
        paid = ToldReason(8, REDEEMED, str(_("Este desembolso ya se pagó.")))
        return Verdict("refused", (paid,), claims, earlier.redeemed_at)
    withdrawn = note_withdrawal(clearance_id=clearance.pk)
    if withdrawn:
        return Verdict("withdrawn", tuple(withdrawn), claims)
    return Verdict("valid", (), claims)


def _believed(token: str, claims: tokens.Claims, expected: Expected) -> Clearance:
    """Return the clearance whose signature was found to be ours.

    Raises:
        NotBelieved: not issued here, for something else, or out of its time.

    """
    clearance = find_clearance(str(claims.get("jti", "")))
    if clearance is None or clearance.token != token:
        raise tokens.NotBelieved(
            "not_issued_here",
            _("Esta casa no firmó esta autorización."),
        )
    expected.check(
        project=clearance.project.slug,
        tranche=clearance.tranche_number,
        amount=Decimal(clearance.amount),
        currency=clearance.currency,
    )
    last = last_event()
    now = timezone.now()
    tokens.check_time(claims, now=now, not_earlier_than=last.at if last else now)
    return clearance


@retried
@transaction.atomic
def note_withdrawal(*, clearance_id: int) -> list[ToldReason]:
    """Return why a clearance does not hold, and write it down the first time.

    Takes the project's turn, so that what it answers is of one moment.
    """
    clearance = Clearance.objects.get(pk=clearance_id)
    hold_gate(project_id=clearance.project_id)
    clearance = Clearance.objects.select_related(
        "request__tranche__design",
        "project",
    ).get(pk=clearance_id)
    hidden = hidden_names(clearance.request.tranche.design)
    reasons = told(reasons_against(clearance), hidden)
    earlier = ClearanceWithdrawal.objects.filter(clearance=clearance).first()
    if earlier is not None:
        return reasons or [_it_changed()]
    if not reasons:
        return []
    withdrawal = ClearanceWithdrawal.objects.create(
        clearance=clearance,
        seen_at=timezone.now(),
        reasons=[{"invariant": each.invariant, "code": each.code} for each in reasons],
    )
    record_act(act=acts.clearance_withdrawn(withdrawal))
    return reasons


def note_withdrawals(*, request: ReleaseRequest) -> None:
    """Write down which clearances of a request do not hold any more.

    Called by what takes a request or a signature back: signing again does not make
    them hold again.
    """
    for clearance_id in Clearance.objects.filter(
        request=request,
        withdrawal=None,
    ).values_list("pk", flat=True):
        note_withdrawal(clearance_id=clearance_id)


def _it_changed() -> ToldReason:
    """Return what is said of what was withdrawn once, and would hold again today."""
    return ToldReason(
        7,
        CHANGED,
        str(_("Algo cambió en el proyecto después de que se firmó.")),
    )
