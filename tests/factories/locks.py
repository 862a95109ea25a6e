"""Writing what the database's locks refuse, to see what the service says of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from consult.release import locks
from projects.models import Design


@contextmanager
def unlocked(*tables: str) -> Iterator[None]:
    """Take the locks of some tables away, and put them back."""
    _settle()
    with connection.cursor() as cursor:
        for lock in locks.LOCKS:
            if lock.table in tables and lock.is_for(connection.vendor):
                on = f" ON {lock.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {lock.name}{on}")
    yield
    _settle()
    locks.put_in_place(connection)


def _settle() -> None:
    """Look at the foreign keys now: PostgreSQL alters no table that waits for them."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def rewrite(design: Design, **changed: object) -> None:
    """Change a published design."""
    with unlocked("projects_design"):
        Design.objects.filter(pk=design.pk).update(**changed)
