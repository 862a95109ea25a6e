"""What a design says and what the people said, as plain values.

``Evidence`` is everything a detector may look at: one design, in one community.
It holds no person, no time and no free text, only counts. The engine builds it
from the database; a test or a reviewer builds it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from consult.feedback.vocabulary import living_question
from consult.mismatch.evidence.answers import Tallies
from consult.mismatch.evidence.gathering import Gathering, Hand
from consult.mismatch.evidence.place import (
    Community,
    KnownCondition,
    Part,
    SpokenLanguage,
)
from consult.mismatch.evidence.process import (
    Attendance,
    Consent,
    Consultation,
    Decision,
    Round,
)
from consult.mismatch.evidence.proposal import (
    Assumption,
    AssumptionKind,
    Component,
    Consequence,
    Design,
    Implementer,
    Level,
    standing,
)
from consult.mismatch.policy import DEFAULT_POLICY, Policy

__all__ = [
    "Assumption",
    "AssumptionKind",
    "Attendance",
    "Community",
    "Component",
    "Consent",
    "Consequence",
    "Consultation",
    "Decision",
    "Design",
    "Evidence",
    "Gathering",
    "Hand",
    "Heard",
    "Implementer",
    "KnownCondition",
    "Level",
    "Part",
    "Round",
    "SpokenLanguage",
    "Tallies",
    "standing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the people of one community said, and the numbers to judge it by."""

    community: Community
    tallies: Tallies
    policy: Policy = DEFAULT_POLICY

    def question_of(self, assumption: Assumption) -> str:
        """Return the question whose tallies test an assumption.

        A ladder is asked once, however many assumptions stand on it, unless an
        assumption has a question of its own.
        """
        if assumption.ladder is None or self.tallies.asked(assumption.question):
            return assumption.question
        return living_question(assumption.ladder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Heard):
    """One design in one community: what is claimed and what is said."""

    design: Design
    consultation: Consultation
    gathering: Gathering = field(default_factory=Gathering)
