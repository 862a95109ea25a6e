"""The numbers the detectors judge by, in one place and with a version.

None of them comes from a standard: they are proposals, sensible defaults that
nobody has validated yet, each with its reason. An administrator may change them; each
change is a version of its own (``consult.mismatch.models.PolicyVersion``). A finding
records the version it was made under.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Number: TypeAlias = Fraction | float | int

ONE_QUESTION_ERROR: Final = 0.05
"""How often a block of one question may be wrong, all groups and looks together."""


class PolicyFault(ValueError):
    """A number that a policy may not have; ``field`` is its name.

    Two numbers that do not go together have the name of the second one. ``low`` and
    ``high`` are the limits that hold for it.
    """

    def __init__(self, field: str, low: Number, high: Number) -> None:
        super().__init__(f"{field}: from {low} to {high}")
        self.field, self.low, self.high = field, low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What counts as too many, too few or too much. Shares are 0 to 1.

    Raises ``PolicyFault`` for a number outside its limits.
    """

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

    # How testimonies came together. A family, and its neighbours, may share a phone.
    one_phone: int = 8
    from_few_phones: Fraction = Fraction(1, 20)
    stuffed_error: float = 0.001
    fewest_by_hand: int = 8
    contradiction: Fraction = Fraction(1, 5)
    contradiction_error: float = 0.05
    contradicting: Fraction = Fraction(2, 5)
    fewest_contradictions: int = 5
    burst: int = 30

    def __post_init__(self) -> None:
        for name in numbers_of(self):
            value, (low, high) = getattr(self, name), limits_of(name)
            if not low <= value <= high:
                raise PolicyFault(name, low, high)
        errors = (self.everybody_error, self.groups_error, self.unanimous_error)
        if sum(errors) > ONE_QUESTION_ERROR + 1e-9:
            left = round(ONE_QUESTION_ERROR - sum(errors[:2]), 6)
            raise PolicyFault("unanimous_error", 0.0001, max(left, 0.0001))
        for watch, high_name in _IN_ORDER:
            if getattr(self, watch) > getattr(self, high_name):
                raise PolicyFault(
                    high_name,
                    getattr(self, watch),
                    limits_of(high_name)[1],
                )

    @classmethod
    def from_numbers(cls, version: str, numbers: Mapping[str, Any]) -> Policy:
        """Return the policy of plain numbers, as ``numbers_of`` writes them.

        A number that is not given is today's default: it did not exist when they
        were written. Raises ``PolicyFault`` for one outside its limits, and
        ``ValueError`` for what is no number.
        """
        read = {
            each.name: _KINDS[each.type](numbers[each.name])
            for each in fields(cls)
            if each.name in numbers and each.type in _KINDS
        }
        return cls(version=version, **read)


_KINDS: Final[Mapping[Any, Any]] = {"Fraction": Fraction, "float": float, "int": int}

_LIMITS: Final[Mapping[str, tuple[Number, Number]]] = {
    "everybody_error": (0.0001, 0.05),
    "groups_error": (0.0001, 0.05),
    "unanimous_error": (0.0001, 0.05),
    # Above it five who say the same are too often a coincidence.
    "five_are_enough": (Fraction(0), Fraction(1, 5)),
    "unlisted_languages": (0, 30),
    "confidence": (0.8, 0.999),
    # Fewer than five people could be made out.
    "smallest_group": (5, 20),
    "tested_within": (Fraction(1, 20), Fraction(1, 4)),
    "coerced": (Fraction(1, 100), Fraction(1, 5)),
    "heard_error": (0.001, 0.2),
    "urgent_places": (1, 10),
    "cost_ratio_watch": (2, 50),
    "cost_ratio_high": (2, 50),
    # With fewer a median says nothing.
    "comparable_designs": (5, 100),
    # A family shares a phone; more than fifty are no family.
    "one_phone": (5, 50),
    "stuffed_error": (0.00001, 0.05),
    "fewest_by_hand": (5, 100),
    "fewest_contradictions": (3, 20),
    "burst": (20, 10_000),
}
_USUAL: Final[Mapping[Any, tuple[Number, Number]]] = {
    "Fraction": (Fraction(1, 100), Fraction(9, 10)),
    "float": (0.0001, 0.9999),
    "int": (1, 10_000),
}
_IN_ORDER: Final = (
    ("administration_watch", "administration_high"),
    ("cost_ratio_watch", "cost_ratio_high"),
    ("language_expected", "language_blocks"),
)


def limits_of(name: str) -> tuple[Number, Number]:
    """Return the smallest and the largest value a number of a policy may have."""
    kind = Policy.__dataclass_fields__[name].type
    return _LIMITS.get(name) or _USUAL[kind]


def numbers_of(policy: Policy) -> Mapping[str, Number]:
    """Return the numbers of a policy by name, without its version."""
    return MappingProxyType(
        {
            each.name: getattr(policy, each.name)
            for each in fields(policy)
            if each.type in _KINDS
        },
    )


def plain_numbers(policy: Policy) -> dict[str, str | float | int]:
    """Return the numbers of a policy for a JSON field; a share as ``"1/5"``."""
    return {
        name: str(value) if isinstance(value, Fraction) else value
        for name, value in numbers_of(policy).items()
    }


DEFAULT_POLICY: Final = Policy()
