"""What must be so before anything is started: room, rights, port, no twin."""

import errno
import fcntl
import os
import re
import shutil
import socket
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from consult.web.launch.stop import Stop, disk_is_full, explained

# Below this a first run cannot finish: story, static files and their compressed twins.
MIN_FREE_BYTES = 200 * 1024 * 1024
HIGHEST_PORT = 65535
# The kernel's limit is 104 to 108 bytes, and a broker's address is a URL, in which
# some characters mean something: any other path gets a socket in a temporary folder.
PLAIN_SOCKET_PATH = re.compile(r"[A-Za-z0-9/._-]{1,100}")


@dataclass(frozen=True)
class Place:
    """Where one Consult lives: its folder of data and its port on this machine."""

    data: Path
    port: int

    @property
    def run(self) -> Path:
        """Return the folder of what lasts as long as a run: sockets, heartbeats."""
        return self.data / "run"

    @property
    def log(self) -> Path:
        """Return the folder of the processes' logs."""
        return self.data / "log"

    @property
    def heartbeat(self) -> Path:
        """Return the file that beat, through a worker, touches every ten seconds."""
        return self.run / "heartbeat"

    @property
    def url(self) -> str:
        """Return the address a browser on this machine opens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def broker_socket(self) -> Path:
        """Return the broker's private socket, in a short folder if need be."""
        usual = self.run / "broker.sock"
        if PLAIN_SOCKET_PATH.fullmatch(str(usual)):
            return usual
        name = sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"consult-{name}" / "broker.sock"


def read_port(text: str) -> int:
    """Return the port a person asked for.

    Raises:
        Stop: it is not a number from 1 to 65535.

    """
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise Stop(
        f"PORT debe ser un número entre 1 y {HIGHEST_PORT}, no «{text}».",
        f"PORT must be a number from 1 to {HIGHEST_PORT}, not “{text}”.",
    )


def prepare_folders(place: Place) -> None:
    """Make the folders and see that they can be written.

    Raises:
        Stop: the disk is full, or a folder cannot be written.

    """
    with explained(place.data):
        for folder in (place.data, place.run, place.log):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = place.run / "probe"
        probe.write_bytes(bytes(64 * 1024))
        probe.unlink()
    if shutil.disk_usage(place.data).free < MIN_FREE_BYTES:
        raise disk_is_full(place.data)
    socket_folder = place.broker_socket.parent
    with explained(socket_folder):
        socket_folder.mkdir(mode=0o700, exist_ok=True)
        # In a shared temporary folder somebody else may have made it first.
        if socket_folder.stat().st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def lock(place: Place) -> IO[str]:
    """Take the folder for this run; the lock lasts as long as the file stays open.

    Raises:
        Stop: another run is using the same data.

    """
    with explained(place.run):
        file = (place.run / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Stop(
            f"Consult ya está funcionando con los datos de {place.data}. "
            "Deténgalo primero, o elija otra carpeta con DATA_DIR.",
            f"Consult is already running with the data in {place.data}. "
            "Stop it first, or choose another folder with DATA_DIR.",
        ) from error
    return file


def check_port(place: Place) -> None:
    """See that the port is free.

    Raises:
        Stop: somebody else listens there, or we may not.

    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        # As the web server does: a port still cooling down after a run is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", place.port))
            trial.listen(1)
        except OSError as error:
            raise _port_refused(place.port, error) from error


def _port_refused(port: int, error: OSError) -> Stop:
    if error.errno == errno.EADDRINUSE:
        return Stop(
            f"El puerto {port} ya está en uso. Elija otro: PORT=8001 make demo",
            f"Port {port} is already in use. Choose another: PORT=8001 make demo",
        )
    return Stop(
        f"No se puede usar el puerto {port} ({error.strerror}). "
        "Elija otro: PORT=8001 make demo",
        f"Port {port} cannot be used ({error.strerror}). "
        "Choose another: PORT=8001 make demo",
    )
