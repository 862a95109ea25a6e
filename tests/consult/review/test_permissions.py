"""Who may do what with a flag, in which state: the whole table."""

from collections.abc import Callable
from enum import StrEnum

import pytest
from django.db import transaction

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.roles import ROLES
from consult.mismatch.models import Flag
from consult.review import actions
from consult.review.models import Resolution
from consult.review.queries import reviewers_of, visible_flags
from projects.refusals import NotAllowed, Refusal
from tests.factories.communities import make_place
from tests.factories.consultations import make_organisation, make_user
from tests.factories.release import World

pytestmark = pytest.mark.django_db


class State(StrEnum):
    """Where a flag stands, as far as it changes who may do what."""

    OPEN = "open"
    RESOLVED = "resolved"
    CONTESTED = "contested"


def latest(flag: Flag) -> Resolution:
    """Return the last resolution of a flag."""
    return flag.resolutions.all()[0]


VERBS: dict[str, Callable[[User, Flag, World], object]] = {
    "acknowledge": lambda by, flag, _world: actions.acknowledge_flag(flag=flag, by=by),
    "assign": lambda by, flag, world: actions.assign_flag(
        flag=flag,
        to=world.officer,
        by=by,
    ),
    "reply": lambda by, flag, _world: actions.reply_flag(flag=flag, text="Sí.", by=by),
    "resolve": lambda by, flag, _world: actions.resolve_flag(
        flag=flag,
        by=by,
        kind="mistaken",
        reason="Se preguntó otra vez.",
    ),
    "contest": lambda by, flag, _world: actions.contest_resolution(
        resolution=latest(flag),
        by=by,
        reason="No fue así.",
    ),
}

OFFICER, PROTECTION = RoleCode.PROJECT_OFFICER, RoleCode.PROTECTION_OFFICER
LEADER = RoleCode.COMMUNITY_LEADER
REVIEWERS = frozenset({OFFICER, PROTECTION})

# Whoever is not named may never.
ALLOWED: dict[tuple[str, State], frozenset[RoleCode]] = {
    ("acknowledge", State.OPEN): REVIEWERS,
    ("acknowledge", State.RESOLVED): REVIEWERS,
    ("acknowledge", State.CONTESTED): REVIEWERS,
    ("assign", State.OPEN): REVIEWERS,
    ("assign", State.RESOLVED): REVIEWERS,
    ("assign", State.CONTESTED): REVIEWERS,
    ("reply", State.OPEN): REVIEWERS,
    ("reply", State.RESOLVED): REVIEWERS,
    ("reply", State.CONTESTED): REVIEWERS,
    ("resolve", State.OPEN): REVIEWERS,
    ("resolve", State.RESOLVED): frozenset(),
    ("resolve", State.CONTESTED): REVIEWERS,
    ("contest", State.RESOLVED): frozenset({LEADER}),
    ("contest", State.CONTESTED): frozenset(),
}


def bring_to(state: State, flag: Flag, world: World, leader: User) -> None:
    """Bring an open flag to a state, by the actions."""
    if state is not State.OPEN:
        VERBS["resolve"](world.officer, flag, world)
    if state is State.CONTESTED:
        VERBS["contest"](leader, flag, world)


def somebody(role: RoleCode, world: World, *, elsewhere: bool = False) -> User:
    """Return somebody with a role that reaches the flag, or one just like it."""
    scopes = {scope.value for scope in ROLES[role].scopes}
    if "place" in scopes:
        place = world.consultation.community.place
        if elsewhere:
            place = make_place()
        return make_user(role, place=place)
    if "organisation" in scopes:
        return make_user(
            role,
            organisation=make_organisation()
            if elsewhere
            else world.design.project.funder,
        )
    return make_user(role)


@pytest.mark.parametrize(("verb", "state"), ALLOWED)
def test_role_by_verb_by_state(
    verb: str,
    state: State,
    world: World,
    flag: Flag,
    leader: User,
) -> None:
    bring_to(state, flag, world, leader)
    allowed = set()
    for role in RoleCode:
        by = somebody(role, world)
        try:
            with Undone():
                VERBS[verb](by, flag, world)
                allowed.add(role)
        except Refusal:
            continue
    assert allowed == ALLOWED[verb, state]


class Undone:
    """A block whose writes are taken back, whether it ends well or not."""

    def __enter__(self) -> None:
        self.point = transaction.savepoint()

    def __exit__(self, *_exc: object) -> None:
        transaction.savepoint_rollback(self.point)


@pytest.mark.parametrize("role", RoleCode)
def test_what_one_may_see_is_what_the_list_shows(
    role: RoleCode,
    world: World,
    flag: Flag,
) -> None:
    for elsewhere in (False, True):
        user = somebody(role, world, elsewhere=elsewhere)
        assert visible_flags(user).filter(pk=flag.pk).exists() == user.has_perm(
            "mismatch.view_flag",
            flag,
        )


@pytest.mark.parametrize("role", RoleCode)
def test_the_reviewers_offered_are_those_who_may_answer(
    role: RoleCode,
    world: World,
    flag: Flag,
) -> None:
    for elsewhere in (False, True):
        user = somebody(role, world, elsewhere=elsewhere)
        assert (user in reviewers_of(flag)) == user.has_perm("review.reply_flag", flag)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert user not in reviewers_of(flag)


@pytest.mark.parametrize("verb", ["acknowledge", "assign", "reply", "resolve"])
def test_a_role_elsewhere_is_no_role_here(verb: str, world: World, flag: Flag) -> None:
    by = somebody(RoleCode.PROJECT_OFFICER, world, elsewhere=True)
    with pytest.raises(NotAllowed):
        VERBS[verb](by, flag, world)
