"""The standard tables: ladders, purpose codes and what each sector takes for granted.

Their rows come from the versioned files of `projects/data` and may be edited by an
administrator. Each keeps its basis, which is shown wherever the row is used.
"""

import hashlib
import json
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from projects.enums import AssumptionKind, Basis, Sector, Severity


class StandardRow(models.Model):
    """A row that came from a data file and may have been edited here since."""

    # What the file says of a row, by column. Columns of the Indigenous languages are
    # not among them: speakers fill those here, and loading never touches them.
    CONTENT: ClassVar[tuple[str, ...]] = ()

    basis = models.CharField(_("base"), max_length=8, choices=Basis)
    basis_note = models.TextField(_("nota sobre la base"), blank=True)
    active = models.BooleanField(
        _("se usa"),
        default=True,
        help_text=_("Una fila nunca se borra: se deja de usar."),
    )
    loaded_version = models.CharField(
        _("versión del archivo"),
        max_length=20,
        blank=True,
        editable=False,
    )
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """Only what the tables share."""

        abstract = True

    def content(self) -> dict[str, object]:
        """Return the columns that a data file gives, as they stand here now.

        Nothing and an empty text are the same: a form turns one into the other.
        """
        values = {name: getattr(self, name) for name in self.CONTENT}
        return {name: "" if value is None else value for name, value in values.items()}

    def content_hash(self) -> str:
        """Return the SHA-256 of the content as it stands here now."""
        return content_hash(self.content())

    @property
    def is_edited_here(self) -> bool:
        """Say whether it no longer says what its file gave, or never had a file."""
        return self.loaded_hash != self.content_hash()


def content_hash(content: dict[str, object]) -> str:
    """Return the SHA-256 of a row's content as canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Ladder(StandardRow):
    """An ordered scale of living conditions, with the question that finds the level."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "name_es",
        "name_en",
        "question_es",
        "question_en",
        "standard",
        "source",
        "basis",
        "basis_note_es",
        "basis_note_en",
        "order",
        "active",
    )

    code = models.SlugField(_("código"), max_length=40, primary_key=True)
    name = models.CharField(_("nombre"), max_length=120)
    question = models.CharField(
        _("pregunta"),
        max_length=240,
        help_text=_("Como se la haría a una familia, con palabras de todos los días."),
    )
    standard = models.CharField(_("norma"), max_length=200, blank=True)
    source = models.TextField(_("fuente"), blank=True)
    order = models.PositiveSmallIntegerField(_("orden"), default=0)

    objects: ClassVar[MultilingualManager["Ladder"]] = MultilingualManager()

    class Meta:
        """Keep the order of the file."""

        verbose_name = _("escalera")
        verbose_name_plural = _("escaleras")
        ordering = ("order", "code")

    def __str__(self) -> str:
        """Return the name in the active language."""
        return self.name


class Level(StandardRow):
    """A step on a ladder; a higher rank is a better condition."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "rank",
        "name_es",
        "name_en",
        "definition_es",
        "definition_en",
        "basis",
        "basis_note_es",
        "basis_note_en",
        "active",
    )

    ladder = models.ForeignKey(
        Ladder,
        on_delete=models.PROTECT,
        related_name="levels",
        verbose_name=_("escalera"),
    )
    rank = models.PositiveSmallIntegerField(_("altura"))
    code = models.SlugField(_("código"), max_length=40)
    name = models.CharField(
        _("nombre"),
        max_length=60,
        help_text=_("Pocas palabras, que quepan debajo de un dibujo."),
    )
    definition = models.TextField(_("qué significa"), blank=True)

    objects: ClassVar[MultilingualManager["Level"]] = MultilingualManager()

    class Meta:
        """From the worst to the best; a height and a code once in a ladder."""

        verbose_name = _("peldaño")
        verbose_name_plural = _("peldaños")
        ordering = ("ladder_id", "rank")
        constraints = (
            # A step that is no longer used keeps its height and stands in nobody's way.
            models.UniqueConstraint(
                fields=("ladder", "rank"),
                condition=models.Q(active=True),
                name="projects_level_rank_unique",
            ),
            models.UniqueConstraint(
                fields=("ladder", "code"),
                name="projects_level_code_unique",
            ),
        )

    def __str__(self) -> str:
        """Return the name in the active language."""
        return self.name

    @property
    def pictogram(self) -> str:
        """Return the name of its drawing, without folder or ending."""
        return f"{self.ladder_id}-{self.code}"


class PurposeCode(StandardRow):
    """A DAC/CRS purpose code: the sector of a component."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "name_es",
        "name_en",
        "keywords",
        "engine_sector",
        "basis",
        "basis_note_es",
        "basis_note_en",
        "active",
    )

    code = models.CharField(
        _("código"),
        max_length=5,
        primary_key=True,
        validators=[RegexValidator(r"^\d{5}$", _("El código lleva cinco cifras."))],
    )
    name = models.CharField(_("nombre"), max_length=160)
    # What people type who do not know the standard's words: "riego", "letrinas".
    keywords = models.CharField(
        _("otras palabras"),
        max_length=240,
        blank=True,
        help_text=_("Con qué palabras lo buscaría la gente, separadas por espacios."),
    )
    engine_sector = models.CharField(_("sector"), max_length=20, choices=Sector)

    objects: ClassVar[MultilingualManager["PurposeCode"]] = MultilingualManager()

    class Meta:
        """Sort by code."""

        verbose_name = _("código de sector")
        verbose_name_plural = _("códigos de sector")
        ordering = ("code",)

    def __str__(self) -> str:
        """Return the code and the name in the active language."""
        return f"{self.code} · {self.name}"


class Prerequisite(StandardRow):
    """What designs of a sector usually take for granted."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "purpose_code_list",
        "text_es",
        "text_en",
        "kind",
        "ladder_id",
        "minimum_level_code",
        "severity",
        "covered_by",
        "rationale_es",
        "rationale_en",
        "basis",
        "basis_note_es",
        "basis_note_en",
        "source",
        "order",
        "active",
    )

    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    purpose_codes = models.ManyToManyField(
        PurposeCode,
        related_name="prerequisites",
        verbose_name=_("códigos de sector"),
        blank=True,
        help_text=_("Vacío solo cuando vale para cualquier proyecto."),
    )
    key = models.SlugField(_("clave"), max_length=60)
    text = models.CharField(
        _("qué se da por hecho"),
        max_length=240,
        help_text=_("Como una frase que la gente pueda decir si es cierta o no."),
    )
    kind = models.CharField(_("forma"), max_length=10, choices=AssumptionKind)
    ladder = models.ForeignKey(
        Ladder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escalera"),
    )
    minimum_level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("peldaño mínimo"),
    )
    severity = models.CharField(_("si no se cumple"), max_length=12, choices=Severity)
    rationale = models.TextField(_("por qué importa"), blank=True)
    source = models.TextField(_("fuente"), blank=True)
    # The detector that looks at this by itself, so that nobody is asked about it twice.
    covered_by = models.SlugField(
        _("lo mira el detector"),
        max_length=40,
        blank=True,
        help_text=_("Si un detector ya lo mira, no se propone como supuesto."),
    )
    order = models.PositiveSmallIntegerField(_("orden"), default=0)

    objects: ClassVar[MultilingualManager["Prerequisite"]] = MultilingualManager()

    class Meta:
        """A key once in a sector; a ladder with its level, or neither."""

        verbose_name = _("supuesto usual")
        verbose_name_plural = _("supuestos usuales")
        ordering = ("order", "sector", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("sector", "key"),
                name="projects_prerequisite_key_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=AssumptionKind.LADDER,
                    ladder__isnull=False,
                    minimum_level__isnull=False,
                )
                | models.Q(
                    kind=AssumptionKind.STATEMENT,
                    ladder=None,
                    minimum_level=None,
                ),
                name="projects_prerequisite_ladder_and_level",
            ),
        )

    def __str__(self) -> str:
        """Return the text in the active language."""
        return self.text

    def clean(self) -> None:
        """Refuse a step of another ladder, or a ladder without a step.

        Raises:
            ValidationError: on the field that is wrong.

        """
        super().clean()
        level = self.minimum_level
        if self.kind == AssumptionKind.STATEMENT:
            if self.ladder_id or level:
                raise ValidationError(
                    {"ladder": _("Una frase de sí o no va sin escalera.")},
                )
        elif not self.ladder_id or level is None:
            raise ValidationError(
                {"minimum_level": _("Diga qué peldaño es el mínimo.")},
            )
        elif level.ladder_id != self.ladder_id:
            raise ValidationError(
                {"minimum_level": _("Ese peldaño es de otra escalera.")},
            )

    @property
    def purpose_code_list(self) -> list[str]:
        """Return the purpose codes it holds for, sorted; empty means any."""
        return sorted(row.pk for row in self.purpose_codes.all())

    @property
    def minimum_level_code(self) -> str | None:
        """Return the code of the lowest level that is enough, if there is a ladder."""
        return self.minimum_level.code if self.minimum_level else None
