"""Say from how much money on more persons have to sign."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record
from consult.release.enums import LEAST_SIGNATURES, MOST_SIGNATURES
from consult.release.models import ApprovalBand, ReleaseRequest
from projects.actions import bump_gate_epoch
from projects.enums import Currency
from projects.refusals import Refusal
from projects.retrying import retried


@retried
@transaction.atomic
def save_band(
    *,
    by: User,
    band: ApprovalBand | None = None,
    currency: str,
    from_amount: Decimal,
    approvals: int,
) -> ApprovalBand:
    """Write a band anew, or change one: what was signed under the others is void.

    Raises:
        NotAllowed: no such role.
        Refusal: with the field that is wrong.

    """
    require(by, "release.change_approvalband")
    require_enrolled(by)
    if currency not in Currency.values:
        raise Refusal(_("Escoja una moneda de la lista."), field="currency")
    if from_amount < 0:
        raise Refusal(_("El monto no puede ser menos que cero."), field="from_amount")
    if not LEAST_SIGNATURES <= approvals <= MOST_SIGNATURES:
        raise Refusal(
            _("Firman por lo menos %(least)s personas, y no más de %(most)s.")
            % {"least": LEAST_SIGNATURES, "most": MOST_SIGNATURES},
            field="approvals",
        )
    same = ApprovalBand.objects.filter(currency=currency, from_amount=from_amount)
    before = ApprovalBand.objects.get(pk=band.pk) if band else None
    if (same.exclude(pk=before.pk) if before else same).exists():
        raise Refusal(_("Ya hay una fila para ese monto."), field="from_amount")
    currencies = {currency, *([before.currency] if before else [])}
    waiting = ReleaseRequest.objects.filter(
        tranche__design__currency__in=currencies,
        cancelled_at=None,
        release=None,
    ).values_list("project_id", flat=True)
    # In the order of their numbers, so that two writers never wait for each other.
    for project_id in sorted(set(waiting)):
        bump_gate_epoch(project_id=project_id)
    kept = before or ApprovalBand()
    kept.currency, kept.from_amount, kept.approvals = currency, from_amount, approvals
    kept.save()
    record(
        by=by,
        verb="release.band_saved",
        obj=kept,
        public={
            "currency": currency,
            "from_amount": str(from_amount),
            "approvals": approvals,
        },
    )
    return kept
