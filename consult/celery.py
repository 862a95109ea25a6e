"""Consult's Celery application."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")

app = Celery("consult")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def look_at_locks(**_sent: object) -> None:
    """Say in the log what does not hold, before the first task."""
    # Only after the applications are ready.
    from consult.release.checks import warn_at_start  # noqa: PLC0415

    warn_at_start()
