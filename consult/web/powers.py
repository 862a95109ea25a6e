"""What a page may ask of a phone: its microphone, and nothing else."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

# https://www.w3.org/TR/permissions-policy/: what is not named here keeps the browser's
# own default, which is "only this site" or nothing.
_POLICY: Final = (
    "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), "
    "display-capture=()"
)


class PermissionsPolicyMiddleware:
    """Say it with every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        response["Permissions-Policy"] = _POLICY
        return response
