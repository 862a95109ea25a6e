"""Who may do what: the one question every action asks first."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from projects.refusals import NotAllowed, Sentence

NOT_YOURS = _(
    "Su cuenta no tiene permiso para hacer esto aquí. Si cree que le corresponde, "
    "pídalo a la persona que administra su organización.",
)


def require(
    by: User | AnonymousUser | None,
    perm: str,
    obj: Model | None = None,
    message: Sentence | None = None,
) -> None:
    """Refuse unless a standing role of `by` grants `perm` on `obj`.

    Without an object the question is "anywhere at all?", which is enough only for an
    act that belongs to no organisation and no place.

    Raises:
        NotAllowed: no such role here; `message` is its sentence, where one is given.

    """
    if by is None or not by.has_perm(perm, obj):
        raise NotAllowed(message or NOT_YOURS)
