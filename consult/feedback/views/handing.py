"""The phone goes to the person for what is answered alone, and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.feedback import actions, forms
from consult.feedback.views.sitting import Sitting, consultation_or_404, sitting_of
from consult.web.access import public


def instead_of(
    request: HttpRequest,
    sitting: Sitting,
    number: int,
) -> HttpResponse | None:
    """Return what stands in place of a page where somebody else looks on.

    Leaving the private part, whichever way, closes it: whoever holds the phone now may
    not be the person. None where the page itself may be shown.
    """
    contents, course = sitting.contents, sitting.course
    part = course.private_part(number)
    if contents.handed and (part is None or part.start != contents.handed):
        actions.close_private_part(key=sitting.key, consultation=sitting.consultation)
    if part is None or not contents.is_shared:
        return None
    code = sitting.consultation.code
    if contents.withheld:
        return redirect("feedback:review", code)
    if contents.handed == part.start:
        return None
    if request.method == "POST" and "handing" in request.POST:
        if request.POST.get("go") == forms.BACK:
            return step_back(code, part.start)
        return _hand_over(sitting, part)
    return render(
        request,
        "feedback/handed.html",
        {
            "consultation": sitting.consultation,
            "is_closed": part.start in contents.closed,
            "part": part,
        },
    )


def _hand_over(sitting: Sitting, part: range) -> HttpResponse:
    asked = [sitting.course.question(number) for number in part]
    actions.hand_over(
        key=sitting.key,
        consultation=sitting.consultation,
        part=part,
        codes=[question.code for question in asked if question],
    )
    return redirect("feedback:ask", sitting.consultation.code, part.start)


def close(sitting: Sitting, part: range) -> HttpResponse:
    """Close the private part after its last answer, and ask for the phone back."""
    actions.close_private_part(key=sitting.key, consultation=sitting.consultation)
    return redirect("feedback:hand_back", sitting.consultation.code, part.stop)


def step_back(code: str, number: int) -> HttpResponse:
    """Go to the page before this one; before the first is the project."""
    if number == 1:
        return redirect("feedback:project", code)
    return redirect("feedback:ask", code, number - 1)


@public(reason="Somebody answers on the phone of whoever writes it down.")
@require_safe
@never_cache
def hand_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for the phone back, and lead on to the page after the private part."""
    consultation = consultation_or_404(code)
    sitting = sitting_of(request, consultation)
    if sitting is None or sitting.contents.handed:
        return redirect("feedback:ask", consultation.code, number)
    return render(
        request,
        "feedback/handed_back.html",
        {"consultation": consultation, "number": number},
    )
