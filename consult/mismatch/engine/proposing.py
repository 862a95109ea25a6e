"""From a design in the database to what the detectors look at."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from consult.mismatch import evidence
from consult.mismatch.prices import in_money_of, index_of
from projects.enums import BudgetCategory
from projects.models import Assumption, Component, Design, TrackRecord
from projects.queries.alike import designs_alike

_OVERHEAD = {BudgetCategory.ADMINISTRATION, BudgetCategory.CONSULTANCY}


def proposal_of(design: Design, today: date) -> evidence.Design:
    """Return what a design says, as its components, assumptions and lines were read."""
    components = list(design.components.all())
    lines = list(design.budget_lines.all())
    budget = sum((line.amount for line in lines), Decimal(0))
    overhead = sum(
        (line.amount for line in lines if line.category in _OVERHEAD),
        Decimal(0),
    )
    return evidence.Design(
        number=design.number,
        content_hash=design.content_hash,
        title=design.title,
        components=tuple(component_of(each) for each in components),
        assumptions=tuple(
            assumption_of(assumption)
            for component in components
            for assumption in component.assumptions.all()
        ),
        budget=budget,
        currency=design.currency,
        implementer=_implementer(design, components),
        households_targeted=design.households_targeted,
        administration_share=Fraction(overhead) / Fraction(budget) if budget else None,
        comparable_costs=tuple(_comparable_costs(design, today)),
        money_of=_year(design, today),
        price_index=index_of(design.currency),
    )


def component_of(component: Component) -> evidence.Component:
    """Return a component as the detectors look at it."""
    return evidence.Component(
        id=str(component.pk),
        title=component.title,
        purpose_code=component.purpose_code.code,
        engine_sector=component.purpose_code.engine_sector,
        target_groups=tuple(component.target_groups),
    )


def assumption_of(assumption: Assumption) -> evidence.Assumption:
    """Return an assumption as the detectors look at it, with its ladder."""
    ladder, minimum = assumption.ladder, assumption.minimum_level
    return evidence.Assumption(
        key=assumption.key,
        component=str(assumption.component_id),
        kind=evidence.AssumptionKind(assumption.kind),
        text=assumption.text,
        severity=evidence.Consequence(assumption.severity),
        tolerance=Fraction(assumption.tolerance),
        ladder=ladder.code if ladder else None,
        minimum_rank=minimum.rank if minimum else None,
        levels=tuple(
            evidence.Level(code=level.code, rank=level.rank, name=level.name)
            for level in sorted(ladder.levels.all(), key=lambda each: each.rank)
        )
        if ladder
        else (),
        basis=assumption.origin,
        dropped=assumption.is_dropped,
    )


def _implementer(
    design: Design,
    components: Iterable[Component],
) -> evidence.Implementer:
    """Count what the implementer finished in the sectors of the design, and beside."""
    sectors = {component.purpose_code.engine_sector for component in components}
    records = (
        TrackRecord.objects.filter(organisation=design.carried_out_by)
        .select_related("purpose_code")
        .only(
            *("finished_year", "evidence", "evidence_url"),
            "purpose_code__engine_sector",
        )
    )
    similar = other = claims = 0
    for record in records:
        if not record.is_finished_with_evidence:
            claims += 1
        elif record.purpose_code.engine_sector in sectors:
            similar += 1
        else:
            other += 1
    return evidence.Implementer(
        name=design.carried_out_by.name,
        finished_similar=similar,
        finished_other=other,
        claims_without_evidence=claims,
    )


def _comparable_costs(design: Design, today: date) -> list[Decimal]:
    """Return costs per household of designs like this one, in money of its year."""
    others = (
        designs_alike(design)
        .filter(currency=design.currency, households_targeted__gt=0)
        .only("currency", "households_targeted", "published_at")
        .prefetch_related("budget_lines")
        .order_by("pk")
    )
    return [
        in_money_of(
            sum((line.amount for line in other.budget_lines.all()), Decimal(0))
            / (other.households_targeted or 1),
            other.currency,
            made=_year(other, today),
            year=_year(design, today),
        ).quantize(Decimal("0.01"))
        for other in others
    ]


def _year(design: Design, today: date) -> int:
    """Return the year of whose money a budget is: the one it was published in."""
    made = design.published_at
    return timezone.localdate(made).year if made else today.year
