"""Flags: findings that were raised and recorded, and never deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.communities.models import TINY_HOUSEHOLDS, Community
from consult.consultations.models import Consultation
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.policy import Policy
from projects.models import Design


class FlagQuerySet(models.QuerySet["Flag"]):
    """Chainable filters. A flag is never deleted, one by one or many at once."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: a flag that was raised stays raised."""
        message = "A flag is never deleted."
        raise TypeError(message)

    def blocking(self) -> "FlagQuerySet":
        """Keep those that close the gate while unresolved."""
        return self.filter(severity=FlagSeverity.BLOCK)

    def published(self) -> "FlagQuerySet":
        """Keep those of communities that are shown by name (`Community.is_shown`)."""
        return self.filter(
            community__publication_stopped_at=None,
            community__households__gte=TINY_HOUSEHOLDS,
        )


class Flag(models.Model):
    """A finding that was raised. The engine never lowers or removes it."""

    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="flags")
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        related_name="flags",
    )
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        related_name="flags",
    )
    detector = models.CharField(_("detector"), max_length=40)
    subject = models.CharField(_("sobre qué"), max_length=80)
    # The highest it ever had.
    severity = models.CharField(_("gravedad"), max_length=6, choices=FlagSeverity)
    # The latest finding as canonical JSON: message code, parameters, evidence.
    finding = models.JSONField(default=dict)
    # False once the engine no longer sees it; a reviewer may then resolve it.
    supported = models.BooleanField(default=True)
    # The day alone: a flag is raised when somebody answers, and when is theirs.
    raised_on = models.DateField(_("levantada"))

    objects = FlagQuerySet.as_manager()

    class Meta:
        """Raised once for a design, community, detector and subject."""

        verbose_name = _("alerta")
        verbose_name_plural = _("alertas")
        ordering = ("-raised_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("design", "community", "detector", "subject"),
                name="mismatch_flag_key",
            ),
        )
        # In the orders of the queue: a page of it reads its own rows and no others.
        indexes = (
            models.Index(fields=("severity", "raised_on", "id")),
            models.Index(fields=("raised_on", "id")),
            models.Index(fields=("community", "severity", "id")),
            models.Index(fields=("design", "severity", "raised_on", "id")),
        )

    def __str__(self) -> str:
        """Return detector and subject."""
        return f"{self.detector}: {self.subject}"

    def delete(
        self,
        using: str | None = None,
        keep_parents: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> tuple[int, dict[str, int]]:
        """Refuse: a flag that was raised stays raised."""
        message = "A flag is never deleted."
        raise TypeError(message)

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.design.scope_organisation_ids

    @property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return self.community.scope_place_ids


class FlagEvidence(models.Model):
    """What a flag was raised on, and later changes; append-only.

    Each change of its state, and what it rests on once a day and at points that
    somebody made (see `actions.evaluate`): an entry for each testimony would say when
    each came.
    """

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="history")
    sequence = models.PositiveIntegerField()
    seen_on = models.DateField()
    severity = models.CharField(max_length=6, choices=FlagSeverity, blank=True)
    supported = models.BooleanField()
    finding = models.JSONField(default=dict)
    finding_hash = models.CharField(max_length=64)

    class Meta:
        """Numbered within its flag."""

        ordering = ("flag_id", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=("flag", "sequence"),
                name="mismatch_evidence_sequence",
            ),
        )

    def __str__(self) -> str:
        """Return which change it was."""
        return f"{self.flag_id}/{self.sequence}"


class UnrecordedEvidence(models.Model):
    """That testimonies moved a consultation's evidence since it was last recorded.

    It keeps no time. The seal is a keyed hash of what the last evaluation saw: until
    the chain is told, that is what the counters and flags are held against.
    """

    consultation = models.OneToOneField(
        Consultation,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="unrecorded_evidence",
    )
    seal = models.CharField(max_length=64)

    class Meta:
        """Name it."""

        verbose_name = _("evidencia sin anotar")
        verbose_name_plural = _("evidencia sin anotar")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.consultation_id)


class PolicyVersion(models.Model):
    """The numbers the detectors judge by from a moment on; append-only.

    The newest holds. Before the first one, those of ``policy.DEFAULT_POLICY`` do.
    """

    version = models.CharField(_("versión"), max_length=40, unique=True)
    numbers = models.JSONField(_("números"))
    reason = models.TextField(_("por qué"))
    set_at = models.DateTimeField(_("desde cuándo"))
    set_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("quién"),
    )

    class Meta:
        """The newest first."""

        verbose_name = _("reglas de las alertas")
        verbose_name_plural = _("reglas de las alertas")
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return its version."""
        return self.version

    @property
    def policy(self) -> Policy:
        """Return the policy that these numbers are."""
        return Policy.from_numbers(self.version, self.numbers)
