"""The room's Django application."""

from django.apps import AppConfig

from consult.web import quiet


class WebConfig(AppConfig):
    """Register the room `web`."""

    name = "consult.web"
    label = "web"

    def ready(self) -> None:
        """Hush what would log who asked."""
        quiet.hush()
