"""Points of the audit chain, signed, to be kept outside the house.

A chain that was cut at its end, or written anew from its beginning, holds by itself.
Whoever kept a point of it sees that. The signature says that the point was ours: nobody
who rewrites the chain can also say that the point was invented. Signed with the ring
that signs clearances, and of another type, so that none is taken for the other.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consult.audit.chain import GENESIS, Checkpoint
from consult.audit.queries import last_event
from consult.release import keys, tokens
from projects.refusals import Refusal

TYPE = "consult-checkpoint+jwt"


@dataclass(frozen=True, slots=True)
class Signed:
    """A point of the chain; `token` is its JWS, empty in a house without a key."""

    point: Checkpoint
    token: str

    def __str__(self) -> str:
        """Return it as one line: what a program verifies, or else the bare point."""
        return self.token or str(self.point)


def current() -> Signed:
    """Return the end of the chain as it is now, signed if there is a key."""
    last = last_event()
    point = Checkpoint(last.sequence, last.hash) if last else Checkpoint(0, GENESIS)
    ring = keys.ring()
    if ring.signing is None:
        return Signed(point, "")
    claims = {
        "iss": settings.PUBLIC_URL,
        "iat": int(time.time()),
        "sequence": point.sequence,
        "hash": point.hash,
    }
    token, _key_id = tokens.sign(claims, ring, kind=TYPE)
    return Signed(point, token)


def export(path: Path | None = None) -> Signed:
    """Write the end of the chain, signed, as one more line of a file.

    Raises:
        Refusal: there is no key.
        OSError: the file cannot be written.

    """
    signed = current()
    if not signed.token:
        raise Refusal(
            _(
                "No hay llave para firmar el punto del registro. Haga una con "
                "rotate_clearance_key.",
            ),
        )
    path = path or Path(settings.CHECKPOINTS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{signed}\n")
    return signed


def read(written: str) -> Checkpoint:
    """Return the point that a signed text names: settings.CHECKPOINT_READER.

    Broken into lines, as a report prints it, it is the same.

    Raises:
        ValueError: not signed with a key of ours, or no point at all.

    """
    try:
        claims = tokens.read("".join(written.split()), keys.ring(), kind=TYPE)
        return Checkpoint.read(f"{claims['sequence']}:{claims['hash']}")
    except (Refusal, KeyError, TypeError) as error:
        raise ValueError(written) from error
