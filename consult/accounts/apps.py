"""The room's Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register the room `accounts`."""

    name = "consult.accounts"
    label = "accounts"
