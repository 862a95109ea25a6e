"""Codes of the room that the database keeps; question codes are in vocabulary.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    LADDER = "ladder", _("Un peldaño de una escalera")
    CHOICE = "choice", _("Una de varias")
    RANKED = "ranked", _("Las más urgentes, en orden")
    MANY = "many", _("Varias")
    NUMBER = "number", _("Un número")
    TEXT = "text", _("Con sus palabras")


class Channel(models.TextChoices):
    """How a testimony came."""

    WEB = "web", _("Por la página")
    FACILITATOR = "facilitator", _("Con una persona que anota")
    PAPER = "paper", _("En papel")


class Displacement(models.TextChoices):
    """Displacement and return, by the codes of `vocabulary.Displacement`."""

    RESIDENT = "resident", _("Siempre ha vivido aquí, o vino porque quiso")
    IDP = "idp", _("Tuvo que dejar su casa y vino de otro lugar del país")
    IDP_RETURNEE = "idp_returnee", _("Tuvo que irse a otro lugar del país y ya regresó")
    REFUGEE = "refugee", _("Es de otro país y le dieron refugio")
    ASYLUM_SEEKER = "asylum_seeker", _("Es de otro país y pidió refugio")
    RETURNEE_FROM_ABROAD = (
        "returnee_from_abroad",
        _("Pidió refugio en otro país y ya regresó"),
    )
    RETURNED_SPONTANEOUS = (
        "returned_spontaneous",
        _("Vivió en otro país y regresó por su cuenta"),
    )
    RETURNED_ASSISTED = (
        "returned_assisted",
        _("Vivió en otro país y le ayudaron a regresar"),
    )
    RETURNED_FORCED = "returned_forced", _("La deportaron de otro país")
    INTERNATIONAL_MIGRANT = (
        "international_migrant",
        _("Es de otro país y vino a vivir aquí"),
    )
    STATELESS = "stateless", _("Ningún país la reconoce")


class TestimonyState(models.TextChoices):
    """Whether a testimony counts."""

    COUNTED = "counted", _("Se cuenta")
    WITHDRAWN = "withdrawn", _("Retirado por quien lo dio")
