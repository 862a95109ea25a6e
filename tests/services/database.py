"""What the tests' database is before, between and after tests (a pytest plugin)."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests.services import snapshots

T = TypeVar("T")
# Whatever decides what a freshly migrated database holds.
MIGRATED_FROM = ("*/migrations/*.py", "consult/release/locks/*.py", "projects/data/*")


@pytest.fixture(scope="session")
def migrated(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Path | None:
    """Name the file that keeps a migrated SQLite database from one run to the next.

    It is named after all that a migrated database is made of: change a migration, and
    the next run migrates from nothing again.
    """
    if connection.vendor != "sqlite":
        return None
    made_of = hashlib.sha256(django.get_version().encode())
    for pattern in MIGRATED_FROM:
        for path in sorted(settings.BASE_DIR.rglob(pattern)):
            if path.is_file() and ".venv" not in path.parts:
                made_of.update(str(path).encode() + b"\0" + path.read_bytes())
    folder = request.config.cache.mkdir("migrated")
    return Path(folder) / f"{made_of.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool,
    migrated: Path | None,
) -> bool:
    """Start from the migrated database that an earlier run kept, where there is one."""
    if migrated is None or not migrated.exists():
        return django_db_keepdb
    name = connection.settings_dict["TEST"]["NAME"]
    snapshots.copy_sqlite(migrated, Path(name))
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    migrated: Path | None,
) -> Iterator[None]:
    """Keep the migrated database, and put it back after each test that commits."""

    def put_back(_case: TransactionTestCase) -> None:
        snapshots.restore(snapshots.BLANK)

    with django_db_blocker.unblock():
        snapshots.take(snapshots.BLANK)
        if migrated and not migrated.exists():
            _keep(migrated)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        snapshots.forget(snapshots.BLANK)


@pytest.fixture(scope="module")
def throughout(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Callable[[Callable[[], T]], T]]:
    """Give a function that makes what every test of a module starts from, once.

    It is made in a transaction that lasts as long as the module; each test's own is
    within it, and undone as always. A module whose tests commit has no use for it.
    """
    commits = [
        item.name
        for item in request.session.items
        if item.path == request.path
        and (marker := item.get_closest_marker("django_db"))
        and marker.kwargs.get("transaction")
    ]
    assert commits == [], "tests that commit start from what they make themselves"
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(transaction.atomic())

        def make(maker: Callable[[], T]) -> T:
            with django_db_blocker.unblock():
                made = maker()
                # What is checked at the end of a transaction is not left waiting.
                connection.check_constraints()
                return made

        yield make
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            stack.close()


def _keep(migrated: Path) -> None:
    """Keep the migrated database for later runs, and none that is out of date."""
    # Two processes may be at it: each writes its own, and the last one stands.
    mine = migrated.with_suffix(f".{os.getpid()}")
    snapshots.copy_sqlite(Path(str(connection.settings_dict["NAME"])), mine)
    for old in migrated.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    mine.replace(migrated)


@pytest.fixture(scope="session")
def told_story(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Tell the demonstration's story once and keep the database it leaves."""
    with django_db_blocker.unblock():
        snapshots.restore(snapshots.BLANK)
        call_command("load_standards", verbosity=0)
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
