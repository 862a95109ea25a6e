"""Thirty testimonies on one phone without signal: each arrives, once, unread."""

import random
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from consult.feedback import queries
from consult.feedback.models import Testimony as Given
from consult.voice.enums import Sound
from consult.voice.serving import sound_of
from tests.browser.width import overflow
from tests.consult.voice.clips import clip, pcm
from tests.factories.feedback import make_answerable
from tests.services.phone import EVERYTHING_KEPT, WORDS, open_kept, take_one
from tests.services.proxy import Link, Proxy
from tests.services.web import Web

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANY = 30
# Two seconds of three voices: 4 KB each, longer than some connections last.
SOUNDS = [clip(2, loud=loud) for loud in (3_000, 6_000, 9_000)]
ARRIVED = "n => Number(document.querySelector('[data-arrived]').textContent) >= n"


def test_all_arrive_once_and_nothing_can_be_read_on_the_phone(
    switch_on: Callable[[], BrowserContext],
    proxy: Proxy,
    web: Web,
    axe: Callable[[Page], None],
) -> None:
    proxy.target = ("127.0.0.1", web.port)
    consultation = make_answerable()
    address = f"/r/{consultation.code}/sin-senal/"
    context = switch_on()
    page = context.new_page()
    page.goto(address)
    page.locator("[data-offline][data-kept=yes]").wait_for()
    axe(page)
    assert overflow(page) == 0

    context.set_offline(offline=True)
    proxy.is_down = True
    receipts = []
    for person in range(MANY):
        page.reload()
        page.locator("[data-offline][data-kept=yes]").wait_for()
        receipts.append(take_one(page, SOUNDS[person % len(SOUNDS)]))
    expect(page.locator("[data-waiting]")).to_have_text(str(MANY))
    axe(page)
    assert overflow(page) == 0
    page.reload()
    kept = page.evaluate(EVERYTHING_KEPT)
    context.close()

    # Each is sealed, and so is each sound.
    assert kept.count('"jwe"') == 2 * MANY
    assert [sound for sound in SOUNDS if b64encode(sound).decode() in kept] == []
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
        web.kill()
        page.wait_for_timeout(1500)
        web.start()
    expect(page.locator("[data-arrived]")).to_have_text(str(MANY), timeout=60_000)
    expect(page.locator("[data-waiting]")).to_have_text("0")
    context.close()

    assert Given.objects.count() == MANY
    found = [queries.testimony_of_receipt(number) for number in receipts]
    assert len({each.pk for each in found if each}) == MANY
    heard = [
        pcm(sound_of(each.spoken.get().recording, Sound.OPUS), "ogg")
        for each in found
        if each
    ]
    said = [pcm(sound, "matroska") for sound in SOUNDS]
    assert heard == [said[person % len(SOUNDS)] for person in range(MANY)]


@pytest.mark.parametrize("bytes_", [1, 700, 1200, 1800, 2500])
def test_of_a_page_cut_off_on_its_way_the_whole_one_kept_is_shown(
    switch_on: Callable[[], BrowserContext],
    proxy: Proxy,
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


# As where a browser looks for a newer worker before it says that there is one.
WORKER_IS_LATE = """() => {
  ServiceWorkerContainer.prototype.register = () => new Promise(() => {});
}"""
SHOWN = "[data-offline] form:not([hidden]) h1"


def test_nobody_waits_for_the_worker_to_see_a_question(
    switch_on: Callable[[], BrowserContext],
) -> None:
    page = switch_on().new_page()
    page.add_init_script(f"({WORKER_IS_LATE})()")

    page.goto(f"/r/{make_answerable().code}/sin-senal/")

    expect(page.locator(SHOWN)).to_be_visible(timeout=1500)
    page.context.close()


def test_where_signal_carries_nothing_the_page_that_was_kept_is_shown(
    switch_on: Callable[[], BrowserContext],
    proxy: Proxy,
) -> None:
    address = f"/r/{make_answerable().code}/sin-senal/"
    page = switch_on().new_page()
    open_kept(page, address)
    proxy.fall()
    proxy.rise()
    proxy.link = Link(kbit_a_second=1, round_trip_seconds=120)

    page.goto(address, wait_until="commit")

    expect(page.locator(SHOWN)).to_be_visible()
    page.context.close()
