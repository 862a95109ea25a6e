"""One question a page."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.feedback import actions, forms, policies
from consult.feedback.drafts import Contents
from consult.feedback.forms import Answered
from consult.feedback.pages import Ask
from consult.feedback.views import freely, handing, pausing
from consult.feedback.views.sitting import (
    Sitting,
    consultation_or_404,
    nothing_here,
    sitting_of,
)
from consult.feedback.views.speaking import in_chosen_language
from consult.feedback.vocabulary import NonAnswer, YesNo
from consult.web.access import public
from projects.refusals import Refusal


@public(reason="Somebody of the community answers without an account.")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@in_chosen_language
def ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one question with what was answered, or keep the answer and go on."""
    consultation = consultation_or_404(code)
    sitting = sitting_of(request, consultation)
    if sitting is None:
        return nothing_here(request, consultation)
    page = sitting.course.page(number, sitting.contents)
    if page is None:
        raise Http404
    if instead := handing.instead_of(request, sitting, number):
        return instead
    if request.method == "POST":
        return _keep(request, sitting, page)
    return _show(request, sitting, page)


def _keep(request: HttpRequest, sitting: Sitting, page: Ask) -> HttpResponse:
    if freely.is_answered_in(request, page):
        return _freely(request, sitting, page)
    before = [choice.code for choice in page.chosen]
    sent = forms.answered(request.POST, page.question, before)
    try:
        _save(sitting, page, sent)
        _check(sitting, page, sent)
    except Refusal as refusal:
        return _show_again(request, sitting, page, sent, refusal)
    if sent.go == forms.PAUSE:
        return pausing.pause(request, sitting)
    if freely.is_asked_after(page, sent):
        return freely.ask(request, sitting, page)
    return _onward(request, sitting, page, sent)


def _freely(request: HttpRequest, sitting: Sitting, page: Ask) -> HttpResponse:
    """Do what somebody wants who had said that they cannot speak freely."""
    if request.POST.get("language"):
        return freely.ask(request, sitting, page)
    match request.POST.get("go"):
        case freely.STOP:
            return freely.stop(request, sitting)
        case freely.AGAIN:
            return freely.answer_again(request, sitting, page)
        case _:
            onward = Answered([YesNo.NO], page.own_words, forms.NEXT)
            return _onward(request, sitting, page, onward)


def _save(sitting: Sitting, page: Ask, sent: Answered) -> Contents:
    if page.question:
        return actions.save_answer(
            key=sitting.key,
            question=page.question,
            choices=sent.choices,
            words=sent.words,
            seen=_seen(page, sent),
        )
    about = {page.about.field: forms.about_choice(sent.choices)} if page.about else {}
    if sent.go == forms.SKIP:
        # It is an answer to all of it that was not answered.
        told = sitting.contents.about | about
        about |= {
            each.field: NonAnswer.PREFER_NOT.value
            for each in sitting.course.oneself
            if not told.get(each.field)
        }
    return actions.save_about(
        key=sitting.key,
        consultation=sitting.consultation,
        about=about,
        seen=_seen(page, sent),
    )


def _seen(page: Ask, sent: Answered) -> int:
    """Return how far somebody came: what was left unanswered is asked again later."""
    is_left = sent.go == forms.PAUSE and not sent.choices and not page.spoken_seconds
    return page.number - is_left


def _check(sitting: Sitting, page: Ask, sent: Answered) -> None:
    """Refuse to go on without an answer: "no sé" is one, and silence is not."""
    if sent.go == forms.PAUSE:
        policies.check_can_pause(sitting.contents)
    if sent.is_full:
        raise Refusal(
            _("Ya tocó %(most)s. Toque una de ellas para quitarla.")
            % {"most": page.most_choices},
        )
    has_answer = sent.choices or page.spoken_seconds
    if sent.go == forms.NEXT and page.numbers and not has_answer:
        raise policies.NotANumber(policies.say_a_number(page.numbers))
    if sent.go == forms.NEXT and page.question and not has_answer:
        raise Refusal(
            _("Toque una respuesta. Si no sabe o no quiere, también es una respuesta."),
        )


def _show_again(
    request: HttpRequest,
    sitting: Sitting,
    page: Ask,
    sent: Answered,
    error: Refusal,
) -> HttpResponse:
    typed = sitting.course.page(
        page.number,
        sitting.contents,
        choices=sent.choices,
        words=sent.words,
    )
    return _show(request, sitting, typed or page, error)


def _show(
    request: HttpRequest,
    sitting: Sitting,
    page: Ask,
    error: Refusal | None = None,
) -> HttpResponse:
    return render(
        request,
        "feedback/ask.html",
        {
            "consultation": sitting.consultation,
            "page": page,
            "done": page.number - 1,
            "total": sitting.course.length,
            "is_last": page.number == sitting.course.length,
            "return_to_review": "revisar" in request.GET,
            "can_pause": policies.can_pause(sitting.contents),
            "error": error,
            "is_at_number": isinstance(error, policies.NotANumber),
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
    )


def _onward(
    request: HttpRequest,
    sitting: Sitting,
    page: Ask,
    sent: Answered,
) -> HttpResponse:
    code = sitting.consultation.code
    if sent.go == forms.STAY:
        return redirect(request.get_full_path())
    if sent.go == forms.TAP:
        return redirect(request.get_full_path() + "#pregunta")
    if sent.go == forms.BACK:
        return handing.step_back(code, page.number)
    part = sitting.course.private_part(page.number)
    if part and sitting.contents.is_shared and page.number + 1 not in part:
        return handing.close(sitting, part)
    is_last = page.number == sitting.course.length
    if sent.go == forms.SKIP or is_last or "revisar" in request.GET:
        return redirect("feedback:review", code)
    return redirect("feedback:ask", code, page.number + 1)
