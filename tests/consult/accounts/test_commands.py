import io
import re

import pytest
from django.core.management import CommandError, call_command

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.accounts.second_factor import is_enrolled, is_needed
from tests.factories.accounts import make_administrator

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_is_made_with_a_password_shown_once() -> None:
    said = run("make_administrator", "ana", "Ana Morales")

    found = re.search(r"mostrar: (\S+)", said)
    assert found
    user = User.objects.get(username="ana")
    assert user.check_password(found[1])
    assert user.role_assignments.get().role == RoleCode.ADMINISTRATOR
    assert is_needed(user)
    assert not is_enrolled(user)


def test_a_malformed_name_stops_the_command_with_a_sentence() -> None:
    with pytest.raises(CommandError, match="sin espacios"):
        run("make_administrator", "a b", "Ana Morales")
    assert not User.objects.exists()


def test_the_last_administrator_is_helped_from_the_server() -> None:
    user = make_administrator()

    run("reset_second_factor", user.username.upper())

    assert not is_enrolled(user)
    with pytest.raises(CommandError, match="no tiene un segundo paso"):
        run("reset_second_factor", user.username)
    with pytest.raises(CommandError, match="No hay ninguna cuenta"):
        run("reset_second_factor", "nadie")
