"""The room's Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Register the room `audit`."""

    name = "consult.audit"
    label = "audit"
