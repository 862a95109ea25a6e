"""How often people speak of what speakers watch for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import Consultation
from consult.languages.models import Theme


class ThemesCounted(models.Model):
    """With which list of words the themes of a consultation were counted.

    Whoever moves the counts of a consultation holds this row.
    """

    consultation = models.OneToOneField(
        Consultation,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="themes_counted",
    )
    list_version = models.CharField(max_length=60, blank=True)

    class Meta:
        """Name it."""

        verbose_name = _("lista con que se contó")
        verbose_name_plural = _("listas con que se contó")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.consultation_id)


class ThemeCount(models.Model):
    """In how many testimonies of a consultation somebody speaks of a theme.

    All that is known of people's own words outside the seal: how many, and not whose.
    """

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="theme_counts",
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    testimonies = models.IntegerField(default=0)

    class Meta:
        """Each theme once."""

        verbose_name = _("cuenta de un tema")
        verbose_name_plural = _("cuentas de temas")
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "theme"),
                name="feedback_theme_once",
            ),
        )

    def __str__(self) -> str:
        """Return the theme and its count."""
        return f"{self.theme_id}: {self.testimonies}"
