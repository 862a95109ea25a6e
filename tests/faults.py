"""Take away each thing that holds the gate, one at a time: the tests must notice.

    python -m tests.faults [WORD]

works on a copy of the project, on SQLite, and prints the table that docs/gate.md shows.
WORD keeps the faults whose name has it. The exit code is 1 if a fault went unnoticed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = "consult/release/locks"
ROOM = "tests/consult/release"
LEFT_OUT = ("__pycache__", ".git", ".venv", "data", "*.sqlite3", ".mypy_cache")


@dataclass(frozen=True)
class Fault:
    """One piece of text, what it becomes, and the tests that should notice."""

    holds: str
    what: str
    file: str
    old: str
    new: str
    tests: str


def refusal(invariant: str, what: str, saying: str, test: str) -> Fault:
    """Return the fault that the database never refuses with these words."""
    return Fault(
        invariant,
        f"trigger: {what}",
        f"{LOCKS}/lock.py",
        _REFUSE,
        f"{_REFUSE}    if {saying!r} in refusal.saying:\n        return 'SELECT 1;'\n",
        f"{ROOM}/{test}",
    )


_REFUSE = "def _refuse(refusal: Refusal, vendor: str) -> str:\n"
_OVERRIDES = "test_overriding_by_hand"
FAULTS = (
    refusal("1", "open flag", "invariant 1: a flag is open", "test_bypass.py"),
    refusal("3", "consent", "invariant 3: consent does", "test_bypass.py"),
    refusal("4", "current design", "invariant 4: not the", "test_bypass.py"),
    refusal("6", "too few persons", "invariant 6: too few", "test_bypass.py"),
    refusal("6", "too near to sign", "too near to the", "test_bypass.py"),
    refusal("6", "another's account", "signed by the acc", "test_bypass.py"),
    refusal("7", "signed state", "not what stands to", "test_bypass.py"),
    refusal("8", "once a tranche", "invariant 8: released", "test_bypass.py"),
    refusal("8", "within budget", "invariant 8: more than", "test_bypass.py"),
    refusal("1", "flag lighter", "a flag never becomes", "test_kept.py"),
    refusal("1", "flag's subject", "what a flag is about", "test_kept.py"),
    refusal("1", "rows replaced", "this row is there alr", "test_kept.py"),
    refusal("1", "rows changed", "rows are never changed", "test_kept.py"),
    refusal("1", "rows deleted", "rows are never deleted", "test_kept.py"),
    refusal("7", "signature edited", "a signature can only", "test_kept.py"),
    refusal("4", "design goes back", "a design does not go", "test_kept.py"),
    refusal("4", "published again", "a published design is n", "test_kept.py"),
    refusal("7", "epoch lowered", "the gate never counts", "test_kept.py"),
    refusal("1", "a row's place taken", "another row is never r", "test_kept.py"),
    refusal("2", "question edited", "frozen when the consul", "test_kept.py"),
    refusal("3", "decision out of order", "numbers are given, not", "test_bypass.py"),
    refusal("4", "consulted design edited", "people were consulted", "test_kept.py"),
    refusal("4", "published design edited", "what a published desig", "test_kept.py"),
    refusal("4", "another design put", "another design was put", "test_kept.py"),
    refusal("6", "no role that signs", "no role that signs for", "test_bypass.py"),
    refusal("6", "a foreign signature", "not a signature of thi", "test_banding.py"),
    refusal("9", "signed from inside", "invariant 9: not from", f"{_OVERRIDES}.py"),
    refusal("9", "flags named late", "flags are named before", f"{_OVERRIDES}.py"),
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
        "7",
        "trigger: the epoch rises",
        f"{LOCKS}/lock.py",
        "SET gate_epoch = gate_epoch + 1",
        "SET gate_epoch = gate_epoch",
        f"{ROOM}/test_kept.py",
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


def main(word: str) -> int:
    """Try every fault; return 1 if the tests let one pass."""
    print("| invariant | taken away | noticed by |\n|---|---|---|", flush=True)
    unnoticed = 0
    with tempfile.TemporaryDirectory(prefix="consult-faults-") as folder:
        copy = Path(folder) / "consult"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        for fault in FAULTS:
            if word in fault.what:
                seen = noticed(fault, copy)
                unnoticed += not seen
                print(f"| {fault.holds} | {fault.what} | {seen or '**NOBODY**'} |")
                sys.stdout.flush()
    return 1 if unnoticed else 0


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


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
