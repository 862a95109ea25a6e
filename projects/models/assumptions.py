"""What a component takes for granted."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import AssumptionKind, AssumptionOrigin, Severity
from projects.models.designs import Component
from projects.models.standards import Ladder, Level, Prerequisite

DEFAULT_TOLERANCE = Decimal("0.20")


class Assumption(models.Model):
    """A condition that must already hold for a component to work (logframe)."""

    component = models.ForeignKey(
        Component,
        on_delete=models.CASCADE,
        related_name="assumptions",
    )
    key = models.SlugField(_("clave"), max_length=60)
    kind = models.CharField(_("forma"), max_length=10, choices=AssumptionKind)
    text = models.CharField(
        _("qué se da por hecho"),
        max_length=240,
        help_text=_("Como una frase que la gente pueda decir si es cierta o no."),
    )
    ladder = models.ForeignKey(
        Ladder,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("escalera"),
    )
    minimum_level = models.ForeignKey(
        Level,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("peldaño mínimo"),
    )
    severity = models.CharField(_("si no se cumple"), max_length=12, choices=Severity)
    # Share of households that may lack it before it counts as not holding.
    tolerance = models.DecimalField(
        _("cuántas familias pueden no tenerlo"),
        max_digits=4,
        decimal_places=3,
        default=DEFAULT_TOLERANCE,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal("0.5"))],
    )
    origin = models.CharField(
        _("de dónde sale"),
        max_length=10,
        choices=AssumptionOrigin,
        default=AssumptionOrigin.AUTHOR,
    )
    prerequisite = models.ForeignKey(
        Prerequisite,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # An author may drop a usual assumption only with a reason that everybody can read.
    dropped_reason = models.TextField(_("por qué se quitó"), blank=True)
    # What is known of the place already says otherwise, and the author goes on.
    despite_reason = models.TextField(
        _("por qué se da por hecho aunque se sabe otra cosa"),
        blank=True,
    )

    class Meta:
        """A ladder assumption names its step; a statement names none."""

        verbose_name = _("supuesto")
        verbose_name_plural = _("supuestos")
        ordering = ("component_id", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("component", "key"),
                name="projects_assumption_key_unique",
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
                name="projects_assumption_ladder_and_level",
            ),
        )

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    @property
    def is_changed(self) -> bool:
        """Say whether the author asks for something else than the table proposes."""
        usual = self.prerequisite
        return usual is not None and (
            self.minimum_level_id != usual.minimum_level_id
            or self.severity != usual.severity
            or self.tolerance != DEFAULT_TOLERANCE
        )

    @property
    def is_dropped(self) -> bool:
        """Say whether the author took it out, with a reason."""
        return bool(self.dropped_reason.strip())
