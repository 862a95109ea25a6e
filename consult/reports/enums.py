"""Codes of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportKind(models.TextChoices):
    """Who a report is for; small counts are withheld from both."""

    PUBLIC = "public", _("Pública: para cualquiera")
    INTERNAL = "internal", _("Interna: solo para quienes responden por el proyecto")


class ReportFormat(models.TextChoices):
    """How a report is written down."""

    PDF = "pdf", _("PDF, para leer e imprimir")
    XLSX = "xlsx", _("XLSX, para abrir en una hoja de cálculo")
    CSV = "csv", _("CSV con etiquetas HXL, para otros sistemas")
    JSON = "json", _("JSON, para programas")


class ReportLanguage(models.TextChoices):
    """The languages a report is written in."""

    SPANISH = "es", _("Español")
    ENGLISH = "en", _("Inglés")


class ReportState(models.TextChoices):
    """Where the making of a report is."""

    WAITING = "waiting", pgettext_lazy("informe", "En espera")
    WORKING = "working", pgettext_lazy("informe", "Se está haciendo")
    DONE = "done", pgettext_lazy("informe", "Listo")
    FAILED = "failed", pgettext_lazy("informe", "No se pudo hacer")


class Failure(models.TextChoices):
    """Why a report could not be made, in words that say what to do."""

    STOPPED = (
        "stopped",
        _(
            "Se detuvo la publicación de esta comunidad para proteger a su gente. No "
            "se puede hacer un informe público de ella.",
        ),
    )
    TOO_LONG = (
        "too_long",
        _("Tardó demasiado. Pruebe otra vez cuando haya menos trabajo."),
    )
    NO_SPACE = (
        "no_space",
        _(
            "No hay lugar en el disco para guardar el archivo. Avise a quien cuida el "
            "sistema y pruebe otra vez.",
        ),
    )
    STORAGE = (
        "storage",
        _(
            "El archivo se hizo, pero no se pudo guardar. Avise a quien cuida el "
            "sistema y pruebe otra vez.",
        ),
    )
    DRAWING = (
        "drawing",
        _(
            "No se pudieron dibujar las páginas del PDF. Pruebe otra vez; mientras, "
            "los otros formatos dicen lo mismo.",
        ),
    )
    LOST = (
        "lost",
        _(
            "El trabajo se cortó varias veces antes de terminar. Avise a quien cuida "
            "el sistema y pruebe otra vez.",
        ),
    )
    UNEXPECTED = (
        "unexpected",
        _(
            "Pasó algo que no se esperaba. Pruebe otra vez; si sigue igual, avise a "
            "quien cuida el sistema.",
        ),
    )
