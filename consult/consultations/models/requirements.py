"""What each kind of consultation asks for: a standard table, editable here."""

from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.consultations.enums import ConsultationKind
from projects.models.standards import StandardRow

# Beyond these nobody could keep a consultation open: a slip of the hand (proposal).
MOST_DAYS: Final = 365
MOST_ROUNDS: Final = 50


class KindRequirements(StandardRow):
    """How long and how often a community is asked, in days and meetings.

    A consultation keeps what held when it was opened: a row changed later counts for
    those opened after it.
    """

    CONTENT: ClassVar[tuple[str, ...]] = (
        "notice_days",
        "rounds",
        "open_days",
        "deliberation_days",
        "promoter_absent_round",
        "basis",
        "basis_note_es",
        "basis_note_en",
        "active",
    )

    kind = models.CharField(
        _("tipo"),
        max_length=40,
        choices=ConsultationKind,
        primary_key=True,
    )
    notice_days = models.PositiveSmallIntegerField(
        _("días de aviso"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Desde que se avisa hasta que se empieza a preguntar."),
    )
    rounds = models.PositiveSmallIntegerField(
        _("reuniones"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)],
    )
    open_days = models.PositiveSmallIntegerField(
        _("días abierta"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Cuántos días por lo menos se puede contestar."),
    )
    deliberation_days = models.PositiveSmallIntegerField(
        _("días para pensarlo"),
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Desde la última reunión hasta la decisión."),
    )
    promoter_absent_round = models.BooleanField(
        _("una reunión sin quien propone el proyecto"),
        default=False,
    )

    class Meta:
        """The lightest first."""

        verbose_name = _("plazos de un tipo de consulta")
        verbose_name_plural = _("plazos de las consultas")
        ordering = ("notice_days", "kind")

    def __str__(self) -> str:
        """Return the kind in words."""
        return str(self.get_kind_display())
