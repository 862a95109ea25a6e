"""The room's Django application."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Register the room `projects`."""

    name = "projects"
