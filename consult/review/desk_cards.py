"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.mismatch.enums import FlagSeverity
from consult.mismatch.models import FlagQuerySet
from consult.review.queries import (
    assigned_to,
    nobodys,
    resolved,
    unresolved,
    visible_flags,
)


def waiting(user: User) -> list[Card]:
    """Return the cards about flags: one's own, those nobody has, those to discuss."""
    if not user.has_perm("mismatch.view_flag"):
        return []
    flags = visible_flags(user)
    standing = unresolved(flags)
    if user.has_perm("review.reply_flag"):
        return _answering(user, standing)
    cards = [
        Card(
            title=_("Alertas sin resolver"),
            text=_("Lo que dice la gente y lo que dice el diseño no es lo mismo."),
            count=standing.count(),
            url=reverse("review:queue"),
            action=_("Ver las alertas"),
            tone=_tone(standing),
            order=15,
        ),
    ]
    if user.has_perm("review.contest_flag"):
        cards.append(
            Card(
                title=_("Respuestas a su comunidad"),
                text=_("Si no están de acuerdo con una, la alerta se abre otra vez."),
                count=resolved(flags).count(),
                url=f"{reverse('review:queue')}?status=resolved",
                action=_("Leer las respuestas"),
                order=16,
            ),
        )
    return cards


def _answering(user: User, standing: FlagQuerySet) -> list[Card]:
    mine = assigned_to(user, standing)
    left = nobodys(standing)
    return [
        Card(
            title=_("Alertas que usted atiende"),
            text=_("Cada una espera una respuesta con razones, en público."),
            count=mine.count(),
            url=f"{reverse('review:queue')}?mine=on",
            action=_("Ver las mías"),
            tone=_tone(mine),
            order=10,
        ),
        Card(
            title=_("Alertas que nadie atiende"),
            text=_("Nadie se ha hecho cargo de ellas todavía."),
            count=left.count(),
            url=f"{reverse('review:queue')}?unassigned=on",
            action=_("Repartirlas"),
            tone=_tone(left),
            order=12,
        ),
    ]


def _tone(flags: FlagQuerySet) -> str:
    """Return `stop` where one of them stops the money, else `ok`, or `warn` for any."""
    severities = set(flags.order_by().values_list("severity", flat=True).distinct())
    if FlagSeverity.BLOCK in severities:
        return "stop"
    return "warn" if severities else "ok"
