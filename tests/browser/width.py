"""Whether a page is wider than the screen it is read on."""

from playwright.sync_api import Page

BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def overflow(page: Page) -> int:
    """Tell by how many CSS pixels a page is wider than its screen, once it is there.

    A click does not wait for the page it leads to: asked too early, there is
    no document to measure.
    """
    page.wait_for_load_state()
    return int(page.evaluate(BEYOND))
