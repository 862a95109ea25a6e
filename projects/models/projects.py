"""Projects and the places they are for."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.enums import Country, ProjectStatus
from projects.models.organisations import Organisation


class Place(models.Model):
    """Where people live that a project is for. The people are another room's."""

    name = models.CharField(_("nombre"), max_length=120)
    country = models.CharField(_("país"), max_length=2, choices=Country)
    adm1_code = models.CharField(
        _("departamento"),
        max_length=6,
        help_text=_("Código ISO 3166-2, por ejemplo GT-14."),
    )
    adm2_name = models.CharField(_("municipio"), max_length=120, blank=True)
    adm2_code = models.CharField(_("código del municipio"), max_length=12, blank=True)
    invented = models.BooleanField(_("es inventado"), default=False)

    class Meta:
        """One name once in a municipality."""

        verbose_name = _("lugar")
        verbose_name_plural = _("lugares")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                # In the order in which lists go through places.
                fields=("name", "adm2_name", "adm1_code", "country"),
                name="projects_place_unique",
            ),
        )

    def __str__(self) -> str:
        """Return the name and the municipality."""
        return f"{self.name}, {self.adm2_name}" if self.adm2_name else self.name

    @property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return frozenset({self.pk})


class Project(models.Model):
    """An intervention an organisation proposes."""

    slug = models.SlugField(_("dirección"), max_length=80, unique=True)
    title = models.CharField(_("título"), max_length=160)
    iati_identifier = models.CharField(
        _("identificador IATI"),
        max_length=120,
        blank=True,
    )
    status = models.CharField(
        _("estado"),
        max_length=1,
        choices=ProjectStatus,
        default=ProjectStatus.PIPELINE,
    )
    publisher = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="published_projects",
        verbose_name=_("organización que lo publica"),
    )
    implementer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="implemented_projects",
        verbose_name=_("organización que lo hará"),
    )
    funder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="funded_projects",
        verbose_name=_("organización que pone el dinero"),
    )
    # Raised by every write that could change whether money may move; approvals name it.
    gate_epoch = models.PositiveBigIntegerField(default=0, editable=False)
    # Raised by every approval and release: it only makes them take turns, so that an
    # approval does not void the one before it.
    gate_turn = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        """Sort by title."""

        verbose_name = _("proyecto")
        verbose_name_plural = _("proyectos")
        ordering = ("title",)

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the public page."""
        return reverse("projects:detail", args=[self.slug])

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return frozenset({self.publisher_id, self.funder_id})
