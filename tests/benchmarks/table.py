"""The figures of `make bench`, kept as they are told and written as a page of docs."""

import json
import os
import platform
from collections import defaultdict
from pathlib import Path
from typing import Final

FILE: Final = "BENCH_FIGURES"
"""The variable that names the file which figures are added to, a line each."""

_AIMS: Final = """\
The aims: storing at most 1.5 times a bare view with one INSERT; evaluation flat and
under 50 ms at any size; counting everything again at most twice a plain `GROUP BY`;
pages with the same queries at 10 and at 100,000 flags, and within 1.5 times the time.
Times are of one machine and one moment. The ratios are what to compare: both their
sides are of the same run."""


def keep(vendor: str, what: str, figures: dict[str, object]) -> None:
    """Add a line of figures to the file that `make bench` asked for, if it did."""
    if file := os.environ.get(FILE):
        told = {name: str(value) for name, value in figures.items()}
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps([vendor, what, told]) + "\n")


def page_of(lines: list[str], *, size: str) -> str:
    """Return the page: a table for each thing that was measured, a row a database."""
    tables: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for line in lines:
        vendor, what, told = json.loads(line)
        tables[what][vendor] = told
    parts = [
        "# How fast it is",
        (
            f"Made by `make bench ARGS='--write docs/speed.md'`, {size} size, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores. Do not edit by hand."
        ),
        _AIMS,
    ]
    for what, rows in tables.items():
        parts += [f"## {what[0].upper()}{what[1:]}", _table(rows)]
    return "\n\n".join(parts) + "\n"


def _table(rows: dict[str, dict[str, str]]) -> str:
    vendors = sorted(rows, reverse=True)
    names = {name: None for vendor in vendors for name in rows[vendor]}
    head = [
        "| figure | " + " | ".join(vendors) + " |",
        "|---|" + "---:|" * len(vendors),
    ]
    return "\n".join(
        [
            *head,
            *(
                f"| {name.replace('_', ' ')} | "
                + " | ".join(rows[vendor].get(name, "–") for vendor in vendors)
                + " |"
                for name in names
            ),
        ],
    )
