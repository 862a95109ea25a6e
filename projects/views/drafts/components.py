"""Step 2: the components, each in a sector that is looked for by everyday words."""

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects import actions, hooks
from projects.access import permission_required_somewhere
from projects.forms.parts import ComponentForm
from projects.models import Component
from projects.permissions import EDIT
from projects.queries.drafts import components_of, sectors_offered
from projects.refusals import Refusal
from projects.views.drafts.base import StepView, form_faults, show, step_url

LONGEST_QUERY = 60


class _WithSector(StepView):
    """A page with the form of a component and its search for a sector."""

    step = "components"
    form: ComponentForm

    @property
    def query(self) -> str:
        """Return what was typed into the search."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return given.get("q", "")[:LONGEST_QUERY]

    def read(self) -> None:
        self.form = ComponentForm(self.request.POST)

    def is_readable(self) -> bool:
        return self.form.is_valid()

    def refuse(self, refusal: Refusal) -> None:
        show(refusal, self.form)

    def faults(self) -> list[str]:
        return form_faults(self.form)

    def context(self) -> dict[str, Any]:
        chosen = str(self.form["purpose_code"].value() or "")
        description = str(self.form["description"].value() or "")
        return {
            "form": self.form,
            "query": self.query,
            "sectors": sectors_offered(self.query, chosen=chosen),
            "chosen": chosen,
            "readings": hooks.readings({"description": description}),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Search again, keeping what was typed; or save."""
        if request.POST.get("do") == "search":
            self.form = ComponentForm(initial=_typed(request))
            return self.page()
        return super().post(request, **kwargs)


def _typed(request: HttpRequest) -> dict[str, str]:
    names = ("title", "description", "purpose_code")
    return {name: request.POST.get(name, "") for name in names}


class ComponentsView(_WithSector):
    """The components in their order, and the form for one more."""

    def load(self) -> None:
        self.form = ComponentForm()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Move or take out a component, or what the form asks for."""
        for verb in ("up", "down", "remove"):
            if verb in request.POST:
                return self._order(verb, request.POST[verb])
        return super().post(request, **kwargs)

    def _order(self, verb: str, pk: str) -> HttpResponseBase:
        component = next(
            (each for each in components_of(self.design) if str(each.pk) == pk),
            None,
        )
        if component is None:
            raise Http404
        try:
            if verb == "remove":
                actions.remove_component(by=self.request.user, component=component)
            else:
                actions.move_component(
                    by=self.request.user,
                    component=component,
                    up=verb == "up",
                )
        except Refusal as refusal:
            messages.error(self.request, str(refusal.message))
        else:
            messages.success(self.request, _("Se guardó."))
        return HttpResponseRedirect(self.request.path)

    def send(self) -> None:
        said = self.form.cleaned_data
        actions.add_component(
            by=self.request.user,
            design=self.design,
            title=said["title"],
            description=said["description"],
            purpose_code=said["purpose_code"],
        )

    def after(self) -> str:
        return self.request.path

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "components": components_of(self.design),
            "next_url": step_url(self.design, "assumptions"),
        }


class ComponentView(_WithSector):
    """One component, to change it."""

    component: Component
    live = "projects/live_readings.html"

    def _find(self) -> None:
        component = self.design.components.filter(pk=self.kwargs["pk"]).first()
        if component is None:
            raise Http404
        self.component = component

    def load(self) -> None:
        self._find()
        self.form = ComponentForm(initial=ComponentForm.initial_of(self.component))

    def read(self) -> None:
        self._find()
        super().read()

    def send(self) -> None:
        said = self.form.cleaned_data
        actions.change_component(
            by=self.request.user,
            component=self.component,
            title=said["title"],
            description=said["description"],
            purpose_code=said["purpose_code"],
        )

    def after(self) -> str:
        return step_url(self.design, "components")

    def page(self) -> HttpResponse:
        self._find()
        return render(self.request, "projects/component.html", self.whole())

    def context(self) -> dict[str, Any]:
        return {**super().context(), "component": self.component}


@permission_required_somewhere(EDIT)
@require_safe
def sectors(request: HttpRequest) -> HttpResponse:
    """Return the sectors that match what is being typed."""
    query = request.GET.get("q", "")[:LONGEST_QUERY]
    chosen = request.GET.get("purpose_code", "")
    return render(
        request,
        "projects/sector_choices.html",
        {
            "query": query,
            "sectors": sectors_offered(query, chosen=chosen),
            "chosen": chosen,
        },
    )
