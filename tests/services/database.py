"""What the tests' database is before, between and after tests (a pytest plugin)."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import TextIOWrapper
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
KEPT = "consult_migrated"


@dataclass
class Coming:
    """Whether the test after the one that runs starts from the whole story."""

    from_story: bool = False


_coming = Coming()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Look at what comes next."""
    _coming.from_story = "story" in getattr(nextitem, "fixturenames", ())


@dataclass(frozen=True)
class Migrated:
    """Where a migrated database is kept, and whose turn it is to make or copy it."""

    # On SQLite a file that outlives the run, on PostgreSQL a database of the cluster.
    folder: Path
    name: str
    turn: TextIOWrapper

    @property
    def path(self) -> Path:
        """Return the file it is kept in on SQLite."""
        return self.folder / f"{self.name}.sqlite3"

    @property
    def database(self) -> str:
        """Return the database it is kept in on PostgreSQL."""
        return f"{KEPT}_{self.name}"

    def there(self) -> bool:
        """Say whether somebody migrated before."""
        if connection.vendor == "sqlite":
            return self.path.exists()
        return self.database in _kept_on_postgres()


@pytest.fixture(scope="session")
def migrated(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[Migrated]:
    """Name the migrated database that is kept: one process migrates, the others copy.

    It is named after all that a migrated database is made of: change a migration, and
    the next run migrates from nothing again.
    """
    made_of = hashlib.sha256(django.get_version().encode())
    for pattern in MIGRATED_FROM:
        for path in sorted(settings.BASE_DIR.rglob(pattern)):
            if path.is_file() and ".venv" not in path.parts:
                made_of.update(str(path).encode() + b"\0" + path.read_bytes())
    folder = Path(request.config.cache.mkdir("migrated"))
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield Migrated(folder, made_of.hexdigest()[:16], turn)


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool,
    migrated: Migrated,
    django_db_blocker: DjangoDbBlocker,
) -> bool:
    """Start from the migrated database that was kept, where there is one."""
    with django_db_blocker.unblock():
        if not migrated.there():
            return django_db_keepdb
        known = connection.settings_dict
        name = str(known["TEST"]["NAME"] or f"test_{known['NAME']}")
        if connection.vendor == "sqlite":
            snapshots.copy_sqlite(migrated.path, Path(name))
        else:
            snapshots.copy_postgres(migrated.database, name)
    fcntl.flock(migrated.turn, fcntl.LOCK_UN)
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: DjangoDbBlocker,
    migrated: Migrated,
) -> Iterator[None]:
    """Keep the migrated database, and put it back after each test that commits."""

    def put_back(_case: TransactionTestCase) -> None:
        # A test of the story that follows another puts the story back itself.
        if not _coming.from_story:
            snapshots.restore(snapshots.BLANK)

    with django_db_blocker.unblock():
        snapshots.take(snapshots.BLANK)
        if not migrated.there():
            _keep(migrated)
    fcntl.flock(migrated.turn, fcntl.LOCK_UN)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        snapshots.forget(snapshots.BLANK)
        if connection.vendor == "postgresql" and django_db_keepdb:
            # One that was copied is dropped by nobody else.
            snapshots.drop_postgres(str(connection.settings_dict["NAME"]))


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


def _keep(migrated: Migrated) -> None:
    """Keep the migrated database for later runs, and none that is out of date."""
    current = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "postgresql":
        for old in _kept_on_postgres():
            snapshots.drop_postgres(old)
        snapshots.copy_postgres(current, migrated.database)
        return
    # Two processes may be at it: each writes its own, and the last one stands.
    mine = migrated.path.with_suffix(f".{os.getpid()}")
    snapshots.copy_sqlite(Path(current), mine)
    for old_file in migrated.folder.glob("*.sqlite3"):
        old_file.unlink(missing_ok=True)
    mine.replace(migrated.path)


def _kept_on_postgres() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT]
        )
        return [name for (name,) in cursor.fetchall()]


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
