"""Who, when and what are one fact: all of it is set, or none."""

from collections.abc import Iterator

import pytest
from django.db.models import CheckConstraint, Field, Model, Q

from tests.architecture.house import models

# Moments without a person, and persons without a moment, each with the reason.
ALONE: dict[str, str] = {
    "communities.Community.publication_stopped_at": "mostly the engine stops it",
    "feedback.Testimony.collected_by": "of a testimony only the week is known",
    "projects.Design.created_by": "when a draft began matters to nobody",
    "projects.Prerequisite.covered_by": "names a detector, not a person",
    "reports.ConsultationReport.finished_at": "the worker finishes it",
    "reports.Snapshot.taken_at": "who asked for it stands on the reports",
    "release.Clearance.expires_at": "its time runs out by itself",
    "release.ClearanceWithdrawal.seen_at": "whoever asks first makes it seen",
    "release.GateState.seen_at": "the clock makes it seen",
    "release.Redemption.redeemed_at": "a payment system does, which has no account",
    "release.Approval.second_factor_at": "whoever signed gave it",
    "release.OverrideSignature.second_factor_at": "whoever signed gave it",
    "release.Notice.arrived_at": "a machine takes it",
    "release.Notice.due_at": "the clock sends it",
    "review.Resolution.commitment_by": "the day a promise is due",
}
# Pairs of which one half may be empty by itself, each with the reason.
APART: dict[str, str] = {
    "accounts.RoleAssignment.granted": "by nobody: the command that sets a house up",
    "consultations.ConsentRecord.recorded": "by nobody: whoever showed its receipt",
    "review.Contest.contested": "by nobody: somebody who showed a receipt",
}


def field_name(model: type[Model], field: str) -> str:
    return f"{model._meta.label}.{field}"


def halves() -> Iterator[tuple[type[Model], str, str]]:
    """Yield every field that says when or by whom: model, stem, ending."""
    for model in models():
        for field in model._meta.get_fields():
            for ending in ("_at", "_by"):
                if isinstance(field, Field) and field.name.endswith(ending):
                    yield model, field.name.removesuffix(ending), ending


def other(ending: str) -> str:
    return "_by" if ending == "_at" else "_at"


def has_field(model: type[Model], name: str) -> bool:
    return name in {field.name for field in model._meta.get_fields()}


def fields_of(condition: object) -> set[str]:
    """Return the fields a condition speaks of."""
    if isinstance(condition, Q):
        return set().union(*(fields_of(child) for child in condition.children))
    if isinstance(condition, tuple):
        return {str(condition[0]).split("__")[0]}
    return set()


PAIRS = sorted(
    {
        (model, stem)
        for model, stem, ending in halves()
        if has_field(model, stem + other(ending))
    },
    key=str,
)
UNPAIRED = sorted(
    field_name(model, stem + ending)
    for model, stem, ending in halves()
    if not has_field(model, stem + other(ending))
)


@pytest.mark.parametrize(
    ("model", "stem"),
    [pair for pair in PAIRS if field_name(*pair) not in APART],
    ids=str,
)
def test_when_and_by_whom_are_set_together(model: type[Model], stem: str) -> None:
    pair = {f"{stem}_at", f"{stem}_by"}
    if not any(model._meta.get_field(name).null for name in pair):
        return  # Both are always set.

    held = [
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and pair <= fields_of(constraint.condition)
    ]

    assert held, f"{model._meta.label} needs a CheckConstraint over {sorted(pair)}"


@pytest.mark.parametrize("name", UNPAIRED)
def test_half_a_fact_says_why_it_is_alone(name: str) -> None:
    assert ALONE.get(name), f"{name} has no counterpart and no reason in ALONE"


def test_no_reason_outlives_its_field() -> None:
    assert sorted(set(ALONE) - set(UNPAIRED)) == []
    assert sorted(set(APART) - {field_name(*pair) for pair in PAIRS}) == []
