"""What this room puts on a desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.accounts.desk import Card
from consult.accounts.models import User
from consult.languages import queries
from consult.languages.permissions import RENDER, languages_of


def waiting(user: User) -> list[Card]:
    """Return the card of those who may say how texts are said in their language."""
    if not user.has_perm(RENDER):
        return []
    spoken = languages_of(user)
    pending = queries.to_judge(user, spoken) if spoken else None
    return [
        Card(
            title=_("¿Cómo se dice en su idioma?"),
            text=_(
                "Escriba o grabe los textos que faltan, y diga si los demás van bien."
            )
            if spoken
            else _("Diga qué idiomas habla y ayude a que su gente entienda."),
            count=pending,
            url=reverse("languages:mine"),
            action=_("Decir cómo se dice"),
            tone="warn" if pending else "note",
            order=45,
        ),
    ]
