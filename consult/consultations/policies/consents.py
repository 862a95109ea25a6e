"""What a decision must be to be written down.

A decision that came too early, before the meetings or the days to think, is written
down all the same: it is what the community decided. It does not open the gate, and
`principles` says why.
"""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.consultations.enums import Authority, Decision
from consult.consultations.models import ConsentRecord, Consultation
from consult.consultations.permissions import speaks_for
from projects.enums import DesignState
from projects.refusals import Conflict, Refusal

_YES = frozenset({Decision.CONSENT, Decision.CONDITIONS})


def check_takes_consent(consultation: Consultation) -> None:
    """Refuse a decision about a design that was replaced.

    A closed consultation takes decisions: people decide after the meetings.

    Raises:
        Refusal: the design was replaced.

    """
    if consultation.design.state == DesignState.SUPERSEDED:
        raise Refusal(
            _(
                "El diseño fue reemplazado por otro. Lo que la comunidad decida ahora "
                "es sobre el diseño nuevo.",
            ),
        )


def check_can_record_consent(
    consultation: Consultation,
    *,
    decision: str,
    authority: str,
    authority_note: str,
    decided_on: date,
    conditions: str,
    conditions_met_evidence: str,
) -> None:
    """Refuse a decision that nobody could have taken, or that says two things.

    Raises:
        Conflict: the same decision is already written down.
        Refusal: with the field that is wrong.

    """
    check_takes_consent(consultation)
    if decision not in Decision.values:
        raise Refusal(_("Elija qué decidió la comunidad."), field="decision")
    if decision == Decision.WITHDRAWN:
        raise Refusal(
            _("Para retirar un acuerdo use «Retirar el acuerdo»: pide decir por qué."),
            field="decision",
        )
    _check_authority(authority, authority_note)
    _check_conditions(decision, conditions, conditions_met_evidence)
    latest = consultation.consents.first()
    _check_decided_on(consultation, decided_on, latest)
    if latest is None:
        return
    if latest.decision == Decision.WITHDRAWN and decided_on <= latest.decided_on:
        raise Refusal(
            _(
                "La comunidad retiró su acuerdo el %(date)s. Para volver a darlo hace "
                "falta una decisión de un día posterior.",
            )
            % {"date": date_format(latest.decided_on)},
            field="decided_on",
        )
    said = (
        latest.decision,
        latest.authority,
        latest.decided_on,
        latest.conditions,
        latest.conditions_met_evidence,
    )
    if said == (
        decision,
        authority,
        decided_on,
        conditions.strip(),
        conditions_met_evidence.strip(),
    ):
        raise Conflict(_("Esa decisión ya está anotada."), field="decided_on")


def check_can_withdraw_consent(
    consultation: Consultation,
    *,
    authority: str,
    authority_note: str,
    decided_on: date,
    reason: str,
) -> None:
    """Refuse to take back a yes that was not given, or without saying why.

    Raises:
        Refusal: with the field that is wrong.

    """
    latest = check_has_consent(consultation)
    _check_authority(authority, authority_note)
    _check_decided_on(consultation, decided_on, latest)
    if not reason.strip():
        raise Refusal(
            _("Diga con sus palabras por qué se retira el acuerdo."),
            field="reason",
        )


def check_has_consent(consultation: Consultation) -> ConsentRecord:
    """Return the yes that stands, or refuse: there is none to take back.

    Raises:
        Refusal: no decision yet, or the last one is not a yes.

    """
    latest = consultation.consents.first()
    if latest is None or latest.decision not in _YES:
        raise Refusal(_("No hay un acuerdo que retirar."))
    return latest


def check_stands(consultation: Consultation, consent: ConsentRecord) -> None:
    """Refuse to take back a yes that something else than a yes followed.

    The same yes is written again when its conditions are met: whoever has the receipt
    of the first may still take it back.

    Raises:
        Refusal: it does not stand any more.

    """
    since = consultation.consents.filter(pk__gte=consent.pk)
    if not {each.decision for each in since}.issubset(_YES):
        raise Refusal(
            _("Este recibo es de una decisión que ya no vale: después hubo otra."),
        )


def check_has_acta(
    consultation: Consultation,
    *,
    by: User,
    acta: object,
) -> None:
    """Refuse a withdrawal that an officer writes down without the community's acta.

    Raises:
        Refusal: the acta is missing.

    """
    if acta is None and not speaks_for(by, consultation):
        raise Refusal(
            _("Suba el acta en que la comunidad retira su acuerdo."),
            field="acta",
        )


def _check_authority(authority: str, authority_note: str) -> None:
    if authority not in Authority.values:
        raise Refusal(_("Elija quién decidió."), field="authority")
    if authority == Authority.OTHER and not authority_note.strip():
        raise Refusal(
            _("Diga cuál es esa autoridad."),
            field="authority_note",
        )


def _check_conditions(decision: str, conditions: str, met: str) -> None:
    if decision == Decision.CONDITIONS and not conditions.strip():
        raise Refusal(
            _("Escriba qué condiciones puso la comunidad."),
            field="conditions",
        )
    if decision != Decision.CONDITIONS and conditions.strip():
        raise Refusal(
            _(
                "Si la comunidad puso condiciones, elija «Sí, pero con condiciones». "
                "Si no, deje esto vacío.",
            ),
            field="conditions",
        )
    if decision != Decision.CONDITIONS and met.strip():
        raise Refusal(
            _("Esto se llena solo cuando hubo condiciones."),
            field="conditions_met_evidence",
        )


def _check_decided_on(
    consultation: Consultation,
    decided_on: date,
    latest: ConsentRecord | None,
) -> None:
    if decided_on > timezone.localdate():
        raise Refusal(
            _("Esa fecha todavía no llega. Anote la decisión cuando se haya tomado."),
            field="decided_on",
        )
    if decided_on < consultation.announced_on:
        raise Refusal(
            _(
                "El aviso se dio el %(date)s. Una decisión de antes no puede ser "
                "sobre este diseño.",
            )
            % {"date": date_format(consultation.announced_on)},
            field="decided_on",
        )
    # The record written last stands, so an older decision may not come after it.
    if latest is not None and decided_on < latest.decided_on:
        raise Refusal(
            _("Ya está anotada una decisión más nueva, del %(date)s.")
            % {"date": date_format(latest.decided_on)},
            field="decided_on",
        )
