"""Somebody who sits and answers: the consultation, their key, what they said so far."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consult.consultations.models import Consultation
from consult.feedback import actions, cookies, forms, queries
from consult.feedback.actions.drafts import NoDraft
from consult.feedback.drafts import Contents, DraftKey
from consult.feedback.pages import Course
from projects.refusals import Conflict, NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class Sitting:
    """What every page after the first needs."""

    consultation: Consultation
    key: DraftKey
    contents: Contents
    course: Course

    @property
    def resume_at(self) -> int:
        """Return the page after the last one that was reached."""
        return min(self.contents.seen + 1, self.course.length)


def consultation_or_404(code: str) -> Consultation:
    """Return the consultation of a short code.

    Raises:
        Http404: no consultation with questions has this code.

    """
    consultation = queries.consultation_by_code(code)
    if consultation is None:
        raise Http404(_("No hay ninguna consulta con ese código."))
    return consultation


def sitting_of(request: HttpRequest, consultation: Consultation) -> Sitting | None:
    """Return what the browser's key opens for this consultation, or None."""
    key = cookies.key_in(request)
    contents = queries.draft_contents(key)
    if key is None or contents is None or contents.consultation_id != consultation.pk:
        return None
    # Not while it is being left: a page that was sent twice gives the same number.
    if contents.is_paused and request.POST.get("go") != forms.PAUSE:
        try:
            contents = actions.end_pause(key=key, consultation=consultation)
        except NoDraft:
            # Another page of the same browser has just thrown it away.
            return None
    return Sitting(consultation, key, contents, Course.of(consultation))


def nothing_here(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Say that there is nothing half-done in this browser, and where to begin."""
    return render(
        request,
        "feedback/nothing.html",
        {"consultation": consultation},
        status=HTTPStatus.GONE,
    )


def status_of(refusal: Refusal | None) -> HTTPStatus:
    """Return with what a page answers where this was refused; 200 if nothing was."""
    match refusal:
        case None:
            return HTTPStatus.OK
        case Conflict():
            return HTTPStatus.CONFLICT
        case NotAllowed():
            return HTTPStatus.FORBIDDEN
        case _:
            return HTTPStatus.UNPROCESSABLE_ENTITY
