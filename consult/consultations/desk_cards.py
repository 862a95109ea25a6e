"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.permissions import OPEN, VIEW


def waiting(user: User) -> list[Card]:
    """Return the cards about consultations: those to open, those that run."""
    cards = []
    if user.has_perm(OPEN):
        pending = len(queries.pending_openings(user))
        cards.append(
            Card(
                title=_("Consultas por abrir"),
                text=_("Un diseño publicado espera que se le pregunte a la gente."),
                count=pending,
                url=reverse("consultations:choose"),
                action=_("Abrir una consulta"),
                tone="warn" if pending else "ok",
                order=20,
            ),
        )
    if user.has_perm(VIEW):
        running = queries.visible_consultations(user).in_state("open").count()
        cards.append(
            Card(
                title=_("Consultas abiertas"),
                text=_("La gente está respondiendo en estas comunidades."),
                count=running,
                url=f"{reverse('consultations:list')}?state=open",
                action=_("Ver las consultas"),
                order=25,
            ),
        )
    return cards
