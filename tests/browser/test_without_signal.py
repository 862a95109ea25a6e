"""Thirty testimonies on one phone without signal: each arrives, once, unread."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from consult.feedback import queries
from consult.feedback.models import Testimony as Given
from tests.factories.feedback import make_answerable
from tests.services.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANY = 30
WORDS = "Sacamos el agua del río con baldes"

# Taps the first answer of every question, and writes in the first; as a finger would.
ANSWER_ALL = """async (words) => {
  const shown = () => document.querySelector("[data-offline] form:not([hidden])");
  const first = shown();
  for (let form = first; !form.matches("[data-review]"); form = shown()) {
    form.querySelector("input[type=radio], input[type=checkbox], [name=tap]").click();
    if (form === first) form.elements.words.value = words;
    [...form.querySelectorAll(".onward [value=next]")].at(-1).click();
  }
  shown().querySelector("[value=send]").click();
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ARRIVED = "n => Number(document.querySelector('[data-arrived]').textContent) >= n"
EVERYTHING_KEPT = """async () => {
  const kept = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
  kept.push(document.cookie);
  const asked = indexedDB.open("consult");
  await new Promise((resolve) => { asked.onsuccess = resolve; });
  const stores = [...asked.result.objectStoreNames];
  for (const name of stores) {
    for (const read of ["getAll", "getAllKeys"]) {
      const all = asked.result.transaction(name).objectStore(name)[read]();
      await new Promise((resolve) => { all.onsuccess = resolve; });
      kept.push(JSON.stringify(all.result));
    }
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.push(request.url, await (await cache.match(request)).text());
    }
  }
  return kept.join("\\n");
}"""


class CuttingProxy:
    """Passes bytes on; where it is told to, it cuts a connection at any byte."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        # After how many bytes each of the next connections is cut.
        self.cuts: list[int] = []
        self.is_down = False
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.listening.accept()
                if self.is_down:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self.open += [near, far]
                # What may pass before the cut, both ways together.
                budget = [self.cuts.pop() if self.cuts else 10**9]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(
                        target=self._pump,
                        args=(one, other, budget),
                        daemon=True,
                    ).start()

    def _pump(
        self,
        one: socket.socket,
        other: socket.socket,
        budget: list[int],
    ) -> None:
        with suppress(OSError):
            while data := one.recv(min(65536, max(budget[0], 1))):
                budget[0] -= len(data)
                other.sendall(data)
                if budget[0] <= 0:
                    break
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def fall(self) -> None:
        """Drop every connection and refuse new ones, as a server that was killed."""
        self.is_down = True
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def rise(self) -> None:
        """Answer again."""
        self.is_down = False


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy((live_server.thread.host, live_server.thread.port))
    yield proxy
    proxy.listening.close()


@pytest.fixture
def switch_on(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    proxy: CuttingProxy,
    tmp_path: Path,
) -> Callable[[], BrowserContext]:
    """Give a function that starts the same phone's browser again."""
    return partial(
        _phone,
        playwright,
        browser_type_launch_args,
        tmp_path / "phone",
        proxy.url,
    )


def _phone(
    playwright: Playwright,
    launch: dict[str, Any],
    folder: Path,
    url: str,
) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        str(folder),
        **launch,
        base_url=url,
        viewport=PHONE,  # type: ignore[arg-type]
        locale="es-GT",
    )
    context.set_default_timeout(15_000)
    return context


def take_one(page: Page) -> str:
    page.evaluate(ANSWER_ALL, WORDS)
    expect(page.locator("[data-number] span")).to_have_count(5)
    return page.locator("[data-number]").inner_text().replace("\n", "").replace(" ", "")


def test_all_arrive_once_and_nothing_can_be_read_on_the_phone(
    switch_on: Callable[[], BrowserContext],
    proxy: CuttingProxy,
    tmp_path: Path,
    settings: LazySettings,
    axe: Callable[[Page], None],
) -> None:
    settings.SEALING_KEYS_FILE = str(tmp_path / "sealing-keys.json")
    consultation = make_answerable()
    address = f"/r/{consultation.code}/sin-senal/"
    context = switch_on()
    page = context.new_page()
    page.goto(address)
    page.locator("[data-offline][data-kept=yes]").wait_for()
    axe(page)
    assert page.evaluate(WIDER) == 0

    context.set_offline(offline=True)
    proxy.is_down = True
    receipts = []
    for _person in range(MANY):
        page.reload()
        page.locator("[data-offline][data-kept=yes]").wait_for()
        receipts.append(take_one(page))
    expect(page.locator("[data-waiting]")).to_have_text(str(MANY))
    axe(page)
    assert page.evaluate(WIDER) == 0
    page.reload()
    kept = page.evaluate(EVERYTHING_KEPT)
    context.close()

    assert kept.count('"jwe"') == MANY
    assert WORDS not in kept
    assert [number for number in receipts if number in kept] == []
    assert Given.objects.count() == 0

    proxy.is_down = False
    proxy.cuts = [random.randint(1, 4000) for _ in range(8)]
    context = switch_on()
    page = context.new_page()
    for _try in range(9):
        with suppress(Exception):
            page.goto(address)
            break
    for arrived in (MANY // 3, 2 * MANY // 3):
        page.wait_for_function(ARRIVED, arg=arrived, timeout=60_000)
        proxy.fall()
        page.wait_for_timeout(1500)
        proxy.rise()
    expect(page.locator("[data-arrived]")).to_have_text(str(MANY), timeout=60_000)
    expect(page.locator("[data-waiting]")).to_have_text("0")
    context.close()

    assert Given.objects.count() == MANY
    found = [queries.testimony_of_receipt(number) for number in receipts]
    assert len({each.pk for each in found if each}) == MANY


@pytest.mark.parametrize("bytes_", [1, 700, 1200, 1800, 2500])
def test_of_a_page_cut_off_on_its_way_the_whole_one_kept_is_shown(
    switch_on: Callable[[], BrowserContext],
    proxy: CuttingProxy,
    bytes_: int,
) -> None:
    address = f"/r/{make_answerable().code}/sin-senal/"
    page = switch_on().new_page()
    page.goto(address)
    page.locator("[data-offline][data-kept=yes]").wait_for()
    proxy.fall()
    proxy.rise()

    proxy.cuts = [bytes_] * 6
    page.goto(address)

    page.locator("[data-offline][data-kept=yes]").wait_for()
    assert len(proxy.cuts) < 6
    page.context.close()
