"""An assembly's show of hands: one question at a time."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.consultations.models import Round
from consult.consultations.permissions import RECORD_ROUND
from consult.consultations.queries import visible_consultations
from consult.feedback import actions, queries
from consult.feedback.enums import QuestionKind
from consult.feedback.forms import HandsForm
from projects.refusals import NotAllowed, Refusal


@permission_required_somewhere(RECORD_ROUND)
@require_http_methods(["GET", "HEAD", "POST"])
def hands(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a question, and write down how many hands went up for each answer."""
    by = account_of(request)
    held = get_object_or_404(
        Round.objects.select_related("consultation__design", "consultation__community"),
        pk=pk,
        consultation__in=visible_consultations(by, RECORD_ROUND),
    )
    waiting = [
        each
        for each in queries.questions_without_hands(held)
        if each.kind != QuestionKind.TEXT and not each.is_private
    ]
    context: dict[str, object] = {"round": held, "questions": waiting}
    status = HTTPStatus.OK
    if asked := request.GET.get("pregunta", ""):
        question = next((each for each in waiting if each.code == asked), None)
        if question is None:
            raise Http404(_("Esa pregunta no espera que se cuenten manos."))
        form = HandsForm(request.POST or None, question=question)
        if form.is_valid():
            try:
                actions.record_show_of_hands(
                    by=by,
                    round=held,
                    question=question,
                    hands=form.hands(),
                )
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal))
                if isinstance(refusal, NotAllowed):
                    status = HTTPStatus.FORBIDDEN
            else:
                messages.success(request, _("Las manos quedaron anotadas."))
                return redirect("feedback:hands", held.pk)
        if form.errors and status == HTTPStatus.OK:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        context |= {"question": question, "form": form}
    return render(request, "feedback/hands.html", context, status=status)
