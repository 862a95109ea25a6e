"""All that can be done to a gate, in any order, by anybody."""

from decimal import Decimal
from functools import partial

from hypothesis import strategies as st

from consult.accounts.actions import (
    close_account,
    grant_role,
    reopen_account,
    revoke_role,
)
from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment
from consult.release.actions import save_band
from consult.release.models import ApprovalBand
from tests.consult.release.machine.glass import BrokenGlass
from tests.consult.release.machine.hearings import Hearings
from tests.consult.release.machine.judge import TRANCHES, somebody, verb
from tests.consult.release.machine.money import Money

# What may happen between the signatures and the release.
SPOILERS = (
    *("told", "silence", "withdrawn", "no", "unmet", "contested", "revised"),
    *("revoked", "implementer", "no role", "cancelled", "again", "closed"),
)


class GateMachine(Hearings, Money, BrokenGlass):
    """Every verb, and the roles that change meanwhile."""

    @verb(tranche=TRANCHES, go=st.booleans())
    def do_it_well(self, tranche: int, go: bool) -> None:
        """Mend all that can be mended and sign: without it the gate seldom opens."""
        if self.oracle.plans[-1].hearing is None:
            self.consult(early=False, who="officer")
        _world, hearing = self.pick(-1)
        for _household in range(14 - hearing.answers if not hearing.closed else 0):
            self.testify(-1, told=False, times=1)
        if hearing.decision != "consent":
            self.decide(-1, "consent", 1, "officer")
        for position in range(-len(self.worlds), 0):
            self.look(position)
            self.resolve(position, "officer")
        if self.oracle.standing((self.oracle.current, tranche)) is None:
            self.ask(tranche, -1, "author")
        for name in ("ana", "beto", "carla")[: max(self.oracle.needed, 2)]:
            self.approve(-1, name, 1)
        if go:
            self.release(-1, "author")

    @verb(spoiler=st.sampled_from(SPOILERS))
    def spoil(self, spoiler: str) -> None:
        """Open the gate, change one thing after the signatures, and try to release."""
        if spoiler == "contested":
            self.testify(-1, told=True, times=5)
        self.do_it_well(1, go=False)
        acts = {
            "told": lambda: self.testify(-1, told=True, times=5),
            "silence": lambda: self.take_back(-1, times=8),
            "withdrawn": lambda: self.withdraw(-1, 1, "leader"),
            "no": lambda: self.decide(-1, "no_consent", 1, "officer"),
            "unmet": lambda: self.decide(-1, "consent_with_conditions", 1, "officer"),
            "contested": lambda: self.contest(-1, "leader", receipt=False),
            "revised": lambda: self.revise(late=True, who="author", sure=1),
            "revoked": lambda: self.revoke(-1, -1, "ana", own=True),
            "implementer": lambda: self.change_role(
                "beto",
                "design_author",
                "implementer",
                "admin",
            ),
            "no role": lambda: self.change_role(
                "beto",
                "release_approver",
                "funder",
                "admin",
            ),
            "again": lambda: self.decide(-1, "consent", 1, "officer"),
            "closed": lambda: self.close(-1, "officer"),
            "cancelled": lambda: self.cancel(-1, "author", 1),
        }
        acts[spoiler]()
        self.release(-1, "author")

    # --- roles, accounts and bands change, and some do not ask ---

    @verb(whom=st.sampled_from(["ana", "carla", "ines"]), by=somebody("admin"))
    def change_account(self, whom: str, by: str) -> None:
        """Close somebody's account, or open it again."""
        shut = whom in self.oracle.closed
        act = reopen_account if shut else close_account
        done = self.attempt(
            "change account",
            lambda: act(account=self.stage.user(whom), by=self.stage.user(by)),
            allowed=by == "admin",
        )
        if done is not None:
            self.oracle.closed ^= {whom}

    @verb(
        from_amount=st.sampled_from([1, 1000, 1001]),
        approvals=st.sampled_from([2, 2, 3]),
        by=somebody("admin"),
    )
    def change_band(self, from_amount: int, approvals: int, by: str) -> None:
        """Ask for more persons from an amount on, or for fewer."""
        done = self.attempt(
            "change band",
            lambda: save_band(
                by=self.stage.user(by),
                band=ApprovalBand.objects.filter(
                    currency="USD",
                    from_amount=from_amount,
                ).first(),
                currency="USD",
                from_amount=Decimal(from_amount),
                approvals=approvals,
            ),
            allowed=by == "admin",
        )
        if done is not None:
            self.oracle.bands[from_amount] = approvals

    @verb(
        whom=st.sampled_from(["beto", "carla", "officer", "builder"]),
        role=st.sampled_from(["release_approver", "design_author"]),
        whose=st.sampled_from(["funder", "implementer"]),
        by=somebody("admin"),
    )
    def change_role(self, whom: str, role: str, whose: str, by: str) -> None:
        """Give somebody a role, or take it back if it is held."""
        held = (whom, role, whose) in self.oracle.roles
        act: partial[RoleAssignment] = (
            partial(
                revoke_role,
                assignment=RoleAssignment.objects.standing().get(
                    user=self.stage.user(whom),
                    role=role,
                    organisation=self.stage.organisations[whose],
                ),
            )
            if held
            else partial(
                grant_role,
                user=self.stage.user(whom),
                role=RoleCode(role),
                organisation=self.stage.organisations[whose],
            )
        )
        done = self.attempt(
            "change role",
            lambda: act(by=self.stage.user(by)),
            # Nobody gets a role with an account that is closed; one is taken back.
            allowed=by == "admin" and (held or whom not in self.oracle.closed),
        )
        if done is not None:
            self.oracle.roles ^= {(whom, role, whose)}
