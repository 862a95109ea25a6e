"""Roles and scopes, as codes; what each role may do is in roles.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleCode(models.TextChoices):
    """The eight roles."""

    COMMUNITY_LEADER = "community_leader", _("Líder de la comunidad")
    FACILITATOR = "facilitator", _("Facilitador o facilitadora")
    SPEAKER = "speaker", _("Hablante del idioma")
    DESIGN_AUTHOR = "design_author", _("Autor o autora de diseños")
    PROJECT_OFFICER = "project_officer", _("Oficial de proyectos")
    RELEASE_APPROVER = "release_approver", _("Quien autoriza desembolsos")
    PROTECTION_OFFICER = "protection_officer", _("Oficial de protección")
    ADMINISTRATOR = "administrator", _("Administración")


class Scope(models.TextChoices):
    """How far a role reaches."""

    EVERYWHERE = "everywhere", _("En todas partes")
    ORGANISATION = "organisation", _("En una organización")
    PLACE = "place", _("En una comunidad")


class InvitationState(models.TextChoices):
    """What has become of a card."""

    WAITING = "waiting", _("Sin usar todavía")
    USED = "used", _("Ya se usó")
    CANCELLED = "cancelled", _("Anulada")
    EXPIRED = "expired", _("Se venció")
