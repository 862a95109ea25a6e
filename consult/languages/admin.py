"""Languages and hard words, for administrators."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from consult.audit.actions import record
from consult.languages.models import Jargon, Language, Theme
from projects import hooks
from projects.models import Design
from projects.standards import can_change_standards


class VocabularyAdmin(admin.ModelAdmin[Model]):
    """Rows are edited or left unused, never deleted; loading keeps the edits."""

    list_filter = ("basis", "active")
    readonly_fields = ("loaded_version",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: Any,  # noqa: ANN401 - Django's signature
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save the row and record it, in the transaction of the administration."""
        super().save_model(request, obj, form, change)
        record(
            by=request.user,
            verb="languages.vocabulary_changed",
            obj=obj,
            public={"added": not change, "fields": sorted(form.changed_data)},
        )
        # What a language is called stands in what was found.
        hooks.evidence_changed(Design.objects.published())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_change_standards(request.user)

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return can_change_standards(request.user)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return can_change_standards(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_change_standards(request.user)

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False


@admin.register(Language)
class LanguageAdmin(VocabularyAdmin):
    """Languages people speak."""

    list_display = ("name", "autonym", "code", "countries", "basis", "active")
    search_fields = ("name", "autonym", "code")


@admin.register(Jargon)
class JargonAdmin(VocabularyAdmin):
    """Hard words and how to say them."""

    list_display = ("term", "plain", "basis", "active")
    search_fields = ("term", "plain", "forms")


@admin.register(Theme)
class ThemeAdmin(VocabularyAdmin):
    """What is to be read first, and in which order."""

    list_display = ("name", "code", "order", "basis", "active")
    search_fields = ("name_es", "code")
