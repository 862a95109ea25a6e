"""Rings of keys kept outside the database: a file of its owner's, or the environment.

A ring is a JSON Web Key Set (RFC 7517). What a key means, and which of its halves are
kept, is said by the room that uses it.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

Jwk = dict[str, Any]

_READABLE_BY_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Where a ring lies.

    `text` is the ring itself when the environment gives it, else empty. `broken` is
    what is said when it is no ring: what to do about it.
    """

    text: str
    path: Path
    broken: str

    @property
    def is_there(self) -> bool:
        """Say whether there is a ring to read."""
        return bool(self.text) or self.path.is_file()

    def read(self) -> list[Jwk]:
        """Return the keys of the ring, as they are kept.

        Raises:
            ImproperlyConfigured: it is no key set, or others may read its file too.

        """
        text = self.text
        if not text:
            if self.path.stat().st_mode & _READABLE_BY_OTHERS:
                message = (
                    f"Others may read {self.path}. Mend it with: chmod 600 {self.path}"
                )
                raise ImproperlyConfigured(message)
            text = self.path.read_text()
        try:
            keys = json.loads(text)["keys"]
        except (ValueError, KeyError, TypeError) as error:
            raise ImproperlyConfigured(self.broken) from error
        if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
            raise ImproperlyConfigured(self.broken)
        return keys

    def write(self, keys: list[Jwk], *, only_if_new: bool = False) -> None:
        """Put the keys into the file, for its owner alone; the environment is left.

        Written aside and put there whole: half a ring would be worth nothing. With
        `only_if_new` a ring that is there already stays: of two processes that start
        at once, one makes it.
        """
        if self.text:
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self.path.with_name(f".{self.path.name}-{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"keys": keys}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if not only_if_new:
            aside.rename(self.path)
            return
        try:
            # A link never replaces.
            os.link(aside, self.path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
