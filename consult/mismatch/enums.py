"""Codes of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FlagSeverity(models.TextChoices):
    """How much a flag weighs; only the first closes the gate."""

    BLOCK = "block", _("Detiene el dinero")
    HIGH = "high", _("Grave")
    WATCH = "watch", _("Para vigilar")


SEVERITY_ORDER = {
    FlagSeverity.WATCH: 1,
    FlagSeverity.HIGH: 2,
    FlagSeverity.BLOCK: 3,
}
