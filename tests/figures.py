"""Figures that a long run leaves for its report: one line of JSON each."""

import json
import os
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
