"""What a round must be to be written down."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.communities.policies import MOST_PEOPLE_A_HOUSEHOLD
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import Consultation
from consult.languages.models import Language
from projects.enums import DesignState
from projects.refusals import Conflict, Refusal

Attendance = Mapping[tuple[str, str], int]

# What the column holds.
_MOST_IN_A_CELL: Final = 32_767


def check_takes_rounds(consultation: Consultation) -> None:
    """Refuse a round of a consultation that takes none any more.

    Raises:
        Refusal: it is closed, or its design was replaced.

    """
    if consultation.closed_at is not None:
        raise Refusal(
            _("La consulta se cerró el %(date)s: ya no se anotan reuniones.")
            % {"date": date_format(timezone.localdate(consultation.closed_at))},
        )
    if consultation.design.state == DesignState.SUPERSEDED:
        raise Refusal(
            _(
                "El diseño fue reemplazado por otro. Anote la reunión en la consulta "
                "del diseño nuevo.",
            ),
        )


def check_can_record_round(
    consultation: Consultation,
    *,
    held_on: date,
    place_note: str,
    languages: Collection[Language],
    interpreter: bool,
    attendance: Attendance,
) -> None:
    """Refuse a round that was not held, or not in this consultation.

    Raises:
        Conflict: a round on that day, in that place, is already written down.
        Refusal: with the field that is wrong.

    """
    check_takes_rounds(consultation)
    if held_on > timezone.localdate():
        raise Refusal(
            _("Esa fecha todavía no llega. Anote la reunión cuando haya pasado."),
            field="held_on",
        )
    if held_on < consultation.announced_on:
        raise Refusal(
            _(
                "El aviso se dio el %(date)s. Una reunión de antes no cuenta para "
                "esta consulta.",
            )
            % {"date": date_format(consultation.announced_on)},
            field="held_on",
        )
    if not place_note.strip():
        raise Refusal(_("Diga dónde fue la reunión."), field="place_note")
    if not languages:
        raise Refusal(
            _("Marque por lo menos un idioma en que se habló."),
            field="languages",
        )
    if interpreter and len(languages) == 1:
        raise Refusal(
            _("Si hubo intérprete, marque también el idioma al que se interpretó."),
            field="languages",
        )
    _check_attendance(consultation, attendance)
    same = consultation.rounds.filter(
        held_on=held_on,
        place_note__iexact=place_note.strip(),
    )
    if same.exists():
        raise Conflict(
            _("Ya está anotada una reunión de ese día en ese lugar."),
            field="held_on",
        )


def _check_attendance(consultation: Consultation, attendance: Attendance) -> None:
    for (sex, age_band), came in attendance.items():
        if sex not in Sex.values or age_band not in AgeBand.values:
            raise Refusal(_("Ese grupo no está en la lista."), field="attendance")
        if not 0 <= came <= _MOST_IN_A_CELL:
            raise Refusal(
                _("Revise cuántas personas vinieron: una cifra no puede ser."),
                field="attendance",
            )
    came = sum(attendance.values())
    if came == 0:
        raise Refusal(
            _("Escriba cuántas personas vinieron. Si no vino nadie, no hubo reunión."),
            field="attendance",
        )
    community = consultation.community
    if community.population is not None and came > community.population:
        raise Refusal(
            _(
                "Vinieron más personas (%(came)s) de las que viven allí "
                "(%(people)s). Revise las cifras.",
            )
            % {"came": came, "people": community.population},
            field="attendance",
        )
    if came > community.households * MOST_PEOPLE_A_HOUSEHOLD:
        raise Refusal(
            _(
                "Son demasiadas personas (%(came)s) para una comunidad de "
                "%(households)s familias. Revise las cifras.",
            )
            % {"came": came, "households": community.households},
            field="attendance",
        )
