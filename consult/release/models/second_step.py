"""The ten minutes of a second factor, as the database itself holds them."""

from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

# As `consult.accounts.second_factor` holds them, in words that both databases know.
LONGEST_SECONDS: Final = 600
# Two machines whose clocks are set by the network differ by less than this.
AHEAD_SECONDS: Final = 60


class JustUsed(models.Func):
    """Whether a second factor was used in the ten minutes before a signature.

    Both moments are the row's own: the service takes that of the signature from the
    database's clock.
    """

    arity = 2
    conditional = True
    output_field = models.BooleanField()

    def __init__(self, used: str, signed: str) -> None:
        """Name the column of the second factor, and that of the signature."""
        super().__init__(used, signed)

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **_more: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return it in SQLite's own functions: whoever opens the file has them."""
        used, signed = self._columns(compiler)
        age = f"ROUND((julianday({signed}) - julianday({used})) * 86400, 3)"
        return f"({age} BETWEEN -{AHEAD_SECONDS} AND {LONGEST_SECONDS})", ()

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **_more: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return it in the words in which PostgreSQL says it back."""
        used, signed = self._columns(compiler)
        return (
            f"(({signed} - {used}) >= '-{_clock(AHEAD_SECONDS)}'::interval "
            f"AND ({signed} - {used}) <= '{_clock(LONGEST_SECONDS)}'::interval)"
        ), ()

    def _columns(self, compiler: SQLCompiler) -> list[str]:
        return [compiler.compile(each)[0] for each in self.get_source_expressions()]


def _clock(seconds: int) -> str:
    return f"00:{seconds // 60:02}:{seconds % 60:02}"
