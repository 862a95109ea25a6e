"""Who may do what with a consultation."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.consultations.models import Consultation
from projects.models import Design

VIEW: Final = "consultations.view_consultation"
OPEN: Final = "consultations.open_consultation"
RECORD_ROUND: Final = "consultations.record_round"
RECORD_CONSENT: Final = "consultations.record_consent"
WITHDRAW: Final = "consultations.withdraw_consent"

_SENTENCES: Final = {
    OPEN: _("Solo una persona oficial de este proyecto abre y cierra sus consultas."),
    RECORD_ROUND: _("Solo una persona oficial de este proyecto anota sus reuniones."),
    RECORD_CONSENT: _(
        "Solo una persona oficial de este proyecto anota lo que la comunidad decide.",
    ),
    WITHDRAW: _(
        "Solo quien habla por la comunidad, o una persona oficial del proyecto, "
        "retira el acuerdo.",
    ),
}


def check_may(*, by: User, verb: str, about: Consultation | Design) -> None:
    """Refuse whoever has no role for this here.

    Raises:
        NotAllowed: with a sentence that says whose it is.

    """
    require(by=by, perm=verb, obj=about, message=_SENTENCES[verb])


def speaks_for(by: User, consultation: Consultation) -> bool:
    """Say whether somebody holds the role of the place's own people."""
    return (
        by.role_assignments.standing()
        .filter(
            role=RoleCode.COMMUNITY_LEADER,
            place__in=consultation.scope_place_ids,
        )
        .exists()
    )


def may_read_acta(by: User, consultation: Consultation) -> bool:
    """Say whether somebody may open an acta, which may name persons.

    Those who write actas down for the project, those who speak for the place, those
    who watch over protection, and administrators.
    """
    return (
        by.has_perm(RECORD_CONSENT, consultation)
        or by.has_perm(WITHDRAW, consultation)
        or by.has_perm("reports.request_internal_report", consultation)
    )
