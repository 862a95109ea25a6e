"""The numbers of the detectors in the administration: added to, never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from consult.accounts.decorators import account_of
from consult.mismatch.actions import set_policy
from consult.mismatch.forms import NUMBERS, PolicyForm
from consult.mismatch.models import PolicyVersion
from consult.mismatch.phrases.rules import RULES
from projects.standards import can_change_standards


@admin.register(PolicyVersion)
class PolicyVersionAdmin(admin.ModelAdmin[PolicyVersion]):
    """Each change is a version of its own; the newest holds."""

    form = PolicyForm
    list_display = ("version", "set_at", "set_by", "reason")
    list_select_related = ("set_by",)
    ordering = ("-pk",)

    def get_fieldsets(
        self,
        request: HttpRequest,
        obj: PolicyVersion | None = None,
    ) -> list[tuple[Any, Any]]:
        """Ask for every number, or tell those of a version."""
        if obj is not None:
            told = ("version", "set_at", "set_by", "reason", "told")
            return [(None, {"fields": told})]
        return [
            (None, {"fields": ("reason",)}),
            (
                _("Los números"),
                {
                    "fields": NUMBERS,
                    "description": _(
                        "Ninguno sale de una norma: son propuestas. Al cambiarlos se "
                        "miran otra vez todas las consultas, y las firmas que esperan "
                        "dejan de valer. Las alertas guardan con cuáles se levantaron.",
                    ),
                },
            ),
        ]

    @admin.display(description=_("los números"))
    def told(self, row: PolicyVersion) -> SafeString:
        """Return every number with what it means."""
        return format_html_join(
            "",
            "<div>{}: {}</div>",
            ((RULES.get(name, name), value) for name, value in row.numbers.items()),
        )

    def get_readonly_fields(
        self,
        request: HttpRequest,
        obj: PolicyVersion | None = None,
    ) -> tuple[str, ...]:
        return ("told",) if obj is not None else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: PolicyVersion,
        form: PolicyForm,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Call the action, and let the administration go on with the row it made."""
        stored = set_policy(
            numbers=form.numbers,
            reason=form.cleaned_data["reason"],
            by=account_of(request),
        )
        obj.pk, obj.version = stored.pk, stored.version

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_change_standards(request.user)

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: PolicyVersion | None = None,
    ) -> bool:
        return can_change_standards(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can_change_standards(request.user)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: PolicyVersion | None = None,
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: PolicyVersion | None = None,
    ) -> bool:
        return False
