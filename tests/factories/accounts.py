"""Accounts for tests, made by the actions, and ways to sign them in."""

import time
from itertools import count

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from consult.accounts.actions import make_account
from consult.accounts.enums import RoleCode, Scope
from consult.accounts.models import User
from consult.accounts.roles import ROLES
from projects.enums import OrganisationKind
from projects.models import Organisation, Place
from tests.factories.communities import make_place

_NUMBERS = count(1)
PASSWORD = "maiz frijol cafe"
# Base32, as an authenticator keeps it.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACKEND = "consult.accounts.backends.SignInBackend"
PERIOD_SECONDS = 30


def make_organisation(name: str = "") -> Organisation:
    """Return a new organisation."""
    return Organisation.objects.create(
        name=name or f"Organización {next(_NUMBERS)}",
        kind=OrganisationKind.NATIONAL_NGO,
    )


def make_user(
    role: str,
    *,
    organisation: Organisation | None = None,
    place: Place | None = None,
    second_factor: bool = True,
    username: str = "",
) -> User:
    """Return an account with one role, where that role makes sense if nobody says."""
    number = next(_NUMBERS)
    if organisation is None and place is None:
        scopes = ROLES[role].scopes
        if Scope.EVERYWHERE not in scopes and Scope.PLACE in scopes:
            place = make_place()
        elif Scope.EVERYWHERE not in scopes:
            organisation = make_organisation()
    is_staff = ROLES[role].is_staff
    return make_account(
        by=None,
        username=username or f"una-cuenta-{number}",
        password=PASSWORD,
        role=role,
        organisation=organisation,
        place=place,
        person_name=f"Persona n.º {number}" if is_staff else "",
        totp_secret=TOTP_SECRET if second_factor and is_staff else None,
    )


def make_administrator(**given: object) -> User:
    """Return somebody who administers, with a second factor."""
    return make_user(RoleCode.ADMINISTRATOR, **given)  # type: ignore[arg-type]


def fresh(user: User) -> User:
    """Return the account as it is in the database now, its roles unread."""
    return User.objects.get(pk=user.pk)


def sign_in(client: Client, user: User, *, factor_age: int | None = 0) -> None:
    """Sign somebody in whose second factor is so many seconds old, or was not used."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    now = time.time()
    records = [{"method": "password", "at": now}]
    if factor_age is not None:
        records.append({"method": "mfa", "at": now - factor_age, "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()


def totp_code(secret: str = TOTP_SECRET, *, periods: int = 0) -> str:
    """Return the code an authenticator shows now, or so many half minutes from now."""
    counter = int(time.time()) // PERIOD_SECONDS + periods
    code: str = format_hotp_value(hotp_value(secret, counter))
    return code
