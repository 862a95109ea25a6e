"""The room's Django application."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Register the room `feedback`."""

    name = "consult.feedback"
    label = "feedback"
