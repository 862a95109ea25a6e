"""The example client of docs/clearance.md, against a live server."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from consult.release import actions
from consult.release.models import Clearance
from tests.factories.release import World, make_world


@pytest.fixture
def world() -> World:
    """Return one of each test's own: some of them commit."""
    return make_world()


def may_pay(server: str, file: Path, clearance: Clearance, **other: str) -> int:
    """Run the client; return what it ends with."""
    said = {
        "project": clearance.project.slug,
        "tranche": "1",
        "amount": "1000.00",
        "currency": "USD",
        **other,
    }
    command = [
        sys.executable,
        str(settings.BASE_DIR / "docs" / "clearance_client.py"),
        *(server, str(file)),
        *(part for name, value in said.items() for part in (f"--{name}", value)),
    ]
    return subprocess.run(command, check=False, capture_output=True).returncode


@pytest.mark.django_db(transaction=True)
def test_the_example_pays_only_what_holds(
    live_server: LiveServer,
    clearance: Clearance,
    tmp_path: Path,
) -> None:
    file = tmp_path / "clearance.jws"
    file.write_text(clearance.token)
    assert may_pay(live_server.url, file, clearance) == 0
    assert may_pay(live_server.url, file, clearance, amount="9000.00") == 1
    assert may_pay(live_server.url, file, clearance, payment="2027-001") == 1
    actions.release_tranche(request=clearance.request, by=clearance.issued_by)
    assert may_pay(live_server.url, file, clearance, payment="2027-001") == 0
    assert may_pay(live_server.url, file, clearance, payment="2027-001") == 0
    assert may_pay(live_server.url, file, clearance, payment="2027-002") == 1
    assert may_pay(live_server.url, file, clearance) == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_withdrawn_or_cannot_be_asked_is_not_paid(
    live_server: LiveServer,
    clearance: Clearance,
    tmp_path: Path,
) -> None:
    file = tmp_path / "clearance.jws"
    file.write_text(clearance.token)
    actions.cancel_request(request=clearance.request, by=clearance.issued_by)
    assert may_pay(live_server.url, file, clearance) == 1
    assert may_pay("http://127.0.0.1:9", file, clearance) == 2
    file.write_text(clearance.token[:-4] + "AAAA")
    assert may_pay(live_server.url, file, clearance) == 1
