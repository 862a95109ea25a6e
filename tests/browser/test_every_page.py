"""Every page the story leads to, as every role, on a phone and at a desk."""

from collections import Counter
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Page

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from tests.browser.width import overflow
from tests.services.browser import DESK, PHONE, OpenPage

pytestmark = pytest.mark.browser

START = "/"
# Of each address with an object in it, this many objects are looked at: more where
# there is less room.
ON_A_PHONE = 2
AT_A_DESK = 1
# They end the visit, or belong to a library's pages.
NOT_FOLLOWED = {"account_logout"}
LIBRARIES = {"admin"}

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]


def of_this_site(page: Page, hrefs: list[str]) -> list[str]:
    """Return those addresses that lead somewhere on this site, as paths."""
    here = page.url
    parts = [urlsplit(urljoin(here, href)) for href in hrefs]
    return [
        part.path + (f"?{part.query}" if part.query else "")
        for part in parts
        if part.netloc == urlsplit(here).netloc
    ]


def ask(page: Page, path: str) -> tuple[bool, list[str]]:
    """Ask for an address first: is it a page, and does it only lead elsewhere?

    What is no page is a file to keep, or a way to another address: the quick exit
    leads out of the site, where nobody follows.
    """
    answer = page.request.get(path, max_redirects=0)
    if "location" in answer.headers:
        return False, of_this_site(page, [answer.headers["location"]])
    assert answer.status == 200, f"{page.url} leads to {path}: {answer.status}"
    return answer.headers["content-type"].startswith("text/html"), []


def look_at(page: Page, axe: Axe) -> None:
    """Hold a page to what every page owes, as wide as it is now."""
    axe(page)
    assert overflow(page) == 0, page.url
    assert page.locator("h1:visible").count() == 1, page.url


def links_of(page: Page) -> list[str]:
    """Return where a page leads."""
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
    return of_this_site(page, hrefs)


def is_followed(path: str) -> bool:
    """Say whether an address is one of ours that does not end the visit."""
    target = resolve(urlsplit(path).path)
    return target.view_name not in NOT_FOLLOWED and target.namespace not in LIBRARIES


@pytest.mark.parametrize("role", [None, *RoleCode.values])
def test_every_page_a_role_is_led_to_is_whole(
    story: None,
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
    role: str | None,
) -> None:
    user = User.objects.filter(role_assignments__role=role).first() if role else None
    page = open_page(START, as_user=user)
    waiting = [START]
    seen: Counter[str] = Counter()
    known = {START}
    while waiting:
        path = waiting.pop(0)
        name = resolve(urlsplit(path).path).view_name
        seen[name] += 1
        if seen[name] > ON_A_PHONE:
            continue
        page_there, links = ask(page, path)
        if page_there:
            page.goto(path)
            # A page that a phone draws by itself first asks what it has kept.
            page.locator("h1:visible").first.wait_for()
            links = links_of(page)
            look_at(page, axe)
            shots(page, f"{role or 'stranger'}/phone/{name}")
            if seen[name] <= AT_A_DESK:
                page.set_viewport_size(DESK)
                look_at(page, axe)
                shots(page, f"{role or 'stranger'}/desk/{name}")
                page.set_viewport_size(PHONE)
        news = [link for link in links if link not in known and is_followed(link)]
        known.update(news)
        waiting += dict.fromkeys(news)

    assert len(seen) > 3
