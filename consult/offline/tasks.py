"""What runs later in this room."""

from celery import shared_task

from consult.offline import actions


@shared_task
def purge_uploads() -> int:
    """Forget recordings that stopped half-way weeks ago."""
    return actions.purge_uploads()
