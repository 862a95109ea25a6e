"""The room's Django application."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """Register the room `voice`."""

    name = "consult.voice"
    label = "voice"
