"""What docs/gate.md says is tested, is tested."""

import re

from django.conf import settings

NAMED = re.compile(r"`(\w+/[\w/]+\.py)::(test_\w+)`")
INVARIANTS = range(1, 11)


def test_every_test_that_the_page_of_the_gate_names_exists() -> None:
    page = (settings.BASE_DIR / "docs" / "gate.md").read_text(encoding="utf-8")
    folder = settings.BASE_DIR / "tests" / "consult"
    named = set(NAMED.findall(page))

    gone = {
        f"{file}::{name}"
        for file, name in named
        if f"def {name}(" not in (folder / file).read_text(encoding="utf-8")
    }

    assert named
    assert gone == set()


def test_the_page_of_the_gate_has_a_row_for_each_invariant() -> None:
    page = (settings.BASE_DIR / "docs" / "gate.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [
        str(number) for number in INVARIANTS
    ]
