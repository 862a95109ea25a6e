"""Words that speakers watch for in what people say."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.languages.models.tables import Language, Theme


class WordQuerySet(models.QuerySet["Word"]):
    """Chainable filters."""

    def standing(self) -> "WordQuerySet":
        """Keep those that nobody took out of the list."""
        return self.filter(removed_at=None)


class Word(models.Model):
    """A word or a few words of a language that speak of a theme.

    A `*` at the end stands for any ending.
    """

    language = models.ForeignKey(
        Language,
        on_delete=models.PROTECT,
        related_name="words",
        verbose_name=_("idioma"),
    )
    theme = models.ForeignKey(
        Theme,
        on_delete=models.PROTECT,
        related_name="words",
        verbose_name=_("tema"),
    )
    term = models.CharField(_("palabra"), max_length=80)
    # What it is found by; see `orthography.key_of`.
    key = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    objects = WordQuerySet.as_manager()

    class Meta:
        """Each word once for a theme, in whatever spelling."""

        verbose_name = _("palabra que avisa")
        verbose_name_plural = _("palabras que avisan")
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(
                fields=("language", "key", "theme"),
                condition=Q(removed_at=None),
                name="languages_word_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="languages_word_removed_at_and_by",
            ),
        )

    def __str__(self) -> str:
        """Return it as it was typed."""
        return self.term
