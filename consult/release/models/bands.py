"""How many persons have to sign, by how much money it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.release.enums import LEAST_SIGNATURES, MOST_SIGNATURES


class ApprovalBand(models.Model):
    """From an amount on, so many persons sign. Edited by administrators, never deleted.

    Where several reach an amount, the one that asks for most holds.
    """

    currency = models.CharField(_("moneda"), max_length=3)
    from_amount = models.DecimalField(_("desde"), max_digits=14, decimal_places=2)
    approvals = models.PositiveSmallIntegerField(_("firmas"))

    class Meta:
        """Each amount once a currency, and never fewer than two."""

        verbose_name = _("firmas según el monto")
        verbose_name_plural = _("firmas según el monto")
        ordering = ("currency", "from_amount")
        constraints = (
            models.UniqueConstraint(
                fields=("currency", "from_amount"),
                name="release_band_once_an_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    approvals__gte=LEAST_SIGNATURES,
                    approvals__lte=MOST_SIGNATURES,
                ),
                name="release_band_two_or_more",
            ),
            models.CheckConstraint(
                condition=models.Q(from_amount__gte=0),
                name="release_band_from_nought_up",
            ),
        )

    def __str__(self) -> str:
        """Return from how much it holds."""
        return f"{self.from_amount} {self.currency}"
