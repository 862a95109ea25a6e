"""Step 1: what, for whom, when, and who keeps it up."""

from typing import Any

from projects import actions, hooks
from projects.forms.basics import BasicsForm
from projects.refusals import Refusal
from projects.views.drafts.base import StepView, form_faults, show


class BasicsView(StepView):
    """What the design says of itself, with how plain it reads."""

    step = "basics"
    live = "projects/live_readings.html"
    form: BasicsForm

    def load(self) -> None:
        self.form = BasicsForm(initial=BasicsForm.initial_of(self.design))

    def read(self) -> None:
        self.form = BasicsForm(self.request.POST)

    def is_readable(self) -> bool:
        return self.form.is_valid()

    def send(self) -> None:
        actions.save_basics(
            by=self.request.user,
            design=self.design,
            **self.form.cleaned_data,
        )

    def refuse(self, refusal: Refusal) -> None:
        show(refusal, self.form)

    def faults(self) -> list[str]:
        return form_faults(self.form)

    def context(self) -> dict[str, Any]:
        texts = {name: str(self.form[name].value() or "") for name in BasicsForm.TEXTS}
        return {"form": self.form, "readings": hooks.readings(texts)}
