"""One version of a project's plan: what, where, who, how much, taken for granted."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from projects.enums import (
    Currency,
    DesignState,
    TargetGroup,
)
from projects.models.organisations import Organisation
from projects.models.projects import Place, Project
from projects.models.standards import PurposeCode


class DesignQuerySet(models.QuerySet["Design"]):
    """Chainable filters."""

    def published(self) -> "DesignQuerySet":
        """Keep designs that are public and current."""
        return self.filter(state=DesignState.PUBLISHED)

    def public(self) -> "DesignQuerySet":
        """Keep designs anybody may read, replaced ones too."""
        return self.exclude(state=DesignState.DRAFT)


# Of the kind modeltranslation wants, so that it does not make one of its own that the
# type checker cannot see.
DesignManager = MultilingualManager.from_queryset(DesignQuerySet)


class Design(models.Model):
    """One numbered version of a project's plan; immutable once published."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="designs",
    )
    number = models.PositiveSmallIntegerField(_("número"))
    state = models.CharField(
        _("estado"),
        max_length=10,
        choices=DesignState,
        default=DesignState.DRAFT,
    )
    # Who will carry out this version. Publishing it makes them the project's
    # implementer; versions that went before keep theirs.
    implementer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("organización que lo hará"),
    )
    title = models.CharField(_("título"), max_length=160)
    summary = models.TextField(
        _("qué se hará"),
        blank=True,
        help_text=_("Con palabras de todos los días, como se lo diría a un vecino."),
    )
    beneficiaries = models.TextField(
        _("para quiénes es"),
        blank=True,
        help_text=_("Qué familias lo van a usar."),
    )
    upkeep = models.TextField(
        _("quién lo cuidará después"),
        blank=True,
        help_text=_("Quién repara, quién cobra y de dónde sale el dinero."),
    )
    starts_on = models.DateField(_("empieza"), null=True, blank=True)
    ends_on = models.DateField(_("termina"), null=True, blank=True)
    currency = models.CharField(
        _("moneda"),
        max_length=3,
        choices=Currency,
        default=Currency.USD,
    )
    households_targeted = models.PositiveIntegerField(
        _("familias que lo usarán"),
        null=True,
        blank=True,
    )
    affects_land_or_resource = models.BooleanField(
        _("toca tierra, agua u otro bien de un pueblo indígena"),
        default=False,
        help_text=_("Si es así, la consulta pide más tiempo y más reuniones."),
    )
    places = models.ManyToManyField(
        Place,
        related_name="designs",
        verbose_name=_("comunidades"),
        blank=True,
    )
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = DesignManager()

    class Meta:
        """One draft and one current design a project."""

        verbose_name = _("diseño")
        verbose_name_plural = _("diseños")
        ordering = ("project", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "number"),
                name="projects_design_number_unique",
            ),
            models.UniqueConstraint(
                fields=("project",),
                condition=models.Q(state=DesignState.PUBLISHED),
                name="projects_design_one_current",
            ),
            models.UniqueConstraint(
                fields=("project",),
                condition=models.Q(state=DesignState.DRAFT),
                name="projects_design_one_draft",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(
                        state=DesignState.DRAFT,
                        published_at=None,
                        published_by=None,
                        content_hash="",
                    )
                    | (
                        ~models.Q(state=DesignState.DRAFT)
                        & models.Q(
                            published_at__isnull=False,
                            published_by__isnull=False,
                        )
                        & ~models.Q(content_hash="")
                    )
                ),
                name="projects_design_published_at_by_and_hash",
            ),
        )

    def __str__(self) -> str:
        """Return the title and the number."""
        return f"{self.title} · {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of this version's public page."""
        return reverse("projects:design", args=[self.project.slug, self.number])

    @property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations whose members may act on it."""
        return self.project.scope_organisation_ids

    @property
    def is_draft(self) -> bool:
        """Say whether it may still change."""
        return self.state == DesignState.DRAFT

    @property
    def carried_out_by(self) -> Organisation:
        """Return who will carry out this version."""
        return self.implementer or self.project.implementer


class Component(models.Model):
    """A part of a design in one DAC/CRS sector (a logframe output)."""

    design = models.ForeignKey(
        Design,
        on_delete=models.CASCADE,
        related_name="components",
    )
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("qué se entrega"), max_length=160)
    description = models.TextField(_("cómo"), blank=True)
    purpose_code = models.ForeignKey(
        PurposeCode,
        on_delete=models.PROTECT,
        verbose_name=_("sector"),
    )
    target_groups = models.JSONField(_("para quiénes"), default=list)

    class Meta:
        """Keep the author's order."""

        verbose_name = _("componente")
        verbose_name_plural = _("componentes")
        ordering = ("design_id", "order", "pk")

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def group_labels(self) -> list[str]:
        """Return for whom it is, in words, in the order of the list of groups."""
        chosen = set(self.target_groups)
        return [str(group.label) for group in TargetGroup if group.value in chosen]
