"""The chain after it was tampered with at random by whoever owns the database.

Seeded: the same tamperings every time. `CONSULT_TAMPERINGS` says how many of them;
`make nightly` asks for a thousand and prints what was found.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection

from consult.audit.actions import record
from consult.audit.chain import GENESIS, Checkpoint, event_hash, verify
from consult.audit.models import Event
from tests import figures

TAMPERINGS = int(os.environ.get("CONSULT_TAMPERINGS", "250"))
EVENTS = 24

pytestmark = pytest.mark.django_db

Chain = list[Event]
Luck = random.Random


def rehash(chain: Chain, start: int = 0) -> Chain:
    """Number and hash a chain anew from a place on, as a careful forger would."""
    for at in range(start, len(chain)):
        before = chain[at - 1] if at else None
        chain[at].sequence = before.sequence + 1 if before else 1
        chain[at].previous_hash = before.hash if before else GENESIS
        chain[at].hash = event_hash(chain[at])
    return chain


def edited(event: Event, luck: Luck) -> Event:
    """Return an event of which one thing is not as it was."""
    other = copy(event)
    name = luck.choice(("actor", "verb", "object_ref", "project_id", "public", "at"))
    if name == "public":
        other.public = {**event.public, "amount": f"{luck.randrange(10**6)}.00"}
    elif name == "project_id":
        other.project_id = (event.project_id or 0) + luck.randrange(1, 9)
    elif name == "at":
        other.at = event.at - timedelta(microseconds=luck.randrange(1, 10**9))
    else:
        setattr(other, name, f"{getattr(event, name)}{luck.randrange(10)}")
    return other


def change(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Change one event, and every second time its own hash with it.

    The very last event with its hash, after the point that was kept, is out of the
    chain's reach: nothing follows it and nobody wrote it down.
    """
    with_hash = luck.random() < 0.5
    at = luck.randrange(kept if with_hash else len(chain))
    chain[at] = edited(chain[at], luck)
    if with_hash:
        chain[at].hash = event_hash(chain[at])
    return chain


def drop(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Take one event out; every second time the rest is numbered and hashed anew."""
    at = luck.randrange(kept)
    del chain[at]
    return rehash(chain, at) if luck.random() < 0.5 else chain


def reorder(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Let two events change places, with their numbers or without, rehashed or not."""
    one, other = sorted(luck.sample(range(kept), 2))
    chain[one], chain[other] = chain[other], chain[one]
    if luck.random() < 0.5:
        first, second = chain[one].sequence, chain[other].sequence
        chain[one].sequence, chain[other].sequence = second, first
    else:
        rehash(chain, one)
    return chain


def truncate(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Cut the end off, from before the point that was kept; sometimes everything."""
    return chain[: luck.randrange(kept)]


def fork(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Write the chain anew from some event on, so that it holds by itself."""
    at = luck.randrange(kept)
    chain[at] = edited(chain[at], luck)
    return rehash(chain, at)


def insert(chain: Chain, luck: Luck, kept: int) -> Chain:
    """Put an event that never was in between, and hash all that follows anew."""
    at = luck.randrange(kept)
    forged = edited(chain[at], luck)
    forged.pk = EVENTS * 1000
    chain.insert(at, forged)
    return rehash(chain, at)


KINDS: Sequence[Callable[[Chain, Luck, int], Chain]] = (
    *(change, drop, reorder, truncate, fork, insert),
)


def write(chain: Chain) -> None:
    Event.objects.all()._raw_delete("default")
    Event.objects.bulk_create(chain)


def breaks(kept: Checkpoint) -> int:
    """Return how many breaks there are, besides the triggers a forger has to drop."""
    return sum(1 for each in verify(against=[kept]).breaks if each.sequence)


def test_every_tampering_with_the_chain_is_found() -> None:
    for number in range(EVENTS):
        record(
            by="receipt" if number % 3 else None,
            verb="release.approved",
            obj=None,
            project_id=number % 4 or None,
            public={"tranche": number, "amount": "1000.00"},
            private={"reason": "porque sí"} if number % 2 else None,
        )
    original = list(Event.objects.order_by("sequence"))
    with connection.cursor() as cursor:
        # Salts name their events; whoever owns the database forgets them too.
        cursor.execute("DELETE FROM audit_salt")
        on = " ON audit_event" if connection.vendor == "postgresql" else ""
        for name in ("audit_event_no_update", "audit_event_no_delete"):
            cursor.execute(f"DROP TRIGGER {name}{on}")
    luck = random.Random(20260)
    found: Counter[str] = Counter()
    unseen = []
    for number in range(TAMPERINGS):
        kind = KINDS[number % len(KINDS)]
        kept = luck.randrange(2, EVENTS + 1)
        point = Checkpoint(kept, original[kept - 1].hash)
        write(kind([copy(each) for each in original], luck, kept))
        found[kind.__name__] += 1
        if not breaks(point):
            unseen.append((number, kind.__name__, kept))
    write(original)

    tried = {f"{name}: tried": count for name, count in found.items()}
    figures.note("tampering with the chain", {**tried, "missed": len(unseen)})
    assert unseen == []
    assert breaks(Checkpoint(EVENTS, original[-1].hash)) == 0
