"""The pictures README shows, taken anew into build/screenshots by every run.

Pixels depend on a machine's fonts, words do not: each picture carries the words that were on the page when it was taken,
and those in README must say what the page says now.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.demo.page import Campground, opened
from playground import Clock
from tests.browser import NARROW, SCREENSHOTS, Visitor, visitor

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("quick_demo")]

READ = """() => ["stage", "channels", "head", "composer", "members", "tour"]
  .map((id) => document.getElementById(id).innerText).join("\\n")"""
"""All that is to be read on the page but the messages: what was said days ago comes in one order or another."""

DESCRIPTION = b"Description\0\0\0\0\0"
"""How a PNG's international text begins that says what is to be seen: its keyword, not compressed, in no language."""

SHOWN = Path(__file__).parents[2] / "docs" / "pictures"
THURSDAY = datetime(2026, 11, 19, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest_asyncio.fixture(loop_scope="session")
async def campground() -> AsyncGenerator[Campground]:
    """The community on a Thursday morning."""
    async with opened(clock=Clock(THURSDAY)) as (host, _):
        host.discord.answer_seconds = host.discord.patience = 30.0
        yield host


async def test_a_date_being_typed_on_a_narrow_light_screen(campground: Campground, browser: Browser) -> None:
    async with visitor(browser, "typing", look="light", size=NARROW) as olga:
        await olga.opens(campground.discord.page_url)
        await olga.becomes("Olga")
        await olga.page.get_by_role("button", name="Show the channels").click()
        await olga.goes_to("lyon")
        await olga.begins("/meetup schedule")
        await olga.option("when").press_sequentially("next saturday 10am")
        await expect(olga.offers.first).to_contain_text("Sat 21 November 2026, 10:00")
        # The usual time, which is offered before anything is typed, says the same.
        await expect(olga.offers.first).to_have_attribute("aria-selected", "true")
        await olga.page.mouse.move(0, 0)
        words = await olga.page.evaluate(READ)
    _shows_what_is(SHOWN / "typing.png", SCREENSHOTS / "typing.png", words)


async def test_a_card_with_a_line_before_it_on_a_wide_dark_screen(
    campground: Campground, browser: Browser
) -> None:
    async with visitor(browser, "card") as guest:
        await guest.opens(campground.discord.page_url)
        await guest.becomes("Olga")
        await guest.goes_to("lyon")
        await guest.begins("/meetup schedule")
        await guest.option("when").fill("saturday 10:00")
        await guest.adds("place", "Café Perché")
        await guest.adds("seats", "3")
        await guest.page.keyboard.press("Enter")
        await expect(guest.card("0 of 3 seats taken")).to_be_visible()
        for name in ("Mo", "Cléo", "Ada", "Ana"):
            await _answers(guest, name)
        await expect(guest.card("3 of 3 seats taken")).to_contain_text("Waiting 1")
        await guest.button("Tour").click()
        await expect(guest.page.locator("#tour")).to_be_visible()
        closing = guest.page.locator(".toast").get_by_role("button", name="Close")
        await closing.evaluate_all("all => all.forEach((one) => one.click())")  # each goes by itself as well
        await expect(guest.page.locator(".toast")).to_have_count(0)
        await guest.page.mouse.move(0, 0)
        card = await guest.card("3 of 3 seats taken").inner_text()
        words = await guest.page.evaluate(READ) + card
    _shows_what_is(SHOWN / "card.png", SCREENSHOTS / "card.png", words)


async def _answers(guest: Visitor, name: str) -> None:
    await guest.becomes(name)
    if not await guest.page.locator("#head h1", has_text="lyon").count():
        await guest.goes_to("lyon")
    await guest.button("Going").click()
    await expect(guest.page.locator(".message.private").last).to_be_visible()


def _shows_what_is(shown: Path, taken: Path, words: str) -> None:
    """README's picture has the size of the one just taken, and the same words on it."""
    text = DESCRIPTION + words.encode()
    parts = [*_parts(taken)]
    assert [kind for kind, _ in parts[-1:]] == [b"IEND"]
    _write(taken, [*parts[:-1], (b"iTXt", text), parts[-1]])
    heads = [dict(_parts(png)) for png in (shown, taken)]
    assert heads[0][b"IHDR"] == heads[1][b"IHDR"]
    assert heads[0].get(b"iTXt", DESCRIPTION)[len(DESCRIPTION) :].decode() == words


def _parts(png: Path) -> Iterator[tuple[bytes, bytes]]:
    """A PNG's chunks, each with its kind."""
    data = png.read_bytes()
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _write(png: Path, parts: list[tuple[bytes, bytes]]) -> None:
    chunks = (
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in parts
    )
    png.write_bytes(png.read_bytes()[:8] + b"".join(chunks))
