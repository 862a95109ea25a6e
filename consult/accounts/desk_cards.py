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
from projects.permissions import CREATE, EDIT, VIEW_DRAFT
from projects.queries.drafts import own_projects


def waiting(user: User) -> list[Card]:
    """Return the cards about designs and people, and the way to the record."""
    cards = [*_designs(user)]
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


def _designs(user: User) -> list[Card]:
    """Return the card about drafts: `projects` knows no desk, so this room speaks."""
    if not user.has_perm(VIEW_DRAFT):
        return []
    drafts = sum(row.draft is not None for row in own_projects(user))
    if user.has_perm(EDIT):
        title = _("Diseños que está escribiendo")
        text = _("Cada paso se guarda solo. Al final dice qué falta para publicar.")
    else:
        title = _("Diseños en borrador")
        text = _("Lo que las organizaciones están escribiendo, antes de publicarlo.")
    begins = not drafts and user.has_perm(CREATE)
    return [
        Card(
            title=title,
            text=text,
            count=drafts,
            url=reverse("projects:new" if begins else "projects:mine"),
            action=_("Empezar un proyecto") if begins else _("Ver los diseños"),
            tone="note" if drafts else "plain",
            order=18 if user.has_perm(EDIT) else 45,
        ),
    ]
