"""A pytest plugin: the tests once as they are, then with one piece after another gone.

The first pass notes which words of a refusal each test met, and which functions of the
house it called. With a piece gone, only the tests that met its words, or that called
what was changed, are run again, until one of them fails.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

import pytest
from django.db import IntegrityError, connection
from pytest_django.plugin import blocking_manager_key

from consult.release import locks
from consult.release.locks.lock import Refusal
from tests.faults.parts import PARTS, Part
from tests.faults.pieces import TURN, Piece, pieces
from tests.faults.services import FAULTS, HELD, Fault, listening_to, taken_away

NEVER = "1 = 0"
# A check that none of so many tests misses has no test of its own.
ENOUGH = 60
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

    def __init__(self, part: Part, file: Path) -> None:
        self.part = part
        self.file = file
        # An earlier run may have been broken off.
        self.found: dict[str, str] = {}
        if file.exists():
            earlier = json.loads(file.read_text(encoding="utf-8")).get("found", {})
            self.found = {row: seen for row, seen in earlier.items() if seen}
        self.failed: set[str] = set()
        self.met: dict[str, set[str]] = defaultdict(set)
        # What each test called of that which will be changed, and what came of it.
        self.called: dict[str, set[tuple[FunctionType, str]]] = defaultdict(set)
        self.now = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what failed."""
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Go through all pieces; write what noticed each of them."""
        connection.execute_wrappers.append(self._listen)
        changing: set[FunctionType] = set()
        for fault in self.part.faults:
            with taken_away(fault) as changed:
                changing |= changed
        with listening_to(changing, self._hear):
            for item in session.items:
                self._run(item)
        baseline = sorted(self.failed)
        if baseline:
            self._write({"baseline": baseline})
        else:
            for row, seen in self._go_through(session):
                self.found[row] = seen
                self._write({"found": self.found})
            self._write({"found": self.found, "whole": True})
        session._setupstate.teardown_exact(None)
        return True

    def _hear(self, function: FunctionType, outcome: str) -> None:
        self.called[self.now].add((function, outcome))

    def _write(self, said: dict[str, object]) -> None:
        self.file.write_text(json.dumps(said), encoding="utf-8")

    def _go_through(self, session: pytest.Session) -> Iterator[tuple[str, str]]:
        # What commits puts the whole database back, and with it a lock.
        kept = [each for each in session.items if not _commits(each)]
        with session.config.stash[blocking_manager_key].unblock():
            for piece in pieces() if self.part.locks else ():
                if piece.is_for(connection.vendor) and piece.row not in self.found:
                    with _without(piece):
                        yield piece.row, self._noticed(self._about(piece, kept))
        for fault in self.part.faults:
            if fault.row not in self.found:
                yield fault.row, self._of_service(fault, session)

    def _of_service(self, fault: Fault, session: pytest.Session) -> str:
        """Return what noticed a check gone; or who holds it, and what noticed both."""
        items = session.items
        with taken_away(fault) as changed:
            seen = self._noticed(self._calling(changed, items))
        if seen or not fault.held_by:
            return seen
        others = [each for each in FAULTS if each.what in fault.held_by]
        locked = [
            each for each in pieces() if f"{each.holder}: {each.does}" in fault.held_by
        ]
        if len(others) + len(locked) != len(fault.held_by):
            raise RuntimeError(f"Not all of these are there: {fault.held_by}")
        with ExitStack() as gone:
            if locked:
                # What commits puts the whole database back, and with it a lock.
                items = [each for each in items if not _commits(each)]
                gone.enter_context(session.config.stash[blocking_manager_key].unblock())
            for piece in locked:
                gone.enter_context(_without(piece))
            changed = gone.enter_context(taken_away(fault, *others))
            both = self._noticed(self._calling(changed, items))
        return f"{HELD}{both}" if both else ""

    def _noticed(self, items: Iterable[pytest.Item]) -> str:
        self.failed.clear()
        for item in items:
            self._run(item)
            if self.failed:
                return item.name.partition("[")[0]
        return ""

    def _calling(
        self,
        changed: frozenset[FunctionType],
        items: list[pytest.Item],
    ) -> list[pytest.Item]:
        """Return the tests that call what was changed, the rarest outcome first."""
        if self.part.only_postgres:
            # What is done on connections of their own is not seen from here.
            return items
        heard = Counter(each for called in self.called.values() for each in called)
        rarest = {
            item.nodeid: min(
                (
                    heard[function, outcome]
                    for function, outcome in self.called[item.nodeid]
                    if function in changed
                ),
                default=0,
            )
            for item in items
        }
        calling = [each for each in items if rarest.get(each.nodeid)]
        return sorted(calling, key=lambda each: rarest[each.nodeid])[:ENOUGH]

    def _about(self, piece: Piece, items: list[pytest.Item]) -> Iterator[pytest.Item]:
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
    part = PARTS[os.environ["CONSULT_FAULTS_PART"]]
    file = Path(os.environ["CONSULT_FAULTS"])
    config.pluginmanager.register(Seeder(part, file))
