"""Codes of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PresentGroup(models.TextChoices):
    """Groups whose absence from a consultation must be noticed."""

    DISPLACED = "displaced", _("Personas desplazadas")
    RETURNED = "returned", _("Personas que volvieron del extranjero")
    DEPORTED = "deported", _("Personas deportadas")


class ConditionSource(models.TextChoices):
    """Where a known condition comes from."""

    CENSUS = "census", _("Censo")
    SURVEY = "survey", _("Encuesta")
    CONSULTATION = "consultation", _("Consulta anterior")
    VISIT = "visit", _("Visita")


class StopReason(models.TextChoices):
    """Why nothing of a community is published."""

    FEAR = "fear", _("La gente dijo que tiene miedo o que la presionan")
    PROTECTION = "protection", _("Lo decidió quien protege a la gente")
    ASKED = "asked", _("La comunidad lo pidió")
