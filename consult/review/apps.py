"""The room's Django application."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Register the room `review`."""

    name = "consult.review"
    label = "review"
