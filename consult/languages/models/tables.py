"""Languages people speak, by ISO 639-3, and words nobody uses at home."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.standards import StandardRow


class Language(StandardRow):
    """A language, with the name its speakers give it."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "name",
        "autonym",
        "countries",
        "interface_code",
        "source",
        "basis",
        "active",
    )

    code = models.CharField(
        _("código ISO 639-3"),
        max_length=3,
        primary_key=True,
        validators=[RegexValidator(r"^[a-z]{3}$", _("El código lleva tres letras."))],
    )
    name = models.CharField(_("nombre en español"), max_length=60)
    autonym = models.CharField(_("nombre en su idioma"), max_length=60)
    countries = models.CharField(
        _("países"),
        max_length=20,
        blank=True,
        help_text=_("Códigos ISO 3166-1, separados por espacios: GT HN."),
    )
    # The code of the interface in this language, where there is one.
    interface_code = models.CharField(max_length=3, blank=True)
    source = models.CharField(_("fuente"), max_length=200, blank=True)

    @property
    def tag(self) -> str:
        """Return what HTML and BCP 47 call it: `es` where ISO 639-3 says `spa`."""
        return self.interface_code or self.pk

    class Meta:
        """Sort by name."""

        verbose_name = _("idioma")
        verbose_name_plural = _("idiomas")
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the Spanish name."""
        return self.name


class Jargon(StandardRow):
    """A word nobody uses at home, and how to say it plainly."""

    CONTENT: ClassVar[tuple[str, ...]] = ("plain", "forms", "basis", "active")

    term = models.CharField(_("palabra"), max_length=80, unique=True)
    plain = models.CharField(_("dicho de otro modo"), max_length=160)
    forms = models.TextField(
        _("otras formas"),
        blank=True,
        help_text=_("De qué otros modos se escribe, uno en cada renglón."),
    )

    class Meta:
        """Sort by term."""

        verbose_name = _("palabra difícil")
        verbose_name_plural = _("palabras difíciles")
        ordering = ("term",)

    def __str__(self) -> str:
        """Return the term."""
        return self.term

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the term and its other forms."""
        return (self.term, *(form for form in self.forms.splitlines() if form.strip()))


class Theme(StandardRow):
    """Something to be read first where people say it, such as a threat."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "name_es",
        "name_en",
        "hint_es",
        "hint_en",
        "order",
        "basis",
        "active",
    )

    code = models.SlugField(_("código"), max_length=40, primary_key=True)
    name = models.CharField(_("tema"), max_length=80)
    hint = models.CharField(
        _("qué palabras"),
        max_length=200,
        help_text=_("Qué clase de palabras van aquí."),
    )
    order = models.PositiveSmallIntegerField(_("orden"), default=0)

    class Meta:
        """The most pressing first."""

        verbose_name = _("tema")
        verbose_name_plural = _("temas")
        ordering = ("order", "code")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
