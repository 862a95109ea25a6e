"""Codes of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResolutionKind(models.TextChoices):
    """How a flag is answered for."""

    DESIGN_CHANGED = "design_changed", _("Se cambió el diseño")
    CONDITIONS_CHANGED = "conditions_changed", _("Cambió lo que pasa en el lugar")
    COMMITMENT = "commitment", _("Alguien se compromete")
    MISTAKEN = "mistaken", _("La alerta no tiene razón")


class FlagStatus(models.TextChoices):
    """Where the answer to a flag stands."""

    NEW = "new", _("Nueva")
    SEEN = "seen", _("Vista")
    ASSIGNED = "assigned", _("Alguien la tiene")
    RESOLVED = "resolved", _("Resuelta")
    CONTESTED = "contested", _("La comunidad no está de acuerdo")


class ReplyKind(models.TextChoices):
    """What is said to the community about a flag, in public."""

    REPLY = "reply", _("Respuesta")
    QUESTION = "question", _("Pregunta a la comunidad")
