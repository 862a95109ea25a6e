"""The keys that clearances are signed with: kept, replaced, distrusted."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from consult.release import actions, keys
from consult.release.models import Clearance
from tests.consult.release.asking import Ask, said
from tests.factories.release import World, asked_and_signed

pytestmark = pytest.mark.django_db


def test_a_new_key_signs_and_the_old_one_still_verifies(
    world: World,
    clearance: Clearance,
    key_file: Path,
    ask: Ask,
    client: Client,
) -> None:
    call_command("rotate_clearance_key", verbosity=0)
    assert said(ask(clearance.token)) == ("valid", [])
    published = client.get(reverse("release:jwks"))
    kids = [each["kid"] for each in published.json()["keys"]]
    assert kids[1:] == [clearance.key_id]
    assert all("d" not in each for each in published.json()["keys"])
    assert published["Content-Type"] == "application/jwk-set+json"
    stored = json.loads(key_file.read_text())["keys"]
    assert ["d" in each for each in stored] == [True, False]
    assert key_file.stat().st_mode & 0o777 == 0o600
    request = asked_and_signed(world, world.design.tranches.get(number=2))
    assert (
        actions.issue_clearance(request=request, by=world.requester).key_id == kids[0]
    )


def test_nothing_a_stolen_key_signed_is_believed(
    clearance: Clearance,
    ask: Ask,
) -> None:
    call_command("rotate_clearance_key", distrust=clearance.key_id, verbosity=0)
    assert said(ask(clearance.token)) == ("refused", ["unknown_key"])
    with pytest.raises(CommandError):
        call_command("rotate_clearance_key", distrust=clearance.key_id)


def test_a_ring_that_others_may_read_or_that_is_broken_is_not_used(
    key_file: Path,
    settings: LazySettings,
) -> None:
    key_file.chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.ring()
    for broken in ("{", "[]", '{"keys": [{"kty": "OKP"}]}', '{"keys": 3}'):
        settings.CLEARANCE_KEYS = broken
        with pytest.raises(ImproperlyConfigured, match="rotate_clearance_key"):
            keys.ring()


def test_a_ring_may_come_from_the_environment(
    key_file: Path,
    settings: LazySettings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (kid,) = (each["kid"] for each in keys.ring().public)
    settings.CLEARANCE_KEYS = key_file.read_text()
    key_file.unlink()
    call_command("rotate_clearance_key")
    printed = json.loads(capsys.readouterr().out)["keys"]
    assert [each["kid"] for each in printed][1:] == [kid]
    assert not key_file.exists()
