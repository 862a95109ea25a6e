"""A real Celery worker on the database and the broker of one test."""

import os
import signal
import sys
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.db import connection

from consult.web.launch.children import Child
from consult.web.launch.readiness import worker_answers

START_SECONDS = 30.0


class Worker:
    """One worker process, which can be stopped kindly or killed outright."""

    def __init__(self, *, concurrency: int = 1) -> None:
        self.node = f"test-{uuid.uuid4().hex[:8]}@localhost"
        log = Path(settings.DATA_DIR) / f"{self.node}.log"
        self.child = Child(
            "worker",
            (
                *(sys.executable, "-m", "celery", "-A", "consult.celery", "worker"),
                *("--hostname", self.node, "--concurrency", str(concurrency)),
                *("--without-mingle", "--without-gossip", "--loglevel", "INFO"),
            ),
            log,
        )

    def start(self) -> None:
        """Start it on this test's database and wait until it answers.

        Raises:
            RuntimeError: it did not answer; the end of its log is in the message.

        """
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CONSULT_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        }
        self.child.start(env=environment, cwd=settings.BASE_DIR)
        deadline = time.monotonic() + START_SECONDS
        while not worker_answers(settings.CELERY_BROKER_URL, self.node):
            if not self.child.runs or time.monotonic() > deadline:
                tail = self.child.tail()
                self.kill()
                raise RuntimeError(f"The worker of tests does not start:\n{tail}")

    def stop(self) -> None:
        """Let it finish what it has in hand, and end."""
        self.child.ask_to_stop()
        self.child.wait(until=time.monotonic() + START_SECONDS)

    def kill(self) -> None:
        """Kill it and its pool at once, as a power cut would."""
        if self.child.process is not None and self.child.runs:
            os.killpg(self.child.process.pid, signal.SIGKILL)
        self.child.wait(until=time.monotonic())

    @property
    def log(self) -> str:
        """Return the last lines it wrote."""
        return self.child.tail()
