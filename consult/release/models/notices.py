"""Whom to tell when a gate opens or closes, what was last told, and what waits."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Organisation, Project


class Watcher(models.Model):
    """A funder's machine that is told when a gate of its projects opens or closes."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="watchers",
        verbose_name=_("organización que pone el dinero"),
    )
    url = models.URLField(_("dirección"), max_length=300)
    # What notices are signed with, sealed: the database alone signs nothing.
    secret_sealed = models.BinaryField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    class Meta:
        """One address is told once."""

        verbose_name = _("dirección de avisos")
        verbose_name_plural = _("direcciones de avisos")
        ordering = ("organisation", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "url"),
                condition=models.Q(stopped_at=None),
                name="release_watcher_once",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_by=None)
                | models.Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="release_watcher_stopped_at_and_by",
            ),
        )

    def __str__(self) -> str:
        """Return where it is."""
        return self.url


class GateState(models.Model):
    """What was last seen and told of one tranche's gate."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="gate_states",
    )
    tranche_number = models.PositiveSmallIntegerField()
    # `open`, `closed` or `released`.
    state = models.CharField(max_length=8)
    # The project's turn and the time when it was looked at.
    seen_turn = models.PositiveBigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        """Each tranche once."""

        verbose_name = _("estado de la puerta")
        verbose_name_plural = _("estados de la puerta")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "tranche_number"),
                name="release_gate_state_once",
            ),
        )

    def __str__(self) -> str:
        """Return which gate it is."""
        return f"{self.project} · {self.tranche_number}"


class Notice(models.Model):
    """The outbox: one notice to one watcher, until it arrived or was given up."""

    watcher = models.ForeignKey(
        Watcher,
        on_delete=models.PROTECT,
        related_name="notices",
    )
    # Of the message: a watcher that sees it twice knows that it is the same.
    message_id = models.UUIDField(unique=True)
    # The very bytes that are signed.
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it is tried next; none once it arrived or was given up.
    due_at = models.DateTimeField(null=True, db_index=True)
    arrived_at = models.DateTimeField(null=True)
    # Why the last attempt failed, as a code.
    failure = models.CharField(max_length=20, blank=True)

    class Meta:
        """What arrived is not due."""

        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(due_at=None) | models.Q(arrived_at=None),
                name="release_notice_due_or_arrived",
            ),
        )

    def __str__(self) -> str:
        """Return its number."""
        return str(self.message_id)
