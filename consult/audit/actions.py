"""Append to the chain."""

import hashlib
import json
import secrets
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from consult.audit.acts import Act, start_of_day
from consult.audit.chain import (
    GENESIS,
    actor_name,
    canonical,
    event_hash,
    reference,
)
from consult.audit.models import Event, Salt

# One number for the advisory lock that makes writers of the chain take turns.
_CHAIN_LOCK = 0x436F6E73


@transaction.atomic
def record(
    *,
    by: object,
    verb: str,
    obj: models.Model | None,
    project_id: int | None = None,
    public: dict[str, Any] | None = None,
    private: Any = None,  # noqa: ANN401
    is_day_only: bool = False,
) -> Event:
    """Append one event inside the caller's transaction.

    `by` is a user, None for the system, or a word such as `receipt`. `private` is kept
    only as a salted hash. Writers take turns: an advisory lock on PostgreSQL, the
    single writer on SQLite. With `is_day_only` it is dated by the day's beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = Event.objects.order_by("-sequence").only("sequence", "hash").first()
    salt = secrets.token_hex(32) if private is not None else ""
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        at=start_of_day(timezone.localdate()) if is_day_only else timezone.now(),
        actor=actor_name(by),
        verb=verb,
        object_ref=reference(obj),
        project_id=project_id,
        public=json.loads(canonical(public or {})),
        private_hash=(
            hashlib.sha256((salt + canonical(private)).encode()).hexdigest()
            if salt
            else ""
        ),
        previous_hash=last.hash if last else GENESIS,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    if salt:
        Salt.objects.create(event=event, value=salt)
    return event


def record_act(*, act: Act) -> Event:
    """Append an act, by whom its row says it was done."""
    return record(
        by=act.by,
        verb=act.verb,
        obj=act.obj,
        project_id=act.project_id,
        public=dict(act.public),
        private=act.private,
        is_day_only=act.is_day_only,
    )


__all__ = ["canonical", "record", "record_act"]
