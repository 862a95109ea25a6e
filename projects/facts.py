"""What a screen hands to an action: plain values, not yet believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from projects.models import Component, Level, Place, Prerequisite, PurposeCode


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """An organisation that is not in the list yet."""

    name: str
    kind: str
    country: str = ""
    iati_identifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """A place that may not be in the list yet."""

    name: str
    country: str
    adm1_code: str
    adm2_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One line of the budget, its cost in the design's currency.

    `entry` is the page's own name for the row; None makes a new row.
    """

    category: str = ""
    description: str = ""
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    unit: str = ""
    component: Component | None = None
    entry: UUID | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrancheFacts:
    """One planned part of the money; `entry` as in a budget line."""

    purpose: str = ""
    amount: Decimal | None = None
    planned_on: date | None = None
    first_activity_on: date | None = None
    places: Sequence[Place] = ()
    entry: UUID | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """One earlier project of an organisation; `entry` as in a budget line."""

    title: str = ""
    purpose_code: PurposeCode | None = None
    place: str = ""
    finished_year: int | None = None
    evidence: str = ""
    evidence_url: str = ""
    entry: UUID | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionFacts:
    """What an author decided about one assumption.

    A usual one that is not in the design yet is named by `component` and
    `prerequisite`; one that is, by `pk`. `dropped_reason` takes it out, in public.
    What is None stays as it is, or as the table proposes.
    """

    pk: int | None = None
    component: Component | None = None
    prerequisite: Prerequisite | None = None
    minimum_level: Level | None = None
    severity: str | None = None
    # Share of households that may lack it, 0 to 0.5.
    tolerance: Decimal | None = None
    dropped_reason: str = ""
    # Why it is taken for granted although something else is known, in public.
    despite_reason: str | None = None
