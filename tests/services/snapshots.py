"""The whole test database, kept under a name and put back in milliseconds.

Django empties tables after a test that commits. Ours may not be emptied: triggers
forbid that a flag or an event is deleted, and migrations bring rows that must stay.
So the database is put back as it was, below the level where triggers are.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

BLANK = "blank"
STORY = "story"


def take(name: str) -> None:
    """Keep the test database as it is now."""
    connection.close()
    if connection.vendor == "sqlite":
        copy_sqlite(_sqlite_path(), _sqlite_path(name))
    else:
        current = str(connection.settings_dict["NAME"])
        _copy_postgres(current, f"{current}_{name}")


def restore(name: str) -> None:
    """Make the test database what it was when `name` was taken."""
    connection.close()
    if connection.vendor == "sqlite":
        copy_sqlite(_sqlite_path(name), _sqlite_path())
    else:
        current = str(connection.settings_dict["NAME"])
        _copy_postgres(f"{current}_{name}", current)


def forget(name: str) -> None:
    """Drop a snapshot."""
    connection.close()
    if connection.vendor == "sqlite":
        _sqlite_path(name).unlink(missing_ok=True)
    else:
        current = str(connection.settings_dict["NAME"])
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{current}_{name}" WITH (FORCE)')


def _sqlite_path(name: str = "") -> Path:
    current = Path(str(connection.settings_dict["NAME"]))
    return current.with_name(f"{current.name}.{name}") if name else current


def copy_sqlite(source: Path, target: Path) -> None:
    """Make a database file what another one is."""
    # SQLite's own copy works under its locks, so that a connection that a live
    # server's thread still holds sees the new content and not a deleted file.
    with (
        closing(sqlite3.connect(source, timeout=20)) as old,
        closing(sqlite3.connect(target, timeout=20)) as new,
    ):
        old.backup(new)


def _copy_postgres(source: str, target: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        # A straggler of the live server would make the copy fail.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [source],
        )
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
