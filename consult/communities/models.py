"""Communities: the people of a place, their languages and what is known of them."""

from decimal import Decimal
from itertools import chain
from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consult.communities.enums import ConditionSource, StopReason
from consult.languages.models import Language
from projects.models import Ladder, Level, Place, Project

# Under this many households a community is never published by its own name (proposal):
# it is shown as part of its municipality.
TINY_HOUSEHOLDS: Final = 20
# What fits on one line of a telephone, or two.
PART_NAME_MAX: Final = 60


class Community(models.Model):
    """The people of a place."""

    place = models.OneToOneField(
        Place,
        on_delete=models.PROTECT,
        related_name="community",
        verbose_name=_("lugar"),
    )
    households = models.PositiveIntegerField(
        _("familias que viven allí"),
        validators=[MinValueValidator(1)],
    )
    population = models.PositiveIntegerField(_("personas"), null=True, blank=True)
    # Share of the people, 0 to 1, by group; null where nobody knows.
    women_share = models.DecimalField(
        _("parte de mujeres"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    young_share = models.DecimalField(
        _("parte de jóvenes de 14 a 29 años"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    # {"displaced": households or null when present but not counted, …}
    groups_present = models.JSONField(_("grupos presentes"), default=dict, blank=True)
    indigenous = models.BooleanField(_("pueblo indígena"), default=False)
    # Coarse already when stored; null where even that would expose the community.
    latitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
    )
    # Set where showing anything of this community could hurt somebody in it.
    publication_stopped_at = models.DateTimeField(null=True, editable=False)
    publication_stopped_because = models.CharField(
        _("por qué no se publica"),
        max_length=12,
        choices=StopReason,
        blank=True,
        editable=False,
    )

    class Meta:
        """A community has somebody in it."""

        verbose_name = _("comunidad")
        verbose_name_plural = _("comunidades")
        ordering = ("place__name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(households__gt=0),
                name="communities_community_households_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    publication_stopped_at=None,
                    publication_stopped_because="",
                )
                | (
                    models.Q(publication_stopped_at__isnull=False)
                    & ~models.Q(publication_stopped_because="")
                ),
                name="communities_stopped_at_and_because",
            ),
        )

    def __str__(self) -> str:
        """Return the place's name."""
        return str(self.place)

    @property
    def name(self) -> str:
        """Return the place's own name."""
        return self.place.name

    @property
    def scope_place_ids(self) -> frozenset[int]:
        """Return the places whose people may act on it."""
        return frozenset({self.place_id})

    @cached_property
    def scope_organisation_ids(self) -> frozenset[int]:
        """Return the organisations that have a design for it: one query."""
        pairs = Project.objects.filter(designs__places=self.place_id).values_list(
            "publisher_id",
            "funder_id",
        )
        return frozenset(chain.from_iterable(pairs))

    @property
    def is_tiny(self) -> bool:
        """Say whether its very name would point at somebody."""
        return self.households < TINY_HOUSEHOLDS

    @property
    def is_shown(self) -> bool:
        """Say whether anything of it may be published by name."""
        return self.publication_stopped_at is None and not self.is_tiny


class CommunityLanguage(models.Model):
    """A language spoken in a community and by what share of the people."""

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="languages",
    )
    language = models.ForeignKey(
        Language,
        on_delete=models.PROTECT,
        verbose_name=_("idioma"),
    )
    # 0 to 1; null where it is spoken and nobody knows by how many.
    share = models.DecimalField(
        _("parte de la gente que lo habla en casa"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )

    class Meta:
        """Each language once."""

        verbose_name = _("idioma de la comunidad")
        verbose_name_plural = _("idiomas de la comunidad")
        ordering = (models.F("share").desc(nulls_last=True), "language")
        constraints = (
            models.UniqueConstraint(
                fields=("community", "language"),
                name="communities_language_once",
            ),
        )

    def __str__(self) -> str:
        """Return the language's name."""
        return str(self.language)

    @property
    def percent(self) -> Decimal | None:
        """Return how many of 100 people speak it, or None where nobody knows."""
        return None if self.share is None else self.share * 100


class Part(models.Model):
    """A named part of a community: a paraje, caserío, sector or barrio.

    Whoever is asked about their life says in which one they live, so that no majority
    hides a part that lacks something.
    """

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="parts",
    )
    name = models.CharField(_("nombre"), max_length=PART_NAME_MAX)
    households = models.PositiveIntegerField(
        _("familias que viven en ella"),
        validators=[MinValueValidator(1)],
    )
    # False once it left the list after somebody was asked in it: it is not deleted.
    in_use = models.BooleanField(_("se usa"), default=True, editable=False)
    # Whether it ever stood among the answers of a consultation: then its name stays.
    was_asked = models.BooleanField(default=False, editable=False)

    class Meta:
        """In the order they were written down; each name once, and never empty."""

        verbose_name = _("parte de la comunidad")
        verbose_name_plural = _("partes de la comunidad")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("community", "name"),
                name="communities_part_once",
            ),
            models.CheckConstraint(
                condition=models.Q(households__gt=0) & ~models.Q(name=""),
                name="communities_part_has_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(in_use=True) | models.Q(was_asked=True),
                name="communities_part_kept_because_asked",
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Condition(models.Model):
    """What is already known: how many households stand on a step, from where, when."""

    community = models.ForeignKey(
        Community,
        on_delete=models.CASCADE,
        related_name="conditions",
    )
    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT)
    level = models.ForeignKey(Level, on_delete=models.PROTECT)
    households = models.PositiveIntegerField(_("familias en este peldaño"))
    asked = models.PositiveIntegerField(_("familias preguntadas"))
    source = models.CharField(_("fuente"), max_length=12, choices=ConditionSource)
    source_note = models.CharField(_("cuál"), max_length=160, blank=True)
    as_of = models.DateField(_("fecha"))

    class Meta:
        """Never more households on a step than were asked."""

        verbose_name = _("condición conocida")
        verbose_name_plural = _("condiciones conocidas")
        ordering = (
            "community_id",
            "ladder__order",
            "ladder_id",
            "-as_of",
            "level__rank",
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(households__lte=models.F("asked")),
                name="communities_condition_within_asked",
            ),
        )

    def __str__(self) -> str:
        """Return the step."""
        return str(self.level)
