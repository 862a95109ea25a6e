"""Whoever cannot speak freely now is asked what they want to do before going on.

All of it is answered at the address of the question itself: on a phone that goes back
to somebody else, no address tells what was said.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consult.feedback import actions, cookies, forms
from consult.feedback.forms import Answered
from consult.feedback.pages import Ask
from consult.feedback.views.sitting import Sitting
from consult.feedback.vocabulary import Question, YesNo

STOP: Final = "stop"
AGAIN: Final = "again"
_ANSWERS: Final = "free"


def is_asked_after(page: Ask, sent: Answered) -> bool:
    """Say whether what was just answered is that one cannot speak freely."""
    return (
        page.question is not None
        and page.question.code == Question.CAN_SPEAK_FREELY
        and sent.choices == [YesNo.NO]
        and sent.go == forms.NEXT
    )


def is_answered_in(request: HttpRequest, page: Ask) -> bool:
    """Say whether this is the answer to it."""
    return (
        _ANSWERS in request.POST
        and page.question is not None
        and page.question.code == Question.CAN_SPEAK_FREELY
    )


def ask(request: HttpRequest, sitting: Sitting, page: Ask) -> HttpResponse:
    """Say that one may stop, be alone and answer again, or go on as it is."""
    return render(
        request,
        "feedback/freely.html",
        {
            "consultation": sitting.consultation,
            "page": page,
            "total": sitting.course.length,
        },
    )


def answer_again(request: HttpRequest, sitting: Sitting, page: Ask) -> HttpResponse:
    """Take the answer back, for somebody who is alone now."""
    if page.question:
        actions.save_answer(
            key=sitting.key,
            question=page.question,
            choices=[],
            words=page.own_words,
            seen=page.number,
        )
    return redirect(request.get_full_path())


def stop(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Forget everything; nothing was sent."""
    actions.discard_draft(key=sitting.key)
    response = render(
        request,
        "feedback/stopped.html",
        {
            "consultation": sitting.consultation,
            "is_shared": sitting.contents.is_shared,
        },
    )
    cookies.take_back(response, sitting.consultation)
    return response
