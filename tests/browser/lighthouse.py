"""Lighthouse on every kind of page that somebody of a community meets.

Run by `make lighthouse` alone: it fetches Lighthouse with npx. A page with an address
is asked for there, with the cookies of whoever answers. What answers a form has none,
so the answer is shown again at an address that only this file has.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from playwright.sync_api import Page, Response, expect

from consult.consultations.models import Consultation
from consult.urls import urlpatterns as addresses
from tests.browser.test_community_pages import walk
from tests.factories.communities import make_language
from tests.factories.feedback import make_answerable
from tests.services.browser import FLAGS, OpenPage, find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VERSION: Final = "lighthouse@12"
CATEGORIES: Final = ("accessibility", "best-practices")
# The ten ideas of a project are one kind of page.
ONE_IS_ENOUGH: Final = {f"idea {number}" for number in range(2, 10)}

answers: dict[str, bytes] = {}


def again(_request: HttpRequest, kind: str) -> HttpResponse:
    """Show what a form was answered with."""
    return HttpResponse(answers[kind])


urlpatterns = [*addresses, path("shown/<str:kind>/", again)]


@pytest.fixture
def consultation(settings: LazySettings) -> Consultation:
    settings.ROOT_URLCONF = "tests.browser.lighthouse"
    make_language("quc")
    return make_answerable()


class Shown:
    """The last page that a browser was answered with."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answer: Response | None = None
        page.on("response", self._look)

    def _look(self, answer: Response) -> None:
        request = answer.request
        is_page = request.is_navigation_request() and answer.status not in {302, 303}
        if is_page and request.frame == self.page.main_frame:
            self.answer = answer

    def address(self, kind: str) -> str:
        """Return where it can be looked at."""
        answer = self.answer
        assert answer is not None
        if answer.request.method == "GET" and answer.ok:
            return answer.url
        answers[kind] = answer.body()
        host = "/".join(answer.url.split("/")[:3])
        return f"{host}/shown/{kind.replace(' ', '%20')}/"


def every_kind(page: Page, consultation: Consultation) -> Iterator[str]:
    """Go to each kind of page, and at last to where somebody stops who is not free."""
    yield from walk(page, consultation)
    page.goto(f"/r/{consultation.code}/proyecto/")
    page.get_by_role("button", name="Empezar a responder").click()
    page.locator("label.choice", has_text="No").first.click()
    page.get_by_role("button", name="Seguir", exact=True).click()
    page.get_by_role("button", name="Parar y no enviar nada").click()
    expect(page.get_by_role("heading", name="No se envió nada")).to_be_visible()
    yield "stopped"


def judged(address: str, page: Page, folder: Path) -> dict[str, Any]:
    """Return what Lighthouse says of an address."""
    cookies = "; ".join(
        f"{each.get('name')}={each.get('value')}" for each in page.context.cookies()
    )
    report = folder / "report.json"
    done = subprocess.run(
        [
            *("npx", "--yes", VERSION, address, "--quiet", "--output=json"),
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps({'Cookie': cookies})}",
            f"--chrome-path={find_chromium()}",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(report.read_text())
    return told


def faults(told: dict[str, Any], category: str) -> list[str]:
    """Return what took points away in a category."""
    weighed = (each for each in told["categories"][category]["auditRefs"])
    audits = (told["audits"][each["id"]] for each in weighed if each["weight"])
    return [each["title"] for each in audits if each["score"] not in {1, None}]


def test_every_page_has_a_hundred(
    consultation: Consultation,
    open_page: OpenPage,
    tmp_path: Path,
) -> None:
    page = open_page("/")
    shown = Shown(page)
    short: dict[str, list[str]] = {}
    count = 0
    for kind in every_kind(page, consultation):
        if kind in ONE_IS_ENOUGH:
            continue
        told = judged(shown.address(kind), page, tmp_path)
        scores = [round(100 * told["categories"][each]["score"]) for each in CATEGORIES]
        count += 1
        sys.stdout.write(f"\n{scores[0]:4} {scores[1]:4}  {kind}")
        sys.stdout.flush()
        if scores != [100, 100]:
            short[kind] = [fault for each in CATEGORIES for fault in faults(told, each)]
    sys.stdout.write(f"\n{count} pages: {', '.join(CATEGORIES)}\n")

    assert short == {}
