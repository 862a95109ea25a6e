"""What a page says, read as a person would."""

import re
from typing import Protocol

from django.contrib.messages import get_messages
from django.http import HttpRequest


class Answer(Protocol):
    """What the test client gives back."""

    @property
    def content(self) -> bytes: ...

    @property
    def wsgi_request(self) -> HttpRequest: ...


def words(page: Answer) -> str:
    """Return the words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def said(page: Answer) -> list[str]:
    """Return the messages that wait to be shown."""
    return [str(message) for message in get_messages(page.wsgi_request)]
