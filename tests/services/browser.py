"""Chromium, driven as people use the product (a pytest plugin)."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

# The first that is there. The one that never has a window takes much less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
AXE = Axe().axe_script
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}


def find_chromium() -> str:
    """Return the Chromium of this machine.

    Raises:
        RuntimeError: there is none.

    """
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise RuntimeError(
        "Chromium is not on this machine. On Debian: sudo apt-get install chromium",
    )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the system's Chromium: nothing is downloaded."""
    # Playwright keeps an event loop in this thread; Django would take it for ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": find_chromium(), "args": FLAGS}


class OpenPage(Protocol):
    """Open a page in a context of its own."""

    def __call__(
        self,
        path: str = "/",
        *,
        as_user: AbstractBaseUser | None = None,
        desk: bool = False,
        javascript: bool = True,
        language: str = "es-GT",
        minutes_ago: int = 0,
    ) -> Page: ...


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Give a function that opens an address as somebody, on a phone or at a desk.

    Whatever any of its pages complains of in the console (an error of a script, a
    refusal of the content security policy, a file that is not there) fails the test.
    An answer that a test expects to be an error is not a complaint.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        path: str = "/",
        *,
        as_user: AbstractBaseUser | None = None,
        desk: bool = False,
        javascript: bool = True,
        language: str = "es-GT",
        minutes_ago: int = 0,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=DESK if desk else PHONE,
            java_script_enabled=javascript,
            locale=language,
            timezone_id=settings.TIME_ZONE,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if as_user is not None:
            sign_in(context, as_user, live_server.url, minutes_ago)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{message.location.get('url')}: {message.text}")
                if message.type == "error" and not _is_answer(message.text)
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _is_answer(text: str) -> bool:
    """Say whether the console only repeats the status of an answer to a person."""
    return bool(re.search(r"status of (400|403|404|409|410|413|422|429)", text))


def session_of(user: AbstractBaseUser, minutes_ago: int = 0) -> str:
    """Return the key of a session of somebody who signed in, second factor included."""
    at = time.time() - 60 * minutes_ago
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    # The last one loads accounts; the one before it only answers for roles.
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": at} for method in ("password", "mfa")
    ]
    # Whose they are: of a session of two accounts one does not sign with the other's.
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


def sign_in(
    context: BrowserContext,
    user: AbstractBaseUser,
    url: str,
    minutes_ago: int = 0,
) -> None:
    """Give a browser the session of somebody who signed in, so many minutes ago."""
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": session_of(user, minutes_ago),
        "url": url,
    }
    context.add_cookies([cookie])  # type: ignore[list-item]


def violations(page: Page, **options: object) -> list[dict[str, Any]]:
    """Return what axe finds wrong with a page as it is now; `options` are its own."""
    # It is half a megabyte: a page that is looked at twice is given it once.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    # What holds need not be told of, page by page.
    asked = {"resultTypes": ["violations"], **options}
    found = page.evaluate(
        "(asked) => axe.run(asked).then((all) => all.violations)", asked
    )
    return list(found)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Give a function that fails when axe finds anything at all on a page."""

    def check(page: Page) -> None:
        # A click does not wait for the page it leads to.
        page.wait_for_load_state()
        problems = [
            f"{rule['id']} ({rule['help']}): {node['html']}"
            for rule in violations(page)
            for node in rule["nodes"]
        ]
        assert problems == []

    return check


@pytest.fixture
def shots() -> Callable[[Page, str], None]:
    """Give a function that keeps a picture of a page when CONSULT_SHOTS names a folder.

    Pictures are for people to look at; no test compares them.
    """
    folder = os.environ.get("CONSULT_SHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)

    return keep
