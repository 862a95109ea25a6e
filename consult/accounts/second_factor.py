"""The second factor: who needs one, who has one, when it was last used.

No setting of allauth makes it compulsory. It is held twice: a middleware sends staff to
enrolment, and every action of a staff role asks again.
"""

from datetime import UTC, datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.accounts.backends import standing_roles
from consult.accounts.models import User
from consult.accounts.roles import STAFF_ROLES
from projects.refusals import NotAllowed, Refusal


class SecondFactorNeeded(Refusal):
    """The second factor was not used, or too long ago: ask for it and try again."""


def is_needed(user: User) -> bool:
    """Say whether the account holds a role that works with a second factor."""
    return not STAFF_ROLES.isdisjoint(standing_roles(user))


def is_enrolled(user: User) -> bool:
    """Say whether the account has an authenticator; recovery codes alone are none."""
    enrolled: bool = Authenticator.objects.filter(
        user_id=user.pk,
        type=Authenticator.Type.TOTP,
    ).exists()
    return enrolled


def require_enrolled(by: User) -> None:
    """Refuse somebody with a staff role and no second factor.

    Raises:
        NotAllowed: the account must set up its second factor first.

    """
    if is_needed(by) and not is_enrolled(by):
        raise NotAllowed(
            _(
                "Antes de trabajar con esta cuenta, ponga el segundo paso para entrar: "
                "un código que da su teléfono.",
            ),
        )


def used_at(request: HttpRequest) -> datetime | None:
    """Return when this session last gave a second factor, or None if it never did.

    allauth writes every authentication of a session down with its method and its time
    in seconds since 1970.
    """
    times = [
        float(record["at"])
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa"
    ]
    return datetime.fromtimestamp(max(times), tz=UTC) if times else None


# A clock that was put back makes an old code look new: it then comes from the future.
# Two machines whose clocks are set by the network differ by less than this.
_AHEAD = timedelta(seconds=60)


def is_recent(at: datetime | None, *, now: datetime | None = None) -> bool:
    """Say whether a second factor given at `at` is still fresh enough at `now`.

    `now` is this process's clock unless another, such as the database's, is given. A
    moment that has not come yet is not fresh.
    """
    if at is None:
        return False
    age = (now or timezone.now()) - at
    oldest = timedelta(seconds=settings.SECOND_FACTOR_MAX_AGE_SECONDS)
    return -_AHEAD <= age <= oldest


def require_recent(at: datetime | None, *, now: datetime | None = None) -> None:
    """Refuse when the second factor is missing or older than the settings allow.

    `now` as in `is_recent`.

    Raises:
        SecondFactorNeeded: none was given in the last
            `settings.SECOND_FACTOR_MAX_AGE_SECONDS`.

    """
    if not is_recent(at, now=now):
        minutes = settings.SECOND_FACTOR_MAX_AGE_SECONDS // 60
        raise SecondFactorNeeded(
            ngettext(
                "Para esto hace falta un código de su teléfono dado en el último "
                "minuto. Escríbalo y siga.",
                "Para esto hace falta un código de su teléfono dado en los últimos "
                "%(minutes)s minutos. Escríbalo y siga.",
                minutes,
            )
            % {"minutes": minutes},
        )


def ask_again(request: HttpRequest) -> HttpResponseRedirect:
    """Ask for a fresh code, then come back here and repeat what was being sent.

    A view calls it when its action raised `SecondFactorNeeded`. What was posted waits
    in the session; uploaded files do not.
    """
    response: HttpResponseRedirect = suspend_request(
        request,
        reverse("mfa_reauthenticate"),
    )
    return response
