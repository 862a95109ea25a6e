"""The processes of one Consult: started, watched, and stopped with nothing left."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from consult.web.launch.stop import DISK_FULL_WORDS, Stop, disk_is_full

TAIL_LINES = 15
STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to send this process a signal if its parent is killed outright.

    For `preexec_fn`: runs in the child, before its program. Elsewhere than on Linux
    nobody can promise this, and nothing is done.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


@dataclass
class Child:
    """One process, in a process group of its own, with a log of its own."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self, *, env: Mapping[str, str], cwd: Path) -> None:
        """Start it. The log of the run before stays beside it as `.1`."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                # Ctrl-C at the terminal reaches the launcher alone, which then stops
                # its children in order.
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - before any thread
            )

    @property
    def runs(self) -> bool:
        """Say whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def tail(self) -> str:
        """Return the last lines of its log."""
        try:
            text = self.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.rstrip().splitlines()[-TAIL_LINES:])

    def failure(self) -> Stop:
        """Return the sentence of a process that ended or never answered."""
        tail = self.tail()
        if any(words in tail for words in DISK_FULL_WORDS):
            return disk_is_full(self.log)
        if not self.runs and self.process is not None:
            return Stop(
                f"{tail}\n\nEl proceso «{self.name}» terminó de pronto; arriba está el "
                f"final de su registro, {self.log}.",
                f"The process “{self.name}” ended; above is the end of its log.",
            )
        return Stop(
            f"{tail}\n\nEl proceso «{self.name}» no contesta; arriba está el final de "
            f"su registro, {self.log}.",
            f"The process “{self.name}” does not answer; above is the end of its log.",
        )

    def ask_to_stop(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self.process is not None and self.runs:
            self.process.terminate()

    def wait(self, *, until: float) -> None:
        """Wait for its end till `until` (monotonic seconds), then leave nothing of it.

        The whole group is killed at last, so that nothing it started stays behind.
        """
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_all(children: Sequence[Child], *, seconds: float = STOP_SECONDS) -> None:
    """Stop the last started first, the first (the broker) when the rest has ended.

    Those in between end at the same time; whoever takes longer than `seconds` is
    killed. What a killed worker had in hand is a row in the database, found again.
    """
    if not children:
        return
    first, *others = children
    deadline = time.monotonic() + seconds
    for child in reversed(others):
        child.ask_to_stop()
    for child in reversed(others):
        child.wait(until=deadline)
    first.ask_to_stop()
    first.wait(until=max(deadline, time.monotonic() + 2))
