"""Signed permissions: when one was seen not to hold, and what was paid on it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.release.models.releasing import ReleaseRequest
from projects.models import Project


class Clearance(models.Model):
    """Signed permission for one tranche, as the gate stood at one epoch.

    Issued, and never changed or deleted. Whether it still holds is computed each time
    somebody asks: see `consult.release.clearances`.
    """

    # The token's `jti`: no two clearances share it.
    jti = models.UUIDField(unique=True)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="clearances",
    )
    request = models.ForeignKey(
        ReleaseRequest,
        on_delete=models.PROTECT,
        related_name="clearances",
    )
    tranche_number = models.PositiveSmallIntegerField(_("desembolso"))
    amount = models.DecimalField(_("monto"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("moneda"), max_length=3)
    design_hash = models.CharField(max_length=64)
    gate_epoch = models.PositiveBigIntegerField()
    # The event of the audit chain that says it was issued.
    audit_sequence = models.PositiveBigIntegerField()
    audit_hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=80)
    # The JWS itself, in its compact form.
    token = models.TextField(_("autorización"))
    issued_at = models.DateTimeField(_("firmada"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("vence"))

    class Meta:
        """It ends after it begins."""

        verbose_name = _("autorización")
        verbose_name_plural = _("autorizaciones")
        ordering = ("-issued_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")),
                name="release_clearance_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        """Return which tranche it is for."""
        return f"{self.project} · {self.tranche_number}"


class ClearanceWithdrawal(models.Model):
    """A clearance was seen not to hold any more, and why. It never holds again."""

    clearance = models.OneToOneField(
        Clearance,
        on_delete=models.PROTECT,
        related_name="withdrawal",
    )
    seen_at = models.DateTimeField(_("visto"))
    # What anybody may read of why: [{"invariant": 1, "code": "open_flag"}, …].
    reasons = models.JSONField(_("por qué"), default=list)

    class Meta:
        """Name it."""

        verbose_name = _("autorización retirada")
        verbose_name_plural = _("autorizaciones retiradas")

    def __str__(self) -> str:
        """Return what was withdrawn."""
        return str(self.clearance)


class Redemption(models.Model):
    """A payer took a clearance: that tranche is paid, once. It stays as it is."""

    clearance = models.OneToOneField(
        Clearance,
        on_delete=models.PROTECT,
        related_name="redemption",
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="redemptions",
    )
    tranche_number = models.PositiveSmallIntegerField(_("desembolso"))
    # What the payer calls the payment: asking again with the same one is no second one.
    payment = models.CharField(_("pago"), max_length=80)
    redeemed_at = models.DateTimeField(_("usada"))

    class Meta:
        """Once a tranche, whichever of its clearances it is."""

        verbose_name = _("autorización usada")
        verbose_name_plural = _("autorizaciones usadas")
        ordering = ("-redeemed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "tranche_number"),
                name="release_redemption_once_a_tranche",
            ),
            models.CheckConstraint(
                condition=~models.Q(payment=""),
                name="release_redemption_names_its_payment",
            ),
        )

    def __str__(self) -> str:
        """Return what was paid."""
        return f"{self.project} · {self.tranche_number}"
