"""How much time and how many meetings a kind of consultation asks for.

No law of the three countries sets these numbers. They come from a standard table that
says so of each row, and the page shows it. A house that never loaded the table, or
stopped using a row of it, goes by the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from consult.consultations.enums import ConsultationKind
from consult.consultations.models import KindRequirements
from projects.enums import Basis
from projects.standards import rows_as_stored

FILE = "consultation.yaml"


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
    # In the active language or in Spanish.
    basis_note: str

    def get_basis_display(self) -> str:
        """Return how well founded the numbers are, in words."""
        return str(self.basis.label)


def requirements_of(kind: ConsultationKind | str) -> Requirements:
    """Return what a kind of consultation asks for, if it is opened now.

    Raises:
        ValueError: there is no such kind.

    """
    kind = ConsultationKind(kind)
    row = KindRequirements.objects.filter(pk=kind, active=True).first()
    return _from_row(row or _file()[kind])


def all_requirements() -> list[Requirements]:
    """Return what each kind asks for, in the order of the file."""
    here = {row.kind: row for row in KindRequirements.objects.filter(active=True)}
    return [_from_row(here.get(kind, row)) for kind, row in _file().items()]


def row_of(entry: Mapping[str, object]) -> KindRequirements:
    """Return a row of the file as it would be stored.

    Raises:
        KeyError: the row lacks a column.

    """
    note = entry["basis_note"]
    notes = note if isinstance(note, dict) else {}
    return KindRequirements(
        kind=str(entry["kind"]),
        notice_days=int(str(entry["notice_days"])),
        rounds=int(str(entry["rounds"])),
        open_days=int(str(entry["open_days"])),
        deliberation_days=int(str(entry["deliberation_days"])),
        promoter_absent_round=entry["promoter_absent_round"] is True,
        basis=str(entry["basis"]),
        basis_note_es=str(notes["es"]),
        basis_note_en=str(notes["en"]),
    )


@cache
def _file() -> Mapping[str, KindRequirements]:
    return {row.kind: row for row in rows_as_stored(FILE, row_of)}


def _from_row(row: KindRequirements) -> Requirements:
    return Requirements(
        kind=ConsultationKind(row.kind),
        notice_days=row.notice_days,
        rounds=row.rounds,
        open_days=row.open_days,
        deliberation_days=row.deliberation_days,
        promoter_absent_round=row.promoter_absent_round,
        basis=Basis(row.basis),
        basis_note=row.basis_note,
    )
