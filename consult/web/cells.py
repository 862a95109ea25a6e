"""Where what arrives is opened: a process of its own for each hostile file.

The script it runs bounds itself before it reads anything: memory, processor, and no
file or connection to open. Whatever a file does to a decoder ends there.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings


class Busy(Exception):
    """There was no time for it: the file may be good."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a script said in one line, and the bytes it wrote after it."""

    facts: dict[str, Any]
    content: bytes


def opened(script: Path, *arguments: str, content: bytes) -> Opened | None:
    """Run a script on what arrived; None where it was stopped, or died of it.

    Waits as long as `settings.UPLOAD_OPENING_SECONDS`, which is longer than the
    processor time the script allows itself: other work goes on at the same time.

    Raises:
        Busy: it was still at work then.

    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(script), *arguments],
            input=content,
            capture_output=True,
            timeout=settings.UPLOAD_OPENING_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Busy from error
    line, _newline, written = done.stdout.partition(b"\n")
    if done.returncode or not line:
        return None
    return Opened(json.loads(line), written)
