"""The people consulted, and what was known of them before."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from consult.feedback.vocabulary import (
    MEMBERS,
    Dimension,
    dimension_of,
    language_group,
    place_group,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_OF_HOUSEHOLDS: Final = frozenset({Dimension.LANGUAGE, Dimension.DISPLACEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLanguage:
    """A language of the community; ``share`` is None when nobody knows."""

    code: str
    name: str
    share: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the community that people were asked whether they live in."""

    number: int
    name: str
    households: int

    @property
    def group(self) -> str:
        """Return the key of the group of those who live in it."""
        return place_group(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCondition:
    """How many of the households asked stood on a step, before this consultation."""

    ladder: str
    level: str
    rank: int
    households: int
    asked: int
    source: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """The people consulted.

    ``groups`` are the groups known to be present, by ``PresentGroup`` code, with
    their share of the people, 0 to 1, or None when it is not known. ``parts`` are
    those this consultation asks about, which is not always all there are.
    """

    name: str
    households: int | None
    languages: tuple[SpokenLanguage, ...] = ()
    groups: Mapping[str, Fraction | None] = field(
        default_factory=lambda: MappingProxyType({}),
    )
    conditions: tuple[KnownCondition, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.households is not None and self.households < 1:
            raise ValueError("a community has at least one household")
        object.__setattr__(self, "groups", MappingProxyType(dict(self.groups)))

    def language_name(self, code: str) -> str:
        """Return a language's own name, or its code if the community lists none."""
        for language in self.languages:
            if language.code == code:
                return language.name
        return code

    def part_of(self, group: str) -> Part | None:
        """Return the part of the community that a group key is about, if it is."""
        return next((part for part in self.parts if part.group == group), None)

    def label(self, group: str) -> str:
        """Return the proper name in a group key: a language's or a part's."""
        if part := self.part_of(group):
            return part.name
        if dimension_of(group) == Dimension.LANGUAGE:
            return self.language_name(value_of(group))
        return ""

    def share_of(self, group: str) -> Fraction | None:
        """Return the share of a present group or a tally group, None if unknown."""
        if group in self.groups:
            return self.groups[group]
        if dimension_of(group) == Dimension.LANGUAGE:
            for language in self.languages:
                if language_group(language.code) == group:
                    return language.share
        if part := self.part_of(group):
            # Among those who can say it: who lives in no part of the list says nothing.
            asked = sum(each.households for each in self.parts)
            return Fraction(part.households, asked)
        for present, members in MEMBERS.items():
            if members == (group,) and present in self.groups:
                return self.groups[present]
        return None

    def population_of(self, group: str) -> int | None:
        """Return how many households a group has at most; None if that is unknown.

        A part of the community has the households of its record. A language or a
        displacement is a household's, so its share of the people is taken for its
        share of the households. A woman or a young
        person may answer for any household, and a group whose share nobody
        knows may have every one of them. That is the careful figure: the larger
        the population, the less a few answers prove about it.
        """
        if self.households is None:
            return None
        if part := self.part_of(group):
            return min(part.households, self.households)
        share = self.share_of(group)
        if share is None or dimension_of(group) not in _OF_HOUSEHOLDS:
            return self.households
        return max(1, -((-self.households * share) // 1))
