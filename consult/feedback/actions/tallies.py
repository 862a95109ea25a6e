"""Put testimonies into the counters, and mend these if they are ever wrong."""

import json
from collections import Counter as Count
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, transaction

from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.actions import note_evidence
from consult.consultations.models import Consultation
from consult.feedback.counting import Counter, counters_of
from consult.feedback.models import Tally, Testimony
from consult.feedback.queries import said_by
from consult.feedback.recounting import Counts, compare

_BATCH: Final = 2000


@transaction.atomic
def tally_testimonies(*, consultation_id: int) -> int:
    """Put into the counters every testimony that is not in them; return how many.

    What is read of the counters is the same before and after. It is the worker's task,
    so that whoever gives a testimony waits for nobody; it takes as long as there are
    new testimonies, however many are counted already.
    """
    hold_counters(consultation_id)
    waiting = (
        Testimony.objects.counted()
        .filter(consultation_id=consultation_id, in_tally=False)
        .only(
            *("consultation_id", "answers", "channel", "language_id", "sex"),
            *("age_band", "displacement", "disability"),
        )
        .order_by()
    )
    counted = 0
    while batch := list(waiting[:_BATCH]):
        moved: Count[Counter] = Count()
        for testimony in batch:
            moved.update(counters_of(said_by(testimony)))
        move_counters(consultation_id=consultation_id, moved=moved)
        Testimony.objects.filter(pk__in=[each.pk for each in batch]).update(
            in_tally=True,
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
    if not rows:
        return
    columns = ("consultation_id", "question", "group", "choice")
    quote = connection.ops.quote_name
    table, count = quote(Tally._meta.db_table), quote("count")
    names = ", ".join(quote(name) for name in columns)
    given, parameters = _rows(consultation_id, rows)
    # Only our own names are put into the statement; every value is a parameter.
    statement = " ".join(
        (
            *("INSERT INTO", table, f"({names}, {count})", given),
            *("ON CONFLICT", f"({names})", "DO UPDATE SET"),
            f"{count} = {table}.{count} + excluded.{count}",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _rows(
    consultation_id: int,
    rows: list[tuple[str, str, str, int]],
) -> tuple[str, list[Any]]:
    """Return the rows as SQL, and its parameters."""
    if connection.vendor == "postgresql":
        # Four arrays instead of hundreds of parameters: measured, half the time.
        given = (
            "SELECT %s, question, grouped, choice, step "
            "FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[]) "
            "AS moved (question, grouped, choice, step)"
        )
        return given, [
            consultation_id,
            *(list(each) for each in zip(*rows, strict=True)),
        ]
    # One parameter instead of a thousand, which SQLite would have to bind one by one.
    given = (
        "SELECT %s, value ->> 0, value ->> 1, value ->> 2, value ->> 3 "
        # Without WHERE, SQLite takes ON for a condition of a join.
        "FROM json_each(%s) WHERE true"
    )
    return given, [consultation_id, json.dumps(rows)]


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
