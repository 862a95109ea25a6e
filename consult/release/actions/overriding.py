"""Breaking the glass: two outsiders let one tranche pass flags that stay open."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled, require_recent
from consult.audit.actions import record_act
from consult.mismatch.models import Flag
from consult.release import acts, gate
from consult.release.actions.turn import fresh_request
from consult.release.gate import database_now
from consult.release.glass import check_can_override, check_justification
from consult.release.models import (
    OverriddenFlag,
    Override,
    OverrideSignature,
    ReleaseRequest,
)
from projects.actions import hold_gate
from projects.refusals import NotAllowed, Refusal
from projects.retrying import retried


@retried
@transaction.atomic
def propose_override(
    *,
    request: ReleaseRequest,
    flags: Iterable[Flag],
    justification: str,
    by: User,
    second_factor_at: datetime | None,
) -> Override:
    """Name the open flags that one tranche should pass, say why, and sign first.

    Nothing passes until a second person from outside signs it too. It lifts the flags
    it names and nothing else: neither consent, nor a question nobody was asked.

    Raises:
        NotAllowed: no such role, or inside the project's line of authority.
        Refusal: no reason of length, no flag, or one that is not open.

    """
    require_enrolled(by)
    now = database_now()
    require_recent(second_factor_at, now=now)
    hold_gate(project_id=request.project_id)
    request = fresh_request(request.pk)
    check_can_override(request=request, by=by)
    check_justification(justification)
    tranche = request.tranche
    open_now = {
        reason.flag.pk: reason.flag
        for reason in gate.facts_of(tranche.design).flags
        if reason.flag is not None
    }
    named = sorted({flag.pk for flag in flags})
    if not named:
        raise Refusal(_("Diga qué alertas se dejan pasar."), field="flags")
    if not open_now.keys() >= set(named):
        raise Refusal(
            _("Solo se deja pasar una alerta que detiene este dinero ahora."),
            field="flags",
        )
    override = Override.objects.create(
        project=request.project,
        request=request,
        tranche_number=tranche.number,
        amount=tranche.amount,
        currency=tranche.design.currency,
        design_hash=tranche.design.content_hash,
        gate_epoch=request.project.gate_epoch,
        justification=justification.strip(),
        proposed_at=timezone.now(),
        proposed_by=by,
    )
    OverriddenFlag.objects.bulk_create(
        OverriddenFlag(override=override, flag=open_now[pk]) for pk in named
    )
    record_act(act=acts.override_proposed(override))
    _sign(override, by=by, now=now, second_factor_at=second_factor_at)
    return override


@retried
@transaction.atomic
def sign_override(
    *,
    override: Override,
    by: User,
    second_factor_at: datetime | None,
) -> OverrideSignature:
    """Sign an override as the second person: from now on its flags let the money pass.

    Raises:
        NotAllowed: no such role, or inside the project's line of authority.
        Refusal: taken back, signed already, or something changed since it was proposed.

    """
    require_enrolled(by)
    now = database_now()
    require_recent(second_factor_at, now=now)
    hold_gate(project_id=override.project_id)
    request = fresh_request(override.request_id)
    override = Override.objects.get(pk=override.pk)
    check_can_override(request=request, by=by)
    if override.withdrawn_at is not None:
        raise Refusal(_("Esto ya se retiró."))
    if override.gate_epoch != request.project.gate_epoch:
        raise Refusal(
            _("Algo cambió en el proyecto después de que se propuso: ya no vale."),
        )
    if override.signatures.filter(person=by.person_id).exists():
        raise Refusal(_("Usted ya firmó. Hace falta otra persona de fuera."))
    return _sign(override, by=by, now=now, second_factor_at=second_factor_at)


@retried
@transaction.atomic
def withdraw_override(*, override: Override, by: User) -> Override:
    """Take an override back, as one of those who signed it; its flags close again.

    Raises:
        NotAllowed: signed by others.
        Refusal: taken back already, or the money has gone.

    """
    require(by, "release.override_gate", override)
    require_enrolled(by)
    hold_gate(project_id=override.project_id)
    override = Override.objects.select_related("request").get(pk=override.pk)
    if not override.signatures.filter(signed_by=by).exists():
        raise NotAllowed(_("Lo retira solo quien lo firmó."))
    if override.withdrawn_at is not None:
        raise Refusal(_("Esto ya se retiró."))
    if hasattr(override.request, "release"):
        raise Refusal(_("El dinero ya salió: no se puede retirar."))
    override.withdrawn_at = timezone.now()
    override.withdrawn_by = by
    override.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_act(act=acts.override_withdrawn(override))
    return override


def _sign(
    override: Override,
    *,
    by: User,
    now: datetime,
    second_factor_at: datetime | None,
) -> OverrideSignature:
    if by.person is None or second_factor_at is None:
        raise NotAllowed(_("Su cuenta no dice de qué persona es."))
    signature = OverrideSignature.objects.create(
        override=override,
        person=by.person,
        signed_at=now,
        signed_by=by,
        second_factor_at=second_factor_at,
    )
    record_act(act=acts.override_signed(signature))
    return signature
