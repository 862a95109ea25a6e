"""The standard tables in the administration: edited, added to, never deleted."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db.models import CharField, Field, Model, QuerySet, TextField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects import hooks, standards
from projects.enums import AssumptionKind, Sector
from projects.models import Design, Ladder, Level, Prerequisite, PurposeCode
from projects.models.standards import StandardRow
from projects.refusals import Refusal

RowT = TypeVar("RowT", bound=StandardRow)

FILE_LANGUAGES = ("es", "en")
SPEAKERS_LANGUAGES = tuple(
    code for code, _name in settings.LANGUAGES if code not in FILE_LANGUAGES
)


def in_languages(fields: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Return the columns of translated fields in the languages given."""
    return [f"{name}_{code}" for name in fields for code in languages]


class StandardAdmin(admin.ModelAdmin[RowT], Generic[RowT]):
    """What all standard tables share."""

    # The columns that say which row it is: set once, because designs refer to them.
    identity: ClassVar[tuple[str, ...]] = ()
    translated: ClassVar[tuple[str, ...]] = ()
    plain: ClassVar[tuple[str, ...]] = ()
    # Whether what was found may read otherwise once a row of it was changed.
    changes_evidence: ClassVar[bool] = True

    actions = ("restore_from_file",)
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})},
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    }
    list_per_page = 50

    def get_fieldsets(
        self,
        request: HttpRequest,
        obj: RowT | None = None,
    ) -> list[tuple[Any, Any]]:
        return [
            (None, {"fields": [*self.identity, *self.plain, "active"]}),
            *(
                [
                    (
                        _("Textos en español e inglés"),
                        {"fields": in_languages(self.translated, FILE_LANGUAGES)},
                    ),
                ]
                if self.translated
                else []
            ),
            (
                _("En qué se basa"),
                {
                    "fields": [
                        "basis",
                        *in_languages(("basis_note",), FILE_LANGUAGES),
                        "loaded_version",
                    ],
                },
            ),
            *(self._speakers_fieldset() if self.translated else []),
        ]

    def _speakers_fieldset(self) -> list[tuple[Any, Any]]:
        return [
            (
                _("Textos en los otros idiomas"),
                {
                    "classes": ["collapse"],
                    "description": _(
                        "Los escriben quienes hablan el idioma, en «¿Cómo se dice en "
                        "su idioma?». Aquí se ve lo que está publicado.",
                    ),
                    "fields": in_languages(self.translated, SPEAKERS_LANGUAGES),
                },
            ),
        ]

    def get_readonly_fields(
        self,
        request: HttpRequest,
        obj: RowT | None = None,
    ) -> tuple[str, ...]:
        return (
            *(self.identity if obj else ()),
            *in_languages(self.translated, SPEAKERS_LANGUAGES),
            "loaded_version",
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: RowT,
        form: Any,  # noqa: ANN401
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the row, record it, put aside what was said of a Spanish that changed.

        The administration saves within one transaction: row and event stand together.
        """
        super().save_model(request, obj, form, change)
        hooks.record(
            by=request.user,
            verb="projects.standard_changed",
            obj=obj,
            project=None,
            public={
                "added": not change,
                "fields": sorted(form.changed_data),
                "content": obj.content_hash(),
            },
        )
        if not self.changes_evidence:
            return
        hooks.texts_changed()
        # What a step is called stands in what was found.
        hooks.evidence_changed(Design.objects.published())

    @admin.display(boolean=True, description=_("como en el archivo"))
    def as_in_file(self, row: RowT) -> bool:
        """Say whether the row still says what its file gave."""
        return not row.is_edited_here

    @admin.action(description=_("Volver a lo que dice el archivo"))
    def restore_from_file(
        self,
        request: HttpRequest,
        queryset: QuerySet[RowT],
    ) -> None:
        """Give up the edits made here in the rows chosen."""
        try:
            report = standards.restore(rows=queryset, by=request.user)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        count = sum(table.updated for table in report.tables.values())
        self.message_user(
            request,
            ngettext(
                "%(count)s fila volvió a lo que dice su archivo.",
                "%(count)s filas volvieron a lo que dice su archivo.",
                count,
            )
            % {"count": count},
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return standards.can_change_standards(request.user)

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return standards.can_change_standards(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return standards.can_change_standards(request.user)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return standards.can_change_standards(request.user)

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False


class LevelInline(admin.TabularInline[Level, Ladder]):
    """The steps of a ladder, to look at and to open."""

    model = Level
    fields = readonly_fields = ("rank", "code", "name_es", "basis", "active")
    extra = 0
    show_change_link = True
    can_delete = False

    def has_view_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return standards.can_change_standards(request.user)

    def has_add_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False


@admin.register(Ladder)
class LadderAdmin(StandardAdmin[Ladder]):
    """Ladders and their questions."""

    identity = ("code",)
    translated = ("name", "question")
    plain = ("standard", "source", "order")
    inlines = (LevelInline,)
    list_display = ("name", "code", "standard", "basis", "as_in_file", "active")
    list_filter = ("basis", "active")
    search_fields = ("code", "name_es", "name_en", "question_es")


@admin.register(Level)
class LevelAdmin(StandardAdmin[Level]):
    """Steps. Ladder, rank and code stay: published designs mean them."""

    identity = ("ladder", "rank", "code")
    translated = ("name", "definition")
    list_display = ("name", "ladder", "rank", "basis", "as_in_file", "active")
    list_filter = ("ladder", "basis", "active")
    list_select_related = ("ladder",)
    search_fields = ("code", "name_es", "name_en", "definition_es")


@admin.register(PurposeCode)
class PurposeCodeAdmin(StandardAdmin[PurposeCode]):
    """DAC/CRS purpose codes."""

    identity = ("code",)
    translated = ("name",)
    plain = ("keywords", "engine_sector")
    list_display = ("code", "name", "engine_sector", "basis", "as_in_file", "active")
    list_filter = ("engine_sector", "basis", "active")
    search_fields = ("code", "name_es", "name_en", "keywords")


class LevelChoiceField(forms.ModelChoiceField[Level]):
    """A step said with its ladder: many ladders have one called "nobody"."""

    def label_from_instance(self, obj: Level) -> str:
        """Return ladder and step in the active language."""
        return f"{obj.ladder}: {obj}"


class PrerequisiteForm(forms.ModelForm[Prerequisite]):
    """Refuses a row for a sector without codes, and codes for any project."""

    minimum_level = LevelChoiceField(
        queryset=Level.objects.filter(active=True).select_related("ladder"),
        required=False,
        label=_("Peldaño mínimo"),
    )

    class Meta:
        model = Prerequisite
        fields = "__all__"  # noqa: DJ007 - the administration chooses the columns

    def clean(self) -> dict[str, Any]:
        """Check what the model cannot see: the codes are kept after it."""
        cleaned = super().clean() or self.cleaned_data
        sector = cleaned.get("sector") or self.instance.sector
        codes = cleaned.get("purpose_codes")
        if codes is not None and bool(codes) == (sector == Sector.ANY):
            self.add_error(
                "purpose_codes",
                _("Solo lo que vale para cualquier proyecto va sin códigos."),
            )
        if cleaned.get("kind") == AssumptionKind.LADDER and not cleaned.get("ladder"):
            self.add_error("ladder", _("Diga en qué escalera se mira."))
        return cleaned


@admin.register(Prerequisite)
class PrerequisiteAdmin(StandardAdmin[Prerequisite]):
    """What each sector usually takes for granted."""

    form = PrerequisiteForm
    identity = ("sector", "key")
    translated = ("text", "rationale")
    plain = (
        "purpose_codes",
        "kind",
        "ladder",
        "minimum_level",
        "severity",
        "covered_by",
        "source",
        "order",
    )
    list_display = (
        "text",
        "sector",
        "minimum_level",
        "severity",
        "basis",
        "as_in_file",
        "active",
    )
    list_filter = ("sector", "severity", "basis", "ladder", "active")
    search_fields = ("key", "text_es", "text_en", "rationale_es")
    filter_horizontal = ("purpose_codes",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prerequisite]:
        return (
            super()
            .get_queryset(request)
            .select_related("ladder", "minimum_level")
            .prefetch_related("purpose_codes")
        )
