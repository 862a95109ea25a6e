"""A key to sign with, a clearance, and somebody who asks about it."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from consult.mismatch.actions import evaluate
from consult.release import actions, keys
from consult.release.models import Clearance, ReleaseRequest
from tests.consult.release.asking import Ask
from tests.factories.release import (
    World,
    ask_for,
    asked_and_signed,
    let_answer,
    make_world,
)


@pytest.fixture
def key_file(tmp_path: Path, settings: LazySettings) -> Path:
    """Make a key of this test's own."""
    settings.CLEARANCE_KEYS_FILE = str(tmp_path / "keys.json")
    keys.rotate()
    return tmp_path / "keys.json"


@pytest.fixture(scope="module")
def consented(throughout: Callable[[Callable[[], World]], World]) -> World:
    """Make the project of a module's tests."""
    return throughout(make_world)


@pytest.fixture
def world(consented: World) -> World:
    """Return a project whose gate wants only signatures."""
    return deepcopy(consented)


@pytest.fixture
def clearance(world: World, key_file: Path) -> Clearance:
    """Return the clearance of the first tranche."""
    request = asked_and_signed(world)
    return actions.issue_clearance(request=request, by=world.requester)


@pytest.fixture
def ask(client: Client) -> Ask:
    """Return a function that asks, as a payment system does."""

    def verify(token: str, **expected: object) -> dict[str, Any]:
        answer = client.post(
            reverse("release:verify"),
            {"clearance": token, **expected},
            content_type="application/json",
            headers={"accept-language": "es"},
        )
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    return verify


def make_flagged() -> World:
    """Make a project of which people say that they were told what to answer."""
    world = make_world(closed=False)
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes")
    evaluate(consultation_id=world.consultation.pk)
    return world


@pytest.fixture(scope="module")
def stopped(throughout: Callable[[Callable[[], World]], World]) -> World:
    """Make the flagged project of a module's tests."""
    return throughout(make_flagged)


@pytest.fixture
def flagged(stopped: World) -> World:
    """Return a project whose only reason is an open blocking flag."""
    return deepcopy(stopped)


@pytest.fixture
def request_(flagged: World) -> ReleaseRequest:
    """Return the request for its first tranche."""
    return ask_for(flagged)
