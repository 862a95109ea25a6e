"""What each kind of consultation asks for, for administrators."""

from django.contrib import admin
from django.http import HttpRequest

from consult.consultations.models import KindRequirements
from projects.admin.standards import StandardAdmin


@admin.register(KindRequirements)
class KindRequirementsAdmin(StandardAdmin[KindRequirements]):
    """Days and meetings by kind; which kinds there are is not decided here."""

    identity = ("kind",)
    plain = (
        *("notice_days", "rounds", "open_days", "deliberation_days"),
        "promoter_absent_round",
    )
    # A consultation keeps what held when it was opened.
    changes_evidence = False
    list_display = (
        *("kind", "notice_days", "rounds", "open_days", "deliberation_days"),
        *("basis", "as_in_file", "active"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
