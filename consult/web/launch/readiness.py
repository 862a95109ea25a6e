"""Signs that a process answers, each asked of the process itself."""

import http.client
import json
from collections.abc import Callable
from pathlib import Path

from celery import Celery
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from consult.web.launch.preflight import Place

HTTP_OK = 200
ASK_SECONDS = 1

Sign = Callable[[], bool]


def broker_is_ours(socket_path: Path, pid: int) -> bool:
    """Say whether the broker that answers on this socket is the one we started."""
    client = Redis(unix_socket_path=str(socket_path), socket_timeout=ASK_SECONDS)
    try:
        return bool(client.ping()) and client.info("server")["process_id"] == pid
    except RedisError:
        return False
    finally:
        client.close()


def _probe(url: str) -> Celery:
    """Return an application that only asks.

    It must not become the current one: whatever this process sent afterwards would go
    through it, without our timeouts, and wait for a broker that hangs for ever.
    """
    return Celery("probe", broker=url, set_as_current=False)


def broker_answers(url: str) -> bool:
    """Say whether a broker that somebody else runs takes a connection."""
    with _probe(url).connection_for_write() as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=ASK_SECONDS)
        except (OperationalError, OSError):
            return False
    return True


def worker_answers(url: str, node: str) -> bool:
    """Say whether this very worker answers a ping sent through the broker."""
    probe = _probe(url)
    try:
        # A connection of its own: one that is kept may lead to a broker that is gone.
        with probe.connection_for_write() as connection:
            answers = probe.control.ping(
                destination=[node],
                timeout=ASK_SECONDS,
                connection=connection,
            )
    except (OperationalError, OSError, RedisError):
        return False
    finally:
        probe.close()
    return any(node in answer for answer in answers or ())


def beat_was_felt(place: Place, *, since: float) -> bool:
    """Say whether beat's message went through broker and worker after `since`.

    `since` is in seconds since the epoch, as the file system counts.
    """
    try:
        return place.heartbeat.stat().st_mtime >= since
    except FileNotFoundError:
        return False


def web_answers(place: Place) -> bool:
    """Say whether the web and its database answer."""
    connection = http.client.HTTPConnection(
        "127.0.0.1",
        place.port,
        timeout=ASK_SECONDS,
    )
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        body = response.read()
        return response.status == HTTP_OK and json.loads(body) == {"status": "ok"}
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
