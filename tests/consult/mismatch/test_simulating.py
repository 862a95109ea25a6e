"""The published table is the command's, and keeps what it promises."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from consult.mismatch.management.commands.measure_detectors import RIGHT, SEED, WRONG
from consult.mismatch.policy import DEFAULT_POLICY
from consult.mismatch.simulating import Scenario, blocked_share, blocks, watched

PAGE = Path(__file__).parents[3] / "docs" / "detectors.md"
VILLAGE = Scenario(households=140, lacking=28, looks=140)
HALF = Scenario(households=140, lacking=70, looks=140, tolerance=Fraction(1, 2))


@pytest.mark.parametrize(
    ("scenario", "count", "answered", "group", "blocked"),
    [
        (VILLAGE, 4, 4, "sex:female", False),
        (VILLAGE, 5, 5, "sex:female", True),
        (VILLAGE, 10, 40, "all", False),
        (VILLAGE, 32, 40, "all", True),
        (VILLAGE, 4, 4, "place:2", False),
        (VILLAGE, 5, 5, "place:2", True),
        # Fifteen households live there: six who lack it are more than one in five of
        # all, whatever the others say; five may be all there are.
        (VILLAGE, 6, 15, "place:2", True),
        (VILLAGE, 3, 15, "place:2", False),
        # Where half is tolerated, five of five are no surprise.
        (HALF, 5, 5, "sex:female", False),
        (HALF, 11, 11, "sex:female", False),
        (HALF, 12, 12, "sex:female", True),
    ],
)
def test_one_look_blocks_by_the_rule(
    *,
    scenario: Scenario,
    count: int,
    answered: int,
    group: str,
    blocked: bool,
) -> None:
    told = {"below": count, "enough": answered - count}
    # Everybody else is content: only the group can block.
    counts = {"all": {"below": count, "enough": 4 * answered}} | {group: told}
    assert blocks(scenario, counts) is blocked


def test_the_errors_are_divided_among_all_groups_there_can_be() -> None:
    # Three of sex, four of age, eleven of displacement and all of them together, two
    # of disability; four parts; three languages on record and four that are not.
    assert watched(VILLAGE) == 3 + 4 + 11 + 1 + 2 + 4 + 3 + 4


def test_few_consultations_are_blocked_wrongly_and_most_rightly() -> None:
    right = Scenario(households=140, lacking=112, looks=40)
    assert blocked_share(VILLAGE, runs=40, seed=SEED) <= 0.05
    assert blocked_share(HALF, runs=40, seed=SEED) <= 0.05
    assert blocked_share(right, runs=40, seed=SEED) >= 0.95


@pytest.mark.parametrize("scenario", WRONG, ids=lambda each: each.detector)
def test_every_detector_that_is_simulated_can_block(scenario: Scenario) -> None:
    everybody = Scenario(
        detector=scenario.detector,
        households=scenario.households,
        lacking=scenario.households,
        looks=20,
        tolerance=scenario.tolerance,
    )
    assert blocked_share(everybody, runs=1, seed=SEED) == 1


def test_the_page_was_made_under_the_policy_that_holds_and_keeps_its_aim() -> None:
    page = PAGE.read_text()
    rows = re.findall(
        r"^\| (\w+) \| (\d+) \| (\d+) \| ([\d/]+) \| (\d+) \| (no|yes) \| ([\d.]+)%",
        page,
        re.MULTILINE,
    )
    assert f"seed {SEED}, policy {DEFAULT_POLICY.version}, Python" in page
    assert [row[:5] for row in rows] == [
        (
            each.detector,
            str(each.households),
            str(each.lacking),
            str(each.tolerance),
            str(each.looks),
        )
        for each in (*WRONG, *RIGHT)
    ]
    runs = re.search(r"Each line is (\d+) simulated", page)
    assert runs is not None
    assert int(runs[1]) >= 1000
    assert [row for row in rows if row[5] == "no" and float(row[6]) > 5] == []
    assert [row for row in rows if row[5] == "yes" and float(row[6]) < 95] == []
