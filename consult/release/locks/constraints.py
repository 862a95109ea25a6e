"""Whether the constraints of the guarded tables say what the models say.

SQLite keeps them in the words they were written in; PostgreSQL says them back in its
own, which are brought to one form with ours before they are compared.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from consult.release.locks.canonical import canonical
from consult.release.locks.every import LOCKS

_GUARDED = frozenset(lock.table for lock in LOCKS)
# Name, and what it says; by table, for PostgreSQL. One not yet validated is none.
_SAID = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
        WHERE k.convalidated AND k.contype IN ('c', 'u')
        UNION ALL SELECT c.relname, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indisunique AND i.indisvalid AND NOT EXISTS
        (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    """,
}
# Table and columns of what is unique without a condition.
_UNIQUE = {
    "sqlite": """
        SELECT m.name, (SELECT group_concat(x.name) FROM
        (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) x)
        FROM sqlite_master m JOIN pragma_index_list(m.name) l
        WHERE m.type = 'table' AND l."unique" AND NOT l.partial
    """,
    "postgresql": """
        SELECT t.relname, (SELECT string_agg(a.attname, ',' ORDER BY k.place)
        FROM unnest(i.indkey::int[]) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL
        AND i.indexprs IS NULL
    """,
}


def wrong_constraints(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the names of those that are gone, or say something else."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(_SAID[vendor])
        said: dict[str, str] = dict(cursor.fetchall())
        cursor.execute(_UNIQUE[vendor])
        unique = {tuple(row) for row in cursor.fetchall()}
    for table, name, wanted in _wanted(connection.alias):
        if vendor == "sqlite":
            # A condition has an index of its own; the rest stands in the table's text.
            holds = wanted in (said.get(name) or said.get(table, ""))
        else:
            holds = name in said and canonical(said[name]) == canonical(wanted)
        if not holds:
            yield name
    for table, columns in _alone():
        if (table, columns) not in unique:
            yield f"{table}.{columns}"


@cache
def _wanted(alias: str) -> Sequence[tuple[str, str, str]]:
    """Return table, name and words of each constraint that the models ask for."""
    editor = connections[alias].schema_editor(collect_sql=True)
    # Where it puts what it would do later; made by what nobody enters here.
    editor.deferred_sql = []
    wanted = []
    for model in _guarded_models():
        for constraint in model._meta.constraints:
            text = str(
                constraint.constraint_sql(model, editor)
                or constraint.create_sql(model, editor),
            )
            wanted.append((model._meta.db_table, constraint.name, text))
    return wanted


@cache
def _alone() -> Sequence[tuple[str, str]]:
    """Return table and columns of what a field, or a table of pairs, asks for."""
    alone = []
    for model in _guarded_models():
        columns = {
            field.name: str(field.column) for field in model._meta.local_concrete_fields
        }
        alone += [
            (model._meta.db_table, columns[field.name])
            for field in model._meta.local_concrete_fields
            if field.unique and not field.primary_key
        ]
        alone += [
            (model._meta.db_table, ",".join(columns[name] for name in together))
            for together in model._meta.unique_together
        ]
    return alone


def _guarded_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in _GUARDED:
            yield model
