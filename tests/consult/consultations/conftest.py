"""Who opens the pages of this room in tests."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from tests.factories.consultations import make_consultation, make_officer, make_user

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


@pytest.fixture
def consultation() -> Consultation:
    """Return an open consultation."""
    return make_consultation()


@pytest.fixture
def officer(consultation: Consultation) -> User:
    """Return an officer of whoever pays for it."""
    return make_officer(consultation)


@pytest.fixture
def leader(consultation: Consultation) -> User:
    """Return somebody who speaks for the place."""
    return make_user(
        RoleCode.COMMUNITY_LEADER,
        place=consultation.community.place,
        second_factor=False,
    )
