"""How the design was put to the community, and what it decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from consult.feedback.vocabulary import EVERYBODY, age_group, sex_group

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How many people of one sex and age band came to a round."""

    sex: str
    age_band: str
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One dated meeting or visit."""

    held_on: date
    languages: tuple[str, ...]
    interpreter: bool = False
    promoter_present: bool = True
    attendance: tuple[Attendance, ...] = ()


class Decision(StrEnum):
    """What the community decided. Silence is none of these."""

    CONSENT = "consent"
    WITH_CONDITIONS = "consent_with_conditions"
    NO_CONSENT = "no_consent"
    WITHDRAWN = "withdrawn"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The decision of the community as a body that stands now."""

    decision: Decision
    decided_on: date
    conditions: str = ""
    conditions_met: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """How the design was put to the community. Times are in days.

    ``notice_days`` is what passed between the announcement and the opening;
    ``open_days`` what has passed since the opening; None where it is unknown.
    ``text_languages`` are those in which the design can be read or listened to.
    """

    kind: str
    required_notice_days: int
    required_rounds: int
    required_open_days: int
    notice_days: int | None
    open_days: int | None
    closed: bool
    rounds: tuple[Round, ...] = ()
    text_languages: tuple[str, ...] = ()
    round_without_promoter_required: bool = False
    consent: Consent | None = None

    @property
    def due(self) -> bool:
        """Say whether what is missing may be held against it.

        While a consultation runs, rounds and answers are still to come. What is
        missing counts once it is closed, once a decision was recorded, or once
        it was open for as long as it must be.
        """
        return (
            self.closed
            or self.consent is not None
            or (self.open_days is not None and self.open_days > self.required_open_days)
        )

    @property
    def round_days(self) -> tuple[date, ...]:
        """Return the days on which rounds were held: two on one day are one visit."""
        return tuple(sorted({each.held_on for each in self.rounds}))

    @property
    def attendance(self) -> Mapping[str, int]:
        """Return how many came to all rounds together, by group key and in all."""
        came: dict[str, int] = {}
        for each in self.rounds:
            for row in each.attendance:
                keys = (EVERYBODY, sex_group(row.sex), age_group(row.age_band))
                for key in keys:
                    came[key] = came.get(key, 0) + row.came
        return MappingProxyType(came)
