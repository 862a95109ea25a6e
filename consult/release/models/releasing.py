"""Requests for money to move, the signatures under them, and the act itself."""

from django.conf import settings
from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import Person
from consult.release.models.second_step import JustUsed
from projects.models import Project, Tranche


class ReleaseRequest(models.Model):
    """Somebody asks that one tranche be released, as it stands."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="release_requests",
    )
    tranche = models.ForeignKey(
        Tranche,
        on_delete=models.PROTECT,
        related_name="release_requests",
        verbose_name=_("desembolso"),
    )
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    class Meta:
        """One standing request a tranche."""

        verbose_name = _("solicitud de desembolso")
        verbose_name_plural = _("solicitudes de desembolso")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("tranche",),
                condition=models.Q(cancelled_at=None),
                name="release_request_one_standing",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="release_request_cancelled_at_and_by",
            ),
        )

    def __str__(self) -> str:
        """Return what it asks for."""
        return str(self.tranche)

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.project.scope_organisation_ids


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Chainable filters."""

    def standing(self) -> "ApprovalQuerySet":
        """Keep those not taken back."""
        return self.filter(revoked_at=None)


class Approval(models.Model):
    """One person's signature. It names exactly what was signed.

    Any change of the project's gate epoch voids it: it stays, and no longer counts.
    """

    request = models.ForeignKey(
        ReleaseRequest,
        on_delete=models.PROTECT,
        related_name="approvals",
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="approvals"
    )
    tranche_number = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    design_hash = models.CharField(max_length=64)
    gate_epoch = models.PositiveBigIntegerField()
    # By the database's clock, as far as the service writes it.
    approved_at = models.DateTimeField()
    second_factor_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        """A person signs one state of a request once, with a second factor in hand."""

        verbose_name = _("firma")
        verbose_name_plural = _("firmas")
        ordering = ("approved_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("request", "person", "gate_epoch"),
                condition=models.Q(revoked_at=None),
                name="release_approval_once_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="release_approval_revoked_at_and_by",
            ),
            models.CheckConstraint(
                condition=JustUsed("second_factor_at", "approved_at"),
                name="release_approval_second_factor_just_used",
            ),
        )

    def __str__(self) -> str:
        """Return who signed."""
        return str(self.person)


class Release(models.Model):
    """The act: one tranche's money may leave. Never twice."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="releases",
    )
    # The tranche's identity across the designs of a project.
    tranche_number = models.PositiveSmallIntegerField(_("desembolso"))
    tranche = models.OneToOneField(
        Tranche,
        on_delete=models.PROTECT,
        related_name="release",
    )
    request = models.OneToOneField(
        ReleaseRequest,
        on_delete=models.PROTECT,
        related_name="release",
    )
    first_approval = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_approval = models.ForeignKey(
        Approval,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.DecimalField(_("monto"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("moneda"), max_length=3)
    design_hash = models.CharField(max_length=64)
    gate_epoch = models.PositiveBigIntegerField()
    released_at = models.DateTimeField(_("liberado"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """Once a tranche, two persons, a positive amount."""

        verbose_name = _("liberación")
        verbose_name_plural = _("liberaciones")
        ordering = ("project_id", "tranche_number")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "tranche_number"),
                name="release_once_a_tranche",
            ),
            models.CheckConstraint(
                condition=~models.Q(first_person=models.F("second_person")),
                name="release_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="release_amount_positive",
            ),
        )

    def __str__(self) -> str:
        """Return which tranche it was."""
        return f"{self.project} · {self.tranche_number}"

    @property
    def signers(self) -> str:
        """Return the names of everybody whose signature it went with."""
        names = [str(each.person) for each in self.signatures.all()]
        if not names:
            names = [str(self.first_person), str(self.second_person)]
        return get_text_list(names, gettext("y"))


class ReleaseSignature(models.Model):
    """One of the signatures that a release went with: every one, not two of them."""

    release = models.ForeignKey(
        Release,
        on_delete=models.PROTECT,
        related_name="signatures",
    )
    approval = models.OneToOneField(
        Approval,
        on_delete=models.PROTECT,
        related_name="carried",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A person carries a release once."""

        verbose_name = _("firma de una liberación")
        verbose_name_plural = _("firmas de liberaciones")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("release", "person"),
                name="release_signature_once_a_person",
            ),
        )

    def __str__(self) -> str:
        """Return who signed."""
        return str(self.person)
