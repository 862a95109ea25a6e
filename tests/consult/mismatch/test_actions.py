"""Evaluation raises flags, keeps their evidence, and never lowers or removes one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.communities.actions import resume_publication
from consult.consultations.models import Consultation, EvidenceChange
from consult.feedback.actions import withdraw_testimony
from consult.mismatch import tasks
from consult.mismatch.actions import Evaluation, evaluate
from consult.mismatch.models import Flag, FlagEvidence
from projects.models import Project
from tests.factories.consultations import make_user
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.locks import unlocked
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    """Return irrigation put to 140 households that nobody has evaluated yet."""
    return make_answerable()


@pytest.fixture
def world() -> World:
    """Return a consulted project of 20 households where all is well."""
    return make_world(closed=False)


def epoch(consultation: Consultation) -> int:
    """Return the gate's epoch of the project consulted on."""
    return Project.objects.get(designs=consultation.design_id).gate_epoch


def press(world: World, times: int = 1) -> None:
    """Let households say that they were told what to answer, and evaluate."""
    for _ in range(times):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)


def coercion() -> Flag:
    """Return the flag of people who were told what to answer."""
    return Flag.objects.get(detector="coercion")


def severities(flag: Flag) -> list[tuple[int, str, bool]]:
    """Return a flag's history: number, severity then, whether it was still seen."""
    return list(flag.history.values_list("sequence", "severity", "supported"))


# --- Raising --------------------------------------------------------------------------


def test_ten_who_carry_water_from_the_river_raise_a_flag(
    consultation: Consultation,
) -> None:
    for _ in range(10):
        give_testimony(consultation)
    evaluate(consultation_id=consultation.pk)
    flag = Flag.objects.get(detector="unmet_prerequisite")
    assert flag.severity == "block"
    assert flag.subject == "drinking_water_first"
    measured = flag.finding["measurement"]["groups"][0]
    assert (measured["count"], measured["answered"]) == (10, 10)
    assert measured["choices"] == {"no_service": 10}
    assert severities(flag) == [(1, "block", True)]
    event = Event.objects.get(verb="flag.raised", object_ref=f"mismatch.flag:{flag.pk}")
    assert event.public["detector"] == "unmet_prerequisite"


def test_the_same_evidence_writes_nothing_twice(consultation: Consultation) -> None:
    give_testimony(consultation)
    assert evaluate(consultation_id=consultation.pk).raised > 0
    before = (
        list(Flag.objects.values()),
        list(FlagEvidence.objects.values()),
        Event.objects.count(),
        epoch(consultation),
    )
    with CaptureQueriesContext(connection) as queries:
        assert evaluate(consultation_id=consultation.pk) == Evaluation()
    written = [
        query["sql"]
        for query in queries
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert written == []
    assert before == (
        list(Flag.objects.values()),
        list(FlagEvidence.objects.values()),
        Event.objects.count(),
        epoch(consultation),
    )


def test_more_evidence_appends_to_the_history_and_voids_no_signature(
    world: World,
) -> None:
    press(world, 6)
    before, flag = epoch(world.consultation), coercion()
    let_answer(world)
    outcome = evaluate(consultation_id=world.consultation.pk, is_point=True)
    assert (outcome.raised, outcome.graver, outcome.faded) == (0, 0, 0)
    assert severities(flag)[-1] == (flag.history.count(), "block", True)
    answered = [
        each.finding["measurement"]["groups"][0]["answered"]
        for each in flag.history.all()
    ]
    assert answered == [22, 23]
    assert epoch(world.consultation) == before


def test_severity_rises_and_the_gate_learns_of_it(world: World) -> None:
    press(world)
    flag, before = coercion(), epoch(world.consultation)
    assert flag.severity != "block"
    press(world, 5)
    flag.refresh_from_db()
    assert flag.severity == "block"
    assert epoch(world.consultation) > before
    # What was not grave waited; what stops money is told at once.
    (event,) = Event.objects.filter(object_ref=f"mismatch.flag:{flag.pk}")
    assert (event.verb, event.public["severity"]) == ("flag.raised", "block")


# --- Never lowered --------------------------------------------------------------------


def test_a_flag_is_never_lowered_nor_removed_only_no_longer_supported(
    world: World,
) -> None:
    press(world, 6)
    before = epoch(world.consultation)
    pressed = world.consultation.testimonies.filter(
        answers__told_what_to_answer=["yes"],
    )
    for testimony in pressed:
        withdraw_testimony(testimony=testimony)
    evaluate(consultation_id=world.consultation.pk)
    flag = coercion()
    assert (flag.severity, flag.supported) == ("block", False)
    assert severities(flag) == [(1, "block", True), (2, "", False)]
    # What it was raised on stays to be read.
    assert flag.finding["measurement"]["groups"][0]["count"] == 6
    assert epoch(world.consultation) > before
    assert evaluate(consultation_id=world.consultation.pk) == Evaluation()


def test_a_flag_that_faded_is_supported_again(world: World) -> None:
    press(world, 6)
    for testimony in world.consultation.testimonies.filter(
        answers__told_what_to_answer=["yes"],
    ):
        withdraw_testimony(testimony=testimony)
    evaluate(consultation_id=world.consultation.pk)
    before = epoch(world.consultation)
    press(world)
    flag = coercion()
    # One who says so weighs less than six, and the flag weighs what it did.
    assert (flag.severity, flag.supported) == ("block", True)
    assert [supported for _n, _severity, supported in severities(flag)] == [
        True,
        False,
        True,
    ]
    assert epoch(world.consultation) > before
    assert Event.objects.filter(verb="flag.supported_again").count() == 1


def test_a_flag_refuses_to_be_deleted(world: World) -> None:
    press(world, 6)
    flag = coercion()
    with pytest.raises(TypeError, match="never deleted"):
        flag.delete()
    with pytest.raises(TypeError, match="never deleted"):
        Flag.objects.filter(pk=flag.pk).delete()
    with pytest.raises(ProtectedError):
        world.consultation.delete()
    assert Flag.objects.filter(pk=flag.pk).exists()


def test_a_finding_is_one_flag_in_the_database(world: World) -> None:
    press(world, 6)
    flag = coercion()
    flag.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        flag.save(force_insert=True)


# --- Fear -----------------------------------------------------------------------------


def test_fear_stops_publication_and_one_voice_does_not(world: World) -> None:
    community = world.consultation.community
    press(world, 6)
    community.refresh_from_db()
    assert community.publication_stopped_because == "fear"
    assert Event.objects.filter(verb="communities.stop_publication").count() == 1


def test_it_stays_published_where_nobody_is_afraid(world: World) -> None:
    let_answer(world)
    evaluate(consultation_id=world.consultation.pk)
    world.consultation.community.refresh_from_db()
    assert world.consultation.community.publication_stopped_at is None


def test_what_a_protection_officer_resumed_stops_again_only_for_something_new(
    world: World,
) -> None:
    press(world, 6)
    community = world.consultation.community
    community.refresh_from_db()
    resume_publication(by=make_user(RoleCode.PROTECTION_OFFICER), community=community)
    evaluate(consultation_id=world.consultation.pk)
    community.refresh_from_db()
    assert community.publication_stopped_at is None
    press(world)
    community.refresh_from_db()
    assert community.publication_stopped_at is not None


# --- The outbox -----------------------------------------------------------------------


def waiting() -> int:
    """Return how many changes nobody evaluated."""
    return EvidenceChange.objects.count()


def test_changes_are_marked_as_evaluated(consultation: Consultation) -> None:
    give_testimony(consultation)
    assert waiting() > 0
    evaluate(consultation_id=consultation.pk)
    assert waiting() == 0


def test_the_task_is_safe_to_run_twice(consultation: Consultation) -> None:
    give_testimony(consultation)
    tasks.evaluate_consultation(consultation.pk)
    first = list(FlagEvidence.objects.values())
    assert (waiting(), bool(first)) == (0, True)
    tasks.evaluate_consultation(consultation.pk)
    assert list(FlagEvidence.objects.values()) == first


def test_the_task_looks_only_when_something_waits(consultation: Consultation) -> None:
    consultation.evidence_changes.all().delete()
    tasks.evaluate_consultation(consultation.pk)
    assert Flag.objects.count() == 0


def test_the_sweep_is_safe_to_run_twice(consultation: Consultation) -> None:
    give_testimony(consultation)
    tasks.sweep_evaluations()
    first = list(FlagEvidence.objects.values())
    tasks.sweep_evaluations()
    assert list(FlagEvidence.objects.values()) == first


def test_the_sweep_finds_rows_nobody_told_about(consultation: Consultation) -> None:
    other = make_answerable()
    for each in (consultation, other):
        give_testimony(each)
    tasks.sweep_evaluations()
    assert waiting() == 0
    assert set(Flag.objects.values_list("consultation", flat=True)) == {
        consultation.pk,
        other.pk,
    }


def test_one_consultation_that_breaks_does_not_keep_the_others_waiting(
    consultation: Consultation,
) -> None:
    other = make_answerable()
    for each in (consultation, other):
        give_testimony(each)
    # Only a shell could leave it like this: the database has no list of severities.
    component = consultation.design.components.get()
    with unlocked("projects_assumption"):
        component.assumptions.filter(key="source_flow").update(severity="riddle")
    with pytest.raises(ExceptionGroup) as raised:
        tasks.sweep_evaluations()
    assert len(raised.value.exceptions) == 1
    assert not other.evidence_changes.exists()
    assert consultation.evidence_changes.exists()
