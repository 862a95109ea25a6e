"""What the tests' database is before, between and after tests (a pytest plugin)."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.services import snapshots


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Keep the migrated database, and put it back after each test that commits."""

    def put_back(_case: TransactionTestCase) -> None:
        snapshots.restore(snapshots.BLANK)

    with django_db_blocker.unblock():
        snapshots.take(snapshots.BLANK)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        snapshots.forget(snapshots.BLANK)


@pytest.fixture(scope="session")
def told_story(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Tell the demonstration's story once and keep the database it leaves."""
    with django_db_blocker.unblock():
        snapshots.restore(snapshots.BLANK)
        call_command("load_standards", verbosity=0)
        call_command("load_languages", verbosity=0)
        call_command("tell_story", verbosity=0)
        snapshots.take(snapshots.STORY)
        snapshots.restore(snapshots.BLANK)
    yield
    with django_db_blocker.unblock():
        snapshots.forget(snapshots.STORY)


@pytest.fixture
def story(told_story: None, transactional_db: None) -> None:
    """Start this test from the whole story, and leave nothing of what it does."""
    snapshots.restore(snapshots.STORY)
