"""Breaking the glass: flags that two outsiders let one tranche pass, for all to see."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import Person
from consult.mismatch.models import Flag
from consult.release.models.releasing import ReleaseRequest
from consult.release.models.second_step import JustUsed
from projects.models import Project


class Override(models.Model):
    """One tranche may go although the flags it names are open. They stay open.

    It stands once two persons from outside signed it, for one design at one gate
    epoch: whatever changes after it, a new flag too, closes the gate again.
    """

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="overrides",
    )
    request = models.ForeignKey(
        ReleaseRequest,
        on_delete=models.PROTECT,
        related_name="overrides",
    )
    tranche_number = models.PositiveSmallIntegerField(_("desembolso"))
    amount = models.DecimalField(_("monto"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("moneda"), max_length=3)
    design_hash = models.CharField(max_length=64)
    gate_epoch = models.PositiveBigIntegerField()
    # Read by anybody, for ever.
    justification = models.TextField(_("por qué"))
    proposed_at = models.DateTimeField(_("propuesto"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    flags = models.ManyToManyField(
        Flag,
        through="OverriddenFlag",
        related_name="overrides",
    )

    class Meta:
        """The newest first; it says why, and who took it back."""

        verbose_name = _("paso por encima de una alerta")
        verbose_name_plural = _("pasos por encima de alertas")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(justification=""),
                name="release_override_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="release_override_withdrawn_at_and_by",
            ),
        )

    def __str__(self) -> str:
        """Return which tranche it is for."""
        return f"{self.project} · {self.tranche_number}"

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.project.scope_organisation_ids


class OverriddenFlag(models.Model):
    """A flag that an override names."""

    override = models.ForeignKey(
        Override,
        on_delete=models.PROTECT,
        related_name="named",
    )
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Each flag is named once."""

        verbose_name = _("alerta nombrada")
        verbose_name_plural = _("alertas nombradas")
        constraints = (
            models.UniqueConstraint(
                fields=("override", "flag"),
                name="release_override_names_a_flag_once",
            ),
        )

    def __str__(self) -> str:
        """Return the flag."""
        return str(self.flag)


class OverrideSignature(models.Model):
    """One of the two persons under an override, and when the second step was given."""

    override = models.ForeignKey(
        Override,
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_factor_at = models.DateTimeField()

    class Meta:
        """A person signs an override once, with a second factor in hand."""

        verbose_name = _("firma por encima de alertas")
        verbose_name_plural = _("firmas por encima de alertas")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("override", "person"),
                name="release_override_once_a_person",
            ),
            models.CheckConstraint(
                condition=JustUsed("second_factor_at", "signed_at"),
                name="release_override_second_factor_just_used",
            ),
        )

    def __str__(self) -> str:
        """Return who signed."""
        return str(self.person)
