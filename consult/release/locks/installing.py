"""Put the locks in place, take them away, and see whether they are whole."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

from consult.release.locks.kept import KEPT
from consult.release.locks.lock import Lock
from consult.release.locks.money import MONEY
from consult.release.locks.voiding import VOIDING

LOCKS: tuple[Lock, ...] = (*KEPT, *VOIDING, *MONEY)

_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL = """
    SELECT t.tgname, pg_get_triggerdef(t.oid) || CASE WHEN t.tgenabled IN ('O', 'A')
        THEN '' ELSE ' disabled' END || p.prosrc || array_to_string(p.proconfig, ' ')
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal
"""
_SETTING = "search_path=public, pg_temp"


def differences(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the locks that are missing, disabled or say something else.

    Empty means that every lock is in place, word for word.
    """
    present = _present(connection)
    return sorted(
        lock.name
        for lock in LOCKS
        if present.get(lock.name) != _expected(lock, connection.vendor)
    )


def put_in_place(connection: BaseDatabaseWrapper) -> list[str]:
    """Make the locks say what they should; return the names of those made anew.

    Tables that are not there yet are left for later.
    """
    tables = set(connection.introspection.table_names())
    wrong = set(differences(connection))
    made = [lock for lock in LOCKS if lock.name in wrong and lock.table in tables]
    _take_away(connection, made)
    with connection.cursor() as cursor:
        for lock in made:
            for statement in lock.statements(connection.vendor):
                cursor.execute(statement)
    return [lock.name for lock in made]


def take_away(connection: BaseDatabaseWrapper) -> None:
    """Drop every lock. Only for what alters tables, which puts them back."""
    _take_away(connection, LOCKS)


def _take_away(connection: BaseDatabaseWrapper, locks: Iterable[Lock]) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for lock in locks:
            if lock.table in tables:
                on = f" ON {lock.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {lock.name}{on}")


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    query = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _expected(lock: Lock, vendor: str) -> str:
    if vendor == "sqlite":
        return lock.sqlite()
    return f"{lock.postgresql()}{lock.body(vendor)}{_SETTING}"
