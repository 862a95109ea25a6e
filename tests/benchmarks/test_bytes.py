"""What the community's pages weigh on the wire, cold, as a phone asks for them.

The web is the one that is installed: gunicorn, whitenoise, static files collected and
compressed. A phone speaks TLS and takes brotli. Heads are counted with bodies.
"""

import gzip
import http.client
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect

from consult.consultations.models import Consultation
from tests.factories.feedback import make_answerable
from tests.services.browser import PHONE
from tests.services.proxy import Link, Proxy
from tests.services.web import Web

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

KIB = 1024
# Ten packets: what a server may send before it hears from the phone (RFC 6928).
FIRST_PAINT = 14.6 * KIB
IN_ALL = 30 * KIB
NEXT_QUESTION = 6 * KIB
SCRIPT_IN_ALL = 12 * KIB
# 2.5 seconds at 400 kbit/s and 400 ms there and back.
SLOW = Link(kbit_a_second=400, round_trip_seconds=0.4)
USABLE_SECONDS = 2.5
OPEN: dict[str, Any] = {"gzip": gzip.decompress, "br": brotli.decompress}


@dataclass
class Browser:
    """Fetches as a browser does: compressed, with cookies, each file once."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    cache: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)

    def ask(self, path: str, body: str | None = None) -> "Answer":
        """Fetch one address and count every byte of the answer, head and body."""
        connection = http.client.HTTPConnection(self.host)
        headers = {
            "Accept-Encoding": "gzip, deflate, br",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST" if body is not None else "GET", path, body, headers)
        response = connection.getresponse()
        raw = response.read()
        head = sum(len(k) + len(v) + 4 for k, v in response.getheaders())
        for name, value in response.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        unpack = OPEN.get(response.getheader("Content-Encoding", ""), bytes)
        return Answer(
            response.status,
            response.getheader("Location", ""),
            unpack(raw).decode(),
            len(raw) + head,
            len(raw),
        )

    def files_of(self, page: str) -> Iterator[tuple[str, int]]:
        """Fetch what a page loads and the browser does not have yet."""
        for path in re.findall(r'(?:href|src|data-speak)="(/static/[^"]+)"', page):
            if path not in self.cache:
                self.cache.add(path)
                answer = self.ask(path)
                assert answer.status == 200, path
                self.sizes[path] = answer.size
                yield path, answer.weight


@dataclass
class Answer:
    status: int
    location: str
    text: str
    weight: int
    # The body alone.
    size: int = 0


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


@pytest.fixture
def phone(web: Web) -> Browser:
    return Browser(urlsplit(web.url).netloc)


def begin(phone: Browser, code: str) -> None:
    """Come to the first question without keeping anything that was loaded."""
    page = phone.ask(f"/r/{code}/proyecto/")
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[0]
    begun = phone.ask(f"/r/{code}/empezar/", f"csrfmiddlewaretoken={token}")
    assert begun.location == f"/r/{code}/1/"


def tell(what: str) -> None:
    """Say a figure; `-s` or a failing test shows it."""
    sys.stdout.write(f"\n{what}\n")


def painted(page: Answer, files: dict[str, int]) -> int:
    """Return what has to arrive before anything is seen."""
    return page.weight + sum(w for path, w in files.items() if path.endswith(".css"))


def test_picker_and_first_question_weigh_little_together(
    consultation: Consultation,
    phone: Browser,
) -> None:
    picker = phone.ask(f"/r/{consultation.code}/")
    files = dict(phone.files_of(picker.text))
    assert painted(picker, files) <= FIRST_PAINT, files

    cold = Browser(phone.host)
    begin(cold, consultation.code)
    question = cold.ask(f"/r/{consultation.code}/1/")
    own = dict(cold.files_of(question.text))
    assert "¿Puede hablar con libertad ahora?" in question.text
    assert painted(question, own) <= FIRST_PAINT, own

    in_all = picker.weight + question.weight + sum({**files, **own}.values())
    tell(
        f"picker painted with {painted(picker, files)} bytes, first question with "
        f"{painted(question, own)}, both in all {in_all}",
    )
    assert in_all <= IN_ALL, {**files, **own}


def test_each_next_question_weighs_little_and_so_does_all_script(
    consultation: Consultation,
    phone: Browser,
) -> None:
    begin(phone, consultation.code)
    pages = {}
    last = consultation.questionnaire.questions.count() + 5
    for number in range(1, last + 1):
        page = phone.ask(f"/r/{consultation.code}/{number}/")
        assert page.status == 200
        pages[number] = page.weight
        list(phone.files_of(page.text))
    for path in (f"/r/{consultation.code}/sin-senal/", "/recibo/"):
        list(phone.files_of(phone.ask(path).text))
    phone.sizes["/sw.js"] = phone.ask("/sw.js").size

    assert max(pages.values()) <= NEXT_QUESTION, pages
    scripts = {path: w for path, w in phone.sizes.items() if path.endswith(".js")}
    tell(f"heaviest question {max(pages.values())}, scripts {sum(scripts.values())}")
    assert sum(scripts.values()) <= SCRIPT_IN_ALL, scripts


@pytest.fixture
def slow_phone(
    browser: Chromium,
    browser_type_launch_args: dict[str, Any],
    web: Web,
) -> Iterator[BrowserContext]:
    """Return a phone with nothing kept, on a line that is slow between it and us."""
    del browser_type_launch_args
    line = Proxy(("127.0.0.1", web.port))
    line.link = SLOW
    context = browser.new_context(
        base_url=line.url,
        viewport=PHONE,
        locale="es-GT",
    )
    yield context
    context.close()
    line.close()


@pytest.mark.alone
def test_the_first_question_can_be_answered_soon_on_a_slow_line(
    consultation: Consultation,
    phone: Browser,
    slow_phone: BrowserContext,
) -> None:
    begin(phone, consultation.code)
    slow_phone.add_cookies(
        [
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in phone.cookies.items()
        ],
    )
    # Whatever the server does for the first time is not the line's fault.
    phone.ask(f"/r/{consultation.code}/1/")
    page = slow_phone.new_page()

    begun = time.monotonic()
    page.goto(f"/r/{consultation.code}/1/", wait_until="commit")
    expect(page.locator("label.choice").first).to_be_visible()
    page.locator("label.choice").first.click()
    took = time.monotonic() - begun

    expect(page.locator("input:checked")).to_have_count(1)
    tell(f"first question usable after {took:.2f} s at 400 kbit/s and 400 ms, cold")
    assert took < USABLE_SECONDS
