"""Asking for money, signing for it and letting it go."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

from consult.release import actions, gate
from consult.release.signing import GateClosed
from projects.models import Tranche
from projects.refusals import Refusal
from tests.consult.release.machine.judge import RECENT, TRANCHES, Judge, somebody, verb
from tests.consult.release.oracle import (
    Ask,
    Signature,
)


class Money(Judge):
    """Ask, cancel, sign, revoke, release."""

    # --- the money ---

    @verb(tranche=TRANCHES, which=RECENT, who=somebody("author", "double"))
    def ask(self, tranche: int, which: int, who: str) -> None:
        """Ask for a tranche, of the current design or of one before."""
        plan = max(len(self.designs) + which, 0)
        done = self.attempt(
            "ask",
            lambda: actions.request_release(
                tranche=self.tranche(plan, tranche),
                by=self.stage.user(who),
            ),
            allowed=(
                self.oracle.may_ask(who)
                and plan == self.oracle.current
                and tranche not in self.oracle.released
                and self.oracle.standing((plan, tranche)) is None
            ),
            moves=False,
        )
        if done is not None:
            self.oracle.asks.append(Ask(who, plan, tranche))
            self.requests.append(done)
            self.approvals.append([])

    def tranche(self, plan: int, number: int) -> Tranche:
        """Return a tranche of one of the designs, as it is now."""
        return Tranche.objects.select_related("design__project").get(
            design=self.designs[plan],
            number=number,
        )

    @verb(which=RECENT, who=somebody("author"), sure=st.sampled_from([0, 0, 1]))
    def cancel(self, which: int, who: str, sure: int) -> None:
        """Take a request back."""
        if not self.requests or not sure:
            return
        position = max(len(self.requests) + which, 0)
        ask = self.oracle.asks[position]
        done = self.attempt(
            "cancel",
            lambda: actions.cancel_request(
                request=self.requests[position],
                by=self.stage.user(who),
            ),
            allowed=(
                self.oracle.may_ask(who) and not ask.cancelled and not self.gone(ask)
            ),
        )
        if done is not None:
            ask.cancelled = True

    def gone(self, ask: Ask) -> bool:
        """Say whether this request is the one that was released."""
        return any(each is ask for each in self.oracle.gone)

    @verb(
        which=RECENT,
        who=somebody("ana", "beto", "carla"),
        minutes=st.sampled_from([0, 9, 9, 11]),
    )
    def approve(self, which: int, who: str, minutes: int) -> None:
        """Sign, with a second factor given some minutes ago."""
        if not self.requests:
            return
        position = max(len(self.requests) + which, 0)
        ask = self.oracle.asks[position]
        done = self.attempt(
            "approve",
            lambda: actions.approve_release(
                request=self.requests[position],
                by=self.stage.user(who),
                second_factor_at=timezone.now() - timedelta(minutes=minutes),
            ),
            allowed=self.oracle.may_approve(who, ask, fresh=minutes <= 10),
            moves=False,
        )
        if done is not None:
            ask.signatures.append(Signature(who, self.oracle.epoch))
            self.approvals[position].append(done)

    @verb(which=RECENT, nth=RECENT, who=somebody("ana", "beto"), own=st.booleans())
    def revoke(self, which: int, nth: int, who: str, own: bool) -> None:
        """Take a signature back: one's own, or try somebody else's."""
        if not self.requests:
            return
        position = max(len(self.requests) + which, 0)
        ask = self.oracle.asks[position]
        if not ask.signatures:
            return
        nth = max(nth, -len(ask.signatures))
        signature, approval = ask.signatures[nth], self.approvals[position][nth]
        who = signature.by if own else who
        done = self.attempt(
            "revoke",
            lambda: actions.revoke_approval(approval=approval, by=self.stage.user(who)),
            allowed=(
                who == signature.by and not signature.revoked and not self.gone(ask)
            ),
        )
        if done is not None:
            signature.revoked = True

    @verb(which=RECENT, who=somebody("author", "double"))
    def release(self, which: int, who: str) -> None:
        """Let the money go, or be told every reason why not."""
        if not self.requests:
            return
        position = max(len(self.requests) + which, 0)
        self.acts += 1
        ask, reasons = self.oracle.asks[position], set[int]()
        released = told = True
        try:
            actions.release_tranche(
                request=self.requests[position],
                by=self.stage.user(who),
            )
        except GateClosed as closed:
            released = False
            reasons = {reason.invariant for reason in closed.reasons}
        except Refusal:
            released = told = False
        # It evaluates first; what that saw stays, whether the money went or not.
        self.oracle.epoch = self.stage.epoch()
        assert told == (self.oracle.may_ask(who) and not ask.cancelled)
        if told:
            for hearing in self.oracle.hearings:
                hearing.look()
            assert reasons == self.oracle.broken(ask.plan, ask.tranche)
            assert released == (not reasons)
        if released:
            self.oracle.released.add(ask.tranche)
            self.oracle.gone.append(ask)
        self.figures[f"release {'done' if released else 'refused'}"] += 1
        for reason in reasons:
            self.figures[f"release refused by {reason}"] += 1

    @verb(tranche=TRANCHES, which=RECENT)
    def read(self, tranche: int, which: int) -> None:
        """Compare the reasons that the page shows."""
        plan = max(len(self.designs) + which, 0)
        self.acts += 1
        shown = {each.invariant for each in gate.reasons(self.tranche(plan, tranche))}
        assert shown == self.oracle.broken(plan, tranche)
        self.figures["gate read"] += 1
