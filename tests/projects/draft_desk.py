"""What tests of the pages of a draft send and read."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import UUID, uuid4

from django.db.models import Model
from django.urls import reverse

from projects.models import Design

STEPS = (
    "basics",
    "components",
    "assumptions",
    "budget",
    "tranches",
    "record",
    "people",
    "review",
)
BASICS = {
    "title": "Riego",
    "summary": "Agua para regar.",
    "beneficiaries": "Las familias.",
    "upkeep": "Un comité.",
    "starts_on": "2027-03-01",
    "ends_on": "2028-02-28",
    "households_targeted": "1,200",
    "currency": "USD",
}


def url(design: Design, step: str, *more: object) -> str:
    return reverse(
        f"projects:{step}",
        args=[design.project.slug, design.number, *more],
    )


def in_both(row: Model, field: str) -> tuple[str | None, str | None]:
    """Return a field's Spanish and English, as they are stored."""
    return getattr(row, f"{field}_es"), getattr(row, f"{field}_en")


Act = Callable[[], object]


class Answer(Protocol):
    """What the test client answers."""

    content: bytes


def words(response: Answer) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def row(said: Mapping[str, str], number: int = 0) -> dict[str, str]:
    return {f"{number}-{name}": value for name, value in said.items()}


def tubes(
    said: Mapping[str, str] | None = None, *, of: UUID | None = None
) -> dict[str, str]:
    facts = {
        "entry": str(of or uuid4()),
        "category": "works",
        "description": "Tubos",
        "quantity": "100",
        "unit_cost": "60.00",
    }
    return {"rows": "1", **row({**facts, **(said or {})})}


def part(**said: str) -> dict[str, str]:
    facts = {
        "entry": str(uuid4()),
        "purpose": "Tubos",
        "amount": "6,000.00",
        "planned_on": "2027-03-01",
        "first_activity_on": "2027-04-01",
    }
    return {"rows": "1", **row({**facts, **said})}
