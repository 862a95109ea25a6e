"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User


def waiting(user: User) -> list[Card]:
    """Return, for administrators, the way to whom is told when a gate changes."""
    if not user.has_perm("accounts.manage_roles"):
        return []
    return [
        Card(
            title=_("Avisos de la puerta"),
            text=_("A quién se avisa cuando el dinero puede salir, o ya no puede."),
            url=reverse("release:watchers"),
            action=_("Ver los avisos"),
            order=80,
        ),
    ]
