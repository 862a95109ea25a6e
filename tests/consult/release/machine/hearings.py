"""What the community says, and what is answered to it."""

from datetime import timedelta
from functools import partial

from django.utils import timezone
from hypothesis import strategies as st

from consult.consultations.actions import (
    close_consultation,
    record_consent,
    withdraw_consent,
)
from consult.feedback.actions import withdraw_testimony
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.review.actions import contest_resolution, resolve_flag
from tests.consult.release.machine.judge import RECENT, YES, Judge, somebody, verb
from tests.consult.release.oracle import (
    Hearing,
    Key,
    Plan,
    Raised,
)
from tests.consult.release.stage import FIRST_DECISION, WORK_BEGINS
from tests.factories.consultations import pdf_file
from tests.factories.release import World, let_answer


class Hearings(Judge):
    """Testify, decide, take back, resolve and contest."""

    # --- the community ---

    @verb(which=RECENT, told=st.booleans(), times=st.sampled_from([1, 1, 3]))
    def testify(self, which: int, told: bool, times: int) -> None:
        """Let households answer; some were told what to say."""
        world, hearing = self.pick(which)
        for _time in range(times):
            testimony = self.attempt(
                "testify",
                lambda: let_answer(world, told_what_to_answer="yes" if told else "no"),
                allowed=not hearing.closed,
                moves=False,
            )
            if testimony is not None:
                hearing.answers += 1
                hearing.told += told
                self.told_by(hearing).append((testimony, told))

    @verb(which=RECENT, times=st.sampled_from([1, 3]))
    def take_back(self, which: int, times: int) -> None:
        """Let households take their testimony back."""
        _world, hearing = self.pick(which)
        said = self.told_by(hearing)
        for _time in range(min(times, len(said))):
            testimony, told = said.pop()
            self.attempt(
                "take back",
                partial(withdraw_testimony, testimony=testimony),
                allowed=True,
                moves=False,
            )
            hearing.answers -= 1
            hearing.told -= told

    @verb(which=RECENT)
    def look(self, which: int) -> None:
        """Let the engine compare design and testimonies."""
        world, hearing = self.pick(which)
        self.attempt(
            "evaluate",
            lambda: evaluate(consultation_id=world.consultation.pk),
            allowed=True,
        )
        hearing.look()
        self.compare_flags()

    @verb(
        which=RECENT,
        decision=st.sampled_from(
            [
                *("consent", "consent", "consent", "consent_with_conditions"),
                *("no_consent", "undecided", "withdrawn"),
            ],
        ),
        later=st.sampled_from([1, 1, 1, 1, 0, -1, 60]),
        who=somebody("officer"),
    )
    def decide(self, which: int, decision: str, later: int, who: str) -> None:
        """Write down what the community decided."""
        world, hearing = self.pick(which)
        day = (hearing.day if hearing.decision else FIRST_DECISION - 1) + later
        allowed = (
            self.oracle.holds(who, "project_officer")
            and decision != "withdrawn"
            and day <= 0
            and hearing is self.oracle.plans[-1].hearing
            and (hearing.decision is None or day >= hearing.day)
            and not (hearing.decision == "withdrawn" and day <= hearing.day)
            and (hearing.decision, hearing.day) != (decision, day)
        )
        if hearing.decision is None and later <= 0:
            allowed = allowed and day >= -50
        done = self.attempt(
            "decide",
            lambda: record_consent(
                by=self.stage.user(who),
                consultation=world.consultation,
                decision=decision,
                authority="assembly",
                decided_on=timezone.localdate() + timedelta(days=day),
                conditions="Que arreglen el camino."
                if "conditions" in decision
                else "",
            ),
            allowed=allowed,
            moves=True,
        )
        if done is not None:
            hearing.decision, hearing.day = decision, day

    @verb(
        which=RECENT,
        later=st.sampled_from([0, 1, -1]),
        who=somebody("leader", "officer"),
    )
    def withdraw(self, which: int, later: int, who: str) -> None:
        """Take the community's yes back."""
        world, hearing = self.pick(which)
        day = hearing.day + later
        done = self.attempt(
            "withdraw",
            lambda: withdraw_consent(
                by=self.stage.user(who),
                consultation=world.consultation,
                authority="assembly",
                decided_on=timezone.localdate() + timedelta(days=day),
                reason="No cumplieron.",
                acta=pdf_file(),
            ),
            allowed=(
                self.oracle.holds(who, "project_officer", "community_leader")
                and hearing.decision in YES
                and hearing.day <= day <= 0
            ),
            moves=True,
        )
        if done is not None:
            hearing.decision, hearing.day = "withdrawn", day

    # --- the officers ---

    @verb(which=RECENT, who=somebody("officer"))
    def close(self, which: int, who: str) -> None:
        """Close a consultation."""
        world, hearing = self.pick(which)
        replaced = hearing is not self.oracle.plans[-1].hearing
        done = self.attempt(
            "close",
            lambda: close_consultation(
                by=self.stage.user(who),
                consultation=world.consultation,
            ),
            allowed=(
                self.oracle.holds(who, "project_officer")
                and not hearing.closed
                and (hearing.prior or replaced)
            ),
            moves=True,
        )
        if done is not None:
            hearing.closed, hearing.closed_too_late = True, replaced
            world.consultation.refresh_from_db()

    @verb(which=RECENT, who=somebody("officer", "officer", "double"))
    def resolve(self, which: int, who: str) -> None:
        """Answer every blocking flag of a consultation."""
        world, hearing = self.pick(which)
        for key, raised in hearing.raised.items():
            self.resolve_one(world, key, raised, who)

    def resolve_one(self, world: World, key: Key, raised: Raised, who: str) -> None:
        """Answer one flag."""
        flag = self.flag(world, key)
        done = self.attempt(
            "resolve",
            lambda: resolve_flag(
                flag=flag,
                by=self.stage.user(who),
                kind="mistaken",
                reason="Se preguntó otra vez.",
            ),
            allowed=self.oracle.may_resolve(who) and not raised.answered,
            moves=True,
        )
        if done is not None:
            raised.answered = True
            self.oracle.resolvers.add(who)

    def flag(self, world: World, key: Key) -> Flag:
        """Return a blocking flag of a consultation."""
        return Flag.objects.get(
            consultation=world.consultation,
            detector=key.value,
            severity="block",
        )

    @verb(which=RECENT, who=somebody("leader"), receipt=st.booleans())
    def contest(self, which: int, who: str, receipt: bool) -> None:
        """Let the community refuse an answer, by account or by receipt."""
        world, hearing = self.pick(which)
        said = self.told_by(hearing)
        for key, raised in hearing.raised.items():
            resolution = self.flag(world, key).resolutions.first()
            if resolution is None:
                continue
            testimony = said[0][0] if receipt and said else None
            done = self.attempt(
                "contest",
                partial(
                    contest_resolution,
                    resolution=resolution,
                    reason="No es cierto.",
                    by=None if testimony else self.stage.user(who),
                    testimony=testimony,
                ),
                allowed=raised.answered
                and (
                    testimony is not None or self.oracle.holds(who, "community_leader")
                ),
                moves=True,
            )
            if done is not None:
                raised.answered = False

    @verb(late=st.booleans(), who=somebody("author"), sure=st.sampled_from([0, 0, 1]))
    def revise(self, late: bool, who: str, sure: int) -> None:
        """Publish a new design; it must be consulted on anew."""
        if not sure:
            return
        done = self.attempt(
            "revise",
            lambda: self.stage.revise(who, late=late),
            allowed=self.oracle.holds(who, "design_author"),
            moves=True,
        )
        if done is not None:
            # A new version begins as a copy of the last one.
            before = self.oracle.plans[-1].begins[2]
            second = FIRST_DECISION if late else before
            plan = Plan({1: WORK_BEGINS, 2: second})
            self.oracle.plans.append(plan)
            self.oracle.authors.add(who)
            self.designs.append(done)
            self.said[id(plan)] = []

    @verb(early=st.sampled_from([True, False, False]), who=somebody("officer"))
    def consult(self, early: bool, who: str) -> None:
        """Put the current design to the community."""
        plan = self.oracle.plans[-1]
        done = self.attempt(
            "consult",
            lambda: self.stage.consult(who, self.designs[-1], early=early),
            allowed=self.oracle.holds(who, "project_officer") and plan.hearing is None,
            moves=True,
        )
        if done is not None:
            plan.hearing = Hearing(answers=len(done.testimonies), prior=not early)
            self.worlds.append(done)
            self.said[id(plan)] = [(each, False) for each in done.testimonies]
