"""One design put to one community: its rounds and what the community decided."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.communities.models import Community
from consult.consultations.enums import (
    AgeBand,
    Authority,
    ConsultationKind,
    ConsultationState,
    Decision,
    Sex,
)
from consult.consultations.models.requirements import (
    KindRequirements as KindRequirements,
)
from consult.languages.models import Language
from projects.enums import DesignState
from projects.models import Design


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Chainable filters."""

    def open(self) -> "ConsultationQuerySet":
        """Keep those that still take testimonies."""
        return self.filter(closed_at=None)

    def in_state(self, state: ConsultationState | str) -> "ConsultationQuerySet":
        """Keep those in a state, as `Consultation.state` says it."""
        if state == ConsultationState.REPLACED:
            return self.filter(design__state=DesignState.SUPERSEDED)
        current = self.exclude(design__state=DesignState.SUPERSEDED)
        if state == ConsultationState.CLOSED:
            return current.exclude(closed_at=None)
        return current.filter(closed_at=None)


class Consultation(models.Model):
    """One design put to one community."""

    design = models.ForeignKey(
        Design,
        on_delete=models.PROTECT,
        related_name="consultations",
    )
    community = models.ForeignKey(
        Community,
        on_delete=models.PROTECT,
        related_name="consultations",
    )
    # The short address on cards and posters, e.g. /r/7KQ2M.
    code = models.CharField(_("código"), max_length=8, unique=True)
    kind = models.CharField(_("tipo"), max_length=40, choices=ConsultationKind)
    required_notice_days = models.PositiveSmallIntegerField(_("días de aviso"))
    required_rounds = models.PositiveSmallIntegerField(_("reuniones necesarias"))
    required_open_days = models.PositiveSmallIntegerField(_("días abierta"))
    deliberation_days = models.PositiveSmallIntegerField(
        _("días para decidir entre ustedes"),
    )
    promoter_absent_round_required = models.BooleanField(
        _("una reunión sin el promotor"),
        default=False,
    )
    announced_on = models.DateField(_("día del aviso"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        """One consultation a design and community."""

        verbose_name = _("consulta")
        verbose_name_plural = _("consultas")
        ordering = ("-opened_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("design", "community"),
                name="consultations_consultation_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="consultations_closed_at_and_by",
            ),
        )

    def __str__(self) -> str:
        """Return the design and the community."""
        return f"{self.design} · {self.community}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("consultations:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Say whether it still takes testimonies."""
        return self.closed_at is None

    @property
    def state(self) -> ConsultationState:
        """Return where it is: what it allows follows from this."""
        if self.design.state == DesignState.SUPERSEDED:
            return ConsultationState.REPLACED
        if self.closed_at is not None:
            return ConsultationState.CLOSED
        return ConsultationState.OPEN

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.design.scope_organisation_ids

    @property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return self.community.scope_place_ids

    @property
    def opened_on(self) -> date:
        """Return the day it opened, where it was opened."""
        return timezone.localdate(self.opened_at)

    @property
    def may_close_on(self) -> date:
        """Return the first day on which it was open for as long as it must be."""
        return self.opened_on + timedelta(days=self.required_open_days)

    def decision_not_before(self, last_round_on: date) -> date:
        """Return the first day a decision may count after the last round."""
        return last_round_on + timedelta(days=self.deliberation_days)


class Round(models.Model):
    """One dated meeting or visit."""

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        related_name="rounds",
    )
    held_on = models.DateField(_("fecha"))
    place_note = models.CharField(_("dónde"), max_length=160)
    languages = models.ManyToManyField(
        Language,
        verbose_name=_("idiomas en que se habló"),
    )
    interpreter = models.BooleanField(_("hubo intérprete"), default=False)
    promoter_present = models.BooleanField(
        _("estuvo quien promueve el proyecto"),
        default=True,
    )
    explained = models.TextField(
        _("qué se explicó"),
        blank=True,
    )
    absent_note = models.CharField(
        _("a quién se invitó y no vino"),
        max_length=200,
        blank=True,
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """In the order they were held."""

        verbose_name = _("ronda")
        verbose_name_plural = _("rondas")
        ordering = ("held_on", "pk")

    def __str__(self) -> str:
        """Return where it was held."""
        return self.place_note


class Attendance(models.Model):
    """How many people of one sex and age band came to a round."""

    round = models.ForeignKey(
        Round,
        on_delete=models.CASCADE,
        related_name="attendances",
    )
    sex = models.CharField(_("sexo"), max_length=6, choices=Sex)
    age_band = models.CharField(_("edad"), max_length=5, choices=AgeBand)
    came = models.PositiveSmallIntegerField(_("vinieron"), default=0)

    class Meta:
        """Each sex and age band once a round."""

        verbose_name = _("asistencia")
        verbose_name_plural = _("asistencias")
        ordering = ("round_id", "sex", "age_band")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "sex", "age_band"),
                name="consultations_attendance_once",
            ),
        )

    def __str__(self) -> str:
        """Return how many came."""
        return f"{self.get_sex_display()} {self.age_band}: {self.came}"


class ConsentRecord(models.Model):
    """What the community as a body decided. The latest one stands."""

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        related_name="consents",
    )
    decision = models.CharField(_("decisión"), max_length=24, choices=Decision)
    authority = models.CharField(_("quién decidió"), max_length=12, choices=Authority)
    authority_note = models.CharField(_("cuál"), max_length=160, blank=True)
    decided_on = models.DateField(_("fecha de la decisión"))
    conditions = models.TextField(_("condiciones"), blank=True)
    # What shows that the conditions were met; empty means they were not.
    conditions_met_evidence = models.TextField(
        _("qué muestra que se cumplieron"),
        blank=True,
    )
    # Why the community takes back its yes, in its own words.
    reason = models.TextField(_("por qué"), blank=True)
    acta = models.FileField(_("acta"), upload_to="actas/%Y", blank=True)
    acta_hash = models.CharField(max_length=64, blank=True)
    acta_media_type = models.CharField(max_length=40, blank=True)
    # The slow keyed hash of the receipt that the community got with its yes.
    receipt_digest = models.CharField(max_length=128, blank=True)
    # Of a yes that was taken back with its receipt: nobody in particular wrote it.
    takes_back = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="taken_back",
        verbose_name=_("acuerdo que retira con su recibo"),
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    class Meta:
        """The one written last first, whatever the clock said when it was written.

        Conditions are named when there are some.
        """

        verbose_name = _("acta de decisión")
        verbose_name_plural = _("actas de decisión")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decision=Decision.CONDITIONS)
                | ~models.Q(conditions=""),
                name="consultations_consent_names_conditions",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision=Decision.WITHDRAWN) | ~models.Q(reason=""),
                name="consultations_withdrawal_names_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(acta="", acta_hash="", acta_media_type="")
                | (
                    ~models.Q(acta="")
                    & ~models.Q(acta_hash="")
                    & ~models.Q(acta_media_type="")
                ),
                name="consultations_acta_hash_and_type",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=False, takes_back=None)
                | models.Q(
                    recorded_by=None,
                    takes_back__isnull=False,
                    decision=Decision.WITHDRAWN,
                ),
                name="consultations_consent_by_account_or_receipt",
            ),
            models.UniqueConstraint(
                fields=("receipt_digest",),
                condition=~models.Q(receipt_digest=""),
                name="consultations_consent_receipt_once",
            ),
            models.CheckConstraint(
                condition=models.Q(receipt_digest="")
                | models.Q(decision__in=(Decision.CONSENT, Decision.CONDITIONS)),
                name="consultations_consent_receipt_of_a_yes",
            ),
        )

    def __str__(self) -> str:
        """Return the decision."""
        return self.get_decision_display()

    @property
    def stands(self) -> bool:
        """Say whether this record lets money move: a yes, its conditions met."""
        if self.decision == Decision.CONSENT:
            return True
        return self.decision == Decision.CONDITIONS and bool(
            self.conditions_met_evidence.strip(),
        )


class EvidenceChange(models.Model):
    """The outbox: a consultation's evidence changed and must be evaluated.

    Written in the transaction that changes the evidence, deleted in the one that
    evaluates it. A message tells the worker; should it be lost, a sweeper finds the
    row. It keeps no time: that would be the time of a testimony.
    """

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="evidence_changes",
    )
    reason = models.CharField(max_length=20)

    class Meta:
        """The oldest first."""

        ordering = ("pk",)

    def __str__(self) -> str:
        """Return what changed."""
        return f"{self.consultation_id}: {self.reason}"
