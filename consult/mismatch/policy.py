"""The numbers the detectors judge by, in one place and with a version.

None of them comes from a standard: they are proposals, sensible defaults that
nobody has validated yet, each with its reason. A finding records the version it
was made under.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What counts as too many, too few or too much. Shares are 0 to 1."""

    version: str = "2026.11.2"

    # How sure a block must be. The community and each group are looked at after
    # every testimony, and all errors of one question together stay at or below one
    # in twenty: 0.026 for everybody, 0.014 divided among all groups that there can
    # be, and 0.01, divided likewise, for groups of which every single answer says so.
    everybody_error: float = 0.026
    groups_error: float = 0.014
    unanimous_error: float = 0.01
    # Up to this tolerance five who all say so are enough, however many groups there
    # are: five out of five are not outvoted. Above it, more are needed.
    five_are_enough: Fraction = Fraction(1, 5)
    # Languages that may be spoken at home without being in the community's record.
    unlisted_languages: int = 4
    # Confidence of the interval that is shown to people.
    confidence: float = 0.95
    # A group is judged, and its numbers are shown, from this many answers on.
    smallest_group: int = 5
    # How near a share must be known before an assumption counts as tested: the
    # half width of its 95 % interval.
    tested_within: Fraction = Fraction(3, 20)

    # Share of the people who say so before it counts.
    tolerance: Fraction = Fraction(1, 5)
    executor_unknown: Fraction = Fraction(1, 2)
    coerced: Fraction = Fraction(1, 20)
    silent_about_freedom: Fraction = Fraction(1, 5)
    disagreeing: Fraction = Fraction(1, 2)
    not_understanding_blocks: Fraction = Fraction(1, 2)
    questions_not_understood: Fraction = Fraction(1, 10)
    left_out_mentions: Fraction = Fraction(1, 10)
    does_not_know_upkeep: Fraction = Fraction(1, 2)

    # Languages: which are expected in rounds and texts, and which count as much
    # as an assumption that does not hold.
    language_expected: Fraction = Fraction(1, 20)
    language_blocks: Fraction = Fraction(1, 5)

    # A group is unheard when its voice is less than this part of its presence.
    heard_at_least: Fraction = Fraction(1, 2)
    heard_error: float = 0.05
    # Share of the testimonies that must say it before a dimension can be judged.
    stated_at_least: Fraction = Fraction(1, 2)

    # Needs: a sector is urgent when it is among the first this many.
    urgent_places: int = 3

    # Money.
    administration_watch: Fraction = Fraction(15, 100)
    administration_high: Fraction = Fraction(25, 100)
    cost_ratio_watch: int = 3
    cost_ratio_high: int = 5
    comparable_designs: int = 5


DEFAULT_POLICY: Final = Policy()
