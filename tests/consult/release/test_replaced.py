"""A design that was replaced: what nobody has to do any more holds no money back."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.consultations.actions import close_consultation
from consult.consultations.models import Consultation
from consult.feedback.actions import withdraw_testimony
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag, UnrecordedEvidence
from consult.mismatch.tasks import sweep_evaluations
from consult.release.actions import release_tranche, turn
from consult.release.models import Release, ReleaseRequest
from consult.release.signing import GateClosed
from projects.models import Design
from tests.consult.release.stage import Stage
from tests.factories.consultations import decide
from tests.factories.release import World, asked_and_signed, let_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    """Return a project of which a second design is published, and nobody was asked."""
    stage = Stage()
    stage.revise("author", late=False)
    return stage


@pytest.fixture
def before(stage: Stage) -> World:
    """Return the second design, put to people for some days; five have answered."""
    world = stage.consult("officer", newest(stage), early=True)
    for testimony in world.testimonies[5:]:
        withdraw_testimony(testimony=testimony)
    evaluate(consultation_id=world.consultation.pk, is_point=True)
    return world


@pytest.fixture
def signed(stage: Stage, before: World) -> ReleaseRequest:
    """Return a third design that everybody agreed to, and two have signed for."""
    stage.revise("author", late=False)
    world = stage.consult("officer", newest(stage), early=False)
    decide(world.consultation, by=world.officer, days=1)
    evaluate(consultation_id=world.consultation.pk)
    before.consultation.refresh_from_db()
    return asked_and_signed(world)


def newest(stage: Stage) -> Design:
    """Return the design that is published now."""
    return Design.objects.get(project=stage.world.design.project, state="published")


def blocking(world: World) -> set[str]:
    """Return the detectors that hold money back for what people said there."""
    return set(
        Flag.objects.filter(consultation=world.consultation)
        .blocking()
        .values_list("detector", flat=True),
    )


def test_while_it_is_the_newest_closing_it_blocks_what_was_not_asked(
    before: World,
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        close_consultation(by=before.officer, consultation=before.consultation)
        sweep_evaluations()
    assert "untested_assumption" in blocking(before)


def test_what_it_was_closed_with_before_it_was_replaced_is_held_against_it(
    stage: Stage,
    before: World,
) -> None:
    day = before.consultation.may_close_on
    with time_machine.travel(datetime.combine(day, time(12), tzinfo=UTC)):
        close_consultation(by=before.officer, consultation=before.consultation)
        stage.revise("author", late=False)
        sweep_evaluations()
    assert "untested_assumption" in blocking(before)


def test_days_that_pass_later_raise_nothing(
    before: World,
    signed: ReleaseRequest,
) -> None:
    assert blocking(before) == set()
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        evaluate(consultation_id=before.consultation.pk, is_point=True)
    assert blocking(before) == set()
    release_tranche(request=signed, by=signed.requested_by)
    assert Release.objects.get().request == signed


def test_closing_it_afterwards_raises_nothing(
    before: World,
    signed: ReleaseRequest,
) -> None:
    close_consultation(by=before.officer, consultation=before.consultation)
    sweep_evaluations()
    assert blocking(before) == set()


def test_what_people_said_of_it_and_nobody_looked_at_yet_closes_the_gate(
    before: World,
    signed: ReleaseRequest,
) -> None:
    for _ in range(5):
        let_answer(before, told_what_to_answer="yes")
    with pytest.raises(GateClosed):
        release_tranche(request=signed, by=signed.requested_by)
    assert "coercion" in blocking(before)
    assert not Release.objects.exists()


def test_a_release_has_what_was_seen_of_it_recorded(
    before: World,
    signed: ReleaseRequest,
) -> None:
    let_answer(before)
    evaluate(consultation_id=before.consultation.pk)
    kept = UnrecordedEvidence.objects.filter(consultation=before.consultation)
    assert kept.exists()
    release_tranche(request=signed, by=signed.requested_by)
    assert not kept.exists()


def test_a_release_looks_at_it_no_more_once_all_was_seen(
    before: World,
    signed: ReleaseRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[int] = []

    def evaluate_and_note(*, consultation_id: int, is_point: bool) -> None:
        looked_at.append(consultation_id)
        evaluate(consultation_id=consultation_id, is_point=is_point)

    monkeypatch.setattr(turn, "evaluate", evaluate_and_note)
    release_tranche(request=signed, by=signed.requested_by)
    assert before.consultation.pk not in looked_at
    newest_one = Consultation.objects.get(design=signed.tranche.design)
    assert newest_one.pk in looked_at
