"""The counters, counted again from the testimonies, and what is kept beside them.

One statement reads both, so both are of the same moment however many testimonies come
in meanwhile. The database groups the testimonies by who gave them and what was chosen;
what is left is as large as the number of different people there can be, not as the
number of testimonies. `counting` then says which groups those people count in.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from consult.feedback.counting import Counter, Said, as_counted, groups_of
from consult.feedback.enums import TestimonyState
from consult.feedback.vocabulary import (
    COUNTED,
    EVERYBODY,
    NEEDS_ORDER,
    TESTIMONIES,
    Question,
)

Counts = dict[Counter, int]
_Sums = dict[tuple[str, str, str], int]

_ROWS: Final = 5000

# Who somebody is, as far as it moves a counter.
_WHO: Final = "channel, language_id, sex, age_band, displacement, disability"
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
# The needs of one testimony as rows of two, the one that was put first before.
_PAIRS: Final = {
    "postgresql": (
        "CROSS JOIN LATERAL jsonb_array_elements_text(answers -> 'needs') "
        "WITH ORDINALITY AS sooner (choice, place) "
        "JOIN LATERAL jsonb_array_elements_text(answers -> 'needs') "
        "WITH ORDINALITY AS later (choice, place) ON sooner.place < later.place"
    ),
    "sqlite": (
        "CROSS JOIN json_each(answers, '$.needs') AS sooner "
        "JOIN json_each(answers, '$.needs') AS later ON sooner.key < later.key"
    ),
}
_PAIRED: Final = {
    "postgresql": "sooner.choice || '>' || later.choice",
    "sqlite": "sooner.value || '>' || later.value",
}
_NAMES: Final = {
    "postgresql": ("asked.question", "told.choice", "told.place"),
    "sqlite": ("asked.key", "told.value", "told.key + 1"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the counters say, and what they should; both without noughts."""

    kept: Counts
    counted: Counts

    @property
    def differences(self) -> Counts:
        """Return what each counter lacks (above nought) or has too many of."""
        return {
            each: lacking
            for each in sorted(self.kept.keys() | self.counted.keys())
            if (lacking := self.counted.get(each, 0) - self.kept.get(each, 0))
        }


def recount(consultation_id: int) -> Counts:
    """Return what the counters should say, counted from the testimonies themselves.

    For checking: it reads them all.
    """
    return compare(consultation_id).counted


def compare(consultation_id: int) -> Comparison:
    """Return what the counters of a consultation say and what they should."""
    kept: _Sums = defaultdict(int)
    counted: _Sums = defaultdict(int)
    # There are far fewer different people than rows.
    groups: dict[tuple[Any, ...], tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(),
            [
                *(consultation_id, TestimonyState.COUNTED) * 3,
                consultation_id,
            ],
        )
        while rows := cursor.fetchmany(_ROWS):
            for question, choice, place, total, group, *columns in rows:
                if group:
                    kept[question, group, choice] += total
                    continue
                if question == NEEDS_ORDER:
                    counted[question, EVERYBODY, choice] += total
                    continue
                who = tuple(columns)
                if who not in groups:
                    groups[who] = groups_of(_said(*who))
                told = as_counted(question, choice, rank=place)
                for each in groups[who]:
                    counted[question, each, told] += total
    return Comparison(_as_counts(kept), _as_counts(counted))


def _statement() -> str:
    # Only our own names are put into the statement; every value is a parameter.
    question, choice, place = _NAMES[connection.vendor]
    mine = "FROM feedback_testimony"
    where = "WHERE consultation_id = %s AND state = %s"
    group = connection.ops.quote_name("group")
    count = connection.ops.quote_name("count")
    answers = (
        # What was chosen first only matters where it ranks: elsewhere it is put to 0.
        *("SELECT", f"{question}, {choice},"),
        f"CASE WHEN {question} = '{Question.NEEDS}' THEN {place} ELSE 0 END,",
        *("COUNT(*), '',", _WHO, mine, _SPREAD[connection.vendor], where),
        *("GROUP BY 1, 2, 3,", _WHO),
    )
    testimonies = (
        *("SELECT", f"'{TESTIMONIES}', '{COUNTED}', 0, COUNT(*), '',", _WHO),
        *(mine, where, "GROUP BY", _WHO),
    )
    needs = (
        *("SELECT", f"'{NEEDS_ORDER}', {_PAIRED[connection.vendor]}, 0, COUNT(*), '',"),
        f"NULL, NULL, NULL, NULL, NULL, NULL {mine}",
        *(_PAIRS[connection.vendor], where, "GROUP BY 2"),
    )
    kept = (
        *("SELECT", f"question, choice, 0, SUM({count}), {group},"),
        "NULL, NULL, NULL, NULL, NULL, NULL FROM feedback_tally",
        *("WHERE consultation_id = %s GROUP BY question, choice,", group),
    )
    return " UNION ALL ".join(map(" ".join, (answers, testimonies, needs, kept)))


def _said(  # noqa: PLR0917 - the columns of a row, in their order
    channel: str,
    language: str | None,
    sex: str,
    age_band: str,
    displacement: str,
    disability: Any,  # noqa: ANN401 - each database has its own truth
) -> Said:
    return Said(
        answers={},
        channel=channel,
        language=language,
        sex=sex,
        age_band=age_band,
        displacement=displacement,
        disability=None if disability is None else bool(disability),
    )


def _as_counts(sums: _Sums) -> Counts:
    return {Counter(*each): int(total) for each, total in sums.items() if total}
