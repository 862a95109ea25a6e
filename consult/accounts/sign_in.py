"""A card's code on its way through a session, and signing in whoever used one.

The code rests sealed in the session: sessions are rows of the database too.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponseBase

from consult.accounts.models import User
from consult.accounts.sealing import Unreadable, seal_word, unseal_word

_SESSION_KEY = "card_code"
_SHOWN_KEY = "card_to_show"


def hold_code(request: HttpRequest, code: str) -> None:
    """Keep a card's code in the session while its holder fills in the form."""
    request.session[_SESSION_KEY] = seal_word(code)


def held_code(request: HttpRequest) -> str:
    """Return the code that waits in the session, or ""."""
    try:
        return unseal_word(str(request.session.get(_SESSION_KEY, "")))
    except Unreadable:
        return ""


def drop_code(request: HttpRequest) -> None:
    """Forget the code."""
    request.session.pop(_SESSION_KEY, None)


def show_once(request: HttpRequest, invitation_id: int, code: str) -> None:
    """Keep a new card's code for the one page that prints it."""
    request.session[_SHOWN_KEY] = [invitation_id, seal_word(code)]


def code_to_show(request: HttpRequest, invitation_id: int) -> str:
    """Return a new card's code the first time its page is opened, and never again."""
    kept = request.session.get(_SHOWN_KEY)
    if not kept or kept[0] != invitation_id:
        return ""
    del request.session[_SHOWN_KEY]
    try:
        return unseal_word(str(kept[1]))
    except Unreadable:
        return ""


def sign_in(request: HttpRequest, user: User, *, then: str) -> HttpResponseBase:
    """Sign in whoever used a card, and go to `then`.

    An account with a second factor is still asked for its code.
    """
    record_authentication(request, user, method="card")
    response: HttpResponseBase = perform_login(request, user, redirect_url=then)
    return response
