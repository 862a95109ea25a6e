"""Sheets of paper: printed, answered with a pencil, and typed in by keyboard."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.consultations.models import Consultation
from consult.feedback import actions, policies, receipts
from consult.feedback.forms import SheetForm
from consult.feedback.paper import MOST_SHEETS, questions_on_paper
from consult.feedback.permissions import COLLECT
from consult.feedback.views.sitting import consultation_or_404, status_of
from projects.refusals import Refusal


@permission_required_somewhere(COLLECT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Ask how many sheets, and show them to be printed: a receipt is shown once."""
    consultation = consultation_or_404(code)
    context: dict[str, object] = {"consultation": consultation, "most": MOST_SHEETS}
    status = HTTPStatus.OK
    try:
        policies.check_can_collect(consultation=consultation, by=account_of(request))
        if request.method == "POST":
            context |= {
                "sheets": _printed(request, consultation),
                "questions": questions_on_paper(consultation),
            }
    except Refusal as refusal:
        context["refusal"] = refusal
        status = status_of(refusal)
    return render(request, "feedback/sheets.html", context, status=status)


def _printed(
    request: HttpRequest,
    consultation: Consultation,
) -> list[dict[str, object]]:
    asked = request.POST.get("copies", "")
    printed = actions.print_sheets(
        by=account_of(request),
        consultation=consultation,
        copies=int(asked) if asked.isascii() and asked.isdigit() else 0,
    )
    return [
        {
            "code": sheet.code,
            "groups": receipts.groups(sheet.receipt),
            "picture": receipts.qr_svg(sheet.receipt),
        }
        for sheet in printed
    ]


@permission_required_somewhere(COLLECT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def type_in(request: HttpRequest, code: str) -> HttpResponse:
    """Type in one sheet after another. What was typed in is shown nowhere again."""
    consultation = consultation_or_404(code)
    questions = questions_on_paper(consultation)
    status = HTTPStatus.OK
    refusal: Refusal | None = None
    form = SheetForm(request.POST or None, questions=questions)
    try:
        policies.check_can_collect(consultation=consultation, by=account_of(request))
        policies.check_takes_testimonies(consultation)
        if form.is_valid() and form.typed:
            actions.type_in_sheet(
                by=account_of(request),
                consultation=consultation,
                code=form.cleaned_data["sheet"],
                answers=form.typed.answers,
                words=form.typed.words,
                about=form.typed.about,
            )
            messages.success(request, _("La hoja quedó guardada. Puede pasar otra."))
            return redirect("feedback:type_in", consultation.code)
    except Refusal as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, str(refused))
        else:
            refusal = refused
        status = status_of(refused)
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(
        request,
        "feedback/type_in.html",
        {"consultation": consultation, "form": form, "refusal": refusal},
        status=status,
    )
