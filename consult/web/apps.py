"""The room's Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Register the room `web`."""

    name = "consult.web"
    label = "web"
