"""Whether the database has every lock, word for word, and nothing beside them."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper

from consult.release.locks.constraints import wrong_constraints
from consult.release.locks.every import LOCKS, locks_of
from consult.release.locks.lock import Lock

_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid)
            || CASE WHEN t.tgenabled IN ('O', 'A') THEN '' ELSE ' disabled' END
            || p.prosrc || array_to_string(p.proconfig, ' ')
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
        UNION ALL SELECT c.relname, r.rulename, 'rule' FROM pg_rewrite r
        JOIN pg_class c ON c.oid = r.ev_class WHERE c.relkind IN ('r', 'p')
    """,
}
_SETTING = "search_path=public, pg_temp"

_Trigger: TypeAlias = tuple[str, str, str]


def differences(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of what is missing, disabled, says something else, or is new.

    A lock is compared word for word, a constraint by what it says. Whatever else fires
    on a guarded table (a trigger, a rule) is named with its table. Empty means that the
    database holds what it should.
    """
    triggers = _triggers(connection)
    return sorted(
        {
            *_wrong(triggers, connection.vendor),
            *_strange(triggers),
            *wrong_constraints(connection),
        },
    )


def wrong_locks(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the locks that are missing, disabled or say other words."""
    return _wrong(_triggers(connection), connection.vendor)


def _wrong(triggers: Iterable[_Trigger], vendor: str) -> list[str]:
    present = {name: text for _table, name, text in triggers}
    return [
        lock.name
        for lock in locks_of(vendor)
        if present.get(lock.name) != _expected(lock, vendor)
    ]


def _strange(triggers: Iterable[_Trigger]) -> Iterator[str]:
    known = {(lock.table, lock.name) for lock in LOCKS}
    for table, name, _text in triggers:
        if (table, name) not in known:
            yield f"{table}.{name}"


def _triggers(connection: BaseDatabaseWrapper) -> list[_Trigger]:
    """Return table, name and text of what fires on the guarded tables."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        return [row for row in cursor.fetchall() if row[0] in _GUARDED]


def _expected(lock: Lock, vendor: str) -> str:
    if vendor == "sqlite":
        return lock.sqlite()
    return f"{lock.postgresql()}{lock.body(vendor)}{_SETTING}"


_GUARDED = {lock.table for lock in LOCKS}
