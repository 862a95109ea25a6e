"""Why Consult could not start, in one sentence a person at a terminal can act on."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# What programs that write through a database or a log say when the disk is full.
DISK_FULL_WORDS = (os.strerror(errno.ENOSPC), "database or disk is full")


class Stop(Exception):
    """Nothing more can be done; the sentence says why, in Spanish and in English.

    It is spoken before anybody chose a language, so it is not a translated text.
    """

    def __init__(self, spanish: str, english: str) -> None:
        super().__init__(f"{spanish}\n{english}")


def disk_is_full(path: Path) -> Stop:
    """Return the sentence of a disk without room for `path`."""
    return Stop(
        f"El disco está lleno: no se pudo escribir en {path}. "
        "Libere espacio y vuelva a intentarlo.",
        f"The disk is full: could not write to {path}. Free some space and try again.",
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a disk answers about `path` into a sentence.

    Raises:
        Stop: the disk is full, or the folder cannot be written.

    """
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise disk_is_full(path) from error
        reason = error.strerror or error
        raise Stop(
            f"No se puede escribir en {path} ({reason}). "
            "Elija otra carpeta con DATA_DIR o cambie sus permisos.",
            f"Cannot write to {path} ({reason}). "
            "Choose another folder with DATA_DIR or change its permissions.",
        ) from error
