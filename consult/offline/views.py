"""The page that answers without signal, and what keeps it on the phone."""

import json
from functools import lru_cache

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.accounts.decorators import account_of, permission_required_somewhere
from consult.consultations.models import Consultation
from consult.feedback import policies, receipts
from consult.feedback.drafts import Contents
from consult.feedback.pages import Course
from consult.feedback.permissions import COLLECT
from consult.feedback.views.sitting import consultation_or_404
from consult.offline import collectors, keys
from consult.web.access import public
from consult.web.lean import lean_script
from projects.refusals import Refusal


@public(reason="Somebody of the community answers without an account.")
@require_safe
@never_cache
def without_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Show every question in one page, the same for everybody, and the sealing key.

    Where the consultation is closed, its page says so before anybody answers.
    """
    consultation = consultation_or_404(code)
    if not consultation.is_open:
        return redirect("feedback:project", consultation.code)
    return _show(request, consultation)


@permission_required_somewhere(COLLECT)
@require_safe
@never_cache
def collecting_without_signal(request: HttpRequest, code: str) -> HttpResponse:
    """Show the same to whoever writes down what families answer, in their name."""
    consultation = consultation_or_404(code)
    by = account_of(request)
    try:
        policies.check_can_collect(consultation=consultation, by=by)
        policies.check_takes_testimonies(consultation)
    except Refusal:
        # That page says where one may collect.
        return redirect("feedback:collect")
    return _show(request, consultation, collectors.word_for(by, consultation))


def _show(
    request: HttpRequest,
    consultation: Consultation,
    collector: str = "",
) -> HttpResponse:
    """Draw the page in the language its address names: a phone keeps one of each."""
    language = request.GET.get("idioma", "")
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
    course = Course.of(consultation)
    pages = course.pages(Contents(consultation_id=consultation.pk))
    return render(
        request,
        "offline/without_signal.html",
        {
            "consultation": consultation,
            "collector": collector,
            "pages": pages,
            # After which pages the phone goes back to whoever writes it down.
            "ends": [
                part.stop - 1
                for page in pages
                if (part := course.private_part(page.number))
            ],
            "total": course.length,
            "blank": receipts.blank_code(),
            "key": json.dumps(keys.public_keys()[0]),
        },
    )


@public(reason="A browser fetches it before anybody says anything.")
@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that stands between pages and network.

    As small as a file of ours that was collected, which it cannot be: where a browser
    takes no brotli, it is compressed as pages are.
    """
    script = lean_script(render_to_string("offline/sw.js", request=request))
    response = HttpResponse(script, content_type="text/javascript")
    if "br" in request.headers.get("Accept-Encoding", ""):
        response.content = _small(script)
        response["Content-Encoding"] = "br"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


# It says nothing of anybody, and changes only with the files it names.
@lru_cache(maxsize=4)
def _small(script: str) -> bytes:
    return bytes(brotli.compress(script.encode()))
