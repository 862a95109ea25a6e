"""One run of the machine: the same project, undone at the end, and its judge."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from consult.audit.chain import verify
from consult.feedback.models import Testimony
from consult.mismatch.models import Flag
from consult.release.models import Approval, Override, Release, ReleaseRequest
from projects.refusals import Refusal
from tests.consult.release.oracle import (
    Hearing,
)
from tests.consult.release.stage import Stage
from tests.factories.release import World

Result = TypeVar("Result")

PEOPLE = (
    *("officer", "author", "ana", "beto", "carla", "double", "builder", "stranger"),
    *("leader", "admin", "ines", "oscar"),
)
TRANCHES = st.sampled_from([1, 1, 1, 2])
# The newest, most of the time.
RECENT = st.sampled_from([-1, -1, -1, -2])
# So many acts make a run that counts by night; after a few more the time is better
# spent on another.
LONG_RUN = 50
ENOUGH = 60
YES = {"consent", "consent_with_conditions"}


def somebody(*right: str) -> st.SearchStrategy[str]:
    """Draw one of the right persons as often as anybody at all."""
    return st.sampled_from(right * (len(PEOPLE) // len(right)) + PEOPLE)


def verb(
    **drawn: st.SearchStrategy[Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare what is done with what is drawn, until the run has acts enough."""
    # Its overloads are for bundles, of which there are none here.
    ruled: Callable[..., Any] = rule

    def declare(act: Callable[..., None]) -> Callable[..., None]:
        declared: Callable[..., None] = ruled(**drawn)(act)
        return precondition(lambda judge: judge.acts < ENOUGH)(declared)

    return declare


class Judge(RuleBasedStateMachine):
    """One run: the same project from its beginning, undone at the end."""

    figures: Counter[str] = Counter()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.acts = 0
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.oracle = stage.oracle()
        # What the oracle's lists stand for in the database, in the same order.
        first = stage.first()
        self.worlds: list[World] = [first]
        self.designs = [first.design]
        self.requests: list[ReleaseRequest] = []
        self.approvals: list[list[Approval]] = []
        self.overrides: list[Override] = []
        self.said: dict[int, list[tuple[Testimony, bool]]] = {
            id(self.oracle.plans[0]): [(each, False) for each in first.testimonies],
        }

    def teardown(self) -> None:
        """Compare what is left with what should be, and undo everything."""
        try:
            released = Release.objects.filter(project=self.designs[0].project)
            assert set(released.values_list("tranche_number", flat=True)) == (
                self.oracle.released
            )
            self.compare_flags()
            verdict = verify()
            assert verdict.holds, verdict.breaks
            self.figures["runs"] += 1
            self.figures["acts"] += self.acts
            self.figures[f"runs of {LONG_RUN} acts or more"] += self.acts >= LONG_RUN
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @precondition(lambda judge: judge.acts >= ENOUGH)
    @rule()
    def rest(self) -> None:
        """Do nothing more."""

    # --- judging ---

    def attempt(
        self,
        verb: str,
        act: Callable[[], Result],
        *,
        allowed: bool,
        moves: bool | None = None,
    ) -> Result | None:
        """Do it, and compare whether it went with what the oracle says.

        `moves`: what is done must (or must not) move the epoch. A refusal never does.
        """
        result: Result | None = None
        self.acts += 1
        try:
            with transaction.atomic():
                result = act()
        except Refusal:
            pass
        went = result is not None
        self.figures[f"{verb} {'done' if went else 'refused'}"] += 1
        assert went == allowed, f"{verb}: {went=} {allowed=}"
        epoch = self.stage.epoch()
        if moves is not None:
            assert (epoch > self.oracle.epoch) == (went and moves), verb
        self.oracle.epoch = epoch
        return result

    def compare_flags(self) -> None:
        """Compare the open blocking flags with those the oracle raised."""
        found = {
            (flag.consultation_id, flag.detector)
            for flag in Flag.objects.filter(
                design__project=self.designs[0].project_id,
            ).blocking()
        }
        assert found == {
            (world.consultation.pk, key.value)
            for world, hearing in self.heard()
            for key in hearing.raised
        }

    def heard(self) -> list[tuple[World, Hearing]]:
        """Return each consultation with what the oracle knows of it."""
        return list(zip(self.worlds, self.oracle.hearings, strict=True))

    def pick(self, position: int) -> tuple[World, Hearing]:
        """Return the last consultation, or one before."""
        heard = self.heard()
        return heard[max(position, -len(heard))]

    def told_by(self, hearing: Hearing) -> list[tuple[Testimony, bool]]:
        """Return the testimonies of a consultation, and who was told what to say."""
        plan = next(each for each in self.oracle.plans if each.hearing is hearing)
        return self.said[id(plan)]
