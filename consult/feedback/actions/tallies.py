"""Move the counters with each testimony, and mend them if they are ever wrong."""

import json
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.actions import note_evidence
from consult.consultations.models import Consultation
from consult.feedback.counting import Counter
from consult.feedback.models import Tally
from consult.feedback.recounting import Counts, compare

# Testimonies that arrive together wait for each other only within a shard. SQLite has
# one writer anyway.
_SHARDS: Final = {"postgresql": 8}


def shard_of(uuid: UUID) -> int:
    """Return the shard in which a testimony is counted."""
    return uuid.int % _SHARDS.get(connection.vendor, 1)


def move_counters(
    *,
    consultation_id: int,
    counters: tuple[Counter, ...],
    shard: int,
    step: int,
) -> None:
    """Add `step` to each counter with one statement; `counters` are sorted.

    Django's `bulk_create(update_conflicts=True)` can only replace a value, not add to
    it. Every statement locks the rows in the same order, so none waits in a circle.
    """
    if not counters:
        return
    columns = ("consultation_id", "question", "group", "choice", "shard")
    quote = connection.ops.quote_name
    table, count = quote(Tally._meta.db_table), quote("count")
    names = ", ".join(quote(name) for name in columns)
    rows, parameters = _rows(consultation_id, counters, shard, step)
    # Only our own names are put into the statement; every value is a parameter.
    statement = " ".join(
        (
            *("INSERT INTO", table, f"({names}, {count})", rows),
            *("ON CONFLICT", f"({names})", "DO UPDATE SET"),
            f"{count} = {table}.{count} + excluded.{count}",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _rows(
    consultation_id: int,
    counters: tuple[Counter, ...],
    shard: int,
    step: int,
) -> tuple[str, list[Any]]:
    """Return the rows as SQL, and its parameters."""
    if connection.vendor == "postgresql":
        # Three arrays instead of hundreds of parameters: measured, half the time.
        moved = (
            "SELECT %s, question, grouped, choice, %s, %s "
            "FROM unnest(%s::text[], %s::text[], %s::text[]) "
            "AS moved (question, grouped, choice)"
        )
        return (
            moved,
            [
                consultation_id,
                shard,
                step,
                [each.question for each in counters],
                [each.group for each in counters],
                [each.choice for each in counters],
            ],
        )
    # One parameter instead of a thousand, which SQLite would have to bind one by one.
    moved = (
        "SELECT %s, value ->> 0, value ->> 1, value ->> 2, %s, %s FROM json_each(%s) "
        # Without it, SQLite takes ON for a condition of a join.
        "WHERE true"
    )
    rows = [(each.question, each.group, each.choice) for each in counters]
    return moved, [consultation_id, shard, step, json.dumps(rows)]


@transaction.atomic
def mend_counters(*, consultation_id: int, by: User | None = None) -> Counts:
    """Bring the counters of a consultation to what its testimonies say.

    Adds what each counter lacks and takes what it has too many of, so that testimonies
    that come in meanwhile are counted as always. Two who mend take turns. Returns what
    was added to each counter; nothing is written where nothing was wrong.
    """
    consultation = Consultation.objects.select_for_update(no_key=True).get(
        pk=consultation_id,
    )
    differences = compare(consultation_id).differences
    if not differences:
        return differences
    # One by one, in the order in which testimonies lock them.
    for counter, lacking in differences.items():
        move_counters(
            consultation_id=consultation_id,
            counters=(counter,),
            shard=0,
            step=lacking,
        )
    record(
        by=by,
        verb="feedback.counters_mended",
        obj=consultation,
        project_id=consultation.design.project_id,
        public={"counters": len(differences)},
    )
    note_evidence(consultation_id=consultation_id, reason="recount")
    return differences
