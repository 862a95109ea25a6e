"""Breaking the glass: two outsiders, and others who try."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

from consult.mismatch.models import Flag
from consult.release import actions
from tests.consult.release.machine.judge import RECENT, Judge, somebody, verb
from tests.consult.release.oracle import Ask, Glass, Key
from tests.factories.overrides import WHY


class BrokenGlass(Judge):
    """Propose to let flags pass, sign it as the second person, take it back."""

    @verb(
        which=RECENT,
        who=somebody("ines"),
        every=st.sampled_from([True, True, False]),
        minutes=st.sampled_from([0, 9, 11]),
    )
    def break_glass(self, which: int, who: str, every: bool, minutes: int) -> None:
        """Name open flags, all or one, and sign first."""
        if not self.requests:
            return
        position = max(len(self.requests) + which, 0)
        ask = self.oracle.asks[position]
        named = sorted(
            self.oracle.open_flags, key=lambda each: (each[0], each[1].value)
        )
        named = named if every else named[:1]
        done = self.attempt(
            "break glass",
            lambda: actions.propose_override(
                request=self.requests[position],
                flags=[self.flag_of(*each) for each in named],
                justification=WHY,
                by=self.stage.user(who),
                second_factor_at=timezone.now() - timedelta(minutes=minutes),
            ),
            allowed=(
                minutes <= 10
                and self.oracle.may_override(who)
                and self.may_be_helped(ask)
                and bool(named)
            ),
            moves=False,
        )
        if done is not None:
            self.overrides.append(done)
            self.oracle.broken_glass.append(
                Glass(ask, set(named), self.oracle.epoch, [who]),
            )

    @verb(which=RECENT, who=somebody("oscar"))
    def sign_glass(self, which: int, who: str) -> None:
        """Sign as the second person."""
        if not self.overrides:
            return
        position = max(len(self.overrides) + which, 0)
        glass = self.oracle.broken_glass[position]
        done = self.attempt(
            "sign glass",
            lambda: actions.sign_override(
                override=self.overrides[position],
                by=self.stage.user(who),
                second_factor_at=timezone.now(),
            ),
            allowed=(
                self.oracle.may_override(who)
                and self.may_be_helped(glass.ask)
                and not glass.withdrawn
                and glass.epoch == self.oracle.epoch
                and who not in glass.signers
            ),
            moves=False,
        )
        if done is not None:
            glass.signers.append(who)

    @verb(which=RECENT, who=somebody("ines"), sure=st.sampled_from([0, 0, 1]))
    def mend_glass(self, which: int, who: str, sure: int) -> None:
        """Take it back."""
        if not self.overrides or not sure:
            return
        position = max(len(self.overrides) + which, 0)
        glass = self.oracle.broken_glass[position]
        done = self.attempt(
            "mend glass",
            lambda: actions.withdraw_override(
                override=self.overrides[position],
                by=self.stage.user(who),
            ),
            allowed=(
                self.oracle.holds(who, "protection_officer")
                and who in glass.signers
                and not glass.withdrawn
                and not self.is_released(glass.ask)
            ),
            moves=False,
        )
        if done is not None:
            glass.withdrawn = True

    def may_be_helped(self, ask: Ask) -> bool:
        """Say whether a request stands, of the current design, its money still here."""
        return (
            not ask.cancelled
            and ask.plan == self.oracle.current
            and not self.is_released(ask)
        )

    def is_released(self, ask: Ask) -> bool:
        """Say whether this request is the one that was released."""
        return any(each is ask for each in self.oracle.gone)

    def flag_of(self, plan: int, key: Key) -> Flag:
        """Return a blocking flag of one of the designs."""
        return Flag.objects.get(
            design=self.designs[plan],
            detector=key.value,
            severity="block",
        )
