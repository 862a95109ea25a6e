"""Who may do what with a tranche, in which state: the whole table."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import pytest
from django.db import transaction
from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import RoleAssignment, User
from consult.accounts.roles import ROLES
from consult.release import actions
from consult.release.models import ReleaseRequest
from consult.release.pages import visible_projects
from consult.release.permissions import may_sign
from consult.release.ties import Ties, ties_of
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import make_organisation, make_user
from tests.factories.release import World, ask_for, make_approver, sign

pytestmark = pytest.mark.django_db

AUTHOR, OFFICER = RoleCode.DESIGN_AUTHOR, RoleCode.PROJECT_OFFICER
APPROVER = RoleCode.RELEASE_APPROVER


class State(StrEnum):
    """Where the money of a tranche stands."""

    PLANNED = "planned"
    REQUESTED = "requested"
    SIGNED = "signed"
    RELEASED = "released"
    CANCELLED = "cancelled"


def latest(world: World) -> ReleaseRequest:
    """Return the last request for the first tranche."""
    return ReleaseRequest.objects.select_related("project").filter(
        tranche=world.tranche,
    )[0]


VERBS: dict[str, Callable[[User, World], object]] = {
    "request": lambda by, world: actions.request_release(tranche=world.tranche, by=by),
    "sign": lambda by, world: actions.approve_release(
        request=latest(world),
        by=by,
        second_factor_at=timezone.now(),
    ),
    "release": lambda by, world: actions.release_tranche(request=latest(world), by=by),
    "cancel": lambda by, world: actions.cancel_request(request=latest(world), by=by),
}

ASKERS = frozenset({AUTHOR, OFFICER})
NOBODY: frozenset[RoleCode] = frozenset()

ALLOWED: dict[tuple[str, State], frozenset[RoleCode]] = {
    ("request", State.PLANNED): ASKERS,
    ("request", State.REQUESTED): NOBODY,
    ("request", State.SIGNED): NOBODY,
    ("request", State.RELEASED): NOBODY,
    ("request", State.CANCELLED): ASKERS,
    ("sign", State.REQUESTED): frozenset({APPROVER}),
    ("sign", State.SIGNED): frozenset({APPROVER}),
    ("sign", State.RELEASED): NOBODY,
    ("sign", State.CANCELLED): NOBODY,
    ("release", State.REQUESTED): NOBODY,
    ("release", State.SIGNED): ASKERS,
    ("release", State.RELEASED): NOBODY,
    ("release", State.CANCELLED): NOBODY,
    ("cancel", State.REQUESTED): ASKERS,
    ("cancel", State.SIGNED): ASKERS,
    ("cancel", State.RELEASED): NOBODY,
    ("cancel", State.CANCELLED): NOBODY,
}


def bring_to(state: State, world: World) -> None:
    """Bring a planned tranche to a state, by the actions."""
    if state is State.PLANNED:
        return
    request = actions.request_release(tranche=world.tranche, by=world.requester)
    if state in {State.SIGNED, State.RELEASED}:
        for approver in world.approvers:
            sign(request, approver)
    if state is State.RELEASED:
        actions.release_tranche(request=request, by=world.requester)
    if state is State.CANCELLED:
        actions.cancel_request(request=request, by=world.requester)


def somebody(role: RoleCode, world: World, *, elsewhere: bool = False) -> User:
    """Return somebody with a role that reaches the project, or one just like it."""
    scopes = {scope.value for scope in ROLES[role].scopes}
    if "organisation" in scopes:
        return make_user(
            role,
            organisation=make_organisation()
            if elsewhere
            else world.design.project.funder,
        )
    if "place" in scopes:
        return make_user(role, place=world.consultation.community.place)
    return make_user(role)


@pytest.mark.parametrize(("verb", "state"), ALLOWED)
def test_role_by_verb_by_state(verb: str, state: State, world: World) -> None:
    bring_to(state, world)
    allowed = set()
    for role in RoleCode:
        by = somebody(role, world)
        point = transaction.savepoint()
        try:
            VERBS[verb](by, world)
            allowed.add(role)
        except Refusal:
            continue
        finally:
            transaction.savepoint_rollback(point)
    assert allowed == ALLOWED[verb, state]


@pytest.mark.parametrize("verb", VERBS)
def test_a_role_elsewhere_is_no_role_here(verb: str, world: World) -> None:
    bring_to(State.PLANNED if verb == "request" else State.SIGNED, world)
    for role in (AUTHOR, OFFICER, APPROVER):
        with pytest.raises(NotAllowed):
            VERBS[verb](somebody(role, world, elsewhere=True), world)


@pytest.mark.parametrize("verb", VERBS)
def test_staff_without_a_second_factor_move_no_money(verb: str, world: World) -> None:
    bring_to(State.PLANNED if verb == "request" else State.SIGNED, world)
    by = make_user(
        APPROVER if verb == "sign" else OFFICER,
        organisation=world.design.project.funder,
        second_factor=False,
    )
    with pytest.raises(Refusal):
        VERBS[verb](by, world)


def test_only_one_s_own_signature_is_taken_back(world: World) -> None:
    bring_to(State.SIGNED, world)
    first, second = latest(world).approvals.order_by("pk")
    for by in (second.approved_by, world.requester, world.officer):
        with pytest.raises(NotAllowed, match="su propia firma"):
            actions.revoke_approval(approval=first, by=by)
    actions.revoke_approval(approval=first, by=first.approved_by)
    with pytest.raises(Refusal, match="ya está retirada"):
        actions.revoke_approval(approval=first, by=first.approved_by)


def test_no_signature_is_taken_back_once_the_money_went(world: World) -> None:
    bring_to(State.RELEASED, world)
    approval = latest(world).approvals.all()[0]
    with pytest.raises(Refusal, match="ya salió"):
        actions.revoke_approval(approval=approval, by=approval.approved_by)


@pytest.mark.parametrize("role", RoleCode)
def test_the_list_shows_the_projects_whose_money_one_handles(
    role: RoleCode,
    world: World,
) -> None:
    handles = role in {
        *(AUTHOR, OFFICER, APPROVER),
        *(RoleCode.PROTECTION_OFFICER, RoleCode.ADMINISTRATOR),
    }
    mine = visible_projects(somebody(role, world))
    assert (world.design.project in mine) == handles
    if role in {AUTHOR, OFFICER, APPROVER}:
        theirs = visible_projects(somebody(role, world, elsewhere=True))
        assert world.design.project not in theirs


def test_a_signature_of_somebody_else_s_project_is_not_one_s_own(world: World) -> None:
    outsider = make_approver(make_organisation())
    bring_to(State.REQUESTED, world)
    with pytest.raises(NotAllowed):
        sign(latest(world), outsider)


NEAR: dict[str, Callable[[Ties, User, ReleaseRequest], Ties]] = {
    "asked for it with another account": lambda ties, by, request: replace(
        ties,
        accounts={by.pk: frozenset({by.pk, request.requested_by_id})},
    ),
    "resolved a flag": lambda ties, by, _request: replace(
        ties,
        resolved=frozenset({by.pk}),
    ),
    "let a flag pass": lambda ties, by, request: replace(
        ties,
        overrode={request.pk: frozenset({by.pk})},
    ),
    "will do it": lambda ties, by, _request: replace(
        ties,
        with_implementer=frozenset({by.pk}),
    ),
}


@pytest.mark.parametrize("near", NEAR)
def test_the_signature_of_one_who_came_too_near_counts_no_more(
    near: str,
    world: World,
) -> None:
    request, by = ask_for(world), world.approvers[0]
    ties = ties_of(request.project, [by])
    assert may_sign(by, request, ties)
    assert not may_sign(by, request, NEAR[near](ties, by, request))


@pytest.mark.parametrize("lost", ["role", "account", "person"])
def test_the_signature_of_one_who_lost_what_it_takes_counts_no_more(
    lost: str,
    world: World,
) -> None:
    request, by = ask_for(world), world.approvers[0]
    mine = User.objects.filter(pk=by.pk)
    if lost == "role":
        RoleAssignment.objects.filter(user=by).update(role=OFFICER)
    elif lost == "account":
        mine.update(is_active=False)
    else:
        mine.update(person=None)
    by = mine.get()
    assert not may_sign(by, request, ties_of(request.project, [by]))


def test_an_account_of_nobody_signs_nothing(world: World) -> None:
    request = ask_for(world)
    mine = User.objects.filter(pk=world.approvers[0].pk)
    mine.update(person=None)
    with pytest.raises(NotAllowed, match="Pida en administración"):
        sign(request, mine.get())
