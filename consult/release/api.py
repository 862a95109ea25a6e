"""What a payment system asks: whether a clearance holds, and whether a gate is open."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from consult.release import actions, checkpoints, keys, pages
from consult.release.broken_glass import shown_overrides
from consult.release.verdicts import Expected, Verdict
from consult.web.access import public
from projects.models import Design
from projects.refusals import Refusal

BODY_MAX_BYTES: Final = 64 * 1024
# How long a payment system may keep our public keys, and so believe a distrusted one.
KEYS_MAX_AGE_SECONDS: Final = 5 * 60


@public(reason="Whoever pays checks signatures with it, and public keys are public.")
@require_safe
@cache_control(public=True, max_age=KEYS_MAX_AGE_SECONDS)
def jwks(request: HttpRequest) -> JsonResponse:
    """Publish the keys that clearances are checked with (RFC 7517)."""
    del request
    answer = JsonResponse({"keys": list(keys.ring().public)})
    answer["Content-Type"] = "application/jwk-set+json"
    return answer


@public(reason="Whoever keeps a point of the chain can tell later if it was cut.")
@require_safe
@never_cache
def checkpoint(request: HttpRequest) -> JsonResponse:
    """Give the end of the audit chain, bare and signed, for anybody to keep."""
    del request
    signed = checkpoints.current()
    return JsonResponse({"checkpoint": str(signed.point), "signed": signed.token})


# No cookie is looked at, so there is nobody whose browser could be made to send this.
@csrf_exempt
@public(reason="A payment system holds a clearance and no account.")
@require_POST
@never_cache
def verify(request: HttpRequest) -> JsonResponse:
    """Say whether a payment may rest on a clearance now.

    Body: `{"clearance": "eyJ…", "project": "slug", "tranche": 1, "amount": "62000.00",
    "currency": "USD"}`. What the payment is for should be said: a clearance for
    anything else is refused. Only `clearance` is needed.

    Answers 200 with `status` (`valid`, `withdrawn`, `refused`), `reasons` (`code` and a
    sentence, as the gate gives them), `claims` when the signature is ours, and
    `checked_at`; 400 for a body that cannot be read. Anything but `valid` means: do not
    pay.
    """
    with translation.override(_language(request)):
        try:
            token, expected = _asked(_body(request))
        except Refusal as refusal:
            return JsonResponse(
                {"message": str(refusal), "field": refusal.field},
                status=400,
            )
        return _told(actions.verify_clearance(token=token, expected=expected))


@csrf_exempt
@public(reason="A payment system holds a clearance and no account.")
@require_POST
@never_cache
def redeem(request: HttpRequest) -> JsonResponse:
    """Take a clearance for one payment: the last thing before paying.

    The body of `verify`, and `"payment": "…"`, what the payer calls the payment.
    Answers 200 with `status` `redeemed` the first time, and again for the same payment;
    else `refused` with `already_redeemed`, or as `verify` does. `redeemed_at` says
    when.
    Anything but `redeemed` means: do not pay.
    """
    with translation.override(_language(request)):
        try:
            body = _body(request)
            token, expected = _asked(body)
            verdict = actions.redeem_clearance(
                token=token,
                expected=expected,
                payment=_text(body, "payment") or "",
            )
        except Refusal as refusal:
            return JsonResponse(
                {"message": str(refusal), "field": refusal.field},
                status=400,
            )
        return _told(verdict)


@public(reason="Whether money may move, and why not, is for everybody to know.")
@require_safe
@never_cache
def gate(request: HttpRequest, slug: str) -> JsonResponse:
    """Say of each tranche whether its gate is open, and every reason why not.

    The same list that the page shows and a release is refused with, in the language of
    `?lang=`, or of Accept-Language. What may not be published of a community is said
    only to be there, as `withheld`.
    """
    design = get_object_or_404(
        Design.objects.published().select_related("project"),
        project__slug=slug,
    )
    with translation.override(_language(request)):
        return _said(
            {
                "project": slug,
                "design": {"number": design.number, "hash": design.content_hash},
                "gate_epoch": design.project.gate_epoch,
                "language": translation.get_language(),
                "tranches": [_tranche(each) for each in pages.tranche_states(design)],
                # Flags that two outsiders let pass: they are open all the same.
                "overrides": [
                    {"tranche": each.override.tranche_number, **each.as_dict()}
                    for each in shown_overrides(design.project)
                ],
            },
        )


def _tranche(state: pages.TrancheState) -> dict[str, Any]:
    tranche = state.tranche
    return {
        "tranche": tranche.number,
        "amount": str(tranche.amount),
        "currency": tranche.design.currency,
        "state": state.code,
        "is_open": state.code == "open",
        "reasons": [each.as_dict() for each in state.told],
    }


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    if not wanted:
        return translation.get_language_from_request(request)
    try:
        return translation.get_supported_language_variant(wanted)
    except LookupError as error:
        raise Http404 from error


def _said(content: dict[str, Any]) -> JsonResponse:
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    answer["Content-Language"] = translation.get_language()
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def _told(verdict: Verdict) -> JsonResponse:
    at = verdict.redeemed_at
    return _said(
        {
            "status": verdict.status,
            "reasons": [each.as_dict() for each in verdict.reasons],
            "claims": verdict.claims or None,
            "redeemed_at": at.isoformat() if at else None,
            "checked_at": timezone.now().isoformat(),
        },
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > BODY_MAX_BYTES:
        raise Refusal(_("Lo que envió pesa demasiado."))
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refusal(_("No se pudo leer: no es JSON.")) from error
    if not isinstance(body, dict):
        raise Refusal(_("Aquí va un objeto de JSON."))
    return body


def _asked(body: dict[str, Any]) -> tuple[str, Expected]:
    token = _text(body, "clearance")
    if token is None:
        raise Refusal(_("Falta la autorización."), field="clearance")
    tranche = body.get("tranche")
    if tranche is not None and (isinstance(tranche, bool) or type(tranche) is not int):
        raise Refusal(_("Aquí va un número entero."), field="tranche")
    return token, Expected(
        project=_text(body, "project"),
        tranche=tranche,
        amount=_amount(body),
        currency=_text(body, "currency"),
    )


def _text(body: dict[str, Any], field: str) -> str | None:
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise Refusal(_("Aquí va un texto."), field=field)
    return value


def _amount(body: dict[str, Any]) -> Decimal | None:
    """Read an amount of money: a text, because a JSON number may lose cents."""
    text = _text(body, "amount")
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise Refusal(_("Aquí va una cantidad, como 1000.00."), field="amount")
    return amount
