"""What runs later in this room."""

from celery import shared_task

from consult.feedback import actions


@shared_task
def purge_drafts() -> None:
    """Forget half-done testimonies that nobody came back to, and clips without any."""
    actions.purge_drafts()
    actions.purge_spoken()
