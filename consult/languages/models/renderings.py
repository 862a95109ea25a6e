"""One text in one language, written or spoken, and what other speakers say of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.languages.enums import RenderingState
from consult.languages.models.tables import Language
from consult.voice.models import Recording


class Speaker(models.Model):
    """Somebody who says of themselves that they speak a language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="spoken_languages",
    )
    language = models.ForeignKey(
        Language,
        on_delete=models.PROTECT,
        related_name="speakers",
    )

    class Meta:
        """Each language once."""

        verbose_name = _("hablante")
        verbose_name_plural = _("hablantes")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "language"),
                name="languages_speaker_once",
            ),
        )

    def __str__(self) -> str:
        """Return who speaks what."""
        return f"{self.user}: {self.language}"


class RenderingQuerySet(models.QuerySet["Rendering"]):
    """Chainable filters."""

    def published(self) -> "RenderingQuerySet":
        """Keep what everybody reads or hears."""
        return self.filter(state=RenderingState.PUBLISHED)

    def of_text(self, language: Language, source_key: str) -> "RenderingQuerySet":
        """Keep how one text is said in one language, the newest first."""
        return self.filter(language=language, source_key=source_key).order_by("-pk")


class Rendering(models.Model):
    """One text in one language: written, or spoken by somebody.

    It belongs to the Spanish it was made from, by the hash of it: wherever that Spanish
    stands, this says the same, and where the Spanish changes, this is found no more.
    A recording is a version of its own and need not be written down.
    """

    language = models.ForeignKey(
        Language,
        on_delete=models.PROTECT,
        related_name="renderings",
        verbose_name=_("idioma"),
    )
    # SHA-256 of the Spanish; see `texts.source_key`.
    source_key = models.CharField(max_length=64)
    source = models.TextField(_("en español"))
    # Where the Spanish stood, so that a later Spanish finds what was said before.
    place = models.CharField(max_length=160, blank=True)
    # As it was typed; blank where it is only spoken.
    text = models.TextField(_("escrito"), blank=True)
    recording = models.ForeignKey(
        Recording,
        on_delete=models.PROTECT,
        null=True,
        related_name="renderings",
        verbose_name=_("grabación"),
    )
    state = models.CharField(
        _("estado"),
        max_length=10,
        choices=RenderingState,
        default=RenderingState.DRAFT,
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RenderingQuerySet.as_manager()

    class Meta:
        """Of each text one written and one spoken version is published at most."""

        verbose_name = _("versión")
        verbose_name_plural = _("versiones")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("language", "source_key")),
            models.Index(fields=("language", "state")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("language", "source_key"),
                condition=Q(state=RenderingState.PUBLISHED, recording=None),
                name="languages_rendering_one_written",
            ),
            models.UniqueConstraint(
                fields=("language", "source_key"),
                condition=Q(state=RenderingState.PUBLISHED, recording__isnull=False),
                name="languages_rendering_one_spoken",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(recording__isnull=False),
                name="languages_rendering_says_something",
            ),
        )

    def __str__(self) -> str:
        """Return the language and the Spanish."""
        return f"{self.language_id}: {self.source[:60]}"

    @property
    def is_spoken(self) -> bool:
        """Say whether it is a recording."""
        return self.recording_id is not None


class RenderingVerdict(models.Model):
    """What another speaker says of a rendering: yes, one says it so; or no."""

    rendering = models.ForeignKey(
        Rendering,
        on_delete=models.CASCADE,
        related_name="verdicts",
    )
    is_yes = models.BooleanField()
    note = models.CharField(_("por qué"), max_length=200, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        """Each account says one thing; saying something else takes its place."""

        verbose_name = _("parecer")
        verbose_name_plural = _("pareceres")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("rendering", "said_by"),
                name="languages_verdict_once",
            ),
        )

    def __str__(self) -> str:
        """Return yes or no."""
        return str(_("sí") if self.is_yes else _("no"))
