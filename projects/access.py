"""Says of a view who may open it, with the marks the rooms above look for.

`consult.web.access` and `consult.accounts.decorators` say the same for the rooms above;
this room may import neither.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from projects.permissions import NOT_YOURS

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(*, reason: str) -> Callable[[View], View]:
    """Mark a view as open to anybody, with the reason why it has to be."""

    def mark(view: View) -> View:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return mark


def permission_required_somewhere(*permissions: str) -> Callable[[View], View]:
    """Open a view to those who hold one of the permissions anywhere at all.

    What they may see or do there is asked again with the object. Somebody who is not
    signed in is asked to; somebody else gets 403.
    """

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
