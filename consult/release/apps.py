"""The room's Django application."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from consult.release import locks
from consult.release.checks import check_locks


class ReleaseConfig(AppConfig):
    """Register the room `release`, and keep its locks in the database."""

    name = "consult.release"
    label = "release"

    def ready(self) -> None:
        """Put the locks in place after every migration, and look at them."""
        pre_migrate.connect(_make_way, sender=self)
        post_migrate.connect(_lock, sender=self)
        register(check_locks, Tags.database)


def _make_way(*, using: str, plan: list[Any], **_rest: object) -> None:
    """Let SQLite make tables anew: it refuses to rename one that a trigger names."""
    if plan and connections[using].vendor == "sqlite":
        locks.take_away(connections[using])


def _lock(*, using: str, **_rest: object) -> None:
    locks.put_in_place(connections[using])
