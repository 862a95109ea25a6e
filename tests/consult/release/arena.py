"""Real transactions against each other, hundreds of times from the same beginning."""

import logging
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

from django.db import OperationalError, connection, connections
from psycopg.errors import DeadlockDetected, SerializationFailure

from consult.audit.models import Event
from projects import retrying
from projects.refusals import Refusal

Act = Callable[[], object]
LEVELS = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")
# How often a transaction that the database sends away is tried.
TRIES = 20
# What a race may write, put back below the service: the chain of events too, because
# what it says already is not said again.
TABLES = (
    *("audit_salt", "audit_event"),
    *("release_overridesignature", "release_overriddenflag", "release_override"),
    *("release_releasesignature", "release_release"),
    *("release_approval", "release_releaserequest"),
    *("review_contest", "review_resolution"),
    *("mismatch_unrecordedevidence", "mismatch_flagevidence", "mismatch_flag"),
    *("feedback_tally", "feedback_trace", "feedback_testimony"),
    *("consultations_consentrecord", "consultations_evidencechange"),
    *("projects_design", "projects_project", "communities_community"),
)

PUT_BACK = "DELETE FROM {}; INSERT INTO {} TABLE kept.{};"


def many(few: int) -> int:
    """Return how many races a test runs: `few`, or what the nightly run asks for."""
    return int(os.environ.get("CONSULT_RACES", few))


class Kept:
    """The tables as they are now, to be put back in one go."""

    def __init__(self) -> None:
        self._run(
            "DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept;"
            + "".join(
                f"CREATE TABLE kept.{table} AS TABLE {table};"  # our own names
                for table in TABLES
            ),
        )

    def put_back(self) -> None:
        """Undo what a race wrote, without triggers: only a test may do that."""
        self._run(
            "BEGIN; SET LOCAL session_replication_role = replica;"
            + "".join(PUT_BACK.replace("{}", table) for table in TABLES)
            + "COMMIT;",
        )

    @staticmethod
    def _run(statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statements)


@dataclass
class Runner:
    """A thread with a connection of its own that does what it is given."""

    level: str
    work: SimpleQueue[tuple[Act, threading.Barrier, float] | None] = field(
        default_factory=SimpleQueue,
    )
    done: SimpleQueue[object] = field(default_factory=SimpleQueue)
    given_up: int = 0

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._loop, daemon=True)
        self.thread.start()

    def _loop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL "
                + self.level,
            )
        while (given := self.work.get()) is not None:
            act, barrier, wait = given
            barrier.wait(timeout=30)
            time.sleep(wait)
            self.done.put(self._do(act))
        connections.close_all()

    def _do(self, act: Act) -> object:
        for _try in range(TRIES):
            try:
                return act()
            except Refusal as refusal:
                return refusal
            except OperationalError as error:
                if not isinstance(
                    error.__cause__,
                    (SerializationFailure, DeadlockDetected),
                ):
                    return error
                self.given_up += 1
            except Exception as failure:  # noqa: BLE001 - judged by who asked
                return failure
        return RuntimeError("sent away too often")


class SentAway(logging.Handler):
    """Count, by its code, each transaction that the database sent away."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.seen: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.seen[f"sent away with {(record.args or ('?',))[0]}"] += 1  # type: ignore[index]


class Arena:
    """Two or more runners that start together."""

    def __init__(self, level: str, size: int = 2) -> None:
        self.runners = [Runner(level) for _ in range(size)]
        self.sent_away = SentAway()
        retrying.logger.addHandler(self.sent_away)
        retrying.logger.setLevel(logging.INFO)

    def race(self, *acts: Act, late: float = 0.0) -> list[object]:
        """Do all at once; one of them, by lot, up to `late` seconds after the others.

        Returns what each gave or was refused with. Whatever else goes wrong is raised.
        """
        barrier = threading.Barrier(len(acts))
        runners = self.runners[: len(acts)]
        last = random.randrange(len(acts))
        for position, (runner, act) in enumerate(zip(runners, acts, strict=True)):
            wait = random.uniform(0, late) if position == last else 0.0
            runner.work.put((act, barrier, wait))
        results = [runner.done.get(timeout=60) for runner in runners]
        broken = [
            each
            for each in results
            if isinstance(each, Exception) and not isinstance(each, Refusal)
        ]
        if broken:
            raise ExceptionGroup("Something broke in a race.", broken)
        return results

    @property
    def conflicts(self) -> Counter[str]:
        """Return how often the database sent a transaction away, and how it ended."""
        given_up = sum(runner.given_up for runner in self.runners)
        return Counter({**self.sent_away.seen, "given up by the service": given_up})

    def close(self) -> None:
        """End the threads and their connections."""
        for runner in self.runners:
            runner.work.put(None)
        for runner in self.runners:
            runner.thread.join(timeout=30)
        retrying.logger.removeHandler(self.sent_away)
        retrying.logger.setLevel(logging.NOTSET)


@contextmanager
def arena(level: str = LEVELS[0], size: int = 2) -> Iterator[Arena]:
    """Open an arena at an isolation level for as long as the block lasts."""
    opened = Arena(level, size)
    try:
        yield opened
    finally:
        opened.close()


def when(since: int, **what: object) -> int | None:
    """Return when something was committed, by the chain's own order; None if never."""
    return (
        Event.objects.filter(sequence__gt=since, **what)
        .values_list("sequence", flat=True)
        .first()
    )


def head() -> int:
    """Return the number of the chain's last event."""
    return Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
