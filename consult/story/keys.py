"""The keys of the demonstration: passwords and second factors, new for every run."""

import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.translation import gettext as _

from consult.accounts.actions import enrol_second_factor, reset_second_factor
from consult.accounts.models import User
from consult.story.cast import PREFIX

# Read from one screen and typed on another: no letters that look like others.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def accounts() -> list[User]:
    """Return the accounts of the story, in the order they were made."""
    return list(
        User.objects.filter(username__startswith=PREFIX)
        .prefetch_related("role_assignments__organisation", "role_assignments__place")
        .order_by("pk"),
    )


@transaction.atomic
def new_keys() -> list[tuple[str, str, str, str]]:
    """Give every account a new password and authenticator.

    Returns rows of role, user name, password and authenticator's secret, with a row of
    headings first; nothing when there is no story.
    """
    rows = []
    for user in accounts():
        password = _password()
        user.set_password(password)
        user.save(update_fields=["password"])
        rows.append((_role(user), user.username, password, _new_secret(user)))
    if rows:
        rows.insert(
            0,
            (_("Papel"), _("Cuenta"), _("Contraseña"), _("Segundo paso (clave)")),
        )
    return rows


def codes() -> list[tuple[str, str]]:
    """Return the six digits each authenticator of the story shows now, by account."""
    now = list(yield_hotp_counters_from_time())
    middle = now[len(now) // 2]
    return [
        (
            each.user.username,
            format_hotp_value(hotp_value(_secret_of(each), middle)),
        )
        for each in Authenticator.objects.filter(
            type=Authenticator.Type.TOTP,
            user__username__startswith=PREFIX,
        ).order_by("user_id")
    ]


def _secret_of(authenticator: Authenticator) -> str:
    secret: str = decrypt(authenticator.data["secret"])
    return secret


def _new_secret(user: User) -> str:
    """Replace the authenticator of an account that has one; return the new secret."""
    if not Authenticator.objects.filter(user=user).exists():
        return "—"
    reset_second_factor(by=None, account=user)
    secret: str = generate_totp_secret()
    enrol_second_factor(user=user, secret=secret)
    return secret


def _password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _role(user: User) -> str:
    assignment = user.role_assignments.all()[0]
    scope = assignment.place or assignment.organisation
    role = str(assignment.get_role_display())
    return f"{role} ({scope})" if scope else role
