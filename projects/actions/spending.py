"""The money of a draft: its budget lines and the tranches it is to come in."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from projects import hooks
from projects.actions.drafts import noted, taken
from projects.amounts import total_of
from projects.facts import LineFacts, TrancheFacts
from projects.models import BudgetLine, Design, Tranche
from projects.permissions import Actor
from projects.policies import (
    check_line,
    check_releases_kept,
    check_total,
    check_tranche,
    check_tranches_sum,
)
from projects.refusals import Refusal

MOST_LINES = 200
MOST_TRANCHES = 24


@transaction.atomic
def save_budget(
    *,
    by: Actor,
    design: Design,
    lines: Sequence[LineFacts],
) -> list[BudgetLine]:
    """Write budget lines. What is not named stays.

    Returns one line for each fact, in their order, without those removed.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already; negative, zero, too large or finer than cents, with
            the field `<position>-<name>`; all of it too large.

    """
    design = taken(by, design)
    known = {line.entry: line for line in design.budget_lines.all()}
    written = []
    for position, facts in enumerate(lines):
        line = known.get(facts.entry) if facts.entry else None
        if facts.remove:
            if line is not None:
                line.delete()
            continue
        try:
            quantity, unit_cost = check_line(facts, design=design)
        except Refusal as refusal:
            refusal.field = f"{position}-{refusal.field}"
            raise
        line = line or BudgetLine(design=design, entry=facts.entry or uuid4())
        line.category = facts.category
        line.description = facts.description.strip()
        line.quantity = quantity
        line.unit = facts.unit.strip()
        line.unit_cost = unit_cost
        line.component = facts.component
        line.save()
        known[line.entry] = line
        written.append(line)
    kept = list(design.budget_lines.all())
    if len(kept) > MOST_LINES:
        raise Refusal(
            _("Son más de %(count)s líneas. Junte las pequeñas.")
            % {"count": MOST_LINES},
        )
    check_total(total_of(kept))
    noted(by, design, "budget")
    return written


@transaction.atomic
def save_tranches(
    *,
    by: Actor,
    design: Design,
    tranches: Sequence[TrancheFacts],
    complete: bool = True,
) -> list[Tranche]:
    """Write the parts the money is to come in. What is not named stays.

    A new one takes the next number, never one that was released. They may not add up
    to more than the budget; with `complete`, not to less either. Returns one tranche
    for each fact, in their order, without those removed.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already; a first activity before its money, an amount that
            is not one, with the field `<position>-<name>`; a sum that is not the
            budget's; a released tranche changed.

    """
    design = taken(by, design)
    released = hooks.released_amounts(design.project)
    known = {tranche.entry: tranche for tranche in design.tranches.all()}
    numbers = design.tranches.aggregate(last=Max("number"))["last"] or 0
    number = max([numbers, *released])
    written = []
    for position, facts in enumerate(tranches):
        tranche = known.get(facts.entry) if facts.entry else None
        if facts.remove:
            if tranche is not None:
                tranche.delete()
            continue
        try:
            check_tranche(facts, design=design)
        except Refusal as refusal:
            refusal.field = f"{position}-{refusal.field}"
            raise
        if tranche is None:
            number += 1
            entry = facts.entry or uuid4()
            tranche = Tranche(design=design, number=number, entry=entry)
        _fill(tranche, facts)
        known[tranche.entry] = tranche
        tranche.places.set(facts.places)
        written.append(tranche)
    amounts = dict(design.tranches.values_list("number", "amount"))
    if len(amounts) > MOST_TRANCHES:
        raise Refusal(
            _("Son más de %(count)s desembolsos. Junte algunos.")
            % {"count": MOST_TRANCHES},
        )
    check_releases_kept(amounts, released=released)
    check_tranches_sum(
        amounts.values(),
        total=total_of(design.budget_lines.all()),
        currency=design.currency,
        complete=complete,
    )
    noted(by, design, "tranches")
    return written


def _fill(tranche: Tranche, facts: TrancheFacts) -> None:
    """Store what was checked: nothing of it is missing any more."""
    tranche.purpose = facts.purpose.strip()
    tranche.amount = facts.amount or Decimal(0)
    if facts.planned_on and facts.first_activity_on:
        tranche.planned_on = facts.planned_on
        tranche.first_activity_on = facts.first_activity_on
    tranche.save()
