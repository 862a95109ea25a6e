"""What runs later in this room."""

from celery import shared_task

from consult.languages import actions


@shared_task
def settle_renderings() -> None:
    """Put aside the versions whose Spanish changed."""
    actions.settle_renderings()
