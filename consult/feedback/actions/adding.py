"""Add to many counters with one statement."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def add_to(
    model: type[models.Model],
    columns: Sequence[str],
    consultation_id: int,
    rows: Sequence[tuple[str | int, ...]],
    **others: str,
) -> None:
    """Add to the `count` of each row what its last value says; make it if it is new.

    The other values of a row are texts, in the order of `columns`; `others` are put
    into every row, whether it is new or not.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    table, count = quote(model._meta.db_table), quote("count")
    keys = ", ".join(quote(each) for each in ("consultation_id", *columns))
    names = ", ".join((keys, count, *map(quote, others)))
    given, parameters = _rows(len(columns), rows)
    before = ", ".join(["%s"] * len(others))
    changed = "".join(f", {quote(each)} = excluded.{quote(each)}" for each in others)
    # Only our own names are put into the statement; every value is a parameter.
    statement = " ".join(
        (
            *("INSERT INTO", table, f"({names})", "SELECT %s,"),
            *(given[0], f", {before}" if others else "", given[1]),
            *("ON CONFLICT", f"({keys})", "DO UPDATE SET"),
            f"{count} = {table}.{count} + excluded.{count}{changed}",
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [consultation_id, *others.values(), *parameters])


def _rows(
    texts: int,
    rows: Sequence[tuple[str | int, ...]],
) -> tuple[tuple[str, str], list[Any]]:
    """Return the rows as SQL, what is selected and from where, and its parameters."""
    if connection.vendor == "postgresql":
        # Arrays instead of hundreds of parameters: measured, half the time.
        names = [f"text_{number}" for number in range(texts)]
        arrays = ", ".join([*["%s::text[]"] * texts, "%s::int[]"])
        selected = ", ".join((*names, "step"))
        return (
            (selected, f"FROM unnest({arrays}) AS moved ({selected})"),
            [list(each) for each in zip(*rows, strict=True)],
        )
    # One parameter instead of a thousand, which SQLite would have to bind one by one.
    return (
        (
            ", ".join(f"value ->> {number}" for number in range(texts + 1)),
            # Without WHERE, SQLite takes ON for a condition of a join.
            "FROM json_each(%s) WHERE true",
        ),
        [json.dumps(rows)],
    )
