"""What runs later: takes an id or nothing, calls one action, safe to run twice."""

import logging

from celery import shared_task

from consult.release import actions, checkpoints, queries
from consult.release.checks import warn_at_start
from projects.refusals import Refusal

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=60, time_limit=90)
def send_notice(notice_id: int) -> None:
    """Send one notice if it is due."""
    actions.send_notice(notice_id=notice_id)


@shared_task
def sweep_gates() -> None:
    """Look at every watched gate, and send what is due: the rows are what counts.

    A gate also changes with no write at all (a day begins, a role ends), so all are
    looked at, not only those whose project was written to.
    """
    for project_id in queries.watched_projects():
        actions.notice_gates(project_id=project_id)
    for notice_id in queries.due_notices():
        send_notice.delay(notice_id)


@shared_task
def look_at_locks() -> None:
    """Say in the log what no longer holds the gate in the database."""
    warn_at_start()


@shared_task
def export_checkpoint() -> None:
    """Write today's end of the audit chain, signed, to the file of checkpoints."""
    try:
        checkpoints.export()
    except Refusal as refusal:
        logger.warning("No checkpoint was exported: %s", refusal)
