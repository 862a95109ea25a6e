"""The outbox: what is noted with the evidence, and told to the worker afterwards."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from consult.accounts.models import User
from consult.communities.models import Community
from consult.consultations.models import Consultation, EvidenceChange
from consult.languages.models import Rendering
from projects.enums import DesignState

logger = logging.getLogger(__name__)

# Long enough that a hundred testimonies of one moment are one evaluation, short enough
# that nobody notices.
WAIT_SECONDS: Final = 1.0
_MOST: Final = 1000
_NOTE: Final = """
    INSERT INTO consultations_evidencechange (consultation_id, reason) VALUES (%s, %s)
"""
_INSERT_AND_NOTE: Final = """
    WITH stored AS ({} RETURNING 1)
    INSERT INTO consultations_evidencechange (consultation_id, reason)
    SELECT %s, %s FROM stored
"""
# Until when nobody acts on the message that was sent last, by consultation.
_under_way: dict[int, float] = {}


# No savepoint of its own: without the row the evidence must not stand either.
@transaction.atomic(savepoint=False)
def note_evidence(*, consultation_id: int, reason: str) -> None:
    """Write down that a consultation's evidence changed, and tell the worker after.

    `reason` is a word such as `testimony`, `round`, `consent`. The row is the work; the
    message only hurries it. A broker that is down costs at most the two seconds of its
    connection timeout and never the write: a sweeper finds the row.

    A process tells of one consultation at most once in `WAIT_SECONDS`: the worker does
    not look before they are over, and then sees all that was noted meanwhile.
    """
    # Every testimony waits for this: without a model it takes a third of the time.
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [consultation_id, reason])
    transaction.on_commit(_tell_worker(consultation_id))


def insert_and_note(
    *,
    statement: str,
    parameters: list[Any],
    consultation_id: int,
    reason: str,
) -> bool:
    """Execute an INSERT of one row of evidence, and note it as `note_evidence` does.

    Both or neither: PostgreSQL does it in one statement, because who sends a testimony
    waits for each, and for a transaction around it too. Returns whether a row was
    inserted; otherwise nothing is noted.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT_AND_NOTE.replace("{}", statement),
                [*parameters, consultation_id, reason],
            )
            is_stored: bool = cursor.rowcount == 1
    else:
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            is_stored = cursor.rowcount == 1
            if is_stored:
                cursor.execute(_NOTE, [consultation_id, reason])
    if is_stored:
        transaction.on_commit(_tell_worker(consultation_id))
    return is_stored


@transaction.atomic
def note_community_changed(*, community: Community, by: User) -> None:
    """Note that the evidence of a community's consultations changed.

    A step of `settings.COMMUNITY_CHANGED_STEPS`. Designs that were replaced are left
    alone: what is known now says nothing about them.
    """
    del by
    current = _current().filter(community=community)
    for consultation_id in current.values_list("pk", flat=True):
        note_evidence(consultation_id=consultation_id, reason="community")


@transaction.atomic
def note_rendering_changed(*, rendering: Rendering, by: User | None) -> None:
    """Note that a design can be read or heard in another language, or no longer.

    A step of `settings.RENDERING_CHANGED_STEPS`.
    """
    del by
    told = Consultation.objects.filter(
        design__state=DesignState.PUBLISHED,
        design__summary_es=rendering.source,
    )
    for consultation_id in told.values_list("pk", flat=True):
        note_evidence(consultation_id=consultation_id, reason="rendering")


@transaction.atomic
def note_designs_changed(*, design_ids: Iterable[int]) -> None:
    """Note that something outside these designs changed what is held against them.

    `settings.DESIGNS_CHANGED_STEP`.
    """
    _note_many(_current().filter(design__in=list(design_ids)), "design")


@transaction.atomic
def note_every_consultation(*, reason: str) -> int:
    """Note that every consultation of a current design must be looked at again.

    Once a day, because time alone changes what may be held against a consultation that
    is open; and when the numbers to judge by change. Returns how many were noted.
    """
    return _note_many(_current(), reason)


def _note_many(consultations: QuerySet[Consultation], reason: str) -> int:
    """Note it for each. Tells the worker nothing: the sweeper finds the rows.

    Also where such a row waits already: an evaluation may be under way that has seen it
    and not yet what changed now.
    """
    noted = EvidenceChange.objects.bulk_create(
        [
            EvidenceChange(consultation_id=consultation_id, reason=reason)
            for consultation_id in consultations.values_list("pk", flat=True)
        ],
        batch_size=1000,
    )
    return len(noted)


def _current() -> QuerySet[Consultation]:
    return Consultation.objects.filter(design__state=DesignState.PUBLISHED).order_by(
        "pk",
    )


def _tell_worker(consultation_id: int) -> Callable[[], None]:
    def tell() -> None:
        now = time.monotonic()
        if now < _under_way.get(consultation_id, 0.0):
            return
        try:
            current_app.send_task(
                settings.EVIDENCE_CHANGED_TASK,
                [consultation_id],
                countdown=WAIT_SECONDS,
                retry=False,
                ignore_result=True,
            )
        except Exception as error:  # noqa: BLE001 - each transport has its own errors
            # What was committed stands, and its row is the work: nothing is lost.
            logger.warning("Evaluation waits for the sweeper: %s", error)
        else:
            if len(_under_way) >= _MOST:
                _under_way.clear()
            # Counted from before it was sent: it is never acted on earlier than this.
            _under_way[consultation_id] = now + WAIT_SECONDS

    return tell
