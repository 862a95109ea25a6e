"""The outbox: what is noted with the evidence, and told to the worker afterwards."""

import logging
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import transaction

from consult.accounts.models import User
from consult.communities.models import Community
from consult.consultations.models import Consultation, EvidenceChange
from projects.enums import DesignState

logger = logging.getLogger(__name__)


# No savepoint of its own: without the row the evidence must not stand either.
@transaction.atomic(savepoint=False)
def note_evidence(*, consultation_id: int, reason: str) -> None:
    """Write down that a consultation's evidence changed, and tell the worker after.

    `reason` is a word such as `testimony`, `round`, `consent`. The row is the work; the
    message only hurries it. A broker that is down costs at most the two seconds of its
    connection timeout and never the write: a sweeper finds the row.
    """
    EvidenceChange.objects.create(consultation_id=consultation_id, reason=reason)
    transaction.on_commit(_tell_worker(consultation_id))


@transaction.atomic
def note_community_changed(*, community: Community, by: User) -> None:
    """Note that the evidence of a community's consultations changed.

    A step of `settings.COMMUNITY_CHANGED_STEPS`. Designs that were replaced are left
    alone: what is known now says nothing about them.
    """
    del by
    current = Consultation.objects.filter(
        community=community,
        design__state=DesignState.PUBLISHED,
    )
    for consultation_id in current.values_list("pk", flat=True):
        note_evidence(consultation_id=consultation_id, reason="community")


def _tell_worker(consultation_id: int) -> Callable[[], None]:
    def tell() -> None:
        try:
            current_app.send_task(
                settings.EVIDENCE_CHANGED_TASK,
                [consultation_id],
                retry=False,
                ignore_result=True,
            )
        except Exception as error:  # noqa: BLE001 - each transport has its own errors
            # What was committed stands, and its row is the work: nothing is lost.
            logger.warning("Evaluation waits for the sweeper: %s", error)

    return tell
