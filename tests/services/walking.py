"""A walk through the site as somebody, without a browser, along every link."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from consult.accounts.models import User
from tests.services.browser import session_of

START = "/"
# They end the visit, or belong to a library's pages.
NOT_FOLLOWED = {"account_logout", "admin"}
# What names an address without being a link.
MENTIONS = ("action", "formaction", "href", "src")


@dataclass(frozen=True)
class Visit:
    """A page somebody was led to, and the kinds of element it is made of."""

    path: str
    name: str
    # Of what the page is for, and of what stands around it on every page.
    parts: frozenset[str]
    around: frozenset[str]


@dataclass
class Walk:
    """Everything one person was led to."""

    pages: list[Visit] = field(default_factory=list)
    # The names of every address a link, a form, a picture or another answer led to.
    led_to: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Read where a page leads, and the kinds of element it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.mentions: list[str] = []
        self.parts: set[str] = set()
        self.around: set[str] = set()
        self._here = self.around

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        if tag == "main":
            self._here = self.parts
        told = dict(attrs)
        marks = sorted(name for name in told if name.startswith(("data-", "aria-")))
        kind = told.get("type") or ""
        self._here.add(" ".join((tag, kind, told.get("class") or "", *marks)))
        if tag == "a":
            self.links.append(told.get("href") or "")
        self.mentions += filter(None, map(told.get, MENTIONS))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._here = self.around


def name_of(path: str) -> str:
    """Return the name of the view that answers an address, empty if none does."""
    try:
        target = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return target.namespace if target.namespace == "admin" else target.view_name


def _here(page: str, href: str) -> str | None:
    parts = urlsplit(urljoin(f"http://testserver{page}", href))
    if parts.netloc != "testserver":
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def walk(
    user: User | None, *, each: int, start: str = START, minutes_ago: int = 0
) -> Walk:
    """Follow every link as somebody, to so many objects of each address.

    They signed in so many minutes ago.

    Raises:
        AssertionError: a link leads to an error.

    """
    client = Client()
    if user is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user, minutes_ago)
    found = Walk()
    seen: Counter[str] = Counter()
    known, waiting = {start}, [(start, "")]
    while waiting:
        path, before = waiting.pop(0)
        name = name_of(path)
        seen[name] += 1
        if seen[name] > each:
            continue
        links = list(_follow(client, path, before, found))
        news = dict.fromkeys(link for link in links if link not in known)
        known.update(news)
        waiting += [(link, path) for link in news]
    return found


def _follow(client: Client, path: str, before: str, found: Walk) -> Iterator[str]:
    """Ask for an address, keep what it is, and yield where it leads."""
    answer = client.get(path)
    reader = _Reader()
    if "Location" in answer.headers:
        reader.links = reader.mentions = [answer.headers["Location"]]
    else:
        assert answer.status_code == 200, f"{before} leads to {path}: {answer}"
        if answer.headers["Content-Type"].startswith("text/html"):
            reader.feed(answer.content.decode())
            parts, around = frozenset(reader.parts), frozenset(reader.around)
            found.pages.append(Visit(path, name_of(path), parts, around))
    mentioned = {_here(path, each) or "" for each in reader.mentions}
    found.led_to |= {name for each in mentioned if (name := name_of(each))}
    for href in reader.links:
        link = _here(path, href)
        if link and name_of(link) not in {"", *NOT_FOLLOWED}:
            yield link
