"""Which counts may be shown, so that nobody can be made out in them.

Pure Python: no Django and no database. What is protected: every count from 1 to
`minimum` - 1, and what could still be worked out of it by adding and subtracting
everything else that is shown (secondary suppression; Hundepool et al., "Statistical
Disclosure Control", 2012, chapter 4).

How it is held, for one way of grouping people at a time (by sex, by age …):

1. Groups with fewer than `minimum` testimonies are not shown at all, and neither are
   those who did not say. Together they are the *pool*: everybody less the groups that
   are shown. While the pool holds somebody and fewer than `minimum`, the smallest
   group that is shown joins it.
2. A choice is withheld in *every* group where it is small in one of them or in the
   pool, or withheld for everybody. So nothing of a withheld choice can be had by
   subtracting groups from everybody.
3. What a group's withheld choices add up to can be had by subtracting the others from
   the group's total. While that sum is small in some group or in the pool, the next
   choice goes too; if all go, the question is not broken down by this grouping.

So each sum that can be had, of a group's withheld choices or of a choice's withheld
groups, is of several counts and at least `minimum`: a small count in it may as well be
nought. The tests attack tables made by chance with linear programming.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Counts = Mapping[str, int]

POOL: Final = ""
"""The row of those whose group is not shown; never shown itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one group on one question; None is withheld."""

    group: str
    total: int
    counts: Mapping[str, int | None]

    @property
    def is_whole(self) -> bool:
        """Say whether nothing of it is withheld."""
        return None not in self.counts.values()


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown of a question: everybody, and each group that may be."""

    everybody: Row | None
    groups: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return everybody and the groups."""
        return (*((self.everybody,) if self.everybody else ()), *self.groups)

    @property
    def has_withheld(self) -> bool:
        """Say whether some count is not shown."""
        return not all(row.is_whole for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: the choices in order and the counts of everybody and each group.

    `exclusive` says that each testimony gave at most one of the choices, so that the
    counts of a group add up to no more than its testimonies.
    """

    choices: Sequence[str]
    everybody: Counts
    groups: Mapping[str, Counts] = field(default_factory=dict)
    exclusive: bool = True


def is_small(count: int, minimum: int) -> bool:
    """Say whether a count could point at somebody."""
    return 0 < count < minimum


def shown_groups(
    totals: Mapping[str, int],
    *,
    everybody: int,
    minimum: int,
) -> tuple[str, ...]:
    """Return the groups of one grouping that may be shown, in the order given.

    `totals` are the testimonies of each group; what they leave of `everybody` did not
    say.
    """
    shown = [group for group, total in totals.items() if total >= minimum]
    pool = everybody - sum(totals[group] for group in shown)
    while shown and is_small(pool, minimum):
        smallest = min(shown, key=lambda group: totals[group])
        shown.remove(smallest)
        pool += totals[smallest]
    return tuple(shown)


def publish(
    asked: Asked,
    *,
    everybody: int,
    groupings: Sequence[Mapping[str, int]],
    minimum: int,
) -> Published:
    """Return what may be shown of a question.

    `everybody` is the number of all testimonies; each of `groupings` holds the
    testimonies of the groups of one way of grouping, and no person counts in two
    groups of one of them.
    """
    if everybody < minimum:
        return Published(None)
    hidden = _hidden_for_everybody(asked, everybody, minimum)
    rows: list[Row] = []
    for totals in groupings:
        rows += _by_group(asked, everybody, totals, hidden, minimum)
    return Published(
        _row("all", everybody, asked, asked.everybody, hidden), tuple(rows)
    )


def withheld(
    counts: Sequence[int],
    *,
    total: int,
    minimum: int,
) -> tuple[int | None, ...]:
    """Return counts that add up to at most `total`, with None for what is withheld."""
    asked = Asked(
        choices=[str(at) for at in range(len(counts))],
        everybody={str(at): count for at, count in enumerate(counts)},
    )
    hidden = _hidden_for_everybody(asked, total, minimum)
    return tuple(
        None if str(at) in hidden else count for at, count in enumerate(counts)
    )


def _row(
    group: str,
    total: int,
    asked: Asked,
    counts: Counts,
    hidden: frozenset[str],
) -> Row:
    return Row(
        group,
        total,
        {
            choice: None if choice in hidden else counts.get(choice, 0)
            for choice in asked.choices
        },
    )


def _hidden_for_everybody(
    asked: Asked,
    total: int,
    minimum: int,
) -> frozenset[str]:
    """Return the choices whose count of everybody is withheld."""
    table = _Table(asked, {"all": total}, {"all": asked.everybody}, minimum)
    return table.hide(frozenset())


def _by_group(
    asked: Asked,
    everybody: int,
    totals: Mapping[str, int],
    hidden: frozenset[str],
    minimum: int,
) -> list[Row]:
    shown = shown_groups(totals, everybody=everybody, minimum=minimum)
    if not shown:
        return []
    counts: dict[str, Counts] = {group: asked.groups.get(group, {}) for group in shown}
    sizes = {group: totals[group] for group in shown}
    counts[POOL] = {
        choice: asked.everybody.get(choice, 0)
        - sum(counts[group].get(choice, 0) for group in shown)
        for choice in asked.choices
    }
    sizes[POOL] = everybody - sum(sizes.values())
    gone = _Table(asked, sizes, counts, minimum).hide(hidden)
    told = [choice for choice in asked.choices if choice not in gone]
    if not any(counts[group].get(choice, 0) for group in shown for choice in told):
        # Nothing but noughts would be left.
        return []
    return [_row(group, sizes[group], asked, counts[group], gone) for group in shown]


class _Table:
    """The rows of one grouping, and what subtracting would tell of them."""

    def __init__(
        self,
        asked: Asked,
        sizes: Mapping[str, int],
        counts: Mapping[str, Counts],
        minimum: int,
    ) -> None:
        self.asked = asked
        self.minimum = minimum
        self.rows = {group: counts[group] for group, size in sizes.items() if size > 0}
        self.rest = {
            group: sizes[group] - sum(row.get(choice, 0) for choice in asked.choices)
            for group, row in self.rows.items()
        }

    def hide(self, hidden: frozenset[str]) -> frozenset[str]:
        """Return the choices to withhold in all rows, `hidden` among them."""
        gone = set(hidden) | {
            choice
            for choice in self.asked.choices
            if any(
                is_small(row.get(choice, 0), self.minimum) for row in self.rows.values()
            )
        }
        others = sorted(
            (
                choice
                for choice in self.asked.choices
                if choice not in gone and self._of_all(choice)
            ),
            key=self._of_all,
        )
        while others and not self._safe(gone):
            gone.add(others.pop(0))
        if not self._safe(gone):
            gone.update(self.asked.choices)
        return frozenset(gone)

    def _of_all(self, choice: str) -> int:
        return sum(row.get(choice, 0) for row in self.rows.values())

    def _safe(self, gone: set[str]) -> bool:
        """Say whether no small count can be had from the totals of the rows."""
        if not self.asked.exclusive:
            # Nothing adds up to a total that is shown.
            return True
        return not any(
            is_small(
                self.rest[group] + sum(row.get(choice, 0) for choice in gone),
                self.minimum,
            )
            for group, row in self.rows.items()
        )
