"""The picture of households on each step of a ladder, measured for drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """How many households of one group stand on one step.

    `households` is None where the number is withheld. `percent` is the bar's length,
    in hundredths of the longest bar of its group.
    """

    group: str
    households: int | None
    percent: int


@dataclass(frozen=True)
class Row:
    """One step of the ladder with a bar for each group."""

    name: str
    pictogram: str
    is_below: bool
    is_required: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class GroupSum:
    """How many households of a group stand below the step required, of how many."""

    name: str
    below: int | None
    total: int | None


@dataclass(frozen=True)
class LadderPicture:
    """All that is drawn, the highest step first."""

    title: str
    required_name: str
    rows: tuple[Row, ...]
    groups: tuple[GroupSum, ...]


def _counts(group: Mapping[str, object]) -> dict[int, int | None]:
    counts = group["counts"]
    if isinstance(counts, Mapping):
        return {int(rank): number for rank, number in counts.items()}
    if isinstance(counts, Sequence):
        return dict(enumerate(counts))
    message = "`counts` maps ranks to households, or lists them from rank 0."
    raise TypeError(message)


def _sum(
    name: str,
    counts: Mapping[int, int | None],
    ranks: Sequence[int],
    required_rank: int,
) -> GroupSum:
    below = [counts.get(rank, 0) for rank in ranks if rank < required_rank]
    every = [counts.get(rank, 0) for rank in ranks]
    return GroupSum(
        name=name,
        below=None if None in below else sum(n for n in below if n),
        total=None if None in every else sum(n for n in every if n),
    )


def ladder_picture(
    steps: Sequence[Mapping[str, object]],
    groups: Sequence[Mapping[str, object]],
    required_rank: int,
    title: str,
) -> LadderPicture:
    """Measure the picture from plain numbers.

    `steps` have `rank`, `name` and, optionally, `pictogram`; `groups` have `name` and
    `counts` (households by rank; None where withheld). Each group's longest bar has
    length 100, so that a small group is as readable as a large one; the numbers stand
    beside the bars.

    Raises:
        TypeError: the counts of a group are neither a mapping nor a list.

    """
    ordered = sorted(steps, key=lambda step: int(str(step["rank"])))
    ranks = [int(str(step["rank"])) for step in ordered]
    counted = [(str(group["name"]), _counts(group)) for group in groups]
    longest = {
        name: max((counts.get(rank) or 0 for rank in ranks), default=0)
        for name, counts in counted
    }
    rows = tuple(
        Row(
            name=str(step["name"]),
            pictogram=str(step.get("pictogram", "")),
            is_below=rank < required_rank,
            is_required=rank == required_rank,
            bars=tuple(
                Bar(
                    group=name,
                    households=counts.get(rank, 0),
                    percent=round(
                        100 * (counts.get(rank) or 0) / longest[name],
                    )
                    if longest[name]
                    else 0,
                )
                for name, counts in counted
            ),
        )
        for rank, step in zip(ranks, ordered, strict=True)
    )
    return LadderPicture(
        title=title,
        required_name=next((row.name for row in rows if row.is_required), ""),
        rows=tuple(reversed(rows)),
        groups=tuple(
            _sum(name, counts, ranks, required_rank) for name, counts in counted
        ),
    )
