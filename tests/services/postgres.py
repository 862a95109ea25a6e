"""A PostgreSQL cluster of the tests' own: a folder, a socket, no network."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from consult.web.launch.children import die_with_parent

START_SECONDS = 30.0
# Durability is what a throwaway cluster can do without.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # Who waits for ever fails instead, and the test says where.
    "lock_timeout": "60s",
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "120s",
    "log_min_messages": "warning",
}


def find_program(name: str) -> Path:
    """Return a program of PostgreSQL, from the newest version of this machine.

    Raises:
        RuntimeError: there is no PostgreSQL here.

    """
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int(path.parts[-3]),
    )
    if versions:
        return versions[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise RuntimeError(
            f"PostgreSQL's {name} is not on this machine. "
            "On Debian: sudo apt-get install postgresql",
        )
    return Path(on_path)


def _unprivileged() -> dict[str, str | int | list[str]]:
    """Return as whom to run: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


class Cluster:
    """A cluster in a folder, which can be killed and started again."""

    def __init__(self, folder: Path, options: Mapping[str, str]) -> None:
        self.folder = folder
        self.options = options
        self.identity = _unprivileged()
        self.server: subprocess.Popen[bytes] | None = None
        if self.identity:
            owner, group = self.identity["user"], self.identity["group"]
            os.chown(folder, int(str(owner)), int(str(group)))
        _run_initdb(find_program("initdb"), folder, self.identity)

    @property
    def url(self) -> str:
        """Return its DATABASE_URL."""
        return f"postgres://consult@//{self.folder.relative_to('/')}/consult"

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it did not start, with what it said.

        """
        settings = [f"--{name}={value}" for name, value in self.options.items()]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [
                    find_program("postgres"),
                    *("-D", self.folder / "data", "-k", self.folder),
                    *settings,
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A run that is killed outright leaves no cluster behind. SIGINT: fast.
                preexec_fn=partial(die_with_parent, signal.SIGINT),  # noqa: PLW1509
                **self.identity,  # type: ignore[call-overload]
            )
        _wait_until_ready(self.server, self.folder)

    def kill_postmaster(self) -> None:
        """Kill the postmaster alone, as nobody should; its children notice and end."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()

    def stop(self) -> None:
        """Stop it fast: whoever is still connected is sent away."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


@contextmanager
def kept_cluster(**options: str) -> Iterator[Cluster]:
    """Run a cluster for as long as the block lasts; `options` go before the usual.

    Raises:
        RuntimeError: PostgreSQL is missing or did not start, with what it said.

    """
    folder = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    try:
        cluster = Cluster(folder, {**OPTIONS, **options})
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Run a cluster for as long as the block lasts and yield its DATABASE_URL.

    Raises:
        RuntimeError: PostgreSQL is missing or did not start, with what it said.

    """
    with kept_cluster() as cluster:
        yield cluster.url


def _run_initdb(
    initdb: Path,
    folder: Path,
    identity: dict[str, str | int | list[str]],
) -> None:
    done = subprocess.run(
        [
            *(str(initdb), "--pgdata", str(folder / "data"), "--username", "consult"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
            *("--no-sync", "--no-instructions"),
        ],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        **identity,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    ready = find_program("pg_isready")
    deadline = time.monotonic() + START_SECONDS
    while True:
        command = [str(ready), "-q", "-h", str(folder), "-U", "consult"]
        if subprocess.run(command, check=False).returncode == 0:
            return
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                f"PostgreSQL did not start:\n{(folder / 'log').read_text()}",
            )
        time.sleep(0.05)
