"""What holds the gate in the database, piece by piece, as the code puts it there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from consult.release.locks.every import LOCKS
from consult.release.locks.lock import Lock, Refusal

TURN = "takes the project's row"
VOIDS = "voids the signatures"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that can be taken away: of a lock, or a constraint of a table."""

    holder: str
    does: str
    lock: Lock | None = None
    refusal: Refusal | None = None
    constraint: models.BaseConstraint | None = None
    model: type[models.Model] | None = None

    @property
    def row(self) -> str:
        """Return how the table begins its line."""
        return f"| `{self.holder}` | {self.does} |"

    def is_for(self, vendor: str) -> bool:
        """Say whether it can be taken away there.

        In SQLite a constraint is part of the table's text, which is compared.
        """
        if self.lock is not None:
            return self.lock.is_for(vendor)
        return vendor == "postgresql"


def pieces() -> list[Piece]:
    """Return every piece, in the order of the table."""
    return [*_of_locks(), *_of_tables()]


def _of_locks() -> Iterator[Piece]:
    for lock in LOCKS:
        for refusal in lock.refuses:
            said = refusal.saying.removeprefix(f"{lock.table}: ")
            yield Piece(lock.name, said, lock, refusal)
        if lock.projects:
            yield Piece(lock.name, TURN, lock)
            if lock.voids:
                yield Piece(lock.name, VOIDS, lock)


def _of_tables() -> Iterator[Piece]:
    guarded = {lock.table for lock in LOCKS}
    for model in sorted(apps.get_models(), key=lambda each: each._meta.db_table):
        if model._meta.db_table in guarded:
            for constraint in model._meta.constraints:
                yield Piece(
                    constraint.name,
                    f"constraint of {model._meta.db_table}",
                    constraint=constraint,
                    model=model,
                )
