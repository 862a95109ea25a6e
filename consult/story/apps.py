"""The room's Django application."""

from django.apps import AppConfig


class StoryConfig(AppConfig):
    """Register the room `story`, which tells a made-up story with the real actions."""

    name = "consult.story"
    label = "story"
