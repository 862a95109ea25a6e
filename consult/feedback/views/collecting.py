"""A facilitator writes down what families answer, one after another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.feedback import actions, cookies, queries
from consult.feedback.enums import Channel
from consult.feedback.permissions import COLLECT
from consult.feedback.views.sitting import consultation_or_404, status_of
from projects.refusals import Refusal


@permission_required_somewhere(COLLECT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def collect(request: HttpRequest) -> HttpResponse:
    """Show where one may collect, or begin the next family.

    What was collected is shown nowhere: not a list, not a count.
    """
    by = account_of(request)
    if request.method != "POST":
        return _show(request)
    consultation = consultation_or_404(request.POST.get("code", ""))
    channel = request.POST.get("channel", Channel.FACILITATOR)
    try:
        key = actions.start_draft(
            consultation=consultation,
            by=by,
            channel=channel,
            instead_of=cookies.key_in(request),
        )
    except Refusal as refusal:
        return _show(request, refusal)
    response = redirect("feedback:ask", consultation.code, 1)
    cookies.give(response, key, consultation)
    return response


def _show(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    return render(
        request,
        "feedback/collect.html",
        {
            "consultations": queries.collectable_consultations(account_of(request)),
            "refusal": refusal,
        },
        status=status_of(refusal),
    )
