"""Work of this room that runs later."""

from celery import shared_task

from consult.voice import actions


@shared_task
def sweep() -> None:
    """Erase the files that a failing disk left behind."""
    actions.sweep_files()
