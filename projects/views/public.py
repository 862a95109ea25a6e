"""What anybody may read: the projects, each design, and two of them side by side."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from projects.access import public
from projects.comparing import compare as compare_designs
from projects.comparing import pairs_of
from projects.enums import Country
from projects.models import PurposeCode
from projects.queries.public import (
    PublicDesign,
    budget_of_design,
    public_design,
    public_projects,
)
from projects.sections import project_page_sections

PER_PAGE = 12
_READABLE = "A design is published so that anybody can read it."


@public(reason=_READABLE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the projects that have a published design."""
    asked = {
        "words": request.GET.get("q", "").strip()[:80],
        "country": request.GET.get("country", ""),
        "sector": request.GET.get("sector", ""),
    }
    page = Paginator(public_projects(**asked), PER_PAGE).get_page(
        request.GET.get("page"),
    )
    return render(
        request,
        "projects/list.html",
        {
            **asked,
            "page_obj": page,
            "rows": [(design, budget_of_design(design)) for design in page],
            "countries": Country.choices,
            "sectors": PurposeCode.objects.filter(component__design__state="published")
            .distinct()
            .order_by("code"),
        },
    )


@public(reason=_READABLE)
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the current design of a project and everything that hangs on it."""
    return _design_page(request, public_design(slug))


@public(reason=_READABLE)
@require_safe
def design(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version of a project's design, replaced or not."""
    return _design_page(request, public_design(slug, number))


@public(reason=_READABLE)
@require_safe
def compare(request: HttpRequest, slug: str, before: int, after: int) -> HttpResponse:
    """Show two versions of a project's design side by side."""
    old, new = public_design(slug, before), public_design(slug, after)
    if old is None or new is None:
        raise Http404
    parts = compare_designs(old.design, new.design)
    return render(
        request,
        "projects/compare.html",
        {
            "project": new.project,
            "old": old.design,
            "new": new.design,
            "pairs": pairs_of(new.versions),
            "parts": parts,
            "changes": sum(part.changes for part in parts),
        },
    )


def _design_page(request: HttpRequest, found: PublicDesign | None) -> HttpResponse:
    if found is None:
        raise Http404
    return render(
        request,
        "projects/detail.html",
        {
            "found": found,
            "project": found.project,
            "design": found.design,
            "sections": project_page_sections(request, found.project, found.design),
        },
    )
