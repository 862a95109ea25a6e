"""What docs/gate.md says is tested, is tested."""

import re

from django.conf import settings

from tests import figures

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


def test_the_page_of_figures_says_what_the_ledger_has() -> None:
    page = figures.PAGE.read_text(encoding="utf-8")
    assert page == figures.page_of(figures.runs_of(figures.LEDGER))


def test_what_several_runs_counted_is_added_up() -> None:
    race = "release against a_flag at READ COMMITTED on postgresql"
    one = {"released": 3, "stopped": 2, "illegal": 0}
    run = figures.Run(
        commit="abc",
        day="2026-11-28",
        arguments="--part races",
        minutes=4,
        failed=True,
        figures={
            race: one,
            "machine on sqlite": {"runs": 2, "release done": 1, "release refused": 4},
            "a storm on postgresql": {"faults": 0},
        },
    )

    page = figures.page_of([run, run])

    row = "| a flag | READ COMMITTED | 10 | 6 | 4 | 0 | 0 | 0 | 0 | 0 |"
    assert row in page
    assert "| release | 2 and 8 |" in page
    assert "| runs | 4 |" in page
    assert "| faults | 0 |" in page
    assert page.count("| failed |") == 2
