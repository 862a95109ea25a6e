"""The whole of `make demo` but its make: started, asked, stopped, started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.broker

FIRST_RUN_SECONDS = 240.0
STOP_SECONDS = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int, output: Path) -> subprocess.Popen[bytes]:
    """Start the demonstration with its own settings, not those of tests."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data),
        "PORT": str(port),
        "SECRET_KEY": "for-this-test",
        "FIELD_KEYS": os.environ["FIELD_KEYS"],
        "RECEIPT_KEY": "for-this-test",
    }
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_ready(demo: subprocess.Popen[bytes], port: int, output: Path) -> None:
    deadline = time.monotonic() + FIRST_RUN_SECONDS
    ready = f"\nConsult is ready: http://127.0.0.1:{port}\n"
    while ready not in output.read_text():
        assert demo.poll() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.1)


def children_in(data: Path) -> list[str]:
    """Return the command lines of the processes whose DATA_DIR this is."""
    mark = f"DATA_DIR={data}\0".encode()
    found = []
    for process in Path("/proc").iterdir():
        try:
            if mark in (process / "environ").read_bytes() + b"\0":
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # No process, or one that has just ended.
    return found


def get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_demonstration_answers_stops_and_starts_again_with_its_data(
    tmp_path: Path,
) -> None:
    data, port = tmp_path / "data", free_port()
    made = []
    for run, asked in enumerate((signal.SIGINT, signal.SIGTERM)):
        output = tmp_path / f"output-{run}"
        demo = start(data, port, output)
        try:
            wait_until_ready(demo, port, output)

            assert get(port, "/") == 200
            # Broker, worker, beat, web; the launcher; and what worker and web start.
            assert len(children_in(data)) >= 7

            demo.send_signal(asked)
            assert demo.wait(timeout=STOP_SECONDS) == 0
        finally:
            demo.kill()

        assert children_in(data) == []
        assert not (data / "run" / "broker.sock").exists()
        made.append((data / "consult.sqlite3").stat().st_ino)

    assert made[0] == made[1]
    assert "The story is told already." in (data / "log" / "prepare.log").read_text()
