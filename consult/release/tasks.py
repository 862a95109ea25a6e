"""Notices as they run later: take an id, call one action, safe to run twice."""

from celery import shared_task

from consult.release import actions, queries


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
