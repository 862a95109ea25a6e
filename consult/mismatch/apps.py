"""The room's Django application."""

from django.apps import AppConfig


class MismatchConfig(AppConfig):
    """Register the room `mismatch`."""

    name = "consult.mismatch"
    label = "mismatch"
