"""How testimonies came together, only counted."""

from django.db import models

from consult.consultations.models import Consultation


class Trace(models.Model):
    """How testimonies came together, only counted: see `feedback.gathering`.

    Who and which phone are keyed hashes, and no testimony leads to a row of these.
    """

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="traces",
    )
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=32)
    question = models.CharField(max_length=80, blank=True)
    choice = models.CharField(max_length=60, blank=True)
    count = models.IntegerField(default=0)
    forget_on = models.DateField(db_index=True)

    class Meta:
        """Each counter once; the largest of a kind is found by its index."""

        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "kind", "key", "question", "choice"),
                name="feedback_trace_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("consultation", "kind", "question", "-count"),
                name="feedback_trace_largest",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return f"{self.kind}: {self.count}"
