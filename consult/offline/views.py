"""The page that answers without signal, and what keeps it on the phone."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.feedback.drafts import Contents
from consult.feedback.pages import Course
from consult.feedback.views.sitting import consultation_or_404
from consult.offline import keys
from consult.web.access import public


@public(reason="Somebody of the community answers without an account.")
@require_safe
@never_cache
def without_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Show every question in one page, the same for everybody, and the sealing key."""
    consultation = consultation_or_404(code)
    course = Course.of(consultation)
    return render(
        request,
        "offline/without_signal.html",
        {
            "consultation": consultation,
            "pages": course.pages(Contents(consultation_id=consultation.pk)),
            "total": course.length,
            "key": json.dumps(keys.public_keys()[0]),
        },
    )


@public(reason="A browser fetches it before anybody says anything.")
@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that stands between pages and network."""
    return render(request, "offline/sw.js", content_type="text/javascript")
