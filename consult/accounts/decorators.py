"""Says of a view who may open it. A guard walks the addresses and looks for the mark.

`signed_in` marks a view with `signed_in_reason`, `permission_required_somewhere` with
`required_permissions`; `consult.web.access.public` with `public_reason`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from consult.accounts.models import User
from consult.accounts.permissions import NOT_YOURS

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def signed_in(*, reason: str) -> Callable[[View], View]:
    """Open a view to anybody who is signed in, with the reason why that is enough.

    Raises:
        ValueError: the reason is blank.

    """
    if not reason.strip():
        message = "A view for every account states its reason."
        raise ValueError(message)

    def decorate(view: View) -> View:
        guarded = login_required(view)
        guarded.signed_in_reason = reason  # type: ignore[attr-defined]
        return guarded

    return decorate


def permission_required_somewhere(*permissions: str) -> Callable[[View], View]:
    """Open a view to those who hold one of the permissions anywhere at all.

    What they may see or do there is asked again with the object, by the query or the
    action. Somebody who is not signed in is asked to; somebody else gets 403.

    Raises:
        ValueError: no permission is named.

    """
    if not permissions:
        message = "A guarded view names a permission."
        raise ValueError(message)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest,
            *args: Any,
            **kwargs: Any,
        ) -> HttpResponseBase:
            if not any(request.user.has_perm(perm) for perm in permissions):
                raise PermissionDenied(NOT_YOURS)
            return view(request, *args, **kwargs)

        asked = login_required(guarded)
        asked.required_permissions = permissions  # type: ignore[attr-defined]
        return asked  # type: ignore[return-value]

    return decorate


def account_of(request: HttpRequest) -> User:
    """Return the account that is signed in, for a view that requires one.

    Raises:
        PermissionDenied: nobody is.

    """
    if not isinstance(request.user, User):
        raise PermissionDenied(NOT_YOURS)
    return request.user
