"""The counters: what they say, and what the testimonies say when counted again.

One statement reads it all, so all is of the same moment however many testimonies come
in meanwhile. The database groups testimonies by who gave them and what was chosen; what
is left is as large as the number of different people there can be, not as the number of
testimonies. `counting` then says which groups those people count in.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db import connection, transaction

from consult.feedback.counting import Counter, Said, as_counted, groups_of
from consult.feedback.enums import TestimonyState
from consult.feedback.vocabulary import (
    COUNTED,
    EVERYBODY,
    NEEDS_ORDER,
    TESTIMONIES,
    Question,
    ordered_needs,
)

Counts = Mapping[Counter, int]
_Sums = dict[tuple[str, str, str], int]

_ROWS: Final = 5000

# Who somebody is, as far as it moves a counter: one text, which is grouped by in half
# the time of seven columns. None of the codes has the sign between them.
_BETWEEN: Final = "/"
_WHO: Final = f" || '{_BETWEEN}' || ".join(
    (
        *("channel", "COALESCE(language_id, '')", "sex", "age_band", "displacement"),
        "CASE WHEN disability IS NULL THEN '' WHEN disability THEN 'yes' ELSE 'no' END",
        "COALESCE(CAST(part_id AS text), '')",
    ),
)
# The answers of one testimony as rows of question, choice and the choice's place.
_SPREAD: Final = {
    "postgresql": (
        "CROSS JOIN LATERAL jsonb_each(answers) AS asked (question, chosen) "
        "CROSS JOIN LATERAL jsonb_array_elements_text(chosen) "
        "WITH ORDINALITY AS told (choice, place)"
    ),
    "sqlite": (
        "CROSS JOIN json_each(answers) AS asked "
        "CROSS JOIN json_each(asked.value) AS told"
    ),
}
# Keeps a query within a query apart, so that who somebody is is put together once a
# testimony and not once an answer: measured, half the time. A column that is another at
# each look does it on PostgreSQL, and lets several processes share the work, which a
# limit would not.
_APART: Final = {
    "postgresql": ("clock_timestamp() AS apart,", ""),
    "sqlite": ("", "LIMIT -1"),
}
_NAMES: Final = {
    "postgresql": ("asked.question", "told.choice", "told.place"),
    "sqlite": ("asked.key", "told.value", "told.key + 1"),
}

# Where rows come from: counters, testimonies that wait to be in them, all testimonies.
_TALLY: Final = "tally"
_WAITING: Final = "waiting"
_EVERY: Final = "every"
_WHERE: Final = {
    _EVERY: "AND state = %s",
    _WAITING: "AND state = %s AND NOT in_tally",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the counters say, and what they should; both without noughts."""

    kept: Counts
    counted: Counts

    @property
    def differences(self) -> dict[Counter, int]:
        """Return what each counter lacks (above nought) or has too many of."""
        return {
            each: lacking
            for each in sorted(self.kept.keys() | self.counted.keys())
            if (lacking := self.counted.get(each, 0) - self.kept.get(each, 0))
        }


def kept_of(consultation_ids: Collection[int]) -> dict[int, Counts]:
    """Return what is counted of each consultation: its counters, and what waits.

    One query. Its work grows with the testimonies that wait to be in the counters,
    never with all.
    """
    found = _read(consultation_ids, (_TALLY, _WAITING))
    return {number: each.kept for number, each in found.items()}


def recount(consultation_id: int) -> Counts:
    """Return what the counters should say, counted from the testimonies themselves.

    For checking: it reads them all.
    """
    return compare(consultation_id).counted


def compare(consultation_id: int) -> Comparison:
    """Return what is counted of a consultation, and what its testimonies say."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Compiling the statement takes longer than it saves: measured.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL jit = off")
        found = _read([consultation_id], (_TALLY, _WAITING, _EVERY))
    return found[consultation_id]


def _read(
    consultation_ids: Collection[int],
    sources: tuple[str, ...],
) -> dict[int, Comparison]:
    if not consultation_ids:
        return {}
    kept: dict[int, _Sums] = {each: defaultdict(int) for each in consultation_ids}
    counted: dict[int, _Sums] = {each: defaultdict(int) for each in consultation_ids}
    # There are far fewer different people than rows.
    groups: dict[str, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(*_statement(consultation_ids, sources))
        while rows := cursor.fetchmany(_ROWS):
            for source, question, choice, place, total, who, number in rows:
                if source == _TALLY:
                    kept[number][question, who, choice] += total
                    continue
                sums = (kept if source == _WAITING else counted)[number]
                if question == NEEDS_ORDER:
                    for pair in combinations(json.loads(choice), 2):
                        sums[question, EVERYBODY, ordered_needs(*pair)] += total
                    continue
                if who not in groups:
                    groups[who] = groups_of(_said(who))
                told = as_counted(question, choice, rank=place)
                for each in groups[who]:
                    sums[question, each, told] += total
    return {
        each: Comparison(_as_counts(kept[each]), _as_counts(counted[each]))
        for each in consultation_ids
    }


def _statement(
    consultation_ids: Collection[int],
    sources: tuple[str, ...],
) -> tuple[str, list[int | str]]:
    """Return the statement that reads all sources at once, and its parameters."""
    parts: list[str] = []
    parameters: list[int | str] = []
    places = ", ".join(["%s"] * len(consultation_ids))
    where = f"WHERE consultation_id IN ({places})"
    for source in sources:
        if source == _TALLY:
            parts.append(_kept(where))
            parameters += consultation_ids
        else:
            parts += [
                build(source, f"{where} {_WHERE[source]}")
                for build in (_answers, _testimonies, _needs)
            ]
            parameters += [*consultation_ids, TestimonyState.COUNTED] * 3
    return " UNION ALL ".join(parts), parameters


# Only our own names are put into the statements; every value is a parameter.


def _kept(where: str) -> str:
    group = connection.ops.quote_name("group")
    count = connection.ops.quote_name("count")
    return " ".join(
        (
            f"SELECT '{_TALLY}', question, choice, 0, {count}, {group},",
            f"consultation_id FROM feedback_tally {where}",
        ),
    )


def _answers(source: str, where: str) -> str:
    question, choice, place = _NAMES[connection.vendor]
    first, last = _APART[connection.vendor]
    return " ".join(
        (
            *(f"SELECT '{source}',", f"{question}, {choice},"),
            # What was chosen first only matters where it ranks: elsewhere it is 0.
            f"CASE WHEN {question} = '{Question.NEEDS}' THEN {place} ELSE 0 END,",
            *("COUNT(*),", "who,", "consultation_id", "FROM (SELECT"),
            *(first, f"answers, {_WHO} AS who,", "consultation_id"),
            *("FROM", "feedback_testimony", where, last, ")"),
            *("AS testimony", _SPREAD[connection.vendor]),
            "GROUP BY 2, 3, 4, 6, 7",
        ),
    )


def _testimonies(source: str, where: str) -> str:
    return " ".join(
        (
            f"SELECT '{source}', '{TESTIMONIES}', '{COUNTED}', 0, COUNT(*),",
            *(_WHO, ", consultation_id FROM feedback_testimony", where),
            "GROUP BY 6, 7",
        ),
    )


def _needs(source: str, where: str) -> str:
    """Count the lists of needs, each in its order: far fewer than testimonies."""
    needs = f"answers ->> '{Question.NEEDS}'"
    return " ".join(
        (
            f"SELECT '{source}', '{NEEDS_ORDER}', {needs}, 0, COUNT(*), '',",
            "consultation_id FROM feedback_testimony",
            *(where, f"AND {needs} IS NOT NULL", "GROUP BY 3, 7"),
        ),
    )


def _said(who: str) -> Said:
    channel, language, sex, age_band, displacement, disability, part = who.split(
        _BETWEEN,
    )
    return Said(
        answers={},
        channel=channel,
        language=language or None,
        sex=sex,
        age_band=age_band,
        displacement=displacement,
        disability={"yes": True, "no": False}.get(disability),
        part_id=int(part) if part else None,
    )


def _as_counts(sums: _Sums) -> Counts:
    return {Counter._make(each): int(total) for each, total in sums.items() if total}
