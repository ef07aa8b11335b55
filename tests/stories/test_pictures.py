"""The pictures README shows, taken anew into build/screenshots by every run."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.demo.page import Campground, opened
from playground import Clock
from tests.browser import NARROW, SCREENSHOTS, Visitor, visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN = Path(__file__).parents[2] / "docs" / "pictures"
THURSDAY = datetime(2026, 11, 19, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest_asyncio.fixture(loop_scope="session")
async def campground() -> AsyncGenerator[Campground]:
    """The community on a Thursday morning."""
    async with opened(clock=Clock(THURSDAY)) as (host, _):
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
        await olga.page.mouse.move(0, 0)
    assert _size(SCREENSHOTS / "typing.png") == _size(SHOWN / "typing.png")


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
        await guest.button("Tour").click()
        await expect(guest.page.locator("#tour")).to_be_visible()
        for _ in range(await guest.page.locator(".toast").count()):
            await guest.page.locator(".toast").first.get_by_role("button", name="Close").click()
        await expect(guest.page.locator(".toast")).to_have_count(0)
        await guest.page.mouse.move(0, 0)
    assert _size(SCREENSHOTS / "card.png") == _size(SHOWN / "card.png")


async def _answers(guest: Visitor, name: str) -> None:
    await guest.becomes(name)
    if not await guest.page.locator("#head h1", has_text="lyon").count():
        await guest.goes_to("lyon")
    await guest.button("Going").click()
    await expect(guest.page.locator(".message.private").last).to_be_visible()


def _size(png: Path) -> tuple[int, int]:
    """Its width and height in pixels, from the start of the file."""
    head = png.read_bytes()[:24]
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
