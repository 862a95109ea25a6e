"""What the models say is what the migrations make."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)
