"""Step 8: the draft as everybody will see it, and the button that publishes it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from projects import actions
from projects.access import permission_required_somewhere
from projects.models import Design
from projects.permissions import EDIT, VIEW_DRAFT, can_edit
from projects.policies import publication_obstacles, why_not_publish
from projects.queries.drafts import find_design
from projects.queries.public import page_of
from projects.refusals import Refusal
from projects.views.drafts.base import frame


@method_decorator(permission_required_somewhere(VIEW_DRAFT, EDIT), name="dispatch")
class ReviewView(View):
    """A draft as it will be read. Those who may read drafts see it; authors publish."""

    def get(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        """Show the draft, or the public page once it is published."""
        design = self._find(request, slug, number)
        if not design.is_draft:
            return HttpResponseRedirect(design.get_absolute_url())
        return self._page(request, design)

    def post(self, request: HttpRequest, slug: str, number: int) -> HttpResponse:
        """Publish, or show everything that is missing."""
        design = self._find(request, slug, number)
        try:
            published = actions.publish_design(by=request.user, design=design)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            if not design.is_draft:
                return HttpResponseRedirect(design.get_absolute_url())
            return self._page(request, design)
        messages.success(
            request,
            _("Se publicó. Desde ahora todos lo pueden leer y ya no cambia."),
        )
        return HttpResponseRedirect(published.project.get_absolute_url())

    def _find(self, request: HttpRequest, slug: str, number: int) -> Design:
        design = find_design(request.user, slug, number)
        if design is None:
            raise Http404
        return design

    def _page(self, request: HttpRequest, design: Design) -> HttpResponse:
        obstacles = publication_obstacles(design)
        may_edit = can_edit(request.user, design)
        context: dict[str, Any] = {
            **frame(design, "review", obstacles, may_edit=may_edit),
            "found": page_of(design),
            "why_not": why_not_publish(request.user, design, obstacles),
        }
        return render(request, "projects/review.html", context)
