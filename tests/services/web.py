"""The web as it is run for people, on the database of a test (a pytest plugin)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from consult.web.launch.children import Child

START_SECONDS = 60


class Web:
    """gunicorn with whitenoise, statics collected; it can be killed outright."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            self.port = int(taken.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CONSULT_TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "PLAIN_STATIC": "false",
        }
        self.child = Child(
            "web",
            (
                *(sys.executable, "-m", "gunicorn", "consult.wsgi:application"),
                *("--bind", f"127.0.0.1:{self.port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--threads", "4"),
            ),
            folder / "web.log",
        )

    def collect(self) -> None:
        """Collect the static files, compressed, as an installation does."""
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
            check=True,
            cwd=settings.BASE_DIR,
            env=self.env,
        )

    def start(self) -> None:
        """Start it, and come back when it answers."""
        self.child.start(env=self.env, cwd=settings.BASE_DIR)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.05)
        raise RuntimeError(self.child.tail())

    def kill(self) -> None:
        """Kill it outright, with all it started."""
        if self.child.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.child.process.pid, signal.SIGKILL)
            self.child.process.wait()


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[Web]:
    """Run the web as people meet it, on this test's database."""
    web = Web(tmp_path)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        web.collect()
    web.start()
    yield web
    web.kill()
