"""What was decided about a project, for everybody; the whole record, for few.

This room is under the one that knows accounts, so the permission is asked of Django and
answered by the roles.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consult.audit import queries
from consult.audit.comparing import examine
from consult.audit.forms import EventFilter
from consult.audit.pages import decisions as told_decisions
from consult.audit.pages import lines
from consult.web.access import public
from projects.models import Design, Project

PER_PAGE = 50
VIEW = "audit.view_event"

Page = Callable[[HttpRequest], HttpResponse]


def _for_readers(view: Page) -> Page:
    """Ask a visitor to sign in, and refuse an account that may not read the record."""
    guarded: Page = login_required(
        permission_required(VIEW, raise_exception=True)(view),
    )
    guarded.required_permissions = (VIEW,)  # type: ignore[attr-defined]
    return guarded


@public(reason="What is decided about a project is public, with who signed it.")
@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was decided about a project, and where in the chain each act stands."""
    # Of a project that nobody published not even that there is one.
    published = Project.objects.filter(designs__in=Design.objects.public()).distinct()
    project = get_object_or_404(published, slug=slug)
    page = Paginator(queries.decisions_of(project.pk), PER_PAGE).get_page(
        request.GET.get("page"),
    )
    return render(
        request,
        "audit/decisions.html",
        {
            "project": project,
            "page_obj": page,
            "lines": told_decisions(page),
            "last": queries.last_event(),
        },
    )


@require_safe
@_for_readers
def events(request: HttpRequest) -> HttpResponse:
    """Show everything that was recorded."""
    asked = EventFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    account = wanted.get("account")
    found = queries.events(wanted.get("verb", ""), f"user:{account}" if account else "")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "audit/events.html",
        {
            "filter": asked,
            "is_filtered": any(wanted.values()),
            "page_obj": page,
            "lines": lines(page),
        },
    )


@require_safe
@_for_readers
def check(request: HttpRequest) -> HttpResponse:
    """Read the whole chain, and what it is about, and say whether all of it holds."""
    return render(request, "audit/check.html", {"verdict": examine()})
