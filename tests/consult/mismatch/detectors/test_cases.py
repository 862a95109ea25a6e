"""Every detector on its examples: evidence in, findings out."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from consult.feedback.vocabulary import NON_ANSWERS
from consult.mismatch.detectors import DETECTORS, run
from consult.mismatch.findings import Finding
from tests.factories.evidence import evidence_from

FOLDER = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def merged(base: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Say what the case says, and beside it what the base says."""
    both = dict(base)
    parts = ("design", "community", "consultation", "answers", "testimonies")
    for part in (*parts, "gathering"):
        if part in case:
            both[part] = base.get(part, {}) | case[part]
    return both


def _read() -> Iterator[Any]:
    for name in NAMES:
        text = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        for case in text["cases"]:
            yield pytest.param(name, text["base"], case, id=f"{name}: {case['name']}")


CASES = list(_read())


def _summary(finding: Finding, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a finding what the case speaks of."""
    plain = finding.as_dict()
    measurement = plain["measurement"] or {}
    deciding: dict[str, Any] = next(
        (
            group
            for group in measurement.get("groups", [])
            if group["group"] == measurement["group"]
        ),
        {},
    )
    # The names of the groups that are shown, in place of their counts.
    shown = {"groups": [each["group"] for each in measurement.get("groups", [])]}
    known = deciding | plain | measurement | shown
    if expected.get("params"):
        known["params"] = {
            key: value
            for key, value in plain["params"].items()
            if key in expected["params"]
        }
    return {key: known.get(key, "absent") for key in expected}


@pytest.mark.parametrize(("name", "base", "case"), CASES)
def test_a_detector_finds_what_its_example_says(
    name: str,
    base: dict[str, Any],
    case: dict[str, Any],
) -> None:
    evidence = evidence_from(merged(base, case))
    detector = import_module(f"consult.mismatch.detectors.{name}")

    found = detector.detect(evidence)

    expected = case["findings"]
    assert len(found) == len(expected), [each.as_dict() for each in found]
    assert [_summary(*pair) for pair in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(("name", "base", "case"), CASES)
def test_a_finding_survives_being_written_and_read(
    name: str,
    base: dict[str, Any],
    case: dict[str, Any],
) -> None:
    for finding in run(evidence_from(merged(base, case))):
        again = Finding.from_dict(finding.as_dict())
        assert again == finding
        assert again.content_hash == finding.content_hash
        assert finding.policy == "2026.11.2"


def test_every_detector_has_its_examples() -> None:
    detectors = {detect.__module__.rpartition(".")[2] for detect in DETECTORS}
    assert detectors == set(NAMES)


KINDS = {"at", "under", "over", "nobody", "dont_know"}


@pytest.mark.parametrize("name", NAMES)
def test_every_detector_has_cases_of_every_kind(name: str) -> None:
    """At its threshold, just under and over it; nobody answers, or nobody knows."""
    kinds = {
        param.values[2]["kind"]
        for param in CASES
        if param.values[0] == name and "kind" in param.values[2]
    }
    assert kinds == KINDS


@pytest.mark.parametrize(("name", "base", "case"), CASES)
def test_a_case_is_of_the_kind_it_says(
    name: str,
    base: dict[str, Any],
    case: dict[str, Any],
) -> None:
    """Where nobody answers nothing is counted; where nobody knows, only that."""
    tallies = evidence_from(merged(base, case)).tallies
    said = {
        choice
        for question in tallies.answers
        for choice, count in tallies.choices(question).items()
        if count
    }
    if case.get("kind") == "nobody":
        assert said == set(), name
    if case.get("kind") == "dont_know":
        assert "dont_know" in said, name
        assert said <= NON_ANSWERS, name


@pytest.mark.parametrize("name", NAMES)
def test_a_threshold_tells_cases_apart(name: str) -> None:
    """A detector that says the same on both sides has no threshold there."""
    sides = {
        str(case["findings"])
        for param in CASES
        if param.values[0] == name
        for case in [param.values[2]]
        if case.get("kind") in {"under", "over"}
    }
    assert len(sides) > 1


def test_every_detector_says_what_it_does() -> None:
    for detect in DETECTORS:
        text = detect.__doc__ or ""
        for part in ("Compares", "Statistic:", "locks", "Cleared by"):
            assert part in text, detect.__module__


def test_a_quiet_consultation_raises_nothing() -> None:
    assert run(evidence_from({})) == ()
