"""What people said in their own words and aloud, for whoever protects them."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.consultations.models import Consultation
from consult.consultations.queries import visible_consultations
from consult.feedback import actions, reading
from consult.feedback.forms import TranscriptForm
from consult.feedback.models import SpokenAnswer
from consult.feedback.permissions import READ_WORDS
from consult.feedback.views.sitting import status_of
from consult.voice.enums import Sound
from consult.voice.models import Transcript
from consult.voice.serving import heard
from projects.refusals import Refusal


@permission_required_somewhere(READ_WORDS)
@require_safe
@never_cache
def words(request: HttpRequest, code: str) -> HttpResponse:
    """List it by question, and by nobody."""
    return _page(request, _consultation(request, code))


def _page(
    request: HttpRequest,
    consultation: Consultation,
    sent: TranscriptForm | None = None,
    at: UUID | None = None,
) -> HttpResponse:
    """Show it; at the recording `at` what was sent, and what is wrong with it."""
    by = account_of(request)
    refusal, shown = None, []
    spoken_here = consultation.community.languages.values_list("language", flat=True)
    form = TranscriptForm(initial={"language": spoken_here.first()})
    try:
        said = actions.read_words(consultation=consultation, by=by)
        shown = reading.said_words(consultation, said.by_question, said.spoken)
    except Refusal as error:
        refusal = error
    return render(
        request,
        "feedback/words.html",
        {
            "consultation": consultation,
            "shown": shown,
            "form": form,
            # Read once: there is a form under each recording.
            "languages": form.languages,
            "refusal": refusal,
            "sent": sent,
            "at": at,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if sent else status_of(refusal),
    )


@permission_required_somewhere(READ_WORDS)
@require_safe
@never_cache
def hear(request: HttpRequest, pk: UUID, sound: Sound) -> HttpResponse:
    """Return the sound of one answer."""
    _check_visible(request, pk)
    try:
        content = actions.hear_answer(recording=pk, sound=sound, by=account_of(request))
    except (Refusal, SpokenAnswer.DoesNotExist) as error:
        raise Http404(_("No hay ninguna grabación en esta dirección.")) from error
    return heard(request, content, sound)


@permission_required_somewhere(READ_WORDS)
@require_POST
@never_cache
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what somebody wrote down of one answer."""
    consultation = _check_visible(request, pk)
    form = TranscriptForm(request.POST, auto_id=f"%s-{pk}")
    if not form.is_valid():
        return _page(request, consultation, form, pk)
    try:
        actions.write_transcript(
            recording=pk,
            by=account_of(request),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        if refusal.field:
            form.add_error(refusal.field, str(refusal))
            return _page(request, consultation, form, pk)
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Quedó escrito. Falta que alguien lo acepte."))
    return redirect("feedback:words", consultation.code)


@permission_required_somewhere(READ_WORDS)
@require_POST
def accept(request: HttpRequest, pk: UUID, transcript: int) -> HttpResponse:
    """Accept a version of what was written down."""
    consultation = _check_visible(request, pk)
    try:
        actions.accept_transcript(
            recording=pk,
            transcript=transcript,
            by=account_of(request),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except Transcript.DoesNotExist as error:
        raise Http404 from error
    return redirect("feedback:words", consultation.code)


def _consultation(request: HttpRequest, code: str) -> Consultation:
    found = (
        visible_consultations(account_of(request), READ_WORDS)
        .filter(code=code.upper())
        .select_related("design__project", "community__place")
        .first()
    )
    if found is None:
        raise Http404(_("No hay ninguna consulta con ese código."))
    return found


def _check_visible(request: HttpRequest, recording: UUID) -> Consultation:
    found = (
        visible_consultations(account_of(request), READ_WORDS)
        .filter(testimonies__spoken__recording=recording)
        .select_related("design__project", "community__place")
        .first()
    )
    if found is None:
        raise Http404(_("No hay ninguna grabación en esta dirección."))
    return found
