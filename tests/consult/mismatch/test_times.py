"""When somebody answered is kept nowhere to better than the day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from consult.audit.models import Event
from consult.consultations.models import Consultation
from consult.mismatch import tasks
from consult.mismatch.acts import differences
from consult.mismatch.checking import check
from consult.mismatch.models import Flag, FlagEvidence, UnrecordedEvidence
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
    make_answerable,
)

pytestmark = pytest.mark.django_db


def quiet() -> Consultation:
    """Return a consultation that was evaluated, and then nothing happened for days."""
    consultation = make_answerable()
    tasks.sweep_evaluations()
    return consultation


def moment_of(day: date) -> datetime:
    """Return a moment of a day that is nothing but itself."""
    return timezone.make_aware(datetime.combine(day, time(14, 37, 21, 123456)))


def moments(day: date) -> Iterator[str]:
    """Yield every stored column that says more of a day than which it was."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    signs = ("14:37", "20:37", "2037", "1437")
    for model in apps.get_models():
        for row in model._default_manager.values():
            for column, value in row.items():
                is_moment = isinstance(value, datetime) and (
                    begins < value < begins + timedelta(days=1)
                )
                is_written = isinstance(value, dict | list | str) and any(
                    f"{day.isoformat()}{mark}{sign}" in str(value)
                    for sign in signs
                    for mark in ("T", " ", "/")
                )
                if is_moment or is_written:
                    yield f"{model._meta.label}.{column}"


def answer(
    consultation: Consultation,
    times: int,
    day: date,
    answers: Mapping[str, Sequence[str]] = WATER_FROM_THE_RIVER,
) -> None:
    """Let households answer one by one, each evaluated at once."""
    with time_machine.travel(moment_of(day), tick=False):
        for _ in range(times):
            give_testimony(consultation, answers=answers)
            tasks.sweep_evaluations()


def test_no_moment_of_a_testimony_is_stored() -> None:
    consultation = quiet()
    day = timezone.localdate() + timedelta(days=3)
    answer(consultation, 10, day)
    flag = Flag.objects.get(detector="unmet_prerequisite")
    assert (flag.severity, flag.raised_on) == ("block", day)
    assert list(moments(day)) == []


def test_nor_is_that_of_one_who_tells_of_fear() -> None:
    consultation = quiet()
    day = timezone.localdate() + timedelta(days=3)
    answer(
        consultation,
        10,
        day,
        {**WATER_FROM_THE_RIVER, "told_what_to_answer": ["yes"]},
    )
    consultation.community.refresh_from_db()
    stopped = consultation.community.publication_stopped_at
    assert stopped is not None
    assert timezone.localdate(stopped) == day
    assert list(moments(day)) == []


def test_the_search_finds_a_moment() -> None:
    day = timezone.localdate() + timedelta(days=3)
    with time_machine.travel(moment_of(day), tick=False):
        quiet()
    assert "audit.Event.at" in set(moments(day))


def test_what_is_seen_meanwhile_is_sealed_and_the_day_records_it() -> None:
    consultation = quiet()
    day = timezone.localdate() + timedelta(days=3)
    seen = Event.objects.filter(verb="flag.evidence_seen")
    before = seen.count()
    answer(consultation, 3, day)
    answer(consultation, 3, day + timedelta(days=1))
    assert seen.count() == before
    assert UnrecordedEvidence.objects.count() == 1
    assert list(differences()) == []
    with time_machine.travel(moment_of(day + timedelta(days=2)), tick=False):
        tasks.look_again()
        tasks.sweep_evaluations()
        assert check(consultation).agrees
    assert seen.count() == before + 1
    assert UnrecordedEvidence.objects.count() == 0
    assert list(differences()) == []
    last = FlagEvidence.objects.filter(flag__detector="unmet_prerequisite").last()
    assert last is not None
    assert last.finding == last.flag.finding


@pytest.mark.parametrize("severity", ["watch", "high"])
def test_a_flag_put_in_meanwhile_is_found(severity: str) -> None:
    consultation = quiet()
    answer(consultation, 3, timezone.localdate() + timedelta(days=3))
    Flag.objects.create(
        design=consultation.design,
        community=consultation.community,
        consultation=consultation,
        detector="cost",
        subject="invented",
        severity=severity,
        finding=Flag.objects.all()[0].finding,
        raised_on=timezone.localdate(),
    )
    assert list(differences()) != []


def test_a_counter_changed_meanwhile_is_found() -> None:
    consultation = quiet()
    answer(consultation, 3, timezone.localdate() + timedelta(days=3))
    row = consultation.tallies.all()[0]
    type(row).objects.filter(pk=row.pk).update(count=row.count + 1)
    assert list(differences()) != []
