"""What the gate must say, worked out again from section 5 of the design document.

Plain Python over plain values: no Django, no database, and nothing of the gate's own
code. It is told what happened and says what must be refused. What a detector sees is
another room's; here are only the three lines by which a flag blocks in these tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

# Section 6 and docs/detectors: five who were told what to answer, fourteen of twenty
# households that must have answered about an assumption.
TOLD_IS_COERCION = 5
ANSWERS_NEEDED = 14
SIGNATURES = 2
# What each tranche of these tests is of.
AMOUNT = 1000


class Key(Enum):
    """The blocking flags that can be raised in these tests."""

    COERCION = "coercion"
    UNTESTED = "untested_assumption"
    CONSENT = "consent"


@dataclass
class Raised:
    """A blocking flag: raised for good; somebody's answer may stand, or none."""

    answered: bool = False


@dataclass
class Hearing:
    """One design put to the community."""

    answers: int = 0
    told: int = 0
    closed: bool = False
    # Its design was replaced before: nothing is missing there any more.
    closed_too_late: bool = False
    prior: bool = True
    # What the community decided last, and on which day; None if it said nothing.
    decision: str | None = None
    day: int = 0
    raised: dict[Key, Raised] = field(default_factory=dict)

    def look(self) -> None:
        """Raise what an evaluation must raise now. Nothing is ever taken away."""
        against = {"no_consent", "withdrawn", "undecided", "consent_with_conditions"}
        for key, holds in (
            (Key.COERCION, self.told >= TOLD_IS_COERCION),
            (Key.UNTESTED, self.answers < ANSWERS_NEEDED and self.due),
            (Key.CONSENT, self.decision in against),
        ):
            if holds:
                self.raised.setdefault(key, Raised())

    @property
    def due(self) -> bool:
        """Say whether missing answers may no longer come."""
        in_time = self.closed and not self.closed_too_late
        return in_time or self.decision is not None or self.prior

    @property
    def open_flags(self) -> set[Key]:
        """Return the flags that nobody answered, or whose answer was contested."""
        return {key for key, flag in self.raised.items() if not flag.answered}


@dataclass
class Plan:
    """One published design; the day on which each tranche's work begins."""

    begins: dict[int, int]
    hearing: Hearing | None = None


@dataclass
class Signature:
    """Somebody signed at an epoch."""

    by: str
    epoch: int
    revoked: bool = False


@dataclass
class Ask:
    """Somebody asked for one tranche of one design."""

    by: str
    plan: int
    tranche: int
    cancelled: bool = False
    signatures: list[Signature] = field(default_factory=list)


@dataclass
class Glass:
    """Somebody broke the glass: flags by design and kind, for one request."""

    ask: Ask
    flags: set[tuple[int, Key]]
    epoch: int
    signers: list[str] = field(default_factory=list)
    withdrawn: bool = False


@dataclass
class Oracle:
    """Everything that happened to one project, and what follows from it."""

    # (who, role, whose: "funder", "publisher", "implementer", or "" for the place)
    roles: set[tuple[str, str, str]]
    plans: list[Plan]
    authors: set[str] = field(default_factory=set)
    asks: list[Ask] = field(default_factory=list)
    released: set[int] = field(default_factory=set)
    # The requests that they were released for.
    gone: list[Ask] = field(default_factory=list)
    resolvers: set[str] = field(default_factory=set)
    broken_glass: list[Glass] = field(default_factory=list)
    # Accounts that are closed.
    closed: set[str] = field(default_factory=set)
    # How many sign from an amount on, in the currency of these tranches.
    bands: dict[int, int] = field(default_factory=dict)
    # As the database says it: what must move it, and what may not, is checked apart.
    epoch: int = 0

    # --- who may ---

    def holds(self, who: str, *roles: str) -> bool:
        """Say whether somebody holds one of the roles somewhere in this project."""
        return who not in self.closed and any(
            name == who and role in roles and whose != "implementer"
            for name, role, whose in self.roles
        )

    def carries_out(self, who: str) -> bool:
        """Say whether somebody holds any role with whoever carries the project out."""
        return any(
            name == who and whose == "implementer" for name, _role, whose in self.roles
        )

    def may_resolve(self, who: str) -> bool:
        """Say who resolves: a resolution needs a person from outside the project."""
        return (
            self.holds(who, "project_officer", "protection_officer")
            and who not in self.authors
            and (who, "design_author", "publisher") not in self.roles
            and not self.carries_out(who)
        )

    def may_ask(self, who: str) -> bool:
        """Say whether somebody may ask for money, cancel and release."""
        return self.holds(who, "design_author", "project_officer")

    def may_sign(self, who: str, ask: Ask) -> bool:
        """Say who signs by invariant 6: nobody who asked, resolved or builds."""
        return (
            self.holds(who, "release_approver")
            and who != ask.by
            and who not in self.resolvers
            and not any(
                who in glass.signers for glass in self.broken_glass if glass.ask is ask
            )
            and not self.carries_out(who)
        )

    def may_override(self, who: str) -> bool:
        """Say who breaks the glass by invariant 9: a protector from outside."""
        return (
            self.holds(who, "protection_officer")
            and not any(name == who and whose for name, _role, whose in self.roles)
            and who not in self.authors
            and who not in self.resolvers
            and not any(
                ask.by == who or any(each.by == who for each in ask.signatures)
                for ask in self.asks
            )
        )

    # --- what closes the gate ---

    @property
    def current(self) -> int:
        """Return the position of the design that is current."""
        return len(self.plans) - 1

    @property
    def hearings(self) -> Iterable[Hearing]:
        """Return every consultation of the project, also of designs replaced."""
        return [plan.hearing for plan in self.plans if plan.hearing]

    def standing(self, tranche: tuple[int, int]) -> Ask | None:
        """Return the request that stands for (design, tranche)."""
        for ask in self.asks:
            if (ask.plan, ask.tranche) == tranche and not ask.cancelled:
                return ask
        return None

    @property
    def open_flags(self) -> set[tuple[int, Key]]:
        """Return every open flag of the project, by design and kind."""
        return {
            (number, key)
            for number, plan in enumerate(self.plans)
            if plan.hearing
            for key in plan.hearing.open_flags
        }

    def passed(self, plan: int, tranche: int) -> set[tuple[int, Key]]:
        """Return the flags that two outsiders let this tranche pass."""
        ask = self.standing((plan, tranche))
        return {
            flag
            for glass in self.broken_glass
            if glass.ask is ask
            and not glass.withdrawn
            and glass.epoch == self.epoch
            and len({each for each in glass.signers if self.may_override(each)})
            >= SIGNATURES
            for flag in glass.flags
        }

    def facts(self, plan: int, tranche: int) -> set[int]:
        """Return the invariants that no signature mends and that do not hold."""
        broken = set()
        if self.open_flags - self.passed(plan, tranche):
            broken.add(1)
        if plan != self.current:
            broken.add(4)
        if tranche in self.released:
            broken.add(8)
        hearing = self.plans[plan].hearing
        if hearing is None:
            return broken | {4}
        if hearing.answers < ANSWERS_NEEDED:
            broken.add(2)
        if hearing.decision != "consent" or not hearing.prior:
            broken.add(3)
        if hearing.decision and hearing.day >= self.plans[plan].begins[tranche]:
            broken.add(5)
        return broken

    def counting(self, ask: Ask) -> set[str]:
        """Return the persons whose signatures count: invariants 6 and 7."""
        return {
            signature.by
            for signature in ask.signatures
            if not signature.revoked
            and signature.epoch == self.epoch
            and self.may_sign(signature.by, ask)
        }

    @property
    def needed(self) -> int:
        """Return how many sign: two, or as many as the bands ask for."""
        asked = [many for amount, many in self.bands.items() if amount <= AMOUNT]
        return max([SIGNATURES, *asked])

    def broken(self, plan: int, tranche: int) -> set[int]:
        """Return every invariant that keeps the gate closed; empty is open."""
        facts = self.facts(plan, tranche)
        if facts:
            return facts
        ask = self.standing((plan, tranche))
        if ask is None or len(self.counting(ask)) < self.needed:
            return {6}
        return set()

    def may_approve(self, who: str, ask: Ask, *, fresh: bool) -> bool:
        """Say whether a signature must be taken."""
        return (
            fresh
            and self.may_sign(who, ask)
            and not ask.cancelled
            and not self.facts(ask.plan, ask.tranche)
            and not any(
                each.by == who and not each.revoked and each.epoch == self.epoch
                for each in ask.signatures
            )
        )
