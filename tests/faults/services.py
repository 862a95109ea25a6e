"""The service's own checks, each a piece of text and what it becomes without it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOM = "tests/consult/release"
LEFT_OUT = ("__pycache__", ".git", ".venv", "*.sqlite3", ".mypy_cache")


@dataclass(frozen=True)
class Fault:
    """One piece of text, what it becomes, and the tests that should notice."""

    holds: str
    what: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def row(self) -> str:
        """Return how the table begins its line."""
        return f"| {self.holds} | {self.what} |"


FAULTS = (
    Fault(
        "2",
        "service: an assumption nobody was asked about",
        "consult/release/gate.py",
        "    for text in facts.untested[consultation.pk]:\n",
        "    for text in ():\n",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "3",
        "service: free, prior, informed, and a yes",
        "consult/release/gate.py",
        "    yield from _principles(consultation)\n",
        "",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "4",
        "service: the design is what was published",
        "consult/release/gate.py",
        "as_published=content_hash(design) == design.content_hash,",
        "as_published=True,",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "4",
        "service: every place was consulted",
        "consult/release/gate.py",
        "            yield _not_consulted(place)\n",
        "            continue\n",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "4",
        "service: the current design",
        "consult/release/gate.py",
        "        *_current_design(tranche, facts),\n",
        "",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "5",
        "service: consent came first",
        "consult/release/gate.py",
        "        yield from _in_time(tranche, consent, community, facts.today)\n",
        "        pass\n",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "8",
        "service: once, and within the budget",
        "consult/release/gate.py",
        "        *_not_twice_and_within_budget(tranche, facts),\n",
        "",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "10",
        "release and its event together",
        "consult/release/actions/releasing.py",
        "@transaction.atomic\ndef _release(",
        "def _release(",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "3",
        "service: a place without people consulted",
        "consult/release/gate.py",
        "    if not places:\n        yield Reason(\n            3,",
        "    if False:\n        yield Reason(\n            3,",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "9",
        "service: only outsiders let a flag pass",
        "consult/release/permissions.py",
        "        and ties.is_outsider(user)\n",
        "",
        f"{ROOM}/test_overriding.py",
    ),
    Fault(
        "6",
        "service: more money asks for more persons",
        "consult/release/gate.py",
        "missing = required_approvals(tranche, signed.bands) - len(",
        "missing = 2 - len(",
        f"{ROOM}/test_banding.py",
    ),
    Fault(
        "10",
        "release refused while a lock is missing",
        "consult/release/actions/releasing.py",
        "if locks.differences(connection):",
        "if False:",
        f"{ROOM}/test_locks.py",
    ),
    Fault(
        "9",
        "the second factor by the database's clock",
        "consult/release/actions/releasing.py",
        "require_recent(second_factor_at, now=database_now())",
        "require_recent(second_factor_at)",
        f"{ROOM}/test_locks.py",
    ),
    Fault(
        "9",
        "no second factor from the future",
        "consult/accounts/second_factor.py",
        "return -_AHEAD <= age <= oldest",
        "return age <= oldest",
        f"{ROOM}/test_locks.py",
    ),
    Fault(
        "1",
        "service: open flags close the gate",
        "consult/release/gate.py",
        "flags=tuple(_flags(design)),",
        "flags=(),",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "6",
        "service: who may sign is asked of each signature",
        "consult/release/signatures.py",
        "if may_sign(approval.approved_by, request, self.ties):",
        "if True:",
        f"{ROOM}/test_gate.py",
    ),
    Fault(
        "7",
        "service: a signature names its epoch",
        "consult/release/signatures.py",
        "if _named(approval) != signed_for:",
        "if _named(approval)[:-1] != signed_for[:-1]:",
        f"{ROOM}/test_gate.py",
    ),
)


def try_all() -> Iterator[tuple[Fault, str]]:
    """Yield each fault with the test that noticed it, on a copy of the project."""
    with tempfile.TemporaryDirectory(prefix="consult-faults-") as folder:
        copy = Path(folder) / "consult"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for fault in FAULTS:
            yield fault, noticed(fault, copy)


def noticed(fault: Fault, copy: Path) -> str:
    """Return the name of the first test that fails with a fault, or nothing."""
    path = copy / fault.file
    whole = path.read_text()
    if whole.count(fault.old) != 1:
        raise RuntimeError(f"{fault.file} has not once: {fault.old}")
    path.write_text(whole.replace(fault.old, fault.new))
    try:
        done = subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "pytest",
                    "-x",
                    "-q",
                    "-n0",
                    "-p",
                    "no:randomly",
                ),
                *("-m", "not postgres", fault.tests),
            ],
            check=False,
            cwd=copy,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
        )
    finally:
        path.write_text(whole)
    failed = re.search(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE)
    return f"`{failed[1]}`" if failed else ""
