"""Try every fault on both databases, and write the table."""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import django

from tests.faults.services import ROOM, ROOT, Fault, try_all
from tests.services.postgres import throwaway_cluster

TABLE = ROOT / "docs" / "gate-faults.md"
NOBODY = "**NOBODY**"
NOT_HERE = "–"
FILES = (
    *("test_every_lock", "test_every_turn", "test_kept", "test_bypass"),
    *("test_bypass_admin", "test_banding", "test_overriding_by_hand", "test_locks"),
)
ABOUT = """# What holds the gate, taken away piece by piece

`make faults` takes away each refusal of each lock, each turn that a lock takes, and
each constraint of a guarded table, one at a time, on SQLite and on PostgreSQL, and runs
the tests that met it until one of them fails; before that, the same tests passed with
nothing taken away. `–` means that this database has no such piece to take away. A test
compares the list with what the code puts into the database, so that nothing new is left
out.

Last run: {day}. {pieces} pieces, {unnoticed} of them unnoticed.

| piece | what it does | noticed on SQLite by | noticed on PostgreSQL by |
|---|---|---|---|
"""
SERVICES = """
## The service's own checks

| invariant | taken away | noticed on SQLite by |
|---|---|---|
"""


def main() -> int:
    """Try everything; return 1 if a fault was noticed by nobody."""
    with ThreadPoolExecutor() as at_once, throwaway_cluster() as url:
        both = [at_once.submit(seeded, each) for each in (None, url)]
        tried = list(try_all())
        sqlite, postgres = (each.result() for each in both)
    if sqlite is None or postgres is None:
        return 1
    return write(sqlite, postgres, tried)


def write(
    sqlite: dict[str, str],
    postgres: dict[str, str],
    tried: list[tuple[Fault, str]],
) -> int:
    """Write the table; return 1 if something in it was noticed by nobody."""
    from tests.faults.pieces import pieces  # noqa: PLC0415 - after setup

    rows = []
    for piece in pieces():
        cells = (cell(found.get(piece.row)) for found in (sqlite, postgres))
        rows.append(f"{piece.row} {' | '.join(cells)} |")
    services = [f"{fault.row} {cell(seen)} |" for fault, seen in tried]
    unnoticed = sum(NOBODY in row for row in (*rows, *services))
    TABLE.write_text(
        ABOUT.format(
            day=datetime.now(UTC).date(),
            pieces=len(rows) + len(services),
            unnoticed=unnoticed or "none",
        )
        + "\n".join(rows)
        + "\n"
        + SERVICES
        + "\n".join(services)
        + "\n",
        encoding="utf-8",
    )
    for row in (*rows, *services):
        if NOBODY in row:
            print(row)
    print(f"{len(rows) + len(services)} pieces, {unnoticed} unnoticed")
    return 1 if unnoticed else 0


def cell(seen: str | None) -> str:
    """Return what the table says: which test, nobody, or no such piece here."""
    if seen is None:
        return NOT_HERE
    return f"`{seen}`" if seen else NOBODY


def seeded(url: str | None) -> dict[str, str] | None:
    """Return which test noticed each piece on a database; None if one failed whole."""
    with tempfile.TemporaryDirectory(prefix="consult-faults-") as folder:
        file = Path(folder) / "found.json"
        # What the settings of this process said of its own folder is not theirs.
        ours = ("CONSULT_TEST_DIR", "DATA_DIR", "CELERY_BROKER_URL", "DATABASE_URL")
        kept = {k: v for k, v in os.environ.items() if k not in ours}
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:randomly"),
                *("-p", "tests.faults.seeding", "--timeout=3000"),
                *(() if url else ("-m", "not postgres")),
                *(f"{ROOM}/{name}.py" for name in FILES),
            ],
            check=False,
            cwd=ROOT,
            env={
                **kept,
                **({"DATABASE_URL": url} if url else {}),
                "CONSULT_FAULTS": str(file),
            },
            capture_output=True,
            text=True,
        )
        if not file.exists():
            print(done.stdout[-3000:], done.stderr[-3000:])
            return None
        read = json.loads(file.read_text(encoding="utf-8"))
    if read["baseline"]:
        print("With nothing taken away these failed:", *read["baseline"], sep="\n")
        return None
    found: dict[str, str] = read["found"]
    return found


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    sys.exit(main())
