"""How much time and how many meetings a kind of consultation asks for.

No law of the three countries sets these numbers. They come from a data file that says
so of each row, and the page shows it.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import get_language

import projects
from consult.consultations.enums import ConsultationKind
from projects.enums import Basis

_FILE: Final = Path(projects.__file__).parent / "data" / "consultation.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What a consultation must have, in days and meetings."""

    kind: ConsultationKind
    notice_days: int
    rounds: int
    open_days: int
    deliberation_days: int
    promoter_absent_round: bool
    basis: Basis
    # By interface language; "es" is always there.
    basis_notes: tuple[tuple[str, str], ...]

    def get_basis_display(self) -> str:
        """Return how well founded the numbers are, in words."""
        return str(self.basis.label)

    @property
    def basis_note(self) -> str:
        """Return what the numbers rest on, in the active language or in Spanish."""
        notes = dict(self.basis_notes)
        return notes.get(get_language() or "es") or notes["es"]


def requirements_of(kind: ConsultationKind | str) -> Requirements:
    """Return what a kind of consultation asks for.

    Raises:
        KeyError: the data file has no such kind.

    """
    return _table()[ConsultationKind(kind)]


def all_requirements() -> list[Requirements]:
    """Return what each kind asks for, the lightest first."""
    return list(_table().values())


@cache
def _table() -> dict[ConsultationKind, Requirements]:
    with _FILE.open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)["rows"]
    return {ConsultationKind(row["kind"]): _from_row(row) for row in rows}


def _from_row(row: dict[str, Any]) -> Requirements:
    return Requirements(
        kind=ConsultationKind(row["kind"]),
        notice_days=row["notice_days"],
        rounds=row["rounds"],
        open_days=row["open_days"],
        deliberation_days=row["deliberation_days"],
        promoter_absent_round=row["promoter_absent_round"],
        basis=Basis(row["basis"]),
        basis_notes=tuple(sorted(row["basis_note"].items())),
    )
