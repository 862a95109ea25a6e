"""A flag that stands, and the people around it."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.conf import settings
from django.test import Client

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from tests.factories.consultations import make_user
from tests.factories.release import World, let_answer, make_world

SignIn = Callable[[User], Client]
SIGN_IN = "consult.accounts.backends.SignInBackend"


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Return a function that signs an account in and gives its browser, in Spanish."""

    def as_user(user: User) -> Client:
        client.force_login(user, backend=SIGN_IN)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
        return client

    return as_user


def make_flagged() -> World:
    """Make a consulted project where six were told what to answer."""
    world = make_world(closed=False)
    for _ in range(6):
        world.testimonies.append(let_answer(world, told_what_to_answer="yes"))
    evaluate(consultation_id=world.consultation.pk)
    return world


@pytest.fixture(scope="module")
def stopped(throughout: Callable[[Callable[[], World]], World]) -> World:
    """Make the project of a module's tests."""
    return throughout(make_flagged)


@pytest.fixture
def world(stopped: World) -> World:
    """Return a consulted project where six were told what to answer."""
    return deepcopy(stopped)


@pytest.fixture
def flag(world: World) -> Flag:
    """Return the blocking flag of the world."""
    return Flag.objects.blocking().get(consultation=world.consultation)


@pytest.fixture
def leader(world: World) -> User:
    """Return somebody who speaks for the community."""
    return make_user(
        RoleCode.COMMUNITY_LEADER,
        place=world.consultation.community.place,
        second_factor=False,
    )
