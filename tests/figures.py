"""Figures that long runs leave: noted by each process, added up over the runs.

A night is too short for all that the gate is attacked with. So each run of `make
nightly` may add a line to a ledger, and the page of figures is made of all of them.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE = "CONSULT_FIGURES"
DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
LEDGER: Final = DOCS / "gate-figures.jsonl"
PAGE: Final = DOCS / "gate-figures.md"

_RACE: Final = re.compile(r"release against (.+) at ([A-Z ]+) on \w+")
_ACT: Final = re.compile(r"(.+) (done|refused)")


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


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: of which commit, on which day, and what it counted."""

    commit: str
    day: str
    arguments: str
    minutes: int
    failed: bool
    figures: Mapping[str, Mapping[str, int]]


def runs_of(ledger: Path) -> list[Run]:
    """Return the runs of a ledger, the oldest first."""
    if not ledger.exists():
        return []
    lines = ledger.read_text(encoding="utf-8").splitlines()
    return [Run(**json.loads(line)) for line in lines]


def add_to(ledger: Path, run: Run) -> None:
    """Write one more run at the end of a ledger."""
    with ledger.open("a", encoding="utf-8") as file:
        file.write(json.dumps(vars(run), sort_keys=True) + "\n")


def page_of(runs: list[Run]) -> str:
    """Return the page of docs that says what all runs of a ledger counted."""
    seen: dict[str, Counter[str]] = {}
    for run in runs:
        for what, figures in run.figures.items():
            seen.setdefault(what, Counter()).update(figures)
    parts = [
        "# The gate, attacked: figures",
        (
            "Made by `make nightly ARGS='… --add'` of all that such runs counted "
            "([the ledger](gate-figures.jsonl)). Do not edit by hand. What is counted "
            "here, and what would be wrong: [the gate](gate.md)."
        ),
        *_races(seen),
        *_machine(seen),
        *_others(seen),
        "## Runs",
        _table(
            ("day", "commit", "asked for", "minutes", "outcome"),
            (
                (
                    *(run.day, f"`{run.commit}`", f"`{run.arguments}`", run.minutes),
                    "failed" if run.failed else "held",
                )
                for run in runs
            ),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _races(seen: Mapping[str, Counter[str]]) -> Iterator[str]:
    races = {
        found.groups(): figures
        for what, figures in seen.items()
        if (found := _RACE.fullmatch(what))
    }
    if not races:
        return
    counted = ("released", "stopped", "sent away with 40001", "sent away with 40P01")
    wrong = ("illegal", "wrongly refused", "given up by the service")
    total: Counter[str] = Counter()
    rows = []
    for (rival, level), figures in sorted(races.items()):
        total += figures
        held = figures["released"] + figures["stopped"]
        told = (f"{figures[each]:,}" for each in (*counted, *wrong))
        rows.append((rival.replace("_", " "), level, f"{held:,}", *told))
    held = total["released"] + total["stopped"]
    told = (f"{total[each]:,}" for each in (*counted, *wrong))
    rows.append(("**all**", "", f"{held:,}", *told))
    yield "## Races for the money, on PostgreSQL"
    yield _table(("release against", "level", "races", *counted, *wrong), rows)


def _machine(seen: Mapping[str, Counter[str]]) -> Iterator[str]:
    found = {
        what.removeprefix("machine on "): figures
        for what, figures in sorted(seen.items())
        if what.startswith("machine on ")
    }
    if not found:
        return
    yield "## Every verb in any order, beside the oracle"
    yield (
        "Every act, refusal and list of reasons is compared with what the oracle says. "
        "Where they differ, the run is marked as failed below."
    )
    plain = sorted(
        {name for figures in found.values() for name in figures if not _ACT.match(name)}
    )
    yield _table(
        ("counted", *found),
        ((name, *(f"{each[name]:,}" for each in found.values())) for name in plain),
    )
    verbs = sorted(
        {
            act.group(1)
            for figures in found.values()
            for name in figures
            if (act := _ACT.match(name))
        },
    )
    yield _table(
        ("verb", *(f"{each}: done and refused" for each in found)),
        ((verb, *(_outcomes(each, verb) for each in found.values())) for verb in verbs),
    )


def _outcomes(figures: Mapping[str, int], verb: str) -> str:
    done, refused = (figures.get(f"{verb} {how}", 0) for how in ("done", "refused"))
    return f"{done:,} and {refused:,}"


def _others(seen: Mapping[str, Counter[str]]) -> Iterator[str]:
    for what, figures in sorted(seen.items()):
        if not _RACE.fullmatch(what) and not what.startswith("machine on "):
            yield f"## {what.capitalize()}"
            rows = ((name, f"{count:,}") for name, count in sorted(figures.items()))
            yield _table(("what", "counted"), rows)


def _table(head: tuple[object, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
