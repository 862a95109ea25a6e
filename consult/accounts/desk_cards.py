"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.accounts.queries import (
    INVITE,
    MANAGE,
    cards_for,
    staff_without_second_factor,
)


def waiting(user: User) -> list[Card]:
    """Return the cards about people, and the way to the record."""
    cards = []
    if user.has_perm(MANAGE):
        unfinished = staff_without_second_factor().count()
        cards.append(
            Card(
                title=_("Cuentas sin su segundo paso"),
                text=_("Pueden entrar, pero no hacer nada hasta que lo pongan."),
                count=unfinished,
                url=reverse("accounts:people"),
                action=_("Ver las personas"),
                tone="warn" if unfinished else "ok",
                order=80,
            ),
        )
    if user.has_perm(INVITE):
        cards.append(
            Card(
                title=_("Tarjetas que nadie ha usado"),
                text=_("Con una tarjeta, una persona entra por primera vez."),
                count=cards_for(user).usable().count(),
                url=reverse("accounts:cards"),
                action=_("Ver las tarjetas"),
                order=85,
            ),
        )
    if user.has_perm("audit.view_event"):
        cards.append(
            Card(
                title=_("Registro de lo que se hizo"),
                text=_("Cada paso queda escrito y nadie lo puede borrar."),
                url=reverse("audit:events"),
                action=_("Ver el registro"),
                order=95,
            ),
        )
    return cards
