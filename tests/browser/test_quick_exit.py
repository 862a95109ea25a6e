"""Whoever is looked at over the shoulder is gone at once.

That every page has the way out, test_community_pages.py sees on its way.
"""

import pytest
from django.conf import LazySettings
from playwright.sync_api import expect

from consult.feedback.models import Draft
from tests.factories.feedback import make_answerable
from tests.services.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _goes_to_our_own_page(settings: LazySettings) -> None:
    # No test leaves the machine.
    settings.QUICK_EXIT_URL = "/proyectos/"


def test_three_times_shift_leaves_and_is_not_in_the_way_back(
    open_page: OpenPage,
) -> None:
    consultation = make_answerable()
    page = open_page("/responder/")
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    expect(page.locator(".beads-wrap")).to_be_visible()

    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    expect(page.locator(".beads-wrap")).to_be_visible()
    for _time in range(2):
        page.keyboard.press("Shift")

    page.wait_for_url("**/proyectos/")
    page.go_back()
    assert f"/r/{consultation.code}/1/" not in page.url
    assert Draft.objects.count() == 0
