"""The gate's locks in the database: triggers that hold what the service holds.

Whoever writes past the actions (raw SQL, a shell, the admin, `QuerySet.update`,
`bulk_create`, a fixture) meets the same invariants here. A lock says its conditions
once; SQLite and PostgreSQL each get them in their own words.

They are put in place after every `migrate` and not by one migration: to alter a table
SQLite makes a new one and drops the old one with its triggers, without a word.
"""

from consult.release.locks.every import LOCKS
from consult.release.locks.installing import put_in_place, take_away
from consult.release.locks.lock import Lock
from consult.release.locks.seeing import differences

__all__ = ["LOCKS", "Lock", "differences", "put_in_place", "take_away"]
