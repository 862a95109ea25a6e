"""What reviewers do with flags. Rows are added and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from consult.feedback.models import Testimony
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.models import Flag
from consult.review.enums import ReplyKind, ResolutionKind
from projects.models import Design


class Acknowledgement(models.Model):
    """Somebody has seen a flag."""

    flag = models.OneToOneField(
        Flag,
        on_delete=models.PROTECT,
        related_name="acknowledgement",
    )
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.flag_id}"


class Assignment(models.Model):
    """Somebody is to answer for a flag; the latest one counts."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="assignments")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="assigned_flags",
        verbose_name=_("quién la atiende"),
    )
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """The newest first."""

        ordering = ("-assigned_at", "-pk")

    def __str__(self) -> str:
        """Return who has it."""
        return str(self.assignee)


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    """Chainable filters."""

    def standing(self) -> "ResolutionQuerySet":
        """Keep what answers a flag now.

        Nobody contested it, and the flag did not become graver since.
        """
        return self.filter(
            ~Exists(Contest.objects.filter(resolution=OuterRef("pk"))),
            severity=F("flag__severity"),
        )


class Resolution(models.Model):
    """A reviewer's decision on a flag, with a public reason."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="resolutions")
    kind = models.CharField(_("qué se decide"), max_length=20, choices=ResolutionKind)
    reason = models.TextField(
        _("por qué"),
        help_text=_("Lo leerá cualquiera, también la comunidad."),
    )
    # What the flag weighed when it was answered: a graver flag needs a new answer.
    severity = models.CharField(max_length=6, choices=FlagSeverity)
    new_design = models.ForeignKey(
        Design,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diseño nuevo"),
    )
    new_evidence = models.TextField(_("qué muestra que cambió"), blank=True)
    commitment_who = models.CharField(
        _("quién se compromete"), max_length=160, blank=True
    )
    commitment_what = models.TextField(_("a qué"), blank=True)
    commitment_by = models.DateField(_("para cuándo"), null=True, blank=True)
    resolved_at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        """Each kind names what it rests on, and all give a reason."""

        verbose_name = _("resolución")
        verbose_name_plural = _("resoluciones")
        ordering = ("-resolved_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="review_resolution_gives_a_reason",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(
                        kind=ResolutionKind.DESIGN_CHANGED,
                        new_design__isnull=False,
                    )
                    | (
                        models.Q(kind=ResolutionKind.CONDITIONS_CHANGED)
                        & ~models.Q(new_evidence="")
                    )
                    | (
                        models.Q(
                            kind=ResolutionKind.COMMITMENT,
                            commitment_by__isnull=False,
                        )
                        & ~models.Q(commitment_who="")
                        & ~models.Q(commitment_what="")
                    )
                    | models.Q(kind=ResolutionKind.MISTAKEN)
                ),
                name="review_resolution_names_its_ground",
            ),
        )

    def __str__(self) -> str:
        """Return the kind."""
        return self.get_kind_display()


class Contest(models.Model):
    """The community does not accept a resolution; the flag is open again.

    Said with an account of the community or with a receipt. Which testimony it was is
    never shown.
    """

    resolution = models.ForeignKey(
        Resolution,
        on_delete=models.PROTECT,
        related_name="contests",
    )
    reason = models.TextField(_("por qué no están de acuerdo"))
    contested_at = models.DateTimeField()
    contested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    testimony = models.ForeignKey(
        Testimony,
        on_delete=models.PROTECT,
        related_name="contests",
        null=True,
    )

    class Meta:
        """By an account or by a receipt, and with a reason."""

        verbose_name = _("desacuerdo")
        verbose_name_plural = _("desacuerdos")
        ordering = ("-contested_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(contested_by__isnull=False, testimony=None)
                | models.Q(contested_by=None, testimony__isnull=False),
                name="review_contest_by_account_or_receipt",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="review_contest_gives_a_reason",
            ),
        )

    def __str__(self) -> str:
        """Return what is contested."""
        return f"{self.resolution_id}"


class Reply(models.Model):
    """What the organisation says to the community about a flag, in public."""

    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=10, choices=ReplyKind, default=ReplyKind.REPLY)
    text = models.TextField(_("qué le dice a la comunidad"))
    replied_at = models.DateTimeField()
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """In the order they were said."""

        verbose_name = _("respuesta pública")
        verbose_name_plural = _("respuestas públicas")
        ordering = ("replied_at", "pk")

    def __str__(self) -> str:
        """Return the text."""
        return self.text
