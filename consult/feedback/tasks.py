"""What runs later in this room."""

from celery import shared_task

from consult.feedback import actions


@shared_task
def sweep_themes() -> None:
    """Count anew what people speak of, where the list of words is another."""
    actions.sweep_themes()


@shared_task
def purge_drafts() -> None:
    """Forget half-done testimonies that nobody came back to, and clips without any."""
    actions.purge_drafts()
    actions.purge_spoken()


@shared_task
def forget_traces() -> None:
    """Forget how testimonies of long ago came together."""
    actions.forget_traces()
