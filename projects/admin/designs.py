"""Projects and designs in the administration: to look at, never to write.

What is published does not change, and what is a draft is written by its author through
actions that refuse and leave a trace.
"""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from projects.enums import DesignState
from projects.models import (
    Assumption,
    BudgetLine,
    Component,
    Design,
    Organisation,
    Place,
    Project,
    TrackRecord,
    Tranche,
)
from projects.permissions import VIEW_DRAFT, organisations_where


class ReadOnly:
    """Nothing may be added, changed or deleted here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the room to whoever may read drafts somewhere."""
        return request.user.has_perm(VIEW_DRAFT)

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Let whoever may read drafts somewhere look; the rows are theirs only."""
        return request.user.has_perm(VIEW_DRAFT)

    def has_add_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse."""
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Refuse."""
        return False


class ComponentInline(ReadOnly, admin.TabularInline[Component, Design]):
    """The parts of a design."""

    model = Component
    fields = readonly_fields = ("order", "title", "purpose_code", "target_groups")
    extra = 0


class LineInline(ReadOnly, admin.TabularInline[BudgetLine, Design]):
    """Its budget."""

    model = BudgetLine
    fields = readonly_fields = (
        "category",
        "description",
        "quantity",
        "unit",
        "unit_cost",
        "amount",
    )
    extra = 0


class TrancheInline(ReadOnly, admin.TabularInline[Tranche, Design]):
    """Its tranches."""

    model = Tranche
    fields = readonly_fields = (
        "number",
        "purpose",
        "amount",
        "planned_on",
        "first_activity_on",
    )
    extra = 0


@admin.register(Design)
class DesignAdmin(ReadOnly, admin.ModelAdmin[Design]):
    """Designs: those that are public, and the drafts of one's organisations."""

    list_display = ("title", "number", "state", "project", "published_at")
    list_filter = ("state", "currency")
    list_select_related = ("project",)
    search_fields = ("title_es", "project__slug")
    inlines = (ComponentInline, LineInline, TrancheInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Design]:
        """Leave out the drafts of other organisations."""
        own = organisations_where(request.user, VIEW_DRAFT)
        every = super().get_queryset(request)
        return every.exclude(state=DesignState.DRAFT) | every.filter(
            state=DesignState.DRAFT,
            project__publisher__in=own,
        )


@admin.register(Assumption)
class AssumptionAdmin(ReadOnly, admin.ModelAdmin[Assumption]):
    """What published designs take for granted."""

    list_display = ("text", "component", "severity", "origin", "dropped_reason")
    list_filter = ("severity", "origin")
    list_select_related = ("component",)
    search_fields = ("text_es", "key")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assumption]:
        """Leave out drafts: their author is still deciding."""
        return (
            super()
            .get_queryset(request)
            .exclude(component__design__state=DesignState.DRAFT)
        )


@admin.register(Project)
class ProjectAdmin(ReadOnly, admin.ModelAdmin[Project]):
    """Projects and who takes part."""

    list_display = ("title", "slug", "publisher", "implementer", "funder", "status")
    list_filter = ("status",)
    list_select_related = ("publisher", "implementer", "funder")
    search_fields = ("title", "slug", "iati_identifier")


class RecordInline(ReadOnly, admin.TabularInline[TrackRecord, Organisation]):
    """What an organisation finished before."""

    model = TrackRecord
    fields = readonly_fields = (
        "title",
        "place",
        "purpose_code",
        "finished_year",
        "evidence",
    )
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin[Organisation]):
    """Organisations and their track record."""

    list_display = ("name", "kind", "country", "iati_identifier", "invented")
    list_filter = ("kind", "country", "invented")
    search_fields = ("name", "iati_identifier")
    inlines = (RecordInline,)


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin[Place]):
    """Places."""

    list_display = ("name", "adm2_name", "adm1_code", "country", "invented")
    list_filter = ("country", "invented")
    search_fields = ("name", "adm2_name")
