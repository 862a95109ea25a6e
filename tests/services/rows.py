"""PostgreSQL's test database put back row by row, where only rows have changed.

Copying a whole database takes half a second, and most tests that commit write to a few
tables. Which ones is read off the versions of their rows: whatever is written makes a
new version, and a copied database has the same ones in the same places.
"""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

# What a database is made of besides rows. Any change of it asks for a whole copy.
MADE_OF = (
    *("pg_namespace", "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint"),
    *("pg_index", "pg_trigger", "pg_proc", "pg_type", "pg_policy", "pg_rewrite"),
)
# Rows that were deleted lie in the way of those that come: then too a whole copy.
TIRED = 50_000
VERSIONS = (
    "SELECT '{}', count(*), sum(hashtextextended(t.ctid::text||t.xmin,0)) FROM {} t"
)

Versions = dict[str, tuple[int, object]]


@dataclass
class Known:
    """What a database held when it was kept under a name."""

    made_of: Versions
    rows: Versions
    sequences: dict[str, int | None]
    # Tables as they stand in the test database since rows were last put back.
    now: Versions = field(default_factory=dict)
    put_back: int = 0


def know() -> Known:
    """Read what the test database holds."""
    with connection.cursor() as cursor:
        rows = _rows(cursor)
        return Known(_versions(cursor, MADE_OF), rows, _sequences(cursor), dict(rows))


def whole(known: Known) -> None:
    """Take note that the test database is a fresh copy."""
    known.now, known.put_back = dict(known.rows), 0


def put_back(known: Known, kept: str) -> bool:
    """Put rows back from the database `kept`; say whether that was enough."""
    with connection.cursor() as cursor:
        # A straggler of the live server would write after us, or hold us up.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        if _versions(cursor, MADE_OF) != known.made_of:
            return False
        found = _rows(cursor)
        changed = [table for table in found if found[table] != known.now[table]]
        known.put_back += sum(
            found[table][0] + known.rows[table][0] for table in changed
        )
        if known.put_back > TIRED:
            return False
        if changed:
            _copy_back(cursor, changed, kept)
            known.now.update(_versions(cursor, changed))
        for name, last in _sequences(cursor).items():
            if last != known.sequences[name]:
                value = known.sequences[name]
                cursor.execute(
                    "SELECT setval(%s::regclass, %s, %s)",
                    [name, value or 1, value is not None],
                )
    return True


def _copy_back(cursor: Any, tables: list[str], kept: str) -> None:  # noqa: ANN401
    params = {**connection.get_connection_params(), "dbname": kept}
    with psycopg.connect(**params) as other:
        # Below the level where triggers are: only tests may do that.
        cursor.execute("SET session_replication_role = replica")
        for table in tables:
            name = sql.Identifier(table)
            cursor.execute(sql.SQL("DELETE FROM {}").format(name))
            with (
                other.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(name)) as old,
                cursor.copy(sql.SQL("COPY {} FROM STDIN").format(name)) as new,
            ):
                for data in old:
                    new.write(data)
        cursor.execute("RESET session_replication_role")


def _rows(cursor: Any) -> Versions:  # noqa: ANN401
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY relname",
    )
    return _versions(cursor, [name for (name,) in cursor.fetchall()])


def _versions(cursor: Any, tables: list[str] | tuple[str, ...]) -> Versions:  # noqa: ANN401
    cursor.execute(" UNION ALL ".join(VERSIONS.replace("{}", each) for each in tables))
    return {name: (count, versions) for name, count, versions in cursor.fetchall()}


def _sequences(cursor: Any) -> dict[str, int | None]:  # noqa: ANN401
    cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
    return dict(cursor.fetchall())
