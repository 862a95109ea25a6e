"""Put testimonies into the counters, and mend these if they are ever wrong."""

from collections import Counter as Count
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.actions import note_evidence
from consult.consultations.models import Consultation
from consult.feedback.actions.adding import add_to
from consult.feedback.actions.traces import left_by, move_traces
from consult.feedback.counting import Counter, counters_of
from consult.feedback.models import Tally, Testimony
from consult.feedback.queries import said_by
from consult.feedback.recounting import Counts, compare
from consult.feedback.together import places_of

_BATCH: Final = 2000


@transaction.atomic
def tally_testimonies(*, consultation_id: int) -> int:
    """Put into the counters every testimony that is not in them; return how many.

    What is read of the counters is the same before and after. It is the worker's task,
    so that whoever gives a testimony waits for nobody; it takes as long as there are
    new testimonies, however many are counted already.
    """
    hold_counters(consultation_id)
    return tally_held(consultation_id=consultation_id)


def tally_held(*, consultation_id: int) -> int:
    """Do what `tally_testimonies` does, for whoever holds the consultation's row."""
    waiting = (
        Testimony.objects.counted()
        .filter(consultation_id=consultation_id, in_tally=False)
        .only(
            *("consultation_id", "answers", "channel", "language_id", "sex"),
            *("age_band", "displacement", "disability", "part_id", "collected_by_id"),
            *("device_digest", "arrived_on"),
        )
        .order_by()
    )
    counted = 0
    places = places_of(consultation_id)
    batch = None
    while batch is None or len(batch) == _BATCH:
        batch = list(waiting[:_BATCH])
        moved = Count(
            counter
            for testimony in batch
            for counter in counters_of(said_by(testimony))
        )
        traces = Count(
            trace for testimony in batch for trace in left_by(testimony, places)
        )
        move_counters(consultation_id=consultation_id, moved=moved)
        move_traces(consultation_id=consultation_id, moved=traces)
        Testimony.objects.filter(pk__in=[each.pk for each in batch]).update(
            in_tally=True,
            device_digest="",
            arrived_on=None,
        )
        counted += len(batch)
    return counted


def hold_counters(consultation_id: int) -> None:
    """Take turns with whoever else moves the counters of a consultation.

    Held by evaluation, correction and withdrawal, before they lock anything else.
    Storing a testimony never waits for it, nor it for that.
    """
    Consultation.objects.select_for_update(no_key=True).only("pk").get(
        pk=consultation_id,
    )


def move_counters(*, consultation_id: int, moved: Mapping[Counter, int]) -> None:
    """Add to each counter what it moves by, with one statement; `hold_counters` first.

    Django's `bulk_create(update_conflicts=True)` can only replace a value, not add to
    it.
    """
    rows = [
        (each.question, each.group, each.choice, step)
        for each, step in moved.items()
        if step
    ]
    add_to(Tally, ("question", "group", "choice"), consultation_id, rows)


@transaction.atomic
def mend_counters(*, consultation_id: int, by: User | None = None) -> Counts:
    """Bring the counters of a consultation to what its testimonies say.

    Adds what each counter lacks and takes what it has too many of, so that testimonies
    that come in meanwhile are counted as always. Two who mend take turns. Returns what
    was added to each counter; nothing is written where nothing was wrong.
    """
    hold_counters(consultation_id)
    consultation = Consultation.objects.select_related("design").get(pk=consultation_id)
    differences = compare(consultation_id).differences
    if not differences:
        return differences
    move_counters(consultation_id=consultation_id, moved=differences)
    record(
        by=by,
        verb="feedback.counters_mended",
        obj=consultation,
        project_id=consultation.design.project_id,
        public={"counters": len(differences)},
    )
    note_evidence(consultation_id=consultation_id, reason="recount")
    return differences
