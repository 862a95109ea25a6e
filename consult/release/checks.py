"""What is looked at before the house opens: whether the database holds the gate."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as Warned
from django.db import DatabaseError, OperationalError, connections

from consult.release import locks
from consult.release.locks.hardening import weaknesses

logger = logging.getLogger(__name__)


def check_locks(
    *,
    databases: Iterable[str] | None = None,
    **_rest: Any,
) -> Sequence[CheckMessage]:
    """Warn of locks that are not whole, and of a role that could take them away.

    It only warns, so that `migrate` can mend it. Money is refused as long as a lock is
    missing; see `consult.release.actions.release_tranche`.
    """
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if "release_release" not in connection.introspection.table_names():
            continue
        if wrong := locks.differences(connection):
            found.append(
                Warned(
                    f"The gate's locks are not whole: {', '.join(wrong)}",
                    hint="No money is released until `manage.py migrate` mends them.",
                    id="release.W001",
                ),
            )
        if weak := weaknesses(connection):
            found.append(
                Warned(
                    f"The database role can undo the gate's locks: {'; '.join(weak)}",
                    hint="See `manage.py harden_database` in docs/running.md.",
                    id="release.W002",
                ),
            )
    return found


def warn_at_start(alias: str = "default") -> None:
    """Write into the log what `check_locks` finds: web and workers do, and the clock.

    A database that is down is no reason not to start: the clock looks again within the
    hour. Any other error of it is one to look into, and is written down whole.
    """
    try:
        for found in check_locks(databases=[alias]):
            logger.warning("%s %s", found.msg, found.hint)
    except OperationalError as error:
        logger.warning("The gate's locks were not looked at, no database: %s", error)
    except DatabaseError:
        logger.exception("The gate's locks could not be looked at.")
    finally:
        connections[alias].close()
