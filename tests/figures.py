"""Figures that a long run leaves for its report: one line of JSON each."""

import json
import os
import platform
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

FILE = "CONSULT_FIGURES"


def note(what: str, figures: Mapping[str, int]) -> None:
    """Append figures to the file that the command names; without one, do nothing."""
    if path := os.environ.get(FILE):
        from django.db import connection  # noqa: PLC0415 - read without Django, too

        line = {"what": f"{what} on {connection.vendor}", "figures": figures}
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def sums(path: Path) -> dict[str, Counter[str]]:
    """Add up what all processes noted."""
    added: dict[str, Counter[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        added.setdefault(read["what"], Counter()).update(read["figures"])
    return added


def page_of(
    seen: Mapping[str, Mapping[str, int]],
    *,
    arguments: str,
    minutes: int,
) -> str:
    """Return a page of docs with what a long run counted, a row for each thing."""
    rows = [
        f"| {what} | {'; '.join(f'{n:,} {name}' for name, n in sorted(each.items()))} |"
        for what, each in sorted(seen.items())
    ]
    parts = [
        "# The gate, attacked: figures",
        (
            f"Made by `make nightly ARGS='{arguments}'` in {minutes} minutes, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores. Do not edit by hand."
            " What is counted here, and what would be wrong: [the gate](gate.md)."
        ),
        "\n".join(["| what | counted |", "|---|---|", *rows]),
    ]
    return "\n\n".join(parts) + "\n"
