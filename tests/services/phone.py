"""A shared phone at the edge of signal, which can be switched off and on (a plugin)."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from tests.services.browser import PHONE
from tests.services.proxy import Proxy

WORDS = "Sacamos el agua del río con baldes"
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

# Taps the first answer of every question, and writes in the first; as a finger would.
ANSWER_UNTIL = """([until, words]) => {
  const shown = () => document.querySelector("[data-offline] form:not([hidden])");
  const taken = "input[type=radio], input[type=checkbox], [name=tap]";
  for (let form = shown(); !form.matches(until); form = shown()) {
    form.querySelector(taken)?.click();
    if (words && form.id === "p1") form.elements.words.value = words;
    [...form.querySelectorAll(".onward [value=next]")].at(-1).click();
  }
}"""


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[Proxy]:
    proxy = Proxy((live_server.thread.host, live_server.thread.port))
    yield proxy
    proxy.close()


@pytest.fixture
def switch_on(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    proxy: Proxy,
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
        viewport=PHONE,
        locale="es-GT",
    )
    context.set_default_timeout(15_000)
    return context


@dataclass
class Signal:
    """What a phone has on the hill and not in the village."""

    phone: Page
    proxy: Proxy

    def lose(self) -> None:
        self.phone.context.set_offline(offline=True)
        self.proxy.fall()

    def find(self) -> None:
        self.proxy.rise()
        self.phone.context.set_offline(offline=False)


@pytest.fixture
def signal(phone: Page, proxy: Proxy) -> Signal:
    return Signal(phone, proxy)


def open_kept(page: Page, address: str) -> None:
    """Open the page that answers without signal, and wait until all of it is kept."""
    page.goto(address)
    page.locator("[data-offline][data-kept=yes]").wait_for()


# What the recorder of a question tells the page when a clip is there.
SPEAK = """(text) => {
  const sound = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const detail = new Blob([sound], { type: "audio/webm;codecs=opus" });
  const part = document.querySelector("#p1 fieldset");
  part.dispatchEvent(new CustomEvent("spoke", { detail }));
}"""


def take_one(page: Page, sound: bytes = b"") -> str:
    """Answer as one person does, aloud too if there is sound; return their receipt."""
    if sound:
        page.evaluate(SPEAK, b64encode(sound).decode())
    page.evaluate(ANSWER_UNTIL, ["[data-review]", WORDS])
    page.locator("[data-review] [value=send]").click()
    expect(page.locator("[data-number] span")).to_have_count(5)
    return page.locator("[data-number]").inner_text().replace("\n", "").replace(" ", "")


@pytest.fixture
def phone(switch_on: Callable[[], BrowserContext]) -> Iterator[Page]:
    """Return a page of a phone that was just switched on."""
    context = switch_on()
    yield context.new_page()
    context.close()
