"""What is known of a design's communities before anybody is asked: plain values.

This room only asks and shows. Who knows is another room: `hooks.known_conditions`.
"""

from dataclasses import dataclass
from decimal import Decimal

from projects.models import DEFAULT_TOLERANCE, Assumption, Prerequisite
from projects.refusals import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenForGranted:
    """One thing a design takes for granted, as far as others could know better.

    A step of a ladder with its rank, or a usual statement, by the number of its row in
    the standard table; of a statement of the author's own nobody else can know.
    `tolerance` is the share of households that may lack it, 0 to 0.5.
    """

    ladder: str = ""
    minimum_rank: int = 0
    statement: int = 0
    tolerance: Decimal = DEFAULT_TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the newest source says about it in one community, in words.

    Numbers that could point at somebody are not in the sentence.
    """

    place: str
    sentence: Sentence
    contradicts: bool


def taken_for_granted(row: Assumption | Prerequisite) -> TakenForGranted:
    """Return what an assumption, or a usual one not decided yet, takes for granted."""
    tolerance = row.tolerance if isinstance(row, Assumption) else DEFAULT_TOLERANCE
    if row.ladder_id and row.minimum_level:
        return TakenForGranted(
            ladder=row.ladder_id,
            minimum_rank=row.minimum_level.rank,
            tolerance=tolerance,
        )
    usual = row.pk if isinstance(row, Prerequisite) else row.prerequisite_id
    return TakenForGranted(statement=usual or 0, tolerance=tolerance)
