"""The room's Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Register the room `reports`."""

    name = "consult.reports"
    label = "reports"
