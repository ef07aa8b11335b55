"""Takes the README's pictures anew: `python -m tests.pictures`."""

from __future__ import annotations

import asyncio
import zoneinfo
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from bot.demo.page import opened
from playground import Clock
from tests.browser import NARROW, Visitor, chromium, visitor

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
THURSDAY = datetime(2026, 11, 19, 10, tzinfo=ZoneInfo("Europe/Paris"))


async def main() -> None:
    """A card with a line in front of it, on a wide dark screen; a date being typed, on a narrow light one."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser, opened(clock=Clock(THURSDAY)) as (_, site):
        async with visitor(browser, "picture-typing", look="light", size=NARROW) as olga:
            await olga.opens(site.url)
            await olga.becomes("Olga")
            await olga.page.get_by_role("button", name="Show the channels").click()
            await olga.goes_to("lyon")
            await olga.begins("/meetup schedule")
            await olga.option("when").press_sequentially("next saturday 10am")
            await expect(olga.offers.first).to_contain_text("Sat 21 November 2026, 10:00")
            await olga.page.screenshot(path=PICTURES / "typing.png")
        async with visitor(browser, "picture-card") as guest:
            await guest.opens(site.url)
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
            await expect(guest.page.locator(".toast")).to_have_count(0, timeout=20_000)
            await guest.page.mouse.move(0, 0)
            await guest.page.screenshot(path=PICTURES / "card.png")


async def _answers(guest: Visitor, name: str) -> None:
    await guest.becomes(name)
    if not await guest.page.locator("#head h1", has_text="lyon").count():
        await guest.goes_to("lyon")
    await guest.button("Going").click()
    await expect(guest.page.locator(".message.private").last).to_be_visible()


if __name__ == "__main__":
    zoneinfo.reset_tzpath(to=())
    asyncio.run(main())
