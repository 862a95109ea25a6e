"""What somebody says of a community, as plain values, before it is written."""

from dataclasses import dataclass
from datetime import date

from projects.models import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """A place that may not exist yet. `adm1_code` is ISO 3166-2, such as GT-14."""

    name: str
    country: str
    adm1_code: str
    adm2_name: str = ""
    adm2_code: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """A named part of a community and how many households live in it."""

    name: str
    households: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFacts:
    """Of the households asked, how many stood on a step, from where, and when."""

    level: Level
    households: int
    asked: int
    source: str
    as_of: date
    source_note: str = ""
