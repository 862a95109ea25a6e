"""Codes of the room."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsultationKind(models.TextChoices):
    """What a consultation requires depends on what the project touches."""

    ROUTINE = "routine", _("Común")
    INDIGENOUS = (
        "indigenous_land_or_resource_affected",
        _(
            "Toca tierra o bienes de un pueblo indígena",
        ),
    )


class ConsultationState(models.TextChoices):
    """Where a consultation is; follows from its dates and its design."""

    OPEN = "open", _("Abierta")
    CLOSED = "closed", _("Cerrada")
    REPLACED = "replaced", _("El diseño fue reemplazado")


class Sex(models.TextChoices):
    """Sex as people state it."""

    FEMALE = "female", _("Mujer")
    MALE = "male", _("Hombre")
    OTHER = "other", _("Otro")


class AgeBand(models.TextChoices):
    """Age bands of a consultation."""

    YOUNG_14 = "14-17", _("14 a 17 años")
    YOUNG_18 = "18-29", _("18 a 29 años")
    ADULT = "30-59", _("30 a 59 años")
    ELDER = "60+", _("60 años o más")


class Decision(models.TextChoices):
    """What the community decided. Silence is none of these."""

    CONSENT = "consent", _("Sí, está de acuerdo")
    CONDITIONS = "consent_with_conditions", _("Sí, pero con condiciones")
    NO_CONSENT = "no_consent", _("No está de acuerdo")
    WITHDRAWN = "withdrawn", _("Retira el acuerdo que había dado")
    UNDECIDED = "undecided", _("Todavía no decide")


class Authority(models.TextChoices):
    """Who decided for the community, by its own rules."""

    ASSEMBLY = "assembly", _("Asamblea de la comunidad")
    ANCESTRAL = "ancestral", _("Autoridad indígena o ancestral")
    COCODE = "cocode", _("COCODE, patronato o ADESCO")
    OTHER = "other", _("Otra")


# Why evidence changed, where it says that somebody of the community acted just now.
OF_TESTIMONIES: Final = frozenset({"testimony", "correction", "withdrawal"})
