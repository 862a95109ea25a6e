"""Step 6: who will carry it out, and what they finished before."""

from typing import Any

from projects import actions
from projects.forms.basics import NewOrganisationForm
from projects.forms.money import ImplementerForm, RecordForm
from projects.forms.rows import Rows
from projects.queries.drafts import sectors_in_use
from projects.refusals import Refusal
from projects.views.drafts.base import StepView, form_faults, show


class RecordView(StepView):
    """The implementer and its track record."""

    step = "record"
    chooser: ImplementerForm
    new: NewOrganisationForm
    rows: Rows[RecordForm]

    @property
    def is_choosing(self) -> bool:
        """Say whether the form of the implementer was sent, and not the rows."""
        return self.request.POST.get("do") == "implementer"

    def load(self) -> None:
        self._load_chooser()
        self._load_rows()

    def _load_chooser(self) -> None:
        self.chooser = ImplementerForm(initial=ImplementerForm.initial_of(self.design))
        self.new = NewOrganisationForm(prefix="new")

    def _load_rows(self) -> None:
        records = list(self.design.carried_out_by.track_records.all())
        self.rows = Rows(
            RecordForm,
            initial=[RecordForm.initial_of(each) for each in records],
            blank=1,
            sectors=sectors_in_use(),
        )

    def read(self) -> None:
        if self.is_choosing:
            self.chooser = ImplementerForm(self.request.POST)
            self.new = NewOrganisationForm(self.request.POST, prefix="new")
            self._load_rows()
            return
        self._load_chooser()
        self.rows = Rows(
            RecordForm,
            initial=[],
            blank=0,
            data=self.request.POST,
            sectors=sectors_in_use(),
        )

    def is_readable(self) -> bool:
        if self.is_choosing:
            return self.chooser.is_valid() and self.new.is_valid()
        return self.rows.is_valid()

    def send(self) -> None:
        if self.is_choosing:
            facts = self.new.facts()
            chosen = self.chooser.cleaned_data["implementer"]
            actions.save_implementer(
                by=self.request.user,
                design=self.design,
                implementer=facts or chosen or self.design.carried_out_by,
            )
            return
        actions.save_track_record(
            by=self.request.user,
            design=self.design,
            records=[form.facts() for form in self.rows.filled],
        )

    def refuse(self, refusal: Refusal) -> None:
        if not self.is_choosing:
            self.rows.refuse(refusal)
        elif refusal.field in self.new.fields:
            show(refusal, self.new)
        else:
            show(refusal, self.chooser)

    def faults(self) -> list[str]:
        if self.is_choosing:
            return form_faults(self.chooser, self.new)
        return self.rows.errors

    def after(self) -> str:
        return self.request.path if self.is_choosing else super().after()

    def context(self) -> dict[str, Any]:
        return {
            "chooser": self.chooser,
            "new": self.new,
            "rows": self.rows,
            "faults": self.faults(),
            "implementer": self.design.carried_out_by,
        }
