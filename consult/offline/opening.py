"""Opens what phones sealed."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jwe
from joserfc.errors import JoseError

from consult.offline import keys


def opened(sealed: bytes) -> bytes | None:
    """Return what a compact JWE holds; None if it is none, or sealed to no key here."""
    try:
        found = jwe.decrypt_compact(
            sealed,
            keys.ring(),
            algorithms=[keys.ALGORITHM, keys.ENCRYPTION],
        )
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return found.plaintext


@dataclass(frozen=True, slots=True)
class SealedClip:
    """A recording as it was sealed: whose answer it is, to what, and the sound."""

    consultation: str
    uuid: UUID
    question: str
    proof: str
    content: bytes

    @classmethod
    def read(cls, plain: bytes) -> "SealedClip | None":
        """Return it from a line of JSON and the sound behind it; None if it is none.

        `size` says how many bytes of sound there are: what follows only hides it.
        """
        head, _line, sound = plain.partition(b"\n")
        try:
            said: dict[str, Any] = json.loads(head)
            return cls(
                str(said["consultation"]),
                UUID(said["uuid"]),
                str(said["question"]),
                str(said["proof"])[:100],
                sound[: int(said["size"])],
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
