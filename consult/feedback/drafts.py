"""A half-done testimony: what it holds, and the key that only the browser has.

Everything that belongs to one draft follows from its key: the address of the row, what
seals it, the UUID of the testimony it becomes, and its receipt where the phone makes
none. So a page that was sent and never arrived can be sent again, and answers the same,
although the server kept neither key nor receipt.
"""

import base64
import binascii
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypedDict
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from consult.feedback import pauses, receipts
from consult.feedback.enums import Channel
from consult.voice.decoding import Decoded
from consult.voice.enums import Source

KEY_BYTES: Final = 32
# A draft nobody touched for so long is not shown again: phones change hands.
IDLE_SECONDS: Final = 2 * 60 * 60


@dataclass(frozen=True, slots=True)
class DraftKey:
    """The 32 random bytes in a browser's cookie."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "DraftKey":
        """Return a new key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_cookie(cls, value: str) -> "DraftKey | None":
        """Return the key in a cookie, or None if it is none of ours."""
        try:
            secret = base64.urlsafe_b64decode(value.encode("ascii", "replace") + b"=")
        except (binascii.Error, ValueError):
            return None
        return cls(secret) if len(secret) == KEY_BYTES else None

    def as_cookie(self) -> str:
        """Return the key as a cookie's value."""
        return base64.urlsafe_b64encode(self.secret).decode().rstrip("=")

    def _derived(self, purpose: bytes, size: int, time_of: int = 0) -> bytes:
        return hashlib.blake2b(
            self.secret,
            person=purpose,
            salt=time_of.to_bytes(hashlib.blake2b.SALT_SIZE),
            digest_size=size,
        ).digest()

    @property
    def token_digest(self) -> str:
        """Return what the row is found by; the key does not follow from it."""
        return self._derived(b"draft row", 32).hex()

    @property
    def testimony_uuid(self) -> UUID:
        """Return the UUID of the testimony that this draft becomes."""
        return UUID(bytes=self._derived(b"testimony uuid", 16), version=4)

    @property
    def receipt(self) -> str:
        """Return the receipt that the testimony gets where no script makes one."""
        number = int.from_bytes(self._derived(b"receipt", 16))
        return receipts.with_check_digit(number % 10 ** (receipts.DIGITS - 1))

    def pause_number(self, times_resumed: int) -> str:
        """Return under which number the draft is left for later, this time."""
        number = int.from_bytes(self._derived(b"pause number", 16, times_resumed))
        return pauses.with_check_digit(number % 10 ** (pauses.DIGITS - 1))

    @property
    def box(self) -> SecretBox:
        """Return what seals and opens the draft."""
        return SecretBox(self._derived(b"draft seal", SecretBox.KEY_SIZE))


class SpokenDraft(TypedDict):
    """An answer given aloud: a clip of this draft, or one that was sent before."""

    # The name of the draft's clip; empty where it was sent before.
    clip: str
    # SHA-256 of the clip as the browser sent it; empty where it was sent before.
    sent_hash: str
    duration_ms: int


def sealed_clip(key: DraftKey, clip: Decoded) -> bytes:
    """Return a decoded clip sealed with a draft's key."""
    facts = {
        "source": clip.source,
        "duration_ms": clip.duration_ms,
        "opus": len(clip.opus),
    }
    line = json.dumps(facts).encode() + b"\n"
    return bytes(key.box.encrypt(line + clip.opus + clip.aac))


def opened_clip(key: DraftKey, sealed: bytes) -> Decoded | None:
    """Return the clip that a draft's key opens; None if it does not."""
    try:
        line, _newline, sound = key.box.decrypt(sealed).partition(b"\n")
    except CryptoError:
        return None
    facts: dict[str, Any] = json.loads(line)
    return Decoded(
        source=Source(facts["source"]),
        duration_ms=facts["duration_ms"],
        opus=sound[: facts["opus"]],
        aac=sound[facts["opus"] :],
    )


@dataclass(slots=True, kw_only=True)
class Contents:
    """What a draft holds. `seen` is how many of the pages were reached."""

    consultation_id: int
    channel: str = Channel.WEB
    collected_by_id: int | None = None
    answers: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    voice: dict[str, SpokenDraft] = field(default_factory=dict)
    # sex, age_band, displacement, disability ("yes", "no"), language, part (number).
    about: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    touched: int = 0
    # Where somebody collects: the first page of the private part that is open, because
    # the person holds the phone; and of those that are closed, shown to nobody again.
    handed: int = 0
    closed: list[int] = field(default_factory=list)
    # A correction of what somebody collected: what was answered alone is not in it.
    withheld: bool = False
    # The receipt that the phone made, from when it was first sent.
    receipt: str = ""
    # The testimony that this says again, and the version of it that was opened.
    corrects: str = ""
    corrects_version: int = 0
    # Left for later under a number; and how often somebody came back to it.
    is_paused: bool = False
    times_resumed: int = 0

    @property
    def is_shared(self) -> bool:
        """Say whether somebody else looks on, so that what is private is hidden."""
        return self.collected_by_id is not None or self.withheld

    def sealed_with(self, key: DraftKey) -> bytes:
        """Return the sealed bytes, marked as touched now."""
        self.touched = int(time.time())
        return bytes(key.box.encrypt(json.dumps(asdict(self)).encode()))

    @classmethod
    def opened_with(
        cls,
        key: DraftKey,
        sealed: bytes,
        *,
        however_old: bool = False,
    ) -> "Contents | None":
        """Return what the key opens; None if it does not, or lay idle too long."""
        try:
            data: dict[str, Any] = json.loads(key.box.decrypt(sealed))
        except CryptoError:
            return None
        contents = cls(**data)
        idle = time.time() - contents.touched
        return contents if however_old or idle <= IDLE_SECONDS else None
