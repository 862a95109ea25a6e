"""The front page, the style guide, the sign of life, and the pages that say no."""

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.web import styleguide
from consult.web.access import public
from projects.queries.public import newest_designs

BAD_REQUEST, FORBIDDEN, NOT_FOUND = 400, 403, 404
TOO_LARGE, TOO_MANY, SERVER_ERROR = 413, 429, 500


@public(reason="Whoever arrives learns what Consult is for, and where to go.")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what Consult is for, the three ways in and the newest projects."""
    return render(request, "web/home.html", {"designs": newest_designs()})


@public(reason="It shows how pages are made and holds nobody's data.")
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component once, with invented content."""
    return render(request, "web/styleguide.html", styleguide.samples(request))


@public(reason="Machines ask whether the web and its database answer.")
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer `{"status": "ok"}` when this process reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def _error(
    request: HttpRequest,
    status: int,
    sentence: str = "",
) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read, or that it weighs too much.

    Django reports a form past its limits as a bad request like any other.
    """
    if isinstance(exception, RequestDataTooBig):
        return _error(request, TOO_LARGE)
    return _error(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this person may not, with the action's own sentence if it gave one."""
    return _error(request, FORBIDDEN, str(exception))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form waited too long or came from elsewhere."""
    del reason
    return _error(
        request,
        FORBIDDEN,
        _(
            "Esta página estuvo abierta demasiado tiempo o su navegador no guarda "
            "galletas (cookies). Regrese, vuelva a cargar la página y envíe otra vez.",
        ),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, never whether it exists for somebody else."""
    del exception
    return _error(request, NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Say that too much came too fast; the sign-in pages ask for this one."""
    return _error(request, TOO_MANY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, without asking the database anything."""
    del request
    try:
        return HttpResponse(render_to_string("500.html"), status=SERVER_ERROR)
    except (TemplateDoesNotExist, ValueError):
        # ValueError: the list of static files is missing or older than the page.
        sentence = _("Algo falló de nuestro lado. Puede que no se haya guardado.")
        return HttpResponse(sentence, status=SERVER_ERROR, content_type="text/plain")
