"""Pages without the space that only whoever writes templates reads."""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

# In the elements named, space is what somebody wrote.
_INDENT: Final = re.compile(
    rb"<(pre|textarea|script|style)\b.*?</\1|\n\s+",
    re.DOTALL,
)


def _closer(found: re.Match[bytes]) -> bytes:
    return found[0] if found[1] else b"\n"


def without_indent(page: bytes) -> bytes:
    """Return a page in HTML with its lines moved to the left, and no empty ones.

    The browser shows the same: where there was space, a line's end stays. It is a
    fourteenth of what a page weighs once compressed.
    """
    return _INDENT.sub(_closer, page)


class SpacingMiddleware:
    """Send every page that way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the space out of what is a page and whole."""
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming:
            response.content = without_indent(response.content)
        return response
