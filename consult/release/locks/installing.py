"""Put the locks in place, and take them away."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from consult.release.locks.every import locks_of
from consult.release.locks.lock import Lock
from consult.release.locks.seeing import wrong_locks


def put_in_place(connection: BaseDatabaseWrapper) -> list[str]:
    """Make the locks say what they should; return the names of those made anew.

    Tables that are not there yet are left for later.
    """
    tables = set(connection.introspection.table_names())
    wrong = set(wrong_locks(connection))
    made = [
        lock
        for lock in locks_of(connection.vendor)
        if lock.name in wrong and lock.table in tables
    ]
    _take_away(connection, made)
    with connection.cursor() as cursor:
        for lock in made:
            for statement in lock.statements(connection.vendor):
                cursor.execute(statement)
    return [lock.name for lock in made]


def take_away(connection: BaseDatabaseWrapper) -> None:
    """Drop every lock. Only for what alters tables, which puts them back."""
    _take_away(connection, locks_of(connection.vendor))


def _take_away(connection: BaseDatabaseWrapper, locks: Iterable[Lock]) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for lock in locks:
            if lock.table in tables:
                on = f" ON {lock.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {lock.name}{on}")
