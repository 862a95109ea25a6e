"""Step 3: what each component takes for granted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from projects import actions, hooks
from projects.enums import AssumptionKind, AssumptionOrigin
from projects.forms.parts import DecisionForm, OwnAssumptionForm
from projects.known import Known, TakenForGranted, taken_for_granted
from projects.models import (
    DEFAULT_TOLERANCE,
    Assumption,
    Component,
    Level,
    Prerequisite,
)
from projects.policies import undecided
from projects.queries.drafts import components_of, ladders_in_use
from projects.refusals import Refusal
from projects.sections import draft_sections
from projects.views.drafts.base import StepView, form_faults, show


@dataclass(slots=True)
class Group:
    """A component with the decisions about what it takes for granted."""

    component: Component
    usual: list[DecisionForm]
    own: list[DecisionForm]
    waiting: int
    new: OwnAssumptionForm


class AssumptionsView(StepView):
    """The usual assumptions of each sector, with reason and basis, and one's own."""

    step = "assumptions"
    live = "projects/draft_sections.html"
    groups: list[Group]
    sent: list[DecisionForm]
    known: dict[TakenForGranted, list[Known]]

    def load(self) -> None:
        self._build(bound=False)

    def read(self) -> None:
        self._build(bound=True)

    def _build(self, *, bound: bool) -> None:
        waiting = undecided(self.design)
        ladders = ladders_in_use()
        levels: dict[str, list[Level]] = {
            ladder.pk: list(ladder.levels.all()) for ladder in ladders
        }
        data = self.request.POST if bound else None
        components = components_of(self.design)
        self._ask(components, waiting)
        self.groups = []
        for component in components:
            held = list(component.assumptions.all())
            usual = [
                DecisionForm(
                    data,
                    component=component,
                    assumption=None,
                    prerequisite=row,
                    levels=levels.get(row.ladder_id or "", []),
                    known=self._known_of(row),
                )
                for row in waiting.get(component.pk, [])
            ]
            decided = [self._held(data, each, levels) for each in held]
            adding = bound and self.request.POST.get("add") == str(component.pk)
            self.groups.append(
                Group(
                    component=component,
                    usual=[
                        *usual,
                        *(each for each in decided if each.prerequisite is not None),
                    ],
                    own=[each for each in decided if each.prerequisite is None],
                    waiting=len(usual),
                    new=OwnAssumptionForm(
                        data if adding else None,
                        ladders=ladders,
                        prefix=f"n{component.pk}",
                    ),
                ),
            )

    def _held(
        self,
        data: Any,  # noqa: ANN401 - a QueryDict or None
        assumption: Assumption,
        levels: dict[str, list[Level]],
    ) -> DecisionForm:
        return DecisionForm(
            data,
            component=assumption.component,
            assumption=assumption,
            prerequisite=assumption.prerequisite
            if assumption.origin == AssumptionOrigin.STANDARD
            else None,
            levels=levels.get(assumption.ladder_id or "", []),
            known=self._known_of(assumption),
        )

    def _ask(
        self,
        components: Iterable[Component],
        waiting: Mapping[int, Iterable[Prerequisite]],
    ) -> None:
        """Ask what is known of the design's places, about everything at once."""
        rows: list[Assumption | Prerequisite] = [
            *(row for found in waiting.values() for row in found),
            *(row for each in components for row in each.assumptions.all()),
        ]
        self.known = hooks.known_conditions(
            self.design.places.all(),
            [taken_for_granted(row) for row in rows],
        )

    def _known_of(self, row: Assumption | Prerequisite) -> list[Known]:
        return self.known.get(taken_for_granted(row), [])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Adopt what waits, add or remove one's own, or save every decision."""
        if "adopt" in request.POST:
            return self._adopt(request.POST["adopt"])
        if "remove" in request.POST:
            return self._remove(request.POST["remove"])
        if "add" in request.POST:
            return self._add(request.POST["add"])
        return super().post(request, **kwargs)

    def _component(self, pk: str) -> Component:
        for component in components_of(self.design):
            if str(component.pk) == pk:
                return component
        raise Http404

    def _adopt(self, pk: str) -> HttpResponseBase:
        component = self._component(pk)
        try:
            actions.adopt_proposed(by=self.request.user, component=component)
        except Refusal as refusal:
            messages.error(self.request, str(refusal.message))
        else:
            messages.success(self.request, _("Se guardó."))
        return HttpResponseRedirect(f"{self.request.path}#componente-{pk}")

    def _remove(self, pk: str) -> HttpResponseBase:
        assumption = Assumption.objects.filter(
            component__design=self.design,
            pk=pk if pk.isdecimal() else 0,
        ).first()
        if assumption is None:
            raise Http404
        try:
            actions.remove_assumption(by=self.request.user, assumption=assumption)
        except Refusal as refusal:
            messages.error(self.request, str(refusal.message))
        else:
            messages.success(self.request, _("Se quitó."))
        return HttpResponseRedirect(
            f"{self.request.path}#componente-{assumption.component_id}",
        )

    def _add(self, pk: str) -> HttpResponseBase:
        component = self._component(pk)
        self._build(bound=True)
        form = next(
            group.new for group in self.groups if group.component.pk == component.pk
        )
        if form.is_valid():
            level = form.cleaned_data["minimum_level"]
            tolerance = form.cleaned_data["tolerance"]
            try:
                actions.add_assumption(
                    by=self.request.user,
                    component=component,
                    kind=AssumptionKind.LADDER if level else AssumptionKind.STATEMENT,
                    text=form.cleaned_data["text"],
                    severity=form.cleaned_data["severity"],
                    ladder=level.ladder if level else None,
                    minimum_level=level,
                    tolerance=DEFAULT_TOLERANCE if tolerance is None else tolerance,
                )
            except Refusal as refusal:
                show(refusal, form)
            else:
                messages.success(self.request, _("Se guardó."))
                return HttpResponseRedirect(f"{self.request.path}#componente-{pk}")
        return self.page()

    def is_readable(self) -> bool:
        every = [form for group in self.groups for form in (*group.usual, *group.own)]
        # One that was not in the page that was sent, or nothing was decided about.
        self.sent = [form for form in every if form.is_decided and form.was_sent]
        faulty = [form for form in self.sent if not form.is_valid()]
        return not faulty

    def send(self) -> None:
        actions.save_assumptions(
            by=self.request.user,
            design=self.design,
            decisions=[form.facts() for form in self.sent],
        )

    def refuse(self, refusal: Refusal) -> None:
        position, _dash, name = (refusal.field or "").partition("-")
        form = self.sent[int(position)] if position.isdecimal() else None
        if form is None:
            self.refusal = str(refusal.message)
            return
        form.add_error(name if name in form.fields else None, str(refusal.message))

    refusal = ""

    def faults(self) -> list[str]:
        found = [self.refusal] if self.refusal else []
        for form in getattr(self, "sent", []):
            words = form.subject.text if form.subject else ""
            found.extend(f"«{words}» {fault}" for fault in form_faults(form))
        for group in self.groups:
            found.extend(form_faults(group.new) if group.new.is_bound else [])
        return found

    def context(self) -> dict[str, Any]:
        return {
            "groups": self.groups,
            "faults": self.faults(),
            "sections": draft_sections(self.request, self.design),
        }
