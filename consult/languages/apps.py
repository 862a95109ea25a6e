"""The room's Django application."""

from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    """Register the room `languages`."""

    name = "consult.languages"
    label = "languages"
