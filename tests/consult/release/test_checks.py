"""What is looked at when web and workers start, and every hour."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.conf import LazySettings
from django.db import OperationalError, ProgrammingError, connection

from consult import celery
from consult.release import locks, tasks
from consult.release.checks import warn_at_start

pytestmark = pytest.mark.django_db


@contextmanager
def failing(error: Exception) -> Iterator[None]:
    """Let every statement fail, as a database that is down or was spoilt does."""

    def fail(*_given: object) -> object:
        raise error

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture(autouse=True)
def _stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the test's own connection: it is closed at the end of a look."""
    monkeypatch.setattr(connection, "close", lambda: None)


def test_a_lock_that_is_missing_is_said_by_worker_and_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    locks.take_away(connection)
    for look in (celery.look_at_locks, tasks.look_at_locks, warn_at_start):
        caplog.clear()
        look()
        assert "The gate's locks are not whole" in caplog.text


def test_web_looks_on_both_ways_in() -> None:
    # Both look while they are imported: not before this test has its database.
    wsgi = import_module("consult.wsgi")
    asgi = import_module("consult.asgi")

    assert wsgi.warn_at_start is asgi.warn_at_start is warn_at_start


def test_the_clock_looks_every_hour(settings: LazySettings) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["look-at-locks"] == {
        "task": tasks.look_at_locks.name,
        "schedule": 3600.0,
    }


def test_a_database_that_is_down_is_said_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with failing(OperationalError("no route to host")):
        warn_at_start()

    assert [(each.levelno, each.exc_info) for each in caplog.records] == [
        (logging.WARNING, None),
    ]
    assert "no route to host" in caplog.text


def test_any_other_error_is_written_down_whole(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with failing(ProgrammingError("permission denied for table release_release")):
        warn_at_start()

    assert [each.levelno for each in caplog.records] == [logging.ERROR]
    assert "permission denied" in caplog.text
