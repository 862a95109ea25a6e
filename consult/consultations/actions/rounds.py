"""Writing down a round."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record_act
from consult.consultations import acts, policies
from consult.consultations.actions.outbox import note_evidence
from consult.consultations.actions.turn import held
from consult.consultations.models import Attendance, Consultation, Round
from consult.consultations.permissions import RECORD_ROUND, check_may
from consult.languages.models import Language


@transaction.atomic
def record_round(
    *,
    by: User,
    consultation: Consultation,
    held_on: date,
    place_note: str,
    languages: Iterable[Language],
    interpreter: bool,
    promoter_present: bool,
    attendance: Mapping[tuple[str, str], int],
    explained: str = "",
    absent_note: str = "",
) -> Round:
    """Write down one meeting or visit. `attendance` counts people by (sex, age band).

    Raises:
        NotAllowed: this person may not.
        Conflict: a round of that day and place is already written down.
        Refusal: with the field that is wrong.

    """
    consultation = held(consultation)
    check_may(by=by, verb=RECORD_ROUND, about=consultation)
    require_enrolled(by)
    spoken = list(languages)
    policies.check_can_record_round(
        consultation,
        held_on=held_on,
        place_note=place_note,
        languages=spoken,
        interpreter=interpreter,
        attendance=attendance,
    )
    written = Round.objects.create(
        consultation=consultation,
        held_on=held_on,
        place_note=place_note.strip(),
        interpreter=interpreter,
        promoter_present=promoter_present,
        explained=explained.strip(),
        absent_note=absent_note.strip(),
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    written.languages.set(spoken)
    Attendance.objects.bulk_create(
        Attendance(round=written, sex=sex, age_band=age_band, came=came)
        for (sex, age_band), came in attendance.items()
        if came
    )
    note_evidence(consultation_id=consultation.pk, reason="round")
    record_act(act=acts.round_held(written))
    return written
