"""Somebody is led to every page, and every page is whole, on a phone and at a desk.

What each role is led to is found out without a browser. The browser then opens the
pages that hold something which the same address has not shown it yet: the same page
of another role, or of another project, is mostly made of the same parts.
"""

from collections import defaultdict
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from tests.architecture.test_views import OURS
from tests.browser.width import overflow
from tests.services.browser import DESK, PHONE, OpenPage
from tests.services.walking import Visit, Walk, walk

pytestmark = pytest.mark.browser

# Of each address with an object in it, so many objects are read by each role.
EACH = 3
LEAST = 60

# What no link of the story leads to, and who comes there how. The journeys in the
# browser go these ways.
OTHERWISE = {
    "by what was written or sent before": (
        *("accounts:join", "accounts:welcome", "mfa_authenticate"),
        *("feedback:idea", "feedback:ask", "feedback:voice", "feedback:hand_back"),
        *("feedback:review", "feedback:send", "feedback:sent_again"),
        *("feedback:paused_again", "feedback:discard", "feedback:correct"),
        *("feedback:withdraw", "accounts:show_card", "release:clearance"),
        *("consultations:take_back", "review:contest_by_receipt"),
        *("projects:basics", "projects:components", "projects:component"),
        *("projects:sectors", "projects:assumptions", "projects:budget"),
        *("projects:tranches", "projects:record", "projects:people"),
        "projects:review",
    ),
    "while things stand as they do not in the story": (
        # An account that was closed; a second person; a card that is not used yet.
        *("account_inactive", "accounts:reopen", "accounts:merge_persons"),
        *("accounts:cancel_card", "accounts:reset_second_factor"),
        # A community without a description, or without a consultation; one at rest.
        *("communities:describe", "consultations:open", "consultations:close"),
        "communities:resume_publication",
        # Words that wait for somebody to write them down; a recording to be judged.
        *("feedback:accept", "languages:judge", "voice:opus", "voice:aac"),
        # A tranche that was asked for and not released; somebody who is told of it.
        *("release:approve", "release:cancel", "release:release", "release:revoke"),
        *("release:override", "release:sign_override", "release:withdraw_override"),
        "release:stop_watcher",
        # A report that a worker has made; a resolution nobody disagrees with.
        *("reports:download", "reports:retry", "review:contest"),
    ),
    "by a card, or a machine that reads the documentation": (
        *("accounts:open_card", "web:healthz", "web:styleguide"),
        *("feedback:testimonies", "offline:sealed", "offline:clip"),
        *("offline:sealing_keys", "offline:service_worker"),
        *("release:checkpoint", "release:gate", "release:jwks"),
        *("release:redeem", "release:verify"),
    ),
}

Axe = Callable[[Page], None]
Shots = Callable[[Page, str], None]


def look_at(page: Page, axe: Axe) -> None:
    """Hold a page to what every page owes, as wide as it is now."""
    axe(page)
    assert overflow(page) == 0, page.url
    assert page.locator("h1:visible").count() == 1, page.url


@pytest.fixture
def walks(story: None) -> dict[str | None, Walk]:
    """Give what a stranger and somebody of each role is led to."""
    return {
        role: walk(somebody(role), each=EACH, minutes_ago=minutes_ago(role))
        for role in (None, *RoleCode.values)
    }


def minutes_ago(role: str | None) -> int:
    """Return how long ago who has a role signed in.

    One of them is asked who they are again before they change how they sign in.
    """
    return 60 if role == RoleCode.ADMINISTRATOR else 0


def somebody(role: str | None) -> User | None:
    """Return who has a role in the story; nobody for a stranger."""
    if role is None:
        return None
    return User.objects.filter(role_assignments__role=role).first()


def news(walks: dict[str | None, Walk]) -> dict[str | None, list[Visit]]:
    """Return the pages that show each role what nobody before it was shown."""
    shown: dict[str, set[str]] = defaultdict(set)
    found: dict[str | None, list[Visit]] = defaultdict(list)
    for role, walked in walks.items():
        for visit in walked.pages:
            if visit.around - shown[""] or visit.parts - shown[visit.name]:
                found[role].append(visit)
            shown[""] |= visit.around
            shown[visit.name] |= visit.parts
    return found


# Longer than the usual limit where much else is going on: it is all pages in one.
@pytest.mark.timeout(900)
def test_every_page_is_led_to_and_whole(
    walks: dict[str | None, Walk],
    open_page: OpenPage,
    axe: Axe,
    shots: Shots,
) -> None:
    led_to = set().union(*(walked.led_to for walked in walks.values()))
    otherwise = {name for names in OTHERWISE.values() for name in names}
    ours = {name for name, _ in OURS}
    assert ours - led_to - otherwise == set()
    # An exception that is none any more is taken off the list.
    assert otherwise - (ours - led_to) == set()

    new = news(walks)
    for role, visits in new.items():
        page = open_page("/", as_user=somebody(role), minutes_ago=minutes_ago(role))
        for number, visit in enumerate(visits):
            page.goto(visit.path)
            # A page that a phone draws by itself first asks what it has kept.
            page.locator("h1:visible").first.wait_for()
            look_at(page, axe)
            shots(page, f"{role or 'stranger'}/phone/{number:02}-{visit.name}")
            page.set_viewport_size(DESK)
            look_at(page, axe)
            shots(page, f"{role or 'stranger'}/desk/{number:02}-{visit.name}")
            page.set_viewport_size(PHONE)
        page.context.close()
    assert sum(map(len, new.values())) > LEAST
