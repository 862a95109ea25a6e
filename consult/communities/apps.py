"""The room's Django application."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Register the room `communities`."""

    name = "consult.communities"
    label = "communities"
