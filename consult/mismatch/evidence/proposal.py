"""What the design says: its parts, its money and what it takes for granted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from consult.feedback.vocabulary import assumption_question

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class AssumptionKind(StrEnum):
    """How the community answers about an assumption."""

    LADDER = "ladder"
    STATEMENT = "statement"


class Consequence(StrEnum):
    """What it means for the design when an assumption does not hold.

    The gravest comes first.
    """

    BLOCK = "block"
    HIGH = "high"
    CONDITIONAL = "conditional"
    MEDIUM = "medium"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a ladder; a higher rank is a better service."""

    code: str
    rank: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A condition the design takes for granted.

    Two components may take the same thing for granted under the same ``key``;
    see ``Design.standing_assumptions``. ``tolerance`` is the share of households, 0
    to 1, that may lack the condition before it counts as not holding. ``basis``
    says where the assumption comes from. Raises ``ValueError`` for a ladder
    assumption without its minimum, or a tolerance outside 0 to 1.
    """

    key: str
    component: str
    kind: AssumptionKind
    text: str
    severity: Consequence
    tolerance: Fraction = Fraction(1, 5)
    ladder: str | None = None
    minimum_rank: int | None = None
    levels: tuple[Level, ...] = ()
    basis: str = ""
    condition: str = ""
    dropped: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.tolerance < 1:
            raise ValueError(f"{self.key}: a tolerance is at least 0 and below 1")
        if self.kind is AssumptionKind.LADDER:
            if self.minimum_rank is None or self.ladder is None:
                raise ValueError(f"{self.key}: a ladder assumption names its step")
            if self.minimum_rank not in {level.rank for level in self.levels}:
                raise ValueError(f"{self.key}: the minimum is no step of the ladder")

    @property
    def question(self) -> str:
        """Return the code of the question that asks about it."""
        return assumption_question(self.key)

    @property
    def strictness(self) -> tuple[int, int, Fraction]:
        """Return what sorts the strictest of several assumptions last."""
        gravest_last = tuple(reversed(Consequence))
        return (
            gravest_last.index(self.severity),
            self.minimum_rank or 0,
            -self.tolerance,
        )

    @property
    def minimum(self) -> Level:
        """Return the step the design needs. Raises ``ValueError`` if there is none."""
        for level in self.levels:
            if level.rank == self.minimum_rank:
                return level
        raise ValueError(f"{self.key}: a statement has no minimum step")


def standing(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Return the assumptions of a design that the author did not drop, each once.

    Two components of one sector take the same things for granted. People are
    asked once, and the strictest of the two is held against what they say.
    """
    strictest: dict[tuple[str, str, str | None], Assumption] = {}
    for each in assumptions:
        same = (each.key, each.kind, each.ladder)
        if not each.dropped and (
            same not in strictest or each.strictness > strictest[same].strictness
        ):
            strictest[same] = each
    return tuple(strictest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of a design in one DAC/CRS sector."""

    id: str
    title: str
    purpose_code: str
    engine_sector: str
    target_groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementer:
    """Who will do it, and what they finished before, counted in projects.

    Only projects that something proves count as finished; the rest are claims.
    """

    name: str
    finished_similar: int = 0
    finished_other: int = 0
    claims_without_evidence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One published version of a project's plan. Money is in ``currency``.

    ``comparable_costs`` are the costs per household, in the same currency and in
    money of the year ``money_of``, of other published designs of the same DAC sector
    (the first three digits of a purpose code) and country. ``price_index`` is the
    name of the index that made it so, empty where the currency has none and money of
    different years is compared.
    """

    number: int
    content_hash: str
    title: str
    components: tuple[Component, ...]
    assumptions: tuple[Assumption, ...]
    budget: Decimal
    currency: str
    implementer: Implementer | None
    households_targeted: int | None = None
    administration_share: Fraction | None = None
    comparable_costs: tuple[Decimal, ...] = ()
    money_of: int | None = None
    price_index: str = ""

    @property
    def standing_assumptions(self) -> tuple[Assumption, ...]:
        """Return the assumptions the author did not drop, each once."""
        return standing(self.assumptions)

    def subject_of(self, assumption: Assumption) -> str:
        """Return what a finding about an assumption is about: its key.

        Where another one that stands has the same key but another ladder, the
        ladder tells them apart.
        """
        keys = [each.key for each in self.standing_assumptions]
        if keys.count(assumption.key) == 1:
            return assumption.key
        return f"{assumption.key}@{assumption.ladder or assumption.kind}"

    @property
    def target_groups(self) -> frozenset[str]:
        """Return the groups that some component is meant for."""
        return frozenset(
            group for component in self.components for group in component.target_groups
        )
