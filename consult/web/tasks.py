"""The sign of life of whoever does the work that runs later."""

from celery import shared_task
from django.conf import settings


@shared_task
def heartbeat() -> None:
    """Touch DATA_DIR/run/heartbeat: beat sent this, a broker carried it, a worker did.

    The launcher waits for it before it says that Consult is ready, and whoever
    watches a machine sees by its age whether work is still being done.
    """
    folder = settings.DATA_DIR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "heartbeat").touch()
