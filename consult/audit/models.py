"""The append-only, hash-chained record of every write that matters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that somebody did, chained to the one before it.

    There are no foreign keys: an event outlives what it speaks of. Private content is
    present only as a salted hash; erasing the salt erases the content.
    """

    sequence = models.PositiveBigIntegerField(_("número"), unique=True)
    at = models.DateTimeField(_("cuándo"))
    # `user:12`, or `system`, or `receipt`; never a name.
    actor = models.CharField(_("quién"), max_length=60)
    verb = models.CharField(_("qué"), max_length=60)
    # `release.release:4`
    object_ref = models.CharField(_("sobre qué"), max_length=120)
    project_id = models.PositiveBigIntegerField(null=True, db_index=True)
    # What anybody may read of it.
    public = models.JSONField(_("datos públicos"), default=dict)
    private_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order of the chain."""

        verbose_name = _("hecho registrado")
        verbose_name_plural = _("hechos registrados")
        ordering = ("sequence",)
        indexes = (
            models.Index(
                fields=("object_ref", "verb", "sequence"),
                name="audit_event_about",
            ),
        )

    def __str__(self) -> str:
        """Return its number, verb and object."""
        return f"{self.sequence} {self.verb} {self.object_ref}"


class Salt(models.Model):
    """The salt of one event's private content; deleting it forgets the content."""

    event = models.OneToOneField(
        Event,
        on_delete=models.PROTECT,
        related_name="salt",
    )
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return which event it belongs to."""
        return f"salt of {self.event_id}"
