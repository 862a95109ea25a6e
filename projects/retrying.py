"""Trying again when two writers met, a bounded number of times."""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

ATTEMPTS = 4
# PostgreSQL: two transactions could not be put in an order; each waited for the other.
SERIALIZATION_FAILURE = "40001"
DEADLOCK = "40P01"
# Seconds before the second attempt at most; twice as long before each one after.
FIRST_PAUSE = 0.02

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def retried(act: Callable[P, R]) -> Callable[P, R]:
    """Let an action that opens its own transaction try again after a conflict.

    At most `ATTEMPTS` times in all; what it raises then is raised. Inside somebody
    else's transaction there is nothing to try again: that one is lost as a whole.
    """

    @wraps(act)
    def until_it_went(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(ATTEMPTS - 1):
            try:
                return act(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not is_conflict(error):
                    raise
                logger.info("Sent away (%s): %s", _state(error), act.__qualname__)
                # Chance, so that the two do not meet again.
                time.sleep(random.uniform(0, FIRST_PAUSE * 2**attempt))  # noqa: S311
        return act(*args, **kwargs)

    return until_it_went


def is_conflict(error: OperationalError) -> bool:
    """Say whether the same transaction may go through when it is tried again."""
    return _state(error) in {SERIALIZATION_FAILURE, DEADLOCK}


def _state(error: OperationalError) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))
