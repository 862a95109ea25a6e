"""The room's Django application."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """Register the room `offline`."""

    name = "consult.offline"
    label = "offline"
