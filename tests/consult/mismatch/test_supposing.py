"""What would be seen if a design said something else, by hand and without database."""

from dataclasses import replace
from fractions import Fraction

import pytest

from consult.mismatch import detectors
from consult.mismatch.evidence import Component, Consequence, Evidence
from consult.mismatch.supposing import Fate, Supposition, outcomes, suppose
from tests.factories.evidence import evidence_from, tenure_statement

WATER = "drinking_water_first"


@pytest.fixture
def evidence() -> Evidence:
    """Give a design that takes water for granted where four in five carry it."""
    return evidence_from(
        {
            "design": {
                "components": [{"id": "riego", "title": "Riego"}],
                "assumptions": [{"key": WATER, "ladder": "water"}],
            },
            "answers": {
                "living:water": {"all": {"no_service": 40, "basic": 10}},
                "assumption:tenure": {"all": {"no": 40, "yes": 10}},
            },
        },
    )


def fates(evidence: Evidence, what: Supposition) -> dict[tuple[str, str], Fate]:
    return {
        (each.finding.detector, each.finding.subject): each.fate
        for each in outcomes(evidence, what)
    }


def subject(evidence: Evidence) -> str:
    (assumption,) = evidence.design.standing_assumptions
    return evidence.design.subject_of(assumption)


def test_supposing_nothing_changes_nothing(evidence: Evidence) -> None:
    assert suppose(evidence, Supposition()) == evidence
    found = fates(evidence, Supposition())
    assert set(found.values()) == {Fate.STAYS}
    assert set(found) == {
        (each.detector, each.subject) for each in detectors.run(evidence)
    }


def test_asking_less_of_it_lets_the_flag_go(evidence: Evidence) -> None:
    key = ("unmet_prerequisite", subject(evidence))
    lowest = min(level.rank for level in evidence.design.standing_assumptions[0].levels)

    for what, fate in (
        (Supposition(subject=key[1], minimum_rank=lowest), Fate.GOES),
        (Supposition(subject=key[1], severity=Consequence.MEDIUM), Fate.LIGHTER),
        (Supposition(subject=key[1], tolerance=Fraction(9, 10)), Fate.LIGHTER),
        (Supposition(subject="another", minimum_rank=lowest), Fate.STAYS),
    ):
        assert fates(evidence, what)[key] is fate, what


def test_without_its_component_nothing_is_taken_for_granted(
    evidence: Evidence,
) -> None:
    (component,) = evidence.design.components
    without = suppose(evidence, Supposition(without=component.id))
    assert (without.design.components, without.design.assumptions) == ((), ())
    key = ("unmet_prerequisite", subject(evidence))
    assert fates(evidence, Supposition(without=component.id))[key] is Fate.GOES


def test_one_component_more_brings_what_it_takes_for_granted(
    evidence: Evidence,
) -> None:
    more = Component(
        id="new",
        title="Una escuela",
        purpose_code="11220",
        engine_sector="school",
        target_groups=("everyone",),
    )
    needs = replace(tenure_statement(), component="new")

    found = fates(evidence, Supposition(added=(more, (needs,))))

    assert found["untrue_statement", needs.key] is Fate.COMES
    # What is held already is not held twice.
    held = suppose(
        evidence,
        Supposition(added=(more, evidence.design.assumptions)),
    )
    assert held.design.assumptions == evidence.design.assumptions


def test_a_step_the_ladder_does_not_have_is_refused(evidence: Evidence) -> None:
    with pytest.raises(ValueError, match="no step of the ladder"):
        outcomes(evidence, Supposition(subject=subject(evidence), minimum_rank=99))
