"""Sealed recordings on their way from a phone, piece by piece."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """One sealed recording: what came of it so far, or the proof that all of it did.

    The phone named it at random. Nothing here can be read without a sealing key.
    """

    name = models.CharField(max_length=32, primary_key=True)
    # Bytes, as the phone says.
    length = models.PositiveIntegerField()
    content = models.BinaryField(default=bytes)
    # Told to a phone that lost its signal at the last piece; then nothing else is kept.
    proof = models.CharField(max_length=100, blank=True)
    touched_on = models.DateField(db_index=True)

    class Meta:
        """No order in time."""

        verbose_name = _("grabación en camino")
        verbose_name_plural = _("grabaciones en camino")

    def __str__(self) -> str:
        """Return its name, which says nothing."""
        return self.name

    @property
    def received(self) -> int:
        """Return how many bytes came so far."""
        return self.length if self.proof else len(self.content)
