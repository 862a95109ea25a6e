"""With a receipt, from any phone: where a testimony is, and what came of it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts.tries import TooMany, Tries, take_turn
from consult.feedback import actions, cookies, openers, queries, receipts
from consult.feedback.enums import TestimonyState
from consult.feedback.models import Testimony
from consult.feedback.sections import receipt_sections
from consult.feedback.views.speaking import in_chosen_language
from consult.web.access import public
from projects.refusals import Refusal


@public(reason="Whoever holds a receipt follows their testimony without an account.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_chosen_language
def follow(request: HttpRequest) -> HttpResponse:
    """Take a receipt and show where its testimony is.

    The page answers the form itself: no address ever holds a receipt.
    """
    if request.method != "POST":
        return render(request, "feedback/follow.html")
    if word := request.POST.get("pass", ""):
        return _with_pass(request, word)
    typed = request.POST.get("receipt", "")[:80]
    receipt = receipts.normalise(typed)
    tries = Tries.of(request)
    try:
        tries.check()
        _check(receipt)
        take_turn(receipt)
        testimony = _found(receipt)
    except TooMany as refusal:
        return _ask_again(request, typed, refusal, HTTPStatus.TOO_MANY_REQUESTS)
    except Refusal as refusal:
        response = _ask_again(request, typed, refusal, HTTPStatus.NOT_FOUND)
        if receipts.is_well_formed(receipt):
            tries.one_more(response)
        return response
    return _show(request, testimony, opener=openers.opener_of(receipt))


@public(reason="Whoever holds a receipt may take back what they said.")
@require_POST
@never_cache
@in_chosen_language
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once whether it should really be taken back, and then do it."""
    try:
        testimony = queries.testimony_of_pass(request.POST.get("pass", ""))
    except Refusal as refusal:
        return _ask_again(request, "", refusal, HTTPStatus.NOT_FOUND)
    opener = queries.opener_of_pass(request.POST.get("pass", ""))
    if request.POST.get("sure") != "yes":
        return render(
            request,
            "feedback/withdraw.html",
            {"testimony": testimony, "pass": queries.pass_for(testimony, opener)},
        )
    return _show(
        request,
        actions.withdraw_testimony(testimony=testimony, opener=opener),
    )


@public(reason="Whoever holds a receipt may say again what they said.")
@require_POST
@never_cache
def correct(request: HttpRequest) -> HttpResponse:
    """Open what was said, to be changed and sent again."""
    testimony: Testimony | None = None
    try:
        testimony = queries.testimony_of_pass(request.POST.get("pass", ""))
        key = actions.start_correction(testimony=testimony)
    except Refusal as refusal:
        if testimony is None:
            return _ask_again(request, "", refusal, HTTPStatus.NOT_FOUND)
        return _show(request, testimony, refusal)
    response = redirect("feedback:review", testimony.consultation.code)
    cookies.give(response, key, testimony.consultation)
    return response


def _check(receipt: str) -> None:
    if not receipt:
        raise Refusal(_("Escriba los 20 números de su recibo."))
    if len(receipt) != receipts.DIGITS:
        raise Refusal(
            _("Un recibo tiene 20 números y aquí hay %(count)s.")
            % {"count": len(receipt)},
        )
    if not receipts.is_well_formed(receipt):
        raise Refusal(_("Uno de los números no es. Compárelo con su recibo."))


def _found(receipt: str) -> Testimony:
    testimony = queries.testimony_of_receipt(receipt)
    if testimony is None:
        raise Refusal(_("No encontramos ese recibo. Mire si lo escribió todo bien."))
    return testimony


def _with_pass(request: HttpRequest, word: str) -> HttpResponse:
    try:
        testimony = queries.testimony_of_pass(word)
        return _show(request, testimony, opener=queries.opener_of_pass(word))
    except Refusal as refusal:
        return _ask_again(request, "", refusal, HTTPStatus.NOT_FOUND)


def _ask_again(
    request: HttpRequest,
    typed: str,
    refusal: Refusal,
    status: HTTPStatus,
) -> HttpResponse:
    return render(
        request,
        "feedback/follow.html",
        {"typed": typed, "error": str(refusal)},
        status=status,
    )


def _show(
    request: HttpRequest,
    testimony: Testimony,
    refusal: Refusal | None = None,
    *,
    opener: bytes = b"",
) -> HttpResponse:
    word = queries.pass_for(testimony, opener)
    return render(
        request,
        "feedback/followed.html",
        {
            "testimony": testimony,
            "consultation": testimony.consultation,
            "design": testimony.consultation.design,
            "is_withdrawn": testimony.state == TestimonyState.WITHDRAWN,
            "is_collected": testimony.collected_by_id is not None,
            "pass": word,
            "sections": receipt_sections(request, testimony, word),
            "refusal": refusal,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
    )
