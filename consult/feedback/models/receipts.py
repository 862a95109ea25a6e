"""What lets somebody follow their testimony, and take it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """What lets somebody follow their testimony: a keyed slow hash of a code."""

    testimony = models.OneToOneField(
        "feedback.Testimony",
        on_delete=models.PROTECT,
        related_name="receipt",
    )
    digest = models.CharField(max_length=128, unique=True)
    # The phone and day it counts in: only the receipt itself opens it (`openers`).
    locked_traces = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("recibo"))
