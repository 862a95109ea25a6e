"""What was asked for as a report, what it says, and the files made of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.reports.enums import (
    Failure,
    ReportFormat,
    ReportKind,
    ReportLanguage,
    ReportState,
)
from projects.models import Project


class Snapshot(models.Model):
    """What a report says: made once for a scope, a kind and a moment.

    Every format and language of one report is made from the same snapshot. It is a row
    as soon as somebody asks for it; `content` is written by whoever makes the first
    file, and never again.
    """

    kind = models.CharField(_("versión"), max_length=8, choices=ReportKind)
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="snapshots",
        verbose_name=_("consulta"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="snapshots",
        verbose_name=_("proyecto"),
    )
    requested_at = models.DateTimeField(_("pedido"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("quién lo pidió"),
    )
    taken_at = models.DateTimeField(null=True)
    # Canonical JSON, by language. As text: its hash is of these very bytes.
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    # The last event of the audit chain at that moment: 0 when there was none yet.
    audit_sequence = models.PositiveBigIntegerField(null=True)
    audit_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        """Of one consultation or of one project; taken whole or not at all."""

        verbose_name = _("contenido de un informe")
        verbose_name_plural = _("contenidos de informes")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(consultation=None, project__isnull=False)
                | models.Q(consultation__isnull=False, project=None),
                name="reports_snapshot_one_scope",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    taken_at=None,
                    content="",
                    content_hash="",
                    audit_sequence=None,
                )
                | (
                    models.Q(taken_at__isnull=False, audit_sequence__isnull=False)
                    & ~models.Q(content="")
                    & ~models.Q(content_hash="")
                ),
                name="reports_snapshot_taken_whole",
            ),
        )

    def __str__(self) -> str:
        """Return what it is about."""
        return str(self.scope)

    @property
    def scope(self) -> Consultation | Project:
        """Return what it is about: one consultation, or a whole project."""
        found = self.consultation or self.project
        if found is None:
            raise ValueError("A snapshot is of a consultation or of a project.")
        return found

    @property
    def about_project(self) -> Project:
        """Return the project it belongs to."""
        if self.consultation is not None:
            return self.consultation.design.project
        if self.project is None:
            raise ValueError("A snapshot is of a consultation or of a project.")
        return self.project

    @cached_property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.about_project.scope_organisation_ids

    @cached_property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return self.consultation.scope_place_ids if self.consultation else frozenset()


class ConsultationReport(models.Model):
    """One file: a snapshot in one format and one language."""

    snapshot = models.ForeignKey(
        Snapshot,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    format = models.CharField(_("formato"), max_length=4, choices=ReportFormat)
    language = models.CharField(_("idioma"), max_length=2, choices=ReportLanguage)
    state = models.CharField(
        _("estado"),
        max_length=8,
        choices=ReportState,
        default=ReportState.WAITING,
    )
    # In hundredths of the work.
    progress = models.PositiveSmallIntegerField(_("avance"), default=0)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    file = models.FileField(_("archivo"), upload_to="informes/%Y", blank=True)
    # SHA-256 of the file, and its size in bytes.
    content_hash = models.CharField(_("huella"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("tamaño"), default=0)
    requested_at = models.DateTimeField(_("pedido"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("quién lo pidió"),
    )
    finished_at = models.DateTimeField(_("terminado"), null=True)
    # Who works on it now, and until when that may be believed: a worker that was
    # killed says nothing, and its lease runs out.
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """A format and language of a snapshot once; a file when done, and only then."""

        verbose_name = _("informe de consulta")
        verbose_name_plural = _("informes de consulta")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot", "format", "language"),
                name="reports_report_once",
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100),
                name="reports_report_progress",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=ReportState.DONE, finished_at__isnull=False)
                    & ~models.Q(file="")
                    & ~models.Q(content_hash="")
                )
                | (
                    ~models.Q(state=ReportState.DONE)
                    & models.Q(file="", content_hash="")
                ),
                name="reports_report_done_with_file",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=ReportState.FAILED) & ~models.Q(failure=""))
                | (~models.Q(state=ReportState.FAILED) & models.Q(failure="")),
                name="reports_report_failed_says_why",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=ReportState.WORKING, leased_until__isnull=False)
                    & ~models.Q(lease="")
                )
                | (
                    ~models.Q(state=ReportState.WORKING)
                    & models.Q(lease="", leased_until=None)
                ),
                name="reports_report_worked_on_by_one",
            ),
        )
        indexes = (
            models.Index(
                fields=("requested_at",),
                condition=models.Q(
                    state__in=(ReportState.WAITING, ReportState.WORKING),
                ),
                name="reports_unfinished",
            ),
        )

    def __str__(self) -> str:
        """Return what it is about and how it is written down."""
        return f"{self.snapshot} · {self.format}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("reports:detail", args=[self.pk])

    @property
    def kind(self) -> str:
        """Return who it is for."""
        return self.snapshot.kind

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.snapshot.scope_organisation_ids

    @property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return self.snapshot.scope_place_ids

    @property
    def is_unfinished(self) -> bool:
        """Say whether it is still to be made."""
        return self.state in {ReportState.WAITING, ReportState.WORKING}
