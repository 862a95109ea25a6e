"""Organisations and what they have finished before."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import Country, OrganisationKind


class Organisation(models.Model):
    """Funds, publishes or carries out projects."""

    name = models.CharField(_("nombre"), max_length=200, unique=True)
    iati_identifier = models.CharField(
        _("identificador IATI"),
        max_length=100,
        blank=True,
        help_text=_("Por ejemplo GT-NIT-1234567. Si no tiene, déjelo vacío."),
    )
    kind = models.CharField(_("tipo"), max_length=2, choices=OrganisationKind)
    country = models.CharField(_("país"), max_length=2, choices=Country, blank=True)
    invented = models.BooleanField(
        _("es inventada"),
        default=False,
        help_text=_("Existe solo en la historia de muestra; la página lo dice."),
    )

    class Meta:
        """Sort by name."""

        verbose_name = _("organización")
        verbose_name_plural = _("organizaciones")
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return frozenset({self.pk})


class TrackRecord(models.Model):
    """One earlier project of an organisation, with what proves it."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="track_records",
    )
    # Made on the page that offers the row, so that the same row sent twice is one row.
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("qué se hizo"), max_length=200)
    purpose_code = models.ForeignKey(
        "projects.PurposeCode",
        on_delete=models.PROTECT,
        verbose_name=_("sector"),
    )
    place = models.CharField(_("dónde"), max_length=200)
    finished_year = models.PositiveSmallIntegerField(
        _("año en que se terminó"),
        null=True,
        blank=True,
        help_text=_("Déjelo vacío si no se ha terminado."),
    )
    evidence = models.TextField(
        _("qué lo prueba"),
        blank=True,
        help_text=_("Un acta de entrega, un informe, una comunidad que dé fe."),
    )
    evidence_url = models.URLField(_("enlace a la prueba"), blank=True)

    class Meta:
        """Sort the newest first."""

        verbose_name = _("proyecto anterior")
        verbose_name_plural = _("proyectos anteriores")
        ordering = ("-finished_year", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "entry"),
                name="projects_trackrecord_entry_unique",
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def is_finished_with_evidence(self) -> bool:
        """Say whether it counts: finished, and something proves it."""
        return self.finished_year is not None and bool(
            self.evidence.strip() or self.evidence_url,
        )
