"""Steps 4 and 5: the budget, and the parts the money comes in."""

from decimal import Decimal
from typing import Any

from projects import actions, hooks
from projects.amounts import budget_of
from projects.forms.money import LineForm, TrancheForm
from projects.forms.rows import Rows
from projects.queries.drafts import components_of
from projects.refusals import Refusal
from projects.views.drafts.base import StepView

FEW, ONE_MORE = 3, 1


class _RowsView(StepView):
    """A step that is a list of rows."""

    rows: Rows[Any]

    def is_readable(self) -> bool:
        return self.rows.is_valid()

    def refuse(self, refusal: Refusal) -> None:
        self.rows.refuse(refusal)

    def faults(self) -> list[str]:
        return self.rows.errors

    def after(self) -> str:
        if self.request.POST.get("do") == "stay":
            return f"{self.request.path}#otra"
        return super().after()


class BudgetView(_RowsView):
    """Budget lines with their totals and shares."""

    step = "budget"
    live = "projects/live_budget.html"

    def load(self) -> None:
        lines = list(self.design.budget_lines.order_by("pk"))
        self.rows = Rows(
            LineForm,
            initial=[LineForm.initial_of(line) for line in lines],
            blank=ONE_MORE if lines else FEW,
            components=components_of(self.design),
        )

    def read(self) -> None:
        self.rows = Rows(
            LineForm,
            initial=[],
            blank=0,
            data=self.request.POST,
            components=components_of(self.design),
        )

    def send(self) -> None:
        actions.save_budget(
            by=self.request.user,
            design=self.design,
            lines=[form.facts() for form in self.rows.filled],
        )

    def context(self) -> dict[str, Any]:
        lines = list(self.design.budget_lines.all())
        amounts = {str(line.entry): line.amount for line in lines}
        for form in self.rows.forms:
            form.amount = amounts.get(str(form["entry"].value()))
        return {
            "rows": self.rows,
            "faults": self.faults(),
            "budget": budget_of(
                lines,
                currency=self.design.currency,
                households=self.design.households_targeted,
            ),
        }


class TranchesView(_RowsView):
    """The parts the money comes in, against the budget."""

    step = "tranches"
    live = "projects/live_tranches.html"

    def load(self) -> None:
        tranches = list(
            self.design.tranches.prefetch_related("places").order_by("number"),
        )
        self.rows = Rows(
            TrancheForm,
            initial=[TrancheForm.initial_of(each) for each in tranches],
            blank=ONE_MORE if tranches else FEW,
            places=list(self.design.places.all()),
        )

    def read(self) -> None:
        self.rows = Rows(
            TrancheForm,
            initial=[],
            blank=0,
            data=self.request.POST,
            places=list(self.design.places.all()),
        )

    def send(self) -> None:
        going_on = (
            not self.request.htmx  # type: ignore[attr-defined]
            and self.request.POST.get("do") != "stay"
        )
        actions.save_tranches(
            by=self.request.user,
            design=self.design,
            tranches=[form.facts() for form in self.rows.filled],
            complete=going_on,
        )

    def context(self) -> dict[str, Any]:
        tranches = {str(each.entry): each for each in self.design.tranches.all()}
        released = hooks.released_amounts(self.design.project)
        for form in self.rows.forms:
            form.tranche = tranches.get(str(form["entry"].value()))
            form.is_released = bool(form.tranche and form.tranche.number in released)
        budget = budget_of(
            self.design.budget_lines.all(),
            currency=self.design.currency,
            households=self.design.households_targeted,
        )
        planned = sum((each.amount for each in tranches.values()), Decimal(0))
        return {
            "rows": self.rows,
            "faults": self.faults(),
            "budget": budget,
            "planned": planned,
            "left": budget.total - planned,
        }
