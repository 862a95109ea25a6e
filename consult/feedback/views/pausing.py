"""What is half-done is left for later, and gone on with from any phone."""

from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult.accounts.models import User
from consult.accounts.tries import TooMany, Tries, take_turn
from consult.consultations.models import Consultation
from consult.feedback import actions, cookies, pauses, policies, receipts
from consult.feedback.pages import Course
from consult.feedback.views.again import said_in, word_for
from consult.feedback.views.sitting import (
    Sitting,
    consultation_or_404,
    nothing_here,
)
from consult.feedback.views.speaking import in_chosen_language
from consult.web.access import public
from projects.refusals import Refusal


def pause(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Show the number to come back with, once, and let the browser forget its key."""
    consultation = sitting.consultation
    paused = actions.pause_draft(key=sitting.key, consultation=consultation)
    response = _shown(
        request,
        consultation,
        number=paused.number,
        until=paused.until,
        is_collected=sitting.contents.collected_by_id is not None,
    )
    cookies.take_back(response, consultation)
    return response


@public(reason="Whoever has just left answers reads their number in another tongue.")
@require_POST
@never_cache
@in_chosen_language
def paused_again(request: HttpRequest, code: str) -> HttpResponse:
    """Show the page of a pause again to whoever has it open, in another language."""
    consultation = consultation_or_404(code)
    said = said_in(request, "paused")
    if said is None:
        return nothing_here(request, consultation)
    number, until, is_collected = said
    return _shown(
        request,
        consultation,
        number=number,
        until=date.fromisoformat(until),
        is_collected=is_collected,
    )


@public(reason="Whoever left answers for later goes on with a number, from any phone.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Take the number of a pause, and go on where somebody stopped.

    The page answers the form itself: no address ever holds the number.
    """
    consultation = consultation_or_404(code)
    if not consultation.is_open:
        return redirect("feedback:project", consultation.code)
    if request.method != "POST":
        return _ask(request, consultation)
    typed = request.POST.get("number", "")[:40]
    number = receipts.normalise(typed)
    tries = Tries.of(request)
    try:
        tries.check()
        policies.check_pause_number(number)
        take_turn(
            pauses.name_of(consultation, number),
            window_seconds=pauses.WINDOW_SECONDS,
        )
        resumed = actions.resume_draft(
            consultation=consultation,
            number=number,
            by=request.user if isinstance(request.user, User) else None,
            instead_of=cookies.key_in(request),
        )
    except TooMany as refusal:
        status = HTTPStatus.TOO_MANY_REQUESTS
        return _ask(request, consultation, typed, refusal, status)
    except Refusal as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        response = _ask(request, consultation, typed, refusal, status)
        if pauses.is_well_formed(number):
            tries.one_more(response)
        return response
    sitting = Sitting(
        consultation,
        resumed.key,
        resumed.contents,
        Course.of(consultation),
    )
    response = redirect("feedback:ask", consultation.code, sitting.resume_at)
    cookies.give(response, resumed.key, consultation)
    return response


def _shown(
    request: HttpRequest,
    consultation: Consultation,
    *,
    number: str,
    until: date,
    is_collected: bool,
) -> HttpResponse:
    said = (number, until.isoformat(), is_collected)
    return render(
        request,
        "feedback/paused.html",
        {
            "consultation": consultation,
            "groups": receipts.groups(number),
            "until": until,
            "is_collected": is_collected,
            "word": word_for("paused", said),
        },
    )


def _ask(
    request: HttpRequest,
    consultation: Consultation,
    typed: str = "",
    refusal: Refusal | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    return render(
        request,
        "feedback/resume.html",
        {"consultation": consultation, "typed": typed, "error": refusal},
        status=status,
    )
