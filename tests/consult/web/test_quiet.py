"""Nothing that is logged names who asked."""

import http.client
import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from consult.web.quiet import hush

CONFIGURATION = settings.BASE_DIR / "docs/nginx.conf"
BROWSER = "NobodysBrowser/7"
ADDRESS = re.compile(r"127\.0\.0\.1(?!:\d)|ip=")


def directives() -> list[str]:
    """Return what the example says, without its comments."""
    lines = CONFIGURATION.read_text().splitlines()
    return [line.strip() for line in lines if line.strip()[:1] not in {"", "#"}]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Run the house under gunicorn with its own settings, as it is run for people."""
    port, log = free_port(), tmp_path / "web.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "consult.wsgi:application"),
                *("--bind", f"127.0.0.1:{port}", "--no-control-socket"),
                *("--worker-class", "gthread"),
            ],
            stdout=written,
            stderr=subprocess.STDOUT,
            cwd=settings.BASE_DIR,
        )
    try:
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        process.wait(10)


def test_a_server_that_is_asked_well_and_badly_writes_down_nobody(
    server: tuple[int, Path],
) -> None:
    port, log = server
    for path in ("/no-such-page/", "/static/none.css"):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"User-Agent": BROWSER, "X-Forwarded-For": "203.0.113.9"}
        asked.request("GET", path, headers=headers)
        asked.getresponse().read()
        asked.close()
    for junk in (b"\x16\x03\x01junk\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
            raw.sendall(junk)
            raw.recv(4096)

    lines = log.read_text().splitlines()
    # Where it listens is said once, and is our own address.
    written = "\n".join(line for line in lines if "Listening at" not in line)
    assert "Not Found: /no-such-page/" in written
    assert BROWSER not in written
    assert "203.0.113.9" not in written
    assert ADDRESS.findall(written) == []


def test_without_the_filter_gunicorn_would_name_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("gunicorn.error")
    hush()
    hush()

    logger.warning("Invalid request from ip=203.0.113.9: junk")
    logger.warning("Worker exiting")

    assert [record.getMessage() for record in caplog.records] == ["Worker exiting"]
    assert len(logger.filters) == 1


def test_the_example_of_the_front_server_writes_down_nobody() -> None:
    said = directives()

    assert said.count("access_log off;") == sum(line == "server {" for line in said)
    assert [line for line in said if "log_format" in line] == []
    assert "error_log /dev/null crit;" in said
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "User-Agent"):
        assert f'proxy_set_header {header} "";' in said
    assert [
        line for line in said if "remote_addr" in line or "user_agent" in line
    ] == []
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in said
    assert 'add_header Cache-Control "no-cache" always;' in said


def test_the_example_lets_through_what_the_house_takes() -> None:
    (most,) = re.findall(r"client_max_body_size (\d+)m;", CONFIGURATION.read_text())

    assert int(most) * 1024**2 > settings.UPLOAD_MAX_BYTES
