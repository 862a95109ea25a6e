"""Which Python the two commands run with, on machines that have others or none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / ".make" / "find-python"
OLD = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.8.10' && exit 0\nexit 1\n"
NEW = f'#!/bin/sh\nexec {sys.executable} "$@"\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return the only folder programs are looked for in: it has a shell's few needs."""
    for tool in ("sh", "env"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def put(machine: Path, name: str, text: str) -> Path:
    """Give the machine a program."""
    program = machine / name
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return program


def look(machine: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Ask which Python it is."""
    return subprocess.run(
        [SCRIPT],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(machine), **more},
    )


def test_the_first_that_is_new_enough_is_taken(machine: Path) -> None:
    put(machine, "python3", OLD)
    newer = put(machine, "python3.12", NEW)
    assert look(machine).stdout.strip() == str(newer)


def test_one_that_somebody_names_comes_first(machine: Path) -> None:
    put(machine, "python3", NEW)
    named = put(machine, "mine", NEW)
    assert look(machine, PYTHON="mine").stdout.strip() == str(named)


def test_one_named_that_is_too_old_is_passed_over(machine: Path) -> None:
    put(machine, "mine", OLD)
    good = put(machine, "python3", NEW)
    assert look(machine, PYTHON="mine").stdout.strip() == str(good)


def test_only_an_old_one_is_told_in_one_sentence_of_each_language(
    machine: Path,
) -> None:
    put(machine, "python3", OLD)
    told = look(machine)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        "Consult necesita Python 3.11 o más nuevo; aquí se encontró: Python 3.8.10.",
        "Consult needs Python 3.11 or newer; found here: Python 3.8.10.",
    ]


def test_none_at_all_is_told_too(machine: Path) -> None:
    told = look(machine)
    assert told.returncode == 1
    assert "se encontró: ninguno." in told.stderr
    assert "found here: none." in told.stderr


def test_make_stops_where_there_is_none(machine: Path) -> None:
    make = shutil.which("make")
    assert make is not None
    told = subprocess.run(
        [make, "-C", settings.BASE_DIR, "demo"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(machine), "SHELL": "/bin/sh", "HOME": os.environ["HOME"]},
    )
    assert told.returncode == 2
    assert "Consult necesita Python 3.11 o más nuevo" in told.stderr
    assert "Traceback" not in told.stderr
