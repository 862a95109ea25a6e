"""Run the checks and tests in order, and say at the end how each of them went.

    python -m tests.run all | fast | lint | sqlite | postgres | browser | bench
    python -m tests.run lighthouse
    python -m tests.run bench [--write FILE]
    python -m tests.run nightly [--runs N] [--races N] [--part PART …] [--add]

Whatever follows the name goes to pytest. Every step runs even when one before it has
failed, so that one run tells everything; the exit code is 1 if any step failed.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tests import figures
from tests.benchmarks import table
from tests.figures import FILE
from tests.services.postgres import throwaway_cluster

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
SOURCES = ("manage.py", "consult", "projects", "tests", ".make/bootstrap.py")
# Whoever runs the tests may have a Consult of their own configured: it is left alone.
OURS_TO_SET = (
    *("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "STORAGE_URL", "PUBLIC_URL"),
    *("DEBUG", "DATA_DIR", "SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY", "LOG_LEVEL"),
    # Where nothing may be kept compiled each process compiles it all again: a tenth of
    # the time.
    "PYTHONDONTWRITEBYTECODE",
)
CORES = str(min(os.cpu_count() or 2, 4))
STORM_SECONDS = "120"
RULE = "=" * 88


@dataclass(frozen=True)
class Step:
    """One command, and where its tests find their database."""

    name: str
    command: Sequence[str]
    postgres: bool = False


def tool(name: str, module: str, *arguments: str) -> Step:
    """Return a step that runs a Python tool over the sources."""
    return Step(name, (PYTHON, "-m", module, *arguments))


def pytest(
    name: str,
    marks: str,
    *arguments: str,
    cores: str = CORES,
    postgres: bool = True,
) -> Step:
    """Return a step that runs the tests with these marks."""
    # Long tests come anywhere: whoever has nothing left takes from the others.
    parallel = ("-n", cores, "--dist", "worksteal")
    command = (PYTHON, "-m", "pytest", *parallel, "-m", marks, *arguments)
    return Step(name, command, postgres=postgres)


def holding(mark: str, arguments: Sequence[str]) -> list[str]:
    """Return the files with tests of a mark, unless the arguments may name their own.

    Each process reads all tests before it chooses: where few are wanted, that is most
    of what it does.
    """
    if any(not each.startswith("-") for each in arguments):
        return []
    named = f"mark.{mark}"
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if named in path.read_text(encoding="utf-8")
    ]


STYLE = [
    tool("ruff check", "ruff", "check", *SOURCES),
    tool("ruff format", "ruff", "format", "--check", *SOURCES),
]
LINT = [
    *STYLE,
    tool("mypy", "mypy"),
    tool("djlint", "djlint", "--quiet", "--lint", "templates"),
    Step("import contracts", (str(Path(PYTHON).parent / "lint-imports"), "--no-cache")),
    tool("bandit", "bandit", "-q", "-c", "pyproject.toml", "-r", "consult", "projects"),
    Step(
        "migrations up to date",
        (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
        postgres=True,
    ),
]


def steps(purpose: str, arguments: Sequence[str]) -> list[Step]:
    """Return what a purpose runs, in order."""
    sqlite = pytest(
        "tests on SQLite",
        "not (browser or postgres or broker or benchmark)",
        *arguments,
        postgres=False,
    )
    unit = pytest(
        "unit tests",
        "not (django_db or browser or postgres or broker or benchmark)",
        *arguments,
        postgres=False,
    )
    postgres = pytest(
        "tests on PostgreSQL, with workers on a real broker",
        # Questions and bytes are the same whatever else runs; time is measured alone.
        "not (browser or alone)",
        # What touches no database ran on SQLite already, and says the same here.
        "--needs-database",
        *arguments,
    )
    browser = pytest(
        "journeys in Chromium",
        "browser",
        *holding("browser", arguments),
        *arguments,
    )
    bench = pytest(
        "what measures time",
        "alone",
        *holding("alone", arguments),
        *arguments,
        cores="0",
    )
    # What is measured is read, not only judged: -s.
    held = holding("benchmark", arguments)
    full = ("-s", "--timeout=3000", *held, *arguments)
    benches = [
        pytest("benchmarks on SQLite", "benchmark", *full, cores="0", postgres=False),
        pytest("benchmarks on PostgreSQL", "benchmark", *full, cores="0"),
    ]
    return {
        "all": [*LINT, sqlite, postgres, browser, bench],
        "fast": [*STYLE, unit],
        "lint": LINT,
        "sqlite": [sqlite],
        "postgres": [postgres],
        "browser": [browser],
        "bench": benches,
        "lighthouse": [
            pytest(
                "Lighthouse on the community's pages",
                "browser",
                "tests/browser/lighthouse.py",
                *("-s", "--timeout=1800", *arguments),
                cores="0",
                postgres=False,
            ),
        ],
    }[purpose]


def nightly_steps(arguments: Sequence[str]) -> dict[str, list[Step]]:
    """Return the long checks of the gate by their part, in order."""
    # The long one alone: its parts then have a core each.
    machine = (
        "tests/consult/release/test_gate_machine.py::test_the_gate_and_the_oracle_agree"
        "_on_every_release_and_every_refusal"
    )
    races = "tests/consult/release/test_gate_races.py"
    tampering = "tests/consult/audit/test_tampering.py"
    chain = ("tampering with the audit chain", "", tampering)
    return {
        "tampering": [pytest(*chain, *arguments, cores="0", postgres=False)],
        "machine-sqlite": [
            pytest("every verb on SQLite", "", machine, *arguments, postgres=False),
        ],
        "machine-postgresql": [
            pytest("every verb on PostgreSQL", "", machine, *arguments),
        ],
        "races": [pytest("races for the money", "", races, *arguments)],
        "faults": [
            Step("what holds the gate, taken away", (PYTHON, "-m", "tests.faults"))
        ],
        "storm": [
            Step("a storm", (PYTHON, "-m", "tests.storm", "--seconds", STORM_SECONDS)),
        ],
    }


@contextlib.contextmanager
def environments(wanted: Sequence[Step]) -> Iterator[dict[bool, dict[str, str]]]:
    """Yield the environment without (False) and with (True) a PostgreSQL."""
    plain = {
        name: value for name, value in os.environ.items() if name not in OURS_TO_SET
    }
    plain["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    if not any(step.postgres for step in wanted):
        yield {False: plain}
        return
    with throwaway_cluster() as url:
        yield {False: plain, True: {**plain, "DATABASE_URL": url}}


def main(purpose: str, arguments: Sequence[str]) -> int:
    """Run every step of a purpose; return 1 if any failed."""
    if purpose == "nightly":
        return nightly_run(arguments)
    if purpose == "bench":
        return bench_run(arguments)
    if purpose == "lighthouse" and not shutil.which("npx"):
        print(
            "Falta Node.js 18.20 o más nuevo, con npx. En Debian: sudo apt-get install "
            "npm\nNode.js 18.20 or newer with npx is missing. On Debian: sudo apt-get "
            "install npm",
            file=sys.stderr,
        )
        return 1
    return run(steps(purpose, arguments))


def bench_run(arguments: Sequence[str]) -> int:
    """Run the benchmarks; with `--write FILE`, write their figures there as a page."""
    asked = argparse.ArgumentParser(prog="tests.run bench")
    asked.add_argument("--write", type=Path)
    wanted, others = asked.parse_known_args(arguments)
    # Small only if somebody says so; within `all` nobody asks for more.
    size = os.environ.setdefault("BENCH_SIZE", "full")
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures"
        figures.touch()
        os.environ[table.FILE] = str(figures)
        failed = run(steps("bench", others))
        if wanted.write is not None:
            lines = figures.read_text(encoding="utf-8").splitlines()
            wanted.write.write_text(table.page_of(lines, size=size), encoding="utf-8")
    return failed


def nightly_run(arguments: Sequence[str]) -> int:
    """Run the long checks of the gate, and print their figures.

    `--runs N` and `--races N` ask for fewer than the 2,000 runs of the state machine
    on each database and the 5,000 races of each kind at each isolation level. `--part`
    names what is run, if not all; `--add` adds the figures to the ledger of all runs,
    of which the page of figures is made.
    """
    asked = argparse.ArgumentParser(prog="tests.run nightly")
    asked.add_argument("--runs", type=int, default=2_000)
    asked.add_argument("--races", type=int, default=5_000)
    asked.add_argument("--part", choices=[*nightly_steps(())], action="append")
    asked.add_argument("--add", action="store_true")
    wanted, others = asked.parse_known_args(arguments)
    parts = nightly_steps(["-q", *others])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder) / "figures"
        noted.touch()
        os.environ[FILE] = str(noted)
        os.environ["CONSULT_MACHINE_RUNS"] = str(wanted.runs)
        os.environ["CONSULT_MACHINE_PARTS"] = CORES
        os.environ["CONSULT_TAMPERINGS"] = "1000"
        os.environ["CONSULT_RACES"] = str(wanted.races)
        failed = run([step for part in wanted.part or parts for step in parts[part]])
        seen = figures.sums(noted)
    for what, added in sorted(seen.items()):
        print(f"\n{what}")
        for name, count in sorted(added.items()):
            print(f"{count:10,} {name}")
    if wanted.add:
        run_of = figures.Run(
            commit=commit_now(),
            day=datetime.now(tz=UTC).date().isoformat(),
            arguments=" ".join(each for each in arguments if each != "--add"),
            minutes=round((time.monotonic() - began) / 60),
            failed=bool(failed),
            figures=seen,
        )
        figures.add_to(figures.LEDGER, run_of)
        page = figures.page_of(figures.runs_of(figures.LEDGER))
        figures.PAGE.write_text(page, encoding="utf-8")
    return failed


def commit_now() -> str:
    """Return the commit that is checked out, with a plus if anything was changed."""
    told = ("git", "describe", "--always", "--abbrev=10", "--exclude=*", "--dirty=+")
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def run(wanted: Sequence[Step]) -> int:
    """Run steps one after the other, and say how each went."""
    results: list[tuple[str, bool, float]] = []
    began = time.monotonic()
    with environments(wanted) as environment:
        for step in wanted:
            print(f"\n{RULE}\n{step.name}\n{RULE}", flush=True)
            start = time.monotonic()
            done = subprocess.run(
                step.command,
                check=False,
                cwd=ROOT,
                env=environment[step.postgres],
            )
            results.append(
                (step.name, done.returncode == 0, time.monotonic() - start),
            )
    print(f"\n{RULE}\nin all: {time.monotonic() - began:.0f} s\n{RULE}")
    for name, good, seconds in results:
        print(f"{'ok    ' if good else 'FAILED'} {seconds:6.1f} s  {name}")
    return 0 if all(good for _, good, _ in results) else 1


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Asked to stop either way, the cluster is thrown away all the same.
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except KeyboardInterrupt:
        sys.exit(130)
