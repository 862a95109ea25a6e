"""A role for the web and the workers that cannot undo the locks (PostgreSQL)."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from consult.release.locks.every import LOCKS, tables_refusing

_ROLE = """
    SELECT r.rolsuper OR r.rolreplication OR r.rolcreaterole,
        has_schema_privilege('public', 'CREATE'),
        has_database_privilege(current_database(), 'TEMPORARY'),
        has_parameter_privilege('session_replication_role', 'SET')
    FROM pg_roles r WHERE r.rolname = current_user
"""
_TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)
    AND (pg_has_role(c.relowner, 'MEMBER') OR has_table_privilege(c.oid, 'TRIGGER')
        OR has_table_privilege(c.oid, 'TRUNCATE'))
    ORDER BY c.relname
"""

_RIGHTS = """
    SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND has_table_privilege(c.oid, %s) AND c.relname = ANY(%s) ORDER BY c.relname
"""


def weaknesses(connection: BaseDatabaseWrapper) -> list[str]:
    """Return what the role of this connection could undo the locks with.

    Empty means hardened. SQLite has no roles: there only the text of the triggers is
    looked at, see `differences`.
    """
    return list(_weaknesses(connection)) if connection.vendor == "postgresql" else []


def _weaknesses(connection: BaseDatabaseWrapper) -> Iterator[str]:
    tables = sorted({lock.table for lock in LOCKS})
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        mighty, creates, shadows, replicates = cursor.fetchone()
        cursor.execute(_TABLES, [tables])
        owned = [name for (name,) in cursor.fetchall()]
        touched = {event: _granted(cursor, event) for event in ("DELETE", "UPDATE")}
    if mighty:
        yield "it is a superuser, or may make roles or replicate"
    if creates:
        yield "it may create in the schema"
    if shadows:
        yield "it may put a temporary table in front of another"
    if replicates:
        yield "it may switch triggers off for its session"
    if owned:
        yield f"it owns, empties or puts triggers on {len(owned)} tables"
    for event, names in touched.items():
        if names:
            yield f"it may {event} what is kept: {', '.join(names)}"


def _granted(cursor: CursorWrapper, event: str) -> list[str]:
    """Return the kept tables on which the role was left a right it never needs."""
    cursor.execute(_RIGHTS, [event, tables_refusing(event)])
    return [name for (name,) in cursor.fetchall()]


def harden(connection: BaseDatabaseWrapper, *, role: str, password: str) -> None:
    """Make a role that reads and writes rows and changes nothing else; safe to repeat.

    The role that runs this keeps the tables. Without a password the new role comes in
    by whatever else the server trusts.

    Raises:
        ValueError: it is the role that runs this, or it belongs to another role.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        if role == owner:
            raise ValueError(role)
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_roles WHERE rolname = %s), "
            "(SELECT count(*) FROM pg_auth_members m JOIN pg_roles r "
            "ON r.oid = m.member WHERE r.rolname = %s)",
            [role, role],
        )
        exists, belongs = cursor.fetchone()
        if belongs:
            raise ValueError(role)
        names = {
            "role": sql.Identifier(role),
            "owner": sql.Identifier(owner),
            "database": sql.Identifier(database),
            # Triggers keep these whole; the role is not even let to try.
            "kept": sql.SQL(", ").join(
                map(sql.Identifier, tables_refusing("DELETE")),
            ),
            "appended": sql.SQL(", ").join(
                map(sql.Identifier, tables_refusing("UPDATE")),
            ),
            "password": sql.Literal(password or None),
        }
        if not exists:
            cursor.execute(sql.SQL("CREATE ROLE {role}").format(**names))
        for statement in _STATEMENTS:
            cursor.execute(sql.SQL(statement).format(**names))


_STATEMENTS = (
    (
        "ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION "
        "NOBYPASSRLS PASSWORD {password}"
    ),
    # Nobody makes a table of the same name that a query would find first.
    "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE DELETE ON {kept} FROM {role}",
    "REVOKE UPDATE ON {appended} FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT USAGE, SELECT ON SEQUENCES TO {role}"
    ),
)
