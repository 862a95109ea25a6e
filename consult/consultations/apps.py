"""The room's Django application."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """Register the room `consultations`."""

    name = "consult.consultations"
    label = "consultations"
