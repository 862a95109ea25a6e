"""The record in the admin: to be read, never to be touched."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from consult.audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    """Every field of an event; nothing can be added, changed or deleted."""

    list_display = ("sequence", "at", "actor", "verb", "object_ref")
    list_filter = ("verb",)
    search_fields = ("object_ref", "actor", "hash")
    ordering = ("-sequence",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401
        return False
