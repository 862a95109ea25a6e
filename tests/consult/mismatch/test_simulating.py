"""The published table is the command's, and keeps what it promises."""

import re
from pathlib import Path

import pytest

from consult.mismatch.management.commands.measure_detectors import RIGHT, SEED, WRONG
from consult.mismatch.policy import DEFAULT_POLICY
from consult.mismatch.simulating import Scenario, blocked_share, blocks

PAGE = Path(__file__).parents[3] / "docs" / "detectors.md"


@pytest.mark.parametrize(
    ("count", "answered", "group", "blocked"),
    [
        (4, 4, "sex:f", False),
        (5, 5, "sex:f", True),
        (10, 40, "all", False),
        (32, 40, "all", True),
    ],
)
def test_one_look_blocks_by_the_rule(
    *,
    count: int,
    answered: int,
    group: str,
    blocked: bool,
) -> None:
    scenario = Scenario(households=140, lacking=28, looks=140)
    assert blocks(count, answered, group, scenario) is blocked


def test_few_consultations_are_blocked_wrongly_and_most_rightly() -> None:
    wrong = Scenario(households=140, lacking=28, looks=60)
    right = Scenario(households=140, lacking=112, looks=40)
    assert blocked_share(wrong, runs=60, seed=SEED) <= 0.05
    assert blocked_share(right, runs=60, seed=SEED) >= 0.95


def test_the_page_was_made_under_the_policy_that_holds_and_keeps_its_aim() -> None:
    page = PAGE.read_text()
    rows = re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+) \| (no|yes) \| ([\d.]+)%", page, re.MULTILINE
    )
    assert f"seed {SEED}, policy {DEFAULT_POLICY.version}, Python" in page
    assert [tuple(map(int, row[:3])) for row in rows] == [
        (each.households, each.lacking, each.looks) for each in (*WRONG, *RIGHT)
    ]
    assert [row for row in rows if row[3] == "no" and float(row[4]) > 5] == []
    assert [row for row in rows if row[3] == "yes" and float(row[4]) < 95] == []
