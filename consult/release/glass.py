"""Who may break the glass now, with the reason why not, and how it must be reasoned."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.languages.plain import inflesz, words_of
from consult.release.models import ReleaseRequest
from consult.release.permissions import is_outsider
from projects.enums import DesignState
from projects.refusals import NotAllowed, Refusal, Sentence

# A reason that somebody else can weigh, in words that most people follow (proposal;
# INFLESZ 55 is where "normal" begins).
WORDS: Final = 25
READABLE_FROM: Final = 55


def check_can_override(*, request: ReleaseRequest, by: User) -> None:
    """Refuse whoever may let no flag pass, or a request that cannot be helped.

    Raises:
        NotAllowed: no such role, or inside the project's line of authority.
        Refusal: taken back, released, or of a design that was replaced.

    """
    require(by, "release.override_gate", request)
    if by.person_id is None:
        raise NotAllowed(
            _(
                "Su cuenta no dice de qué persona es. Pida en administración que la "
                "complete: las firmas son de personas, no de cuentas.",
            ),
        )
    if not is_outsider(by, request.project):
        raise NotAllowed(
            _(
                "Esto lo firman personas de fuera: quien no trabaja con quienes "
                "publican, pagan o hacen el proyecto, ni pidió, firmó o respondió "
                "nada en él.",
            ),
        )
    if (
        request.cancelled_at is not None
        or hasattr(request, "release")
        or request.tranche.design.state != DesignState.PUBLISHED
    ):
        raise Refusal(_("Esta solicitud ya no está en pie."))


def why_not_override(*, request: ReleaseRequest, by: User) -> Sentence | None:
    """Return the sentence to show beside the disabled button, or None if it works."""
    try:
        check_can_override(request=request, by=by)
    except Refusal as refusal:
        return refusal.message
    return None


def check_justification(text: str) -> None:
    """Refuse a reason that is too short to weigh, or hard to read.

    Raises:
        Refusal: about the field `justification`.

    """
    if len({word.lower() for word in words_of(text)}) < WORDS:
        raise Refusal(
            _(
                "Explique por qué con al menos %(count)s palabras distintas: lo va a "
                "leer todo el mundo.",
            )
            % {"count": WORDS},
            field="justification",
        )
    ease = inflesz(text)
    if ease is not None and ease < READABLE_FROM:
        raise Refusal(
            _(
                "Es difícil de leer. Escriba frases cortas y palabras de todos los "
                "días: la gente tiene que entender por qué.",
            ),
            field="justification",
        )
