"""With the receipt of an acta, and no account: the community takes its yes back."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts import receipts
from consult.accounts.tries import TooMany, Tries, take_turn
from consult.consultations import actions, taking_back
from consult.consultations.models import ConsentRecord
from consult.web.access import public
from projects.refusals import Refusal


@public(reason="Whoever holds the receipt of an acta may take the yes back.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter_receipt(request: HttpRequest) -> HttpResponse:
    """Take the receipt of an acta and show the yes it can take back.

    The page answers the form itself: no address ever holds a receipt.
    """
    if request.method != "POST":
        return render(request, "consultations/enter_receipt.html")
    typed = request.POST.get("receipt", "")[:80]
    receipt = receipts.normalise(typed)
    tries = Tries.of(request)
    try:
        tries.check()
        _check(receipt)
        take_turn(receipt)
        consent = taking_back.consent_of_receipt(receipt)
    except TooMany as refusal:
        return _ask_again(request, typed, refusal, HTTPStatus.TOO_MANY_REQUESTS)
    except Refusal as refusal:
        response = _ask_again(request, typed, refusal, HTTPStatus.NOT_FOUND)
        if receipts.is_well_formed(receipt):
            tries.one_more(response)
        return response
    return _ask_why(request, consent)


@public(reason="Whoever holds the receipt of an acta may take the yes back.")
@require_POST
@never_cache
def take_back(request: HttpRequest) -> HttpResponse:
    """Take the yes back, and say what already left."""
    try:
        consent = taking_back.consent_of_pass(request.POST.get("pass", ""))
    except Refusal as refusal:
        return _ask_again(request, "", refusal, HTTPStatus.NOT_FOUND)
    reason = request.POST.get("reason", "")
    try:
        actions.withdraw_with_receipt(consent=consent, reason=reason)
    except Refusal as refusal:
        return _ask_why(request, consent, refusal)
    return render(
        request,
        "consultations/taken_back.html",
        {
            "consultation": consent.consultation,
            "gone": taking_back.already_released(consent.consultation),
        },
    )


def _check(receipt: str) -> None:
    if not receipts.is_well_formed(receipt):
        raise Refusal(
            _("El número no está bien copiado. Revise los 20 números del recibo."),
        )


def _ask_again(
    request: HttpRequest,
    typed: str,
    refusal: Refusal,
    status: int,
) -> HttpResponse:
    return render(
        request,
        "consultations/enter_receipt.html",
        {"typed": typed, "error": str(refusal)},
        status=status,
    )


def _ask_why(
    request: HttpRequest,
    consent: ConsentRecord,
    refusal: Refusal | None = None,
) -> HttpResponse:
    return render(
        request,
        "consultations/take_back.html",
        {
            "consent": consent,
            "consultation": consent.consultation,
            "gone": taking_back.already_released(consent.consultation),
            "why_not": taking_back.why_it_cannot(consent),
            "pass": taking_back.pass_for(consent),
            "error": str(refusal) if refusal else "",
            "reason": request.POST.get("reason", ""),
        },
    )
