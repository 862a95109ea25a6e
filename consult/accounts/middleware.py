"""Sends staff without a second factor to set one up, wherever they were going."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from consult.accounts import second_factor
from consult.accounts.models import User

ENROLMENT = "mfa_activate_totp"
# What somebody may open on the way to it.
ALLOWED = frozenset(
    {
        ENROLMENT,
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "web:healthz",
    },
)


class SecondFactorMiddleware:
    """Let staff do nothing before they have a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to enrolment, or pass the request on."""
        user = request.user
        if (
            isinstance(user, User)
            and not _is_allowed(request)
            and second_factor.is_needed(user)
            and not second_factor.is_enrolled(user)
        ):
            return _to_enrolment(request)
        return self.get_response(request)


def _is_allowed(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in ALLOWED
    except Resolver404:
        return True


def _to_enrolment(request: HttpRequest) -> HttpResponse:
    url = reverse(ENROLMENT)
    if request.headers.get("HX-Request"):
        # Part of a page cannot hold the whole of another one.
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
