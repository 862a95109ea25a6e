"""What all steps share: who may, what is missing, saving as one goes.

Without script each step is a form whose button saves and goes on. With it, every change
is sent by itself and what is missing, the totals and the readings follow.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from projects.access import permission_required_somewhere
from projects.models import Design
from projects.permissions import EDIT, can_edit
from projects.policies import STEPS, publication_obstacles
from projects.queries.drafts import find_design
from projects.refusals import NotAllowed, Obstacle, Refusal, Sentence

LABELS: dict[str, Promise] = {
    "basics": gettext_lazy("Lo básico"),
    "components": gettext_lazy("Qué se entrega"),
    "assumptions": gettext_lazy("Lo que se da por hecho"),
    "budget": gettext_lazy("Presupuesto"),
    "tranches": gettext_lazy("Desembolsos"),
    "record": gettext_lazy("Quién lo hará"),
    "people": gettext_lazy("Para quién y dónde"),
    "review": gettext_lazy("Revisar y publicar"),
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step as the stepper draws it."""

    label: str
    url: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownObstacle:
    """What is missing, with the step where it is mended."""

    message: Sentence
    url: str
    blocks: bool


def step_url(design: Design, step: str) -> str:
    """Return the address of a step of a draft."""
    return reverse(f"projects:{step}", args=[design.project.slug, design.number])


def frame(
    design: Design,
    step: str,
    obstacles: list[Obstacle],
    *,
    may_edit: bool = True,
) -> dict[str, Any]:
    """Return what every step shows around its form.

    To whoever only reads drafts the steps lead nowhere: they could not open them.
    """

    def way_to(name: str) -> str:
        return step_url(design, name) if may_edit else ""

    pending = {obstacle.step for obstacle in obstacles if obstacle.blocks}
    undone = pending | {
        obstacle.step for obstacle in obstacles if obstacle.step == "record"
    }
    if "components" in pending:
        # Nothing was taken for granted yet, because there is nothing to do it.
        undone.add("assumptions")
    if pending:
        undone.add("review")
    shown = [
        ShownObstacle(
            obstacle.message,
            way_to(obstacle.step if obstacle.step in STEPS else "review"),
            obstacle.blocks,
        )
        for obstacle in obstacles
    ]
    return {
        "design": design,
        "project": design.project,
        "step": step,
        "step_label": LABELS[step],
        "step_number": STEPS.index(step) + 1,
        "steps": [
            ShownStep(
                label=str(LABELS[each]),
                url=way_to(each),
                is_done=each not in undone,
                is_current=each == step,
            )
            for each in STEPS
        ],
        "blocking": [each for each in shown if each.blocks],
        "warnings": [each for each in shown if not each.blocks],
    }


@method_decorator(permission_required_somewhere(EDIT), name="dispatch")
class StepView(View):
    """One step of a draft."""

    step: ClassVar[str]
    # What follows what is typed: totals, readings. Drawn in the page, and sent again
    # after each change.
    live: ClassVar[str] = ""

    request: HttpRequest
    design: Design

    def dispatch(
        self,
        request: HttpRequest,
        *args: Any,
        **kwargs: Any,
    ) -> HttpResponseBase:
        """Fetch the design together with the right to write it."""
        design = find_design(request.user, kwargs["slug"], kwargs["number"])
        if design is None or not can_edit(request.user, design):
            raise Http404
        self.design = design
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the step, or the public page once the design is published."""
        if not self.design.is_draft:
            messages.info(
                request,
                _(
                    "Este diseño ya se publicó y no cambia. Para cambiar algo, empiece "
                    "un diseño nuevo.",
                ),
            )
            return HttpResponseRedirect(self.design.get_absolute_url())
        self.load()
        return self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Save what was sent, or show why not, with what was typed."""
        self.read()
        if self.is_readable():
            try:
                self.send()
            except NotAllowed:
                raise
            except Refusal as refusal:
                self.refuse(refusal)
            else:
                return self.saved()
        if request.htmx:  # type: ignore[attr-defined]
            return render(
                request,
                "projects/saved.html",
                {"faults": self.faults(), "step": self.step},
            )
        return self.page()

    # --- What each step says for itself ------------------------------------------

    def load(self) -> None:
        """Make the forms from what is stored."""
        raise NotImplementedError

    def read(self) -> None:
        """Make the forms from what was sent."""
        raise NotImplementedError

    def is_readable(self) -> bool:
        """Say whether the forms can be read."""
        raise NotImplementedError

    def send(self) -> None:
        """Make the one call that writes; refusals come back through `refuse`."""
        raise NotImplementedError

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal where the person looks for it."""
        raise NotImplementedError

    def faults(self) -> list[str]:
        """Return what stops saving, as sentences."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what the step's template needs beside the frame."""
        raise NotImplementedError

    def after(self) -> str:
        """Return where to go after saving."""
        if self.request.POST.get("do") == "stay":
            return self.request.path
        return step_url(self.design, STEPS[STEPS.index(self.step) + 1])

    # --- What is the same everywhere ----------------------------------------------

    def page(self) -> HttpResponse:
        """Draw the step."""
        return render(self.request, f"projects/{self.step}.html", self.whole())

    def whole(self) -> dict[str, Any]:
        """Return the frame and what the step needs."""
        obstacles = publication_obstacles(self.design)
        return {
            **frame(self.design, self.step, obstacles),
            "live": self.live,
            **self.context(),
        }

    def saved(self) -> HttpResponseBase:
        """Say that it is saved: by a line in the page, or by going on."""
        if self.request.htmx:  # type: ignore[attr-defined]
            found = find_design(
                self.request.user,
                self.design.project.slug,
                self.design.number,
            )
            self.design = found or self.design
            self.load()
            return render(
                self.request,
                "projects/saved.html",
                {**self.whole(), "swap": True, "faults": []},
            )
        messages.success(self.request, _("Se guardó."))
        return HttpResponseRedirect(self.after())


def form_faults(*forms: Any) -> list[str]:
    """Return the faults of forms as sentences that name the field."""
    found: list[str] = []
    for form in forms:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            found.extend(
                f"{label}: {error}" if label else str(error) for error in errors
            )
    return found


def show(refusal: Refusal, form: Any) -> None:  # noqa: ANN401
    """Put a refusal at the field it names, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.message))
