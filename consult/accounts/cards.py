"""Finding the card that a code belongs to."""

from django.utils.translation import gettext_lazy as _

from consult.accounts.codes import digest, normalised
from consult.accounts.models import Invitation
from consult.accounts.policies import check_giver, check_is_usable
from projects.refusals import Refusal

PURPOSE = "card"


class UnknownCode(Refusal):
    """No card has this code."""


def card_digest(code: str) -> str:
    """Return what of a card's code is stored."""
    return digest(normalised(code), purpose=PURPOSE)


def find_invitation(code: str) -> Invitation:
    """Return the card with this code if it still works. Writes nothing.

    Raises:
        UnknownCode: no card has it.
        Refusal: it was used, cancelled, has expired, or its giver left.

    """
    bare = normalised(code)
    if not bare:
        raise Refusal(
            _(
                "Ese código no está completo o tiene una letra cambiada. Mire la "
                "tarjeta y escríbalo otra vez: son ocho signos.",
            ),
            field="code",
        )
    invitation = (
        Invitation.objects.select_related(
            "organisation",
            "place",
            "person",
            "account",
            "created_by",
        )
        .filter(code_digest=card_digest(bare))
        .first()
    )
    if invitation is None:
        raise UnknownCode(
            _("Ninguna tarjeta tiene ese código. Mírela y escríbalo otra vez."),
            field="code",
        )
    check_is_usable(invitation)
    check_giver(invitation)
    return invitation
