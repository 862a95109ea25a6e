"""A short storm on every run of the tests; `make storm` blows longer."""

import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.postgres
@pytest.mark.broker
def test_nothing_acknowledged_is_lost_and_nothing_illegal_released_in_a_storm() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.storm", "--seconds", "9"],
        check=False,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "kill -9 of the postmaster" in done.stdout
