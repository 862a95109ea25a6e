"""What the community's pages weigh on the wire, cold, as a browser asks for them."""

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from consult.consultations.models import Consultation
from tests.factories.feedback import make_answerable

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

KIB = 1024
FIRST_QUESTION_IN_ALL = 30 * KIB
FIRST_PAINT = 14 * KIB
NEXT_QUESTION = 6 * KIB
SCRIPT_IN_ALL = 12 * KIB


@dataclass
class Browser:
    """Fetches as a browser does: compressed, with cookies, each file once."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    cache: set[str] = field(default_factory=set)

    def ask(self, path: str, body: str | None = None) -> "Answer":
        """Fetch one address and count every byte of the answer, head and body."""
        connection = http.client.HTTPConnection(self.host)
        headers = {
            "Accept-Encoding": "gzip",
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
        packed = response.getheader("Content-Encoding") == "gzip"
        text = (gzip.decompress(raw) if packed else raw).decode()
        # Static files are compressed beforehand where the product is installed.
        weight = len(raw) if packed else min(len(raw), len(gzip.compress(raw)))
        return Answer(
            response.status,
            response.getheader("Location", ""),
            text,
            weight + head,
        )

    def files_of(self, page: str) -> Iterator[tuple[str, int]]:
        """Fetch what a page loads and the browser does not have yet."""
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            if path not in self.cache:
                self.cache.add(path)
                answer = self.ask(path)
                assert answer.status == 200, path
                yield path, answer.weight


@dataclass
class Answer:
    status: int
    location: str
    text: str
    weight: int


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


@pytest.fixture
def browser_without_cache(live_server: LiveServer) -> Browser:
    return Browser(urlsplit(live_server.url).netloc)


def begin(browser: Browser, code: str) -> None:
    """Come to the first question without keeping anything that was loaded."""
    page = browser.ask(f"/r/{code}/proyecto/")
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[0]
    begun = browser.ask(f"/r/{code}/empezar/", f"csrfmiddlewaretoken={token}")
    assert begun.location == f"/r/{code}/1/"


def test_the_first_question_weighs_little(
    consultation: Consultation,
    browser_without_cache: Browser,
) -> None:
    begin(browser_without_cache, consultation.code)

    page = browser_without_cache.ask(f"/r/{consultation.code}/1/")
    files = dict(browser_without_cache.files_of(page.text))

    assert "¿De dónde saca su familia el agua" in page.text
    painted = page.weight + sum(w for path, w in files.items() if path.endswith(".css"))
    assert painted <= FIRST_PAINT, files
    assert page.weight + sum(files.values()) <= FIRST_QUESTION_IN_ALL, files


def test_the_language_picker_weighs_little(
    consultation: Consultation,
    browser_without_cache: Browser,
) -> None:
    page = browser_without_cache.ask(f"/r/{consultation.code}/")
    files = dict(browser_without_cache.files_of(page.text))

    painted = page.weight + sum(w for path, w in files.items() if path.endswith(".css"))
    assert painted <= FIRST_PAINT, files


def test_each_next_question_weighs_little_and_so_does_all_script(
    consultation: Consultation,
    browser_without_cache: Browser,
) -> None:
    begin(browser_without_cache, consultation.code)
    pages = {}
    files: dict[str, int] = {}
    for number in range(1, 21):
        page = browser_without_cache.ask(f"/r/{consultation.code}/{number}/")
        assert page.status == 200
        pages[number] = page.weight
        files |= dict(browser_without_cache.files_of(page.text))

    assert max(pages.values()) <= NEXT_QUESTION, pages
    scripts = {path: w for path, w in files.items() if path.endswith(".js")}
    assert len(scripts) == 2
    assert sum(scripts.values()) <= SCRIPT_IN_ALL, scripts
