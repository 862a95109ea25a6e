"""What a design says, as one canonical text, and the hash that seals it.

Everything an author writes in Spanish and every number is in it; nothing else is, so
that a later translation, or another name for a step of a ladder, changes no hash.
"""

import hashlib
import json
from decimal import Decimal
from typing import Any

from projects.models import Assumption, Component, Design
from projects.wording import spanish

# Raised when the shape of the content changes, so that old hashes keep their meaning:
# the gate compares what is stored with what was sealed, whenever that was. A design
# without a reason of that kind is sealed as it was before there were any.
SHAPE = 1
SHAPE_WITH_DESPITE_REASONS = 2


def content(design: Design) -> dict[str, Any]:
    """Return what a design says, in plain values and in an order of its own."""
    components = [_component(each) for each in _in_order(design)]
    goes_on = any(
        "despite_reason" in assumption
        for component in components
        for assumption in component["assumptions"]
    )
    return {
        "shape": SHAPE_WITH_DESPITE_REASONS if goes_on else SHAPE,
        "project": design.project.slug,
        "number": design.number,
        "implementer": design.carried_out_by.pk,
        "title": spanish(design, "title"),
        "summary": spanish(design, "summary"),
        "beneficiaries": spanish(design, "beneficiaries"),
        "upkeep": spanish(design, "upkeep"),
        "starts_on": design.starts_on.isoformat() if design.starts_on else None,
        "ends_on": design.ends_on.isoformat() if design.ends_on else None,
        "currency": design.currency,
        "households_targeted": design.households_targeted,
        "affects_land_or_resource": design.affects_land_or_resource,
        "places": sorted(place.pk for place in design.places.all()),
        "components": components,
        "budget": [
            {
                "component": line.component.order if line.component else None,
                "category": line.category,
                "description": line.description,
                "quantity": _number(line.quantity),
                "unit": line.unit,
                "unit_cost": _number(line.unit_cost),
            }
            for line in design.budget_lines.select_related("component").order_by("pk")
        ],
        "tranches": [
            {
                "number": tranche.number,
                "purpose": tranche.purpose,
                "amount": _number(tranche.amount),
                "planned_on": tranche.planned_on.isoformat(),
                "first_activity_on": tranche.first_activity_on.isoformat(),
                "places": sorted(place.pk for place in tranche.places.all()),
            }
            for tranche in design.tranches.order_by("number").prefetch_related("places")
        ],
    }


def canonical(design: Design) -> str:
    """Return what a design says as JSON with one spelling."""
    return json.dumps(
        content(design),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def content_hash(design: Design) -> str:
    """Return the SHA-256 of what a design says, in hexadecimal."""
    return hashlib.sha256(canonical(design).encode()).hexdigest()


def _in_order(design: Design) -> list[Component]:
    return list(
        design.components.prefetch_related(
            "assumptions__minimum_level",
            "assumptions__prerequisite",
        ).order_by("order", "pk"),
    )


def _component(component: Component) -> dict[str, Any]:
    return {
        "order": component.order,
        "title": spanish(component, "title"),
        "description": spanish(component, "description"),
        "purpose_code": component.purpose_code_id,
        "target_groups": sorted(component.target_groups),
        "assumptions": [
            _assumption(each)
            for each in sorted(component.assumptions.all(), key=lambda row: row.key)
        ],
    }


def _assumption(assumption: Assumption) -> dict[str, Any]:
    level = assumption.minimum_level
    said = {
        "key": assumption.key,
        "kind": assumption.kind,
        "text": spanish(assumption, "text"),
        "ladder": assumption.ladder_id,
        "minimum_level": level.code if level else None,
        "severity": assumption.severity,
        "tolerance": f"{assumption.tolerance:.3f}",
        "origin": assumption.origin,
        "dropped_reason": assumption.dropped_reason,
    }
    if assumption.despite_reason:
        said["despite_reason"] = assumption.despite_reason
    return said


def _number(value: Decimal) -> str:
    return f"{value:.2f}"
