"""Bringing the rows of one data file into one table, keeping what was edited here.

For the tables of the rooms above, whose rows stand by themselves. Those of this room
lean on each other and are loaded together: see `loading`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.models.standards import StandardRow
from projects.standards.files import DATA_FOLDER, MalformedFile, read_file

RowT = TypeVar("RowT", bound=StandardRow)
# What is known of the file that a row came from.
_LOADED = ("loaded_hash", "loaded_version")


@dataclass(slots=True)
class TableReport:
    """What happened to one table. `kept` names the rows edited here and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    kept: list[str] = field(default_factory=list)


def rows_as_stored(
    file: str,
    row_of: Callable[[Mapping[str, object]], RowT],
    *,
    folder: Path = DATA_FOLDER,
) -> list[RowT]:
    """Return the rows of a file as they would be stored, checked against the columns.

    Raises:
        MalformedFile: a column is missing or does not fit.

    """
    data = read_file(file, folder=folder)
    listed = data["rows"]
    rows = []
    for number, entry in enumerate(listed if isinstance(listed, list) else [], start=1):
        try:
            row = row_of(entry)
            row.loaded_version = str(data["version"])
            row.loaded_hash = row.content_hash()
            row.full_clean(validate_unique=False, validate_constraints=False)
        except KeyError as missing:
            raise MalformedFile(
                _("%(file)s, fila %(row)s: le falta «%(column)s».")
                % {"file": file, "row": number, "column": missing.args[0]},
            ) from missing
        except ValidationError as error:
            raise MalformedFile(
                _("%(file)s, fila %(row)s: %(what)s")
                % {"file": file, "row": number, "what": " ".join(error.messages)},
            ) from error
        rows.append(row)
    return rows


def bring(
    rows: Iterable[RowT],
    existing: Iterable[RowT],
    key_of: Callable[[RowT], str],
) -> TableReport:
    """Write what changed since the file was loaded last, and say what happened.

    A row whose content is not what was loaded last was edited here: it is kept and
    reported. A row that left its file is no longer used, never deleted. The same rows
    again write nothing. To be called within a transaction.
    """
    report = TableReport()
    here = {key_of(row): row for row in existing}
    for row in rows:
        kept = here.pop(key_of(row), None)
        if kept is None:
            row.save(force_insert=True)
            report.created += 1
        elif kept.content_hash() == row.loaded_hash:
            report.unchanged += 1
            if any(getattr(kept, name) != getattr(row, name) for name in _LOADED):
                _take_over(kept, row, _LOADED)
        elif kept.is_edited_here:
            report.kept.append(key_of(kept))
        else:
            # The columns of the file and no others: speakers write theirs here.
            _take_over(kept, row, (*row.CONTENT, *_LOADED))
            report.updated += 1
    for key, gone in here.items():
        if not gone.loaded_hash:
            continue
        if gone.is_edited_here:
            report.kept.append(key)
        elif gone.active:
            gone.active = False
            gone.loaded_hash = gone.content_hash()
            gone.save(update_fields=["active", "loaded_hash"])
            report.retired += 1
    return report


def _take_over(kept: StandardRow, row: StandardRow, names: Iterable[str]) -> None:
    for name in names:
        setattr(kept, name, getattr(row, name))
    kept.save()
