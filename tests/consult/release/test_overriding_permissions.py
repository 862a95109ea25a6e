"""Who may break the glass, in which state: the whole table."""

from collections.abc import Callable
from enum import StrEnum

import pytest
from django.db import transaction
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.mismatch.models import Flag
from consult.release import actions
from consult.release.models import Override, ReleaseRequest
from projects.actions import bump_gate_epoch
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation, make_user
from tests.factories.overrides import WHY, make_outsider, propose
from tests.factories.release import World, ask_for, sign

pytestmark = pytest.mark.django_db

PROTECTOR = RoleCode.PROTECTION_OFFICER


class State(StrEnum):
    """Where a request with an open flag stands."""

    REQUESTED = "requested"
    PROPOSED = "proposed"
    PASSED = "passed"
    TAKEN_BACK = "taken back"
    CHANGED = "changed"
    RELEASED = "released"
    CANCELLED = "cancelled"


class Whose(StrEnum):
    """Where a role is held."""

    NOBODY = "of no organisation"
    ELSEWHERE = "in another organisation"
    FUNDER = "where it is paid for"
    PUBLISHER = "where it is published"
    IMPLEMENTER = "where it is carried out"


def latest() -> Override:
    return Override.objects.latest("pk")


def request_of(world: World) -> ReleaseRequest:
    return ReleaseRequest.objects.get(tranche=world.tranche)


VERBS: dict[str, Callable[[User, World], object]] = {
    "propose": lambda by, world: actions.propose_override(
        request=request_of(world),
        flags=Flag.objects.blocking(),
        justification=WHY,
        by=by,
        second_factor_at=timezone.now(),
    ),
    "sign": lambda by, _world: actions.sign_override(
        override=latest(),
        by=by,
        second_factor_at=timezone.now(),
    ),
    "take back": lambda by, _world: actions.withdraw_override(override=latest(), by=by),
}
# In which states a protection officer who stands outside may. Nobody else ever may.
ALLOWED: dict[str, frozenset[State]] = {
    "propose": frozenset(
        {
            *(State.REQUESTED, State.PROPOSED, State.PASSED),
            *(State.TAKEN_BACK, State.CHANGED),
        },
    ),
    "sign": frozenset({State.PROPOSED, State.PASSED}),
    # Whoever signed it may, and the officers of this table did not.
    "take back": frozenset(),
}
# Whoever signed it takes it back as long as the money is here.
TAKES_BACK = frozenset(
    {State.PROPOSED, State.PASSED, State.CHANGED, State.CANCELLED},
)


def bring_to(state: State, world: World) -> list[User]:
    """Bring a flagged tranche to a state by the actions; return who broke the glass."""
    request = ask_for(world)
    if state is State.REQUESTED:
        return []
    first, second = make_outsider(), make_outsider()
    override = propose(request, first)
    if state is State.PROPOSED:
        return [first]
    VERBS["sign"](second, world)
    if state is State.TAKEN_BACK:
        actions.withdraw_override(override=override, by=first)
    if state is State.CHANGED:
        bump_gate_epoch(project_id=request.project_id)
    if state is State.CANCELLED:
        actions.cancel_request(request=request, by=world.requester)
    if state is State.RELEASED:
        for approver in world.approvers:
            sign(request, approver)
        actions.release_tranche(request=request, by=world.requester)
    return [first, second]


def somebody(role: RoleCode, whose: Whose, world: World) -> User:
    """Return somebody who holds a role there."""
    project = world.design.project
    return make_user(
        role,
        organisation={
            Whose.NOBODY: None,
            Whose.ELSEWHERE: make_organisation(),
            Whose.FUNDER: project.funder,
            Whose.PUBLISHER: project.publisher,
            Whose.IMPLEMENTER: project.implementer,
        }[whose],
    )


def may(verb: str, by: User, world: World) -> bool:
    """Say whether it is done; it is undone again."""
    point = transaction.savepoint()
    try:
        VERBS[verb](by, world)
    except Refusal:
        return False
    finally:
        transaction.savepoint_rollback(point)
    return True


@pytest.mark.parametrize("state", State)
def test_role_by_place_by_verb_by_state(flagged: World, state: State) -> None:
    bring_to(state, flagged)
    found = set()
    for role in RoleCode:
        for whose in Whose:
            by = somebody(role, whose, flagged)
            found |= {
                (verb, role, whose)
                for verb in VERBS
                if state is not State.REQUESTED or verb == "propose"
                if may(verb, by, flagged)
            }
    assert found == {
        (verb, PROTECTOR, Whose.NOBODY)
        for verb, states in ALLOWED.items()
        if state in states
    }


@pytest.mark.parametrize("state", [*State][1:])
def test_whoever_signed_takes_it_back_while_the_money_is_here(
    flagged: World,
    state: State,
) -> None:
    for by in bring_to(state, flagged):
        assert may("take back", by, flagged) == (state in TAKES_BACK)
        assert not may("sign", by, flagged)


@pytest.mark.parametrize("verb", VERBS)
def test_a_protector_without_a_second_factor_breaks_no_glass(
    flagged: World,
    verb: str,
) -> None:
    bring_to(State.PROPOSED, flagged)
    by = make_user(PROTECTOR, second_factor=False)
    with pytest.raises(NotAllowed, match="segundo paso"):
        VERBS[verb](by, flagged)
