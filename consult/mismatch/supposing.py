"""What would be seen if a design took something else for granted. Nothing is stored.

Pure: a supposition changes a copy of the evidence, the detectors look at both, and what
differs is told by detector and subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from consult.mismatch import detectors

if TYPE_CHECKING:
    from fractions import Fraction

    from consult.mismatch.evidence import (
        Assumption,
        Component,
        Consequence,
        Evidence,
    )
    from consult.mismatch.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What a design is supposed to say instead. What is None stays as it is.

    `subject` names the assumption the next three are about, as the findings do;
    `without` is the component that is left out, `added` one more with what it takes for
    granted.
    """

    subject: str = ""
    minimum_rank: int | None = None
    severity: Consequence | None = None
    tolerance: Fraction | None = None
    without: str = ""
    added: tuple[Component, tuple[Assumption, ...]] | None = None


class Fate(StrEnum):
    """What becomes of a finding under a supposition."""

    COMES = "comes"
    GRAVER = "graver"
    STAYS = "stays"
    LIGHTER = "lighter"
    GOES = "goes"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finding, now and under a supposition; None where it is not seen."""

    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """Return the finding that would be seen, or else the one that is."""
        found = self.after or self.before
        if found is None:
            raise ValueError("An outcome is of a finding.")
        return found

    @property
    def fate(self) -> Fate:
        """Return what becomes of it."""
        if self.before is None:
            return Fate.COMES
        if self.after is None:
            return Fate.GOES
        change = self.after.severity.weight - self.before.severity.weight
        if change == 0:
            return Fate.STAYS
        return Fate.GRAVER if change > 0 else Fate.LIGHTER


def suppose(evidence: Evidence, what: Supposition) -> Evidence:
    """Return the evidence as it would be if the design said that.

    Raises:
        ValueError: a step that the assumption's ladder does not have, or a tolerance
            outside 0 to 1.

    """
    design = evidence.design
    components = tuple(each for each in design.components if each.id != what.without)
    assumptions = tuple(
        _supposed(each, what) if design.subject_of(each) == what.subject else each
        for each in design.assumptions
        if each.component != what.without
    )
    if what.added is not None:
        component, usual = what.added
        held = {each.key for each in assumptions}
        components += (component,)
        assumptions += tuple(each for each in usual if each.key not in held)
    return replace(
        evidence,
        design=replace(design, components=components, assumptions=assumptions),
    )


def _supposed(assumption: Assumption, what: Supposition) -> Assumption:
    if what.minimum_rank is not None:
        assumption = replace(assumption, minimum_rank=what.minimum_rank)
    if what.severity is not None:
        assumption = replace(assumption, severity=what.severity)
    if what.tolerance is not None:
        assumption = replace(assumption, tolerance=what.tolerance)
    return assumption


def outcomes(evidence: Evidence, what: Supposition) -> list[Outcome]:
    """Return what becomes of every finding under a supposition, the worst first.

    Raises:
        ValueError: as `suppose`.

    """
    before = {_key(each): each for each in detectors.run(evidence)}
    after = {_key(each): each for each in detectors.run(suppose(evidence, what))}
    found = [
        Outcome(before.get(key), after.get(key))
        for key in dict.fromkeys([*after, *before])
    ]
    return sorted(found, key=lambda each: (each.after is None, each.finding.sort_key))


def _key(finding: Finding) -> tuple[str, str]:
    return finding.detector, finding.subject
