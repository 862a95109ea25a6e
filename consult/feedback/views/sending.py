"""Look at everything once more, send it, and get the receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback import actions, cookies, receipts
from consult.feedback.actions.drafts import NoDraft
from consult.feedback.actions.sending import Sent
from consult.feedback.enums import Channel
from consult.feedback.views.again import said_in, word_for
from consult.feedback.views.sitting import (
    Sitting,
    consultation_or_404,
    nothing_here,
    sitting_of,
    status_of,
)
from consult.feedback.views.speaking import in_chosen_language
from consult.web.access import public
from projects.refusals import Refusal


@public(reason="Whoever answers looks at it once more before sending it.")
@require_safe
@never_cache
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything that was answered, and what was left out."""
    consultation = consultation_or_404(code)
    sitting = sitting_of(request, consultation)
    if sitting is None:
        return nothing_here(request, consultation)
    if sitting.contents.handed:
        # The phone goes round the page that asks for it back: closed all the same.
        actions.close_private_part(key=sitting.key, consultation=consultation)
    return _show(request, sitting)


@public(reason="Whoever answers sends it without an account.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send the testimony and show its receipt, once."""
    consultation = consultation_or_404(code)
    if request.method != "POST":
        return redirect("feedback:review", consultation.code)
    key = cookies.key_in(request)
    sitting = sitting_of(request, consultation)
    if key is None:
        return nothing_here(request, consultation)
    by = request.user if isinstance(request.user, User) else None
    ticket = cookies.ticket_in(request)
    try:
        sent = actions.send_draft(
            key=key,
            consultation=consultation,
            by=by,
            ticket=ticket,
            receipt=request.POST.get("receipt", ""),
        )
    except NoDraft:
        return nothing_here(request, consultation)
    except Refusal as refusal:
        if sitting is None:
            return nothing_here(request, consultation)
        return _show(request, sitting, refusal)
    response = _receipt(request, consultation, sent)
    cookies.take_back(response, consultation)
    cookies.give_ticket(request, response, ticket, consultation)
    return response


@public(reason="Whoever has just sent reads the page of the receipt in another tongue.")
@require_POST
@never_cache
@in_chosen_language
def sent_again(request: HttpRequest, code: str) -> HttpResponse:
    """Show a receipt's page again to whoever has it open, in another language."""
    consultation = consultation_or_404(code)
    said = said_in(request, "sent")
    if said is None:
        return nothing_here(request, consultation)
    receipt, channel = said
    return _shown(request, consultation, receipt, channel)


def _show(
    request: HttpRequest,
    sitting: Sitting,
    refusal: Refusal | None = None,
) -> HttpResponse:
    pages = sitting.course.pages(sitting.contents)
    is_shared = sitting.contents.is_shared
    asked = [
        page for page in pages if page.question and not (is_shared and page.is_private)
    ]
    return render(
        request,
        "feedback/review.html",
        {
            "consultation": sitting.consultation,
            "asked": asked,
            "about": [page for page in pages if page.about],
            "missing": [p for p in asked if not p.is_answered],
            "is_shared": is_shared,
            "last": sitting.course.length,
            "total": sitting.course.length,
            "refusal": refusal,
        },
        status=status_of(refusal),
    )


def _receipt(
    request: HttpRequest,
    consultation: Consultation,
    sent: Sent,
) -> HttpResponse:
    if not sent.receipt:
        return render(
            request, "feedback/corrected.html", {"consultation": consultation}
        )
    return _shown(request, consultation, sent.receipt, sent.testimony.channel)


def _shown(
    request: HttpRequest,
    consultation: Consultation,
    receipt: str,
    channel: str,
) -> HttpResponse:
    return render(
        request,
        "feedback/sent.html",
        {
            "consultation": consultation,
            "groups": receipts.groups(receipt),
            "picture": receipts.qr_svg(receipt),
            "channel": channel,
            "is_collected": channel != Channel.WEB,
            "word": word_for("sent", (receipt, channel)),
        },
    )
