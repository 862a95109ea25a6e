"""The whole test database, kept under a name and put back in milliseconds.

Django empties tables after a test that commits. Ours may not be emptied: triggers
forbid that a flag or an event is deleted, and migrations bring rows that must stay.
So the database is put back as it was, below the level where triggers are: as a whole
file on SQLite, and on PostgreSQL row by row, or as a whole where that does not do.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from tests.services import rows

BLANK = "blank"
STORY = "story"

# What PostgreSQL's snapshots hold, and the one the test database came from.
_known: dict[str, rows.Known] = {}
_stands_on: list[str] = []


def take(name: str) -> None:
    """Keep the test database as it is now."""
    connection.close()
    if connection.vendor == "sqlite":
        copy_sqlite(_sqlite_path(), _sqlite_path(name))
    else:
        _known[name] = rows.know()
        connection.close()
        copy_postgres(_name(), _name(name))
        _stands_on[:] = [name]


def restore(name: str) -> None:
    """Make the test database what it was when `name` was taken."""
    connection.close()
    if connection.vendor == "sqlite":
        copy_sqlite(_sqlite_path(name), _sqlite_path())
        return
    if _stands_on != [name] or not rows.put_back(_known[name], _name(name)):
        connection.close()
        copy_postgres(_name(name), _name())
        rows.whole(_known[name])
        _stands_on[:] = [name]
    # Whoever comes next starts with a connection of their own.
    connection.close()


def forget(name: str) -> None:
    """Drop a snapshot."""
    connection.close()
    if connection.vendor == "sqlite":
        _sqlite_path(name).unlink(missing_ok=True)
    else:
        drop_postgres(_name(name))


def _name(snapshot: str = "") -> str:
    current = str(connection.settings_dict["NAME"])
    return f"{current}_{snapshot}" if snapshot else current


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


def drop_postgres(name: str) -> None:
    """Drop a database, whoever is connected to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_postgres(source: str, target: str) -> None:
    """Make a database what another one is."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        # A straggler of the live server would make the copy fail.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [source],
        )
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
