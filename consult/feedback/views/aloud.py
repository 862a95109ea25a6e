"""What is said aloud to a question: taken from the page, heard again, thrown away."""

from http import HTTPStatus
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.feedback import actions, queries
from consult.feedback.models import Question
from consult.feedback.views import handing
from consult.feedback.views.sitting import (
    Sitting,
    consultation_or_404,
    sitting_of,
    status_of,
)
from consult.voice.enums import Sound
from consult.voice.serving import heard
from consult.web.access import public
from projects.refusals import Refusal

# Two minutes are a quarter of it; some phones record larger than they are asked to.
_MOST_BYTES: Final = 2 * 1024 * 1024


@public(reason="Whoever answers may say it aloud, without an account.")
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@never_cache
def voice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keep a clip as the answer to a question, play it back, or forget it.

    A clip comes as the body, as the browser recorded it. Errors have `message`.
    """
    sitting = sitting_of(request, consultation_or_404(code))
    question = sitting.course.question(number) if sitting else None
    if sitting is None or question is None:
        raise Http404
    # As with the question itself: not while somebody else holds the phone.
    if handing.instead_of(request, sitting, number):
        raise Http404
    if request.method in {"GET", "HEAD"}:
        return _play(request, sitting, question)
    try:
        if request.method == "DELETE":
            actions.drop_voice(key=sitting.key, question=question)
        else:
            content = _content(request)
            actions.save_voice(key=sitting.key, question=question, content=content)
    except Refusal as refusal:
        return JsonResponse({"message": str(refusal)}, status=status_of(refusal))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _content(request: HttpRequest) -> bytes:
    too_large = Refusal(_("La grabación pesa demasiado. Grabe algo más corto."))
    try:
        content = request.body
    except RequestDataTooBig as error:
        raise too_large from error
    if len(content) > _MOST_BYTES:
        raise too_large
    return content


def _play(request: HttpRequest, sitting: Sitting, question: Question) -> HttpResponse:
    clip = queries.draft_clip(sitting.key, sitting.contents, question.code)
    if clip is None:
        raise Http404
    # Whoever recorded MP4 plays MP4: not every such phone plays Ogg.
    is_old = clip.source == "mp4"
    return heard(
        request,
        clip.aac if is_old else clip.opus,
        Sound.AAC if is_old else Sound.OPUS,
    )
