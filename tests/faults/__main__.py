"""Try every fault on both databases, and write the table."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django

from tests.faults.parts import PARTS
from tests.faults.services import FAULTS, HELD, Fault
from tests.services.postgres import throwaway_cluster

if TYPE_CHECKING:
    from tests.faults.pieces import Piece

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "docs" / "gate-faults.md"
NOBODY = "**NOBODY**"
NOT_HERE = "–"
NOT_YET = "not run yet"
TWICE = "held by"
ROOM = "tests/consult/release"
DATABASES = ("SQLite", "PostgreSQL")
ABOUT = """# What holds the gate, taken away piece by piece

`make faults` takes away, one at a time, on SQLite and on PostgreSQL: each refusal of
each lock, each turn that a lock takes, each constraint of a guarded table, and each
check of the service. It runs the tests that met it, of those that concern its part,
until one of them fails; before that, they passed with nothing taken away. `–` means
that this database has no such piece to take away. A test compares the list with what
the code puts into the database, so that nothing new is left out.

Last run: {day}. {pieces} pieces, {unnoticed} of them unnoticed, {waiting} not run yet
on one of the two, {twice} of them there twice on purpose: nothing fails without such a
one, because what is named beside it refuses the same; with both gone, the test fails
that is named last.

| piece | what it does | noticed on SQLite by | noticed on PostgreSQL by |
|---|---|---|---|
"""
SERVICES = """
## The service's own checks

| invariant | taken away | noticed on SQLite by | noticed on PostgreSQL by |
|---|---|---|---|
"""


def main() -> int:
    """Try everything; return 1 if a fault was noticed by nobody."""
    asked = ArgumentParser(prog="tests.faults")
    asked.add_argument("--part", choices=PARTS, help="no other part; writes no table")
    asked.add_argument("--keep", type=Path, help="where to go on from, if broken off")
    asked.add_argument(
        "--so-far",
        action="store_true",
        help="write the table of what --keep holds, and run nothing",
    )
    given = asked.parse_args()
    if given.so_far:
        return write(*(so_far(each, given.keep) for each in DATABASES))
    with ExitStack() as open_:
        folder: Path = given.keep or Path(
            open_.enter_context(TemporaryDirectory(prefix="consult-faults-")),
        )
        folder.mkdir(exist_ok=True)
        urls = {"SQLite": None, "PostgreSQL": open_.enter_context(throwaway_cluster())}
        names = [given.part] if given.part else list(PARTS)
        # One after another on each database, both at once.
        with ThreadPoolExecutor() as at_once:
            both = list(
                at_once.map(
                    lambda each: tried(each, urls[each], names, folder),
                    DATABASES,
                ),
            )
    if None in both:
        return 1
    sqlite, postgres = (each or {} for each in both)
    return show(sqlite, postgres) if given.part else write(sqlite, postgres)


def so_far(database: str, folder: Path) -> dict[str, str]:
    """Return what was found on a database, by a run that may not have ended."""
    found: dict[str, str] = {}
    for file in folder.glob(f"{database}-*.json"):
        found |= json.loads(file.read_text(encoding="utf-8")).get("found", {})
    return found


def tried(
    database: str,
    url: str | None,
    names: list[str],
    folder: Path,
) -> dict[str, str] | None:
    """Return which test noticed each piece on a database; None if one failed whole."""
    found: dict[str, str] = {}
    for name in names:
        if url or not PARTS[name].only_postgres:
            seen = seeded(name, url, folder / f"{database}-{name}.json")
            if seen is None:
                return None
            found |= seen
            print(f"{database}: {name}, {len(seen)} pieces", flush=True)
    return found


def show(sqlite: dict[str, str], postgres: dict[str, str]) -> int:
    """Print what was asked for; return 1 if something was noticed by nobody."""
    for row in sqlite | postgres:
        cells = (found.get(row, NOT_HERE) or NOBODY for found in (sqlite, postgres))
        print(f"{row} {' | '.join(cells)} |")
    return 0 if all([*sqlite.values(), *postgres.values()]) else 1


def write(sqlite: dict[str, str], postgres: dict[str, str]) -> int:
    """Write the table; return 1 if something in it was noticed by nobody."""
    from tests.faults.pieces import pieces  # noqa: PLC0415 - after setup

    rows, services = (
        [
            f"{each.row} {cell(each, sqlite, 'sqlite')} "
            f"| {cell(each, postgres, 'postgresql')} |"
            for each in group
        ]
        for group in (pieces(), FAULTS)
    )
    everything = [*rows, *services]
    unnoticed = sum(NOBODY in row for row in everything)
    TABLE.write_text(
        ABOUT.format(
            day=datetime.now(UTC).date(),
            pieces=len(everything),
            unnoticed=unnoticed or "none",
            waiting=sum(NOT_YET in row for row in everything) or "none",
            twice=sum(TWICE in row for row in everything) or "none",
        )
        + "\n".join(rows)
        + "\n"
        + SERVICES
        + "\n".join(services)
        + "\n",
        encoding="utf-8",
    )
    for row in everything:
        if NOBODY in row:
            print(row)
    print(f"{len(everything)} pieces, {unnoticed} unnoticed")
    return 1 if unnoticed else 0


def cell(each: "Fault | Piece", found: dict[str, str], vendor: str) -> str:
    """Return what the table says: which test, nobody, or no such piece here."""
    seen = found.get(each.row)
    if seen is None:
        here = vendor == "postgresql" or each not in PARTS["turns"].faults
        if not isinstance(each, Fault):
            here = each.is_for(vendor)
        return NOT_YET if here else NOT_HERE
    if not seen:
        return NOBODY
    if isinstance(each, Fault) and seen.startswith(HELD):
        others = ", ".join(f"*{name}*" for name in each.held_by)
        return f"{TWICE} {others}; then `{seen.removeprefix(HELD)}`"
    return f"`{seen}`"


def seeded(name: str, url: str | None, file: Path) -> dict[str, str] | None:
    """Return which test noticed each piece of a part; None if it failed whole."""
    earlier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if "whole" in earlier and all(earlier["found"].values()):
        return dict(earlier["found"])
    # What the settings of this process said of its own folder is not theirs.
    ours = ("CONSULT_TEST_DIR", "DATA_DIR", "CELERY_BROKER_URL", "DATABASE_URL")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:randomly"),
            *("-p", "tests.faults.seeding", "--timeout=0", "--tb=no"),
            *(() if url else ("-m", "not postgres")),
            *(f"{ROOM}/{each}.py" for each in PARTS[name].tests),
        ],
        check=False,
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if key not in ours},
            **({"DATABASE_URL": url} if url else {}),
            "CONSULT_FAULTS": str(file),
            "CONSULT_FAULTS_PART": name,
        },
        capture_output=True,
        text=True,
    )
    read = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if read.get("baseline"):
        print("With nothing taken away these failed:", *read["baseline"], sep="\n")
        return None
    if "whole" not in read:
        print(done.stdout[-3000:], done.stderr[-3000:])
        return None
    found: dict[str, str] = read["found"]
    return found


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    sys.exit(main())
