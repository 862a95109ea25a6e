"""The history of a flag: the same work however long it has stood."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.mismatch.models import Flag, FlagEvidence
from consult.review.queries import history

pytestmark = pytest.mark.django_db


def stand_for(flag: Flag, days: int) -> None:
    """Add what so many days of looking leave in a flag's history."""
    last = flag.history.count()
    FlagEvidence.objects.bulk_create(
        FlagEvidence(
            flag=flag,
            sequence=last + number,
            seen_on=timezone.localdate(),
            severity=flag.severity,
            # It fades on every second day.
            supported=number % 2 == 0,
            finding=flag.finding,
        )
        for number in range(1, days + 1)
    )


def test_only_its_beginning_and_the_latest_are_read(flag: Flag) -> None:
    stand_for(flag, 1000)
    with CaptureQueriesContext(connection) as queries:
        told = history(flag)
    assert len(told) == 201
    assert str(told[0].title) == "Se levantó la alerta"
    entries = [each["sql"] for each in queries if "flagevidence" in each["sql"]]
    assert len(entries) == 2
    assert not any('"finding"' in sql for sql in entries)


def test_a_short_history_is_told_whole(flag: Flag) -> None:
    stand_for(flag, 2)
    assert [str(each.title) for each in history(flag)] == [
        "Se levantó la alerta",
        "Con lo que la gente dice ahora ya no se levantaría",
        "Se volvió a ver lo mismo",
    ]
