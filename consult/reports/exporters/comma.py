"""CSV with an HXL tag row, streamed."""

import csv
import io
from collections.abc import Iterable  # noqa: TC003 - mypy and readers alike
from itertools import chain
from typing import BinaryIO

from consult.reports.content.values import Facts
from consult.reports.exporters.tables import (
    COLUMNS,
    Cell,
    answer_rows,
    flag_rows,
    headings,
    point_row,
    starts_like_formula,
    tags,
)


def defused(cell: Cell) -> Cell:
    """Return a cell no spreadsheet takes for a formula: a quote stands before it."""
    if isinstance(cell, str) and starts_like_formula(cell):
        return f"'{cell}"
    return cell


def write_csv(document: Facts, digest: str, target: BinaryIO) -> None:
    """Write answers, then flags, under a heading and an HXL tag row.

    The last row says where the audit chain stood: a point to check it against later.

    With a byte order mark: without it, spreadsheets spoil accents and glottals.
    """
    del digest
    language = document["language"]
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow(headings(language))
    lines.writerow(tags(language))
    rows: Iterable[dict[str, Cell]] = chain(
        answer_rows(document),
        flag_rows(document),
        [point_row(document)],
    )
    for row in rows:
        lines.writerow([defused(row.get(key, "")) for key in COLUMNS])
    text.flush()
    text.detach()
