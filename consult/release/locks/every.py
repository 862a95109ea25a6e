"""Every lock, in the order in which they are made."""

from consult.release.locks.designs import DESIGNS
from consult.release.locks.kept import KEPT
from consult.release.locks.lock import Lock
from consult.release.locks.money import MONEY
from consult.release.locks.overriding import OVERRIDING
from consult.release.locks.voiding import VOIDING

LOCKS: tuple[Lock, ...] = (
    *KEPT,
    *DESIGNS,
    *VOIDING,
    *OVERRIDING,
    *MONEY,
)


def locks_of(vendor: str) -> list[Lock]:
    """Return the locks of one kind of database."""
    return [lock for lock in LOCKS if lock.is_for(vendor)]


def tables_refusing(event: str) -> list[str]:
    """Return the tables of which no row is ever deleted, or changed, whatever it is."""
    return sorted(
        {
            lock.table
            for lock in LOCKS
            if lock.on == event and any(each.when == "1 = 1" for each in lock.refuses)
        },
    )
