"""A pytest plugin: the tests once as they are, then with one piece after another gone.

The first pass notes which words of a refusal each test met. With a piece gone, only the
tests that met its words are run again, until one of them fails.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from pytest_django.plugin import blocking_manager_key

from consult.release import locks
from consult.release.locks.lock import Refusal
from tests.faults.pieces import TURN, Piece, pieces

NEVER = "1 = 0"
# Tests that look at the project's row and not at a refusal.
LOOK_AT_TURNS = ("voids", "turn")
LOOK_AT_CONSTRAINTS = "test_every_lock_is_in_place_after_migrating"


@dataclass
class Between:
    """What comes after each test: nothing but the session, whose database stays."""

    session: pytest.Session

    def listchain(self) -> list[pytest.Session]:
        """Return what is not torn down."""
        return [self.session]


class Seeder:
    """Run the tests, and again for each piece."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.failed: set[str] = set()
        self.met: dict[str, set[str]] = defaultdict(set)
        self.now = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Go through all pieces; write what noticed each of them."""
        items = [each for each in session.items if not _commits(each)]
        connection.execute_wrappers.append(self._listen)
        for item in items:
            self._run(item)
        found: dict[str, str] = {}
        baseline = sorted(self.failed)
        with session.config.stash[blocking_manager_key].unblock():
            for piece in [] if baseline else pieces():
                if piece.is_for(connection.vendor):
                    with _without(piece):
                        found[piece.row] = self._noticed(piece, items)
        self.file.write_text(
            json.dumps({"baseline": baseline, "found": found}),
            encoding="utf-8",
        )
        session._setupstate.teardown_exact(None)
        return True

    def _noticed(self, piece: Piece, items: list[pytest.Item]) -> str:
        self.failed.clear()
        for item in self._candidates(piece, items):
            self._run(item)
            if self.failed:
                return item.name.partition("[")[0]
        return ""

    def _candidates(
        self, piece: Piece, items: list[pytest.Item]
    ) -> Iterator[pytest.Item]:
        for item in items:
            if piece.refusal is not None:
                wanted = piece.refusal.saying in self.met[item.nodeid]
            elif piece.lock is not None:
                wanted = any(word in item.name for word in LOOK_AT_TURNS)
            else:
                wanted = item.name == LOOK_AT_CONSTRAINTS
            if wanted:
                yield item

    def _run(self, item: pytest.Item) -> None:
        self.now = item.nodeid
        item.config.hook.pytest_runtest_protocol(
            item=item,
            nextitem=Between(item.session),
        )

    def _listen(
        self,
        execute: Callable[..., object],
        *arguments: object,
    ) -> object:
        try:
            return execute(*arguments)
        except IntegrityError as error:
            said = str(error).splitlines()[0]
            self.met[self.now].add(said)
            raise


def _commits(item: pytest.Item) -> bool:
    """Say whether a test puts the whole database back, and the lock with it."""
    marker = item.get_closest_marker("django_db")
    return marker is None or bool(marker.kwargs.get("transaction"))


@contextmanager
def _without(piece: Piece) -> Iterator[None]:
    """Take a piece away for as long as the block lasts, in the code's own words too."""
    if piece.lock is None:
        yield from _without_constraint(piece)
        return
    lock = piece.lock
    kept = (lock.refuses, lock.projects, lock.voids)
    if piece.refusal is not None:
        _set(lock, refuses=tuple(_hollow(each, piece) for each in lock.refuses))
    elif piece.does == TURN:
        nothing = (*lock.refuses, Refusal(NEVER, "nothing"))
        _set(lock, refuses=nothing, projects="")
    else:
        _set(lock, voids=False)
    locks.put_in_place(connection)
    try:
        yield
    finally:
        _set(lock, refuses=kept[0], projects=kept[1], voids=kept[2])
        locks.put_in_place(connection)


def _without_constraint(piece: Piece) -> Iterator[None]:
    assert piece.model is not None
    assert piece.constraint is not None
    with connection.schema_editor() as editor:
        editor.remove_constraint(piece.model, piece.constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(piece.model, piece.constraint)


def _hollow(refusal: Refusal, piece: Piece) -> Refusal:
    return Refusal(NEVER, refusal.saying) if refusal is piece.refusal else refusal


def _set(lock: locks.Lock, **changed: object) -> None:
    # A lock is frozen; a fault is not its author's.
    for name, value in changed.items():
        object.__setattr__(lock, name, value)


def pytest_configure(config: pytest.Config) -> None:
    """Take over the loop, where the command asks for it."""
    config.pluginmanager.register(Seeder(Path(os.environ["CONSULT_FAULTS"])))
