"""The chain: how an event is hashed, and whether every link still holds."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from consult.audit.models import Event

GENESIS = "0" * 64
TRIGGERS = ("audit_event_no_update", "audit_event_no_delete")


def canonical(data: Any) -> str:  # noqa: ANN401 - anything JSON can hold
    """Return `data` as JSON with one spelling, so that its hash means something."""
    return json.dumps(
        data,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=str,
    )


def event_hash(event: Event) -> str:
    """Return the SHA-256 of everything an event says and of the one before it."""
    return hashlib.sha256(
        canonical(
            [
                event.sequence,
                event.at.astimezone(UTC).isoformat(),
                event.actor,
                event.verb,
                event.object_ref,
                event.project_id,
                event.public,
                event.private_hash,
                event.previous_hash,
            ],
        ).encode(),
    ).hexdigest()


def reference(obj: models.Model | None) -> str:
    """Return how the chain names an object: `release.release:4`."""
    return f"{obj._meta.label_lower}:{obj.pk}" if obj is not None else ""


def actor_name(by: object) -> str:
    """Return how the chain names who did it: a user's number, never a name."""
    if by is None:
        return "system"
    if isinstance(by, str):
        return by
    return f"user:{getattr(by, 'pk', '?')}"


def matches_private(event: Event, salt: str, private: Any) -> bool:  # noqa: ANN401
    """Say whether private content is what an event was recorded with."""
    claimed = hashlib.sha256((salt + canonical(private)).encode()).hexdigest()
    return bool(event.private_hash) and claimed == event.private_hash


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold, and how it shows."""

    sequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The number and the hash of one event, kept outside the house."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        """Return it as it is written down: `128:9f86d0…`."""
        return f"{self.sequence}:{self.hash}"

    @classmethod
    def read(cls, written: str) -> "Checkpoint":
        """Read what `str` wrote.

        Raises:
            ValueError: it is not a number, a colon and 64 hexadecimal signs.

        """
        sequence, _colon, digest = written.strip().partition(":")
        if len(digest) != len(GENESIS) or int(digest, 16) < 0:
            raise ValueError(written)
        return cls(int(sequence), digest.lower())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading the whole chain found."""

    events: int
    last: Checkpoint
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing was changed, removed or put in between."""
        return not self.breaks


def verify(*, against: Iterable[Checkpoint] = ()) -> Verdict:
    """Read every event in order and find where the chain does not hold.

    A chain that was cut at its end, or written anew from the start, still holds by
    itself: only a checkpoint that was kept elsewhere tells. Constant memory.
    """
    wanted = {checkpoint.sequence: checkpoint.hash for checkpoint in against}
    breaks = list(_missing_triggers())
    last = Checkpoint(0, GENESIS)
    count = 0
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        breaks.extend(_breaks_at(event, last))
        if wanted.pop(event.sequence, event.hash) != event.hash:
            breaks.append(
                Break(event.sequence, _("no es el hecho que se había apuntado fuera")),
            )
        last = Checkpoint(event.sequence, event.hash)
        count += 1
    breaks.extend(
        Break(sequence, _("falta: se había apuntado fuera y ya no está"))
        for sequence in sorted(wanted)
    )
    return Verdict(count, last, tuple(breaks))


def _breaks_at(event: Event, before: Checkpoint) -> Iterator[Break]:
    if event.sequence != before.sequence + 1:
        yield Break(
            event.sequence,
            _("antes de este hecho falta el número %(number)s")
            % {"number": before.sequence + 1},
        )
    if event.previous_hash != before.hash:
        yield Break(event.sequence, _("no sigue al hecho anterior"))
    if event_hash(event) != event.hash:
        yield Break(event.sequence, _("su contenido no es el que se registró"))


def _missing_triggers() -> Iterator[Break]:
    """Find whether the database still refuses to change what was recorded."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    for name in TRIGGERS:
        if name not in present:
            yield Break(
                0,
                _("la base de datos ya no impide cambiar los hechos (%(name)s)")
                % {"name": name},
            )
