"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.feedback.permissions import COLLECT
from consult.feedback.queries import collectable_consultations


def waiting(user: User) -> list[Card]:
    """Return, for those who visit houses, the way to where they write down."""
    if not user.has_perm(COLLECT):
        return []
    return [
        Card(
            title=_("Comunidades donde usted anota"),
            text=_("Lo que contesta cada familia, de viva voz o en hojas de papel."),
            count=len(collectable_consultations(user)),
            url=reverse("feedback:collect"),
            action=_("Anotar respuestas"),
            order=22,
        ),
    ]
