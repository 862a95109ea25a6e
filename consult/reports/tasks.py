"""Making reports as it runs later: take an id, call one action, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from consult.reports import actions, queries


@shared_task(soft_time_limit=8 * 60, time_limit=9 * 60)
def make_report(report_id: int) -> None:
    """Make one report if it still waits."""
    actions.make_report(report_id=report_id)


@shared_task(soft_time_limit=8 * 60, time_limit=9 * 60)
def sweep_reports() -> None:
    """Make whatever no message was received for: the rows are what counts."""
    for report_id in queries.lost(timezone.now()):
        actions.make_report(report_id=report_id)
