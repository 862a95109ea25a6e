"""How many persons sign, in the administration: edited and added to, never deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from consult.accounts.models import User
from consult.release import actions
from consult.release.models import ApprovalBand
from projects.enums import Currency


@admin.register(ApprovalBand)
class ApprovalBandAdmin(admin.ModelAdmin[ApprovalBand]):
    """From how much money on how many persons sign; each edit is an event."""

    list_display = ("currency", "from_amount", "approvals")
    list_filter = ("currency",)
    fields = ("currency", "from_amount", "approvals")

    def formfield_for_dbfield(
        self,
        db_field: Any,  # noqa: ANN401
        request: HttpRequest,
        **kwargs: Any,
    ) -> Any:  # noqa: ANN401
        """Offer the currencies that a design may be written in."""
        if db_field.name == "currency":
            return forms.ChoiceField(
                label=db_field.verbose_name,
                choices=Currency.choices,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(
        self,
        request: HttpRequest,
        obj: ApprovalBand,
        form: forms.ModelForm[ApprovalBand],
        change: bool,  # noqa: FBT001 - Django's own signature
    ) -> None:
        """Let the action write it: it voids what was signed, and records."""
        del form
        if isinstance(request.user, User):
            saved = actions.save_band(
                by=request.user,
                band=obj if change else None,
                currency=obj.currency,
                from_amount=obj.from_amount,
                approvals=obj.approvals,
            )
            obj.pk = saved.pk

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: ApprovalBand | None = None,
    ) -> bool:
        """Nothing is deleted: a band is changed, in everybody's sight."""
        return False
