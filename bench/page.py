"""The page of the playground in a real browser: how soon it is there, and how soon a press is seen on the card."""

from __future__ import annotations

import shutil
import time
from statistics import median, quantiles

from playwright.async_api import Browser, Page, expect

from bench.report import Figure, Report
from bot.demo.page import Campground, opened
from playground.world.messages import Draft
from tests.browser import Visitor, chromium, visitor

OPENED = 7
PRESSED = 40
LONG = 5000

CLICKED = """async () => {
  const card = () => [...document.querySelectorAll(".message:not(.private)")].findLast((one) => one.querySelector(".button.success"));
  const button = card().querySelectorAll(".row .button")[WHICH];
  const before = card();
  const begun = performance.now();
  button.click();
  while (card() === before) await new Promise((resolve) => new MutationObserver((_, seen) => (seen.disconnect(), resolve())).observe(document.querySelector("#messages"), {childList: true, subtree: true}));
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
"""Presses a button of the card; the milliseconds until the card is drawn anew, on the next frame."""

SCROLLED = """async () => {
  const room = document.querySelector("#scroller");
  const waits = [];
  let last = performance.now();
  while (!document.querySelector(".opening")) {
    room.scrollTop -= 900;
    await new Promise(requestAnimationFrame);
    waits.push(performance.now() - last);
    last = performance.now();
  }
  return waits;
}"""
"""Scrolls to the top as fast as frames come; the milliseconds between them."""


async def page(report: Report) -> None:
    """Opens the demo's page, presses Going and Can't go in turn, scrolls through a long channel."""
    if shutil.which("chromium") is None:
        report.show(Figure("not measured", "no chromium here"))
        return
    async with chromium() as browser, opened() as (host, _):
        await _opens(report, browser, host)
        async with visitor(browser, "bench") as guest:
            await guest.opens(host.discord.page_url)
            await _presses(report, guest, host)
            await _scrolls(report, guest, host)


async def _opens(report: Report, browser: Browser, host: Campground) -> None:
    seconds: list[float] = []
    for _ in range(OPENED):
        fresh: Page = await browser.new_page()
        begun = time.perf_counter()
        await fresh.goto(host.discord.page_url)
        await expect(fresh.locator(".message").first).to_be_visible()
        seconds.append(time.perf_counter() - begun)
        await fresh.close()
    report.at_most("address to messages on the page, median", median(seconds), 1.0, " s")


async def _presses(report: Report, guest: Visitor, host: Campground) -> None:
    await guest.goes_to("lyon")
    await host.who.olga.slash("/meetup schedule", host.who.lyon, when="saturday 10:00")
    await expect(guest.button("Going")).to_be_visible()
    waits: list[float] = []
    for number in range(PRESSED):
        waits.append(await guest.page.evaluate(CLICKED.replace("WHICH", str(number % 2 * 2))))
        await expect(guest.page.locator("[aria-busy=true]")).to_have_count(0)
    report.at_most("a press to the changed card on the screen, median", median(waits), 200, " ms")
    report.at_most("  the slowest of them", max(waits), 1000, " ms")


async def _scrolls(report: Report, guest: Visitor, host: Campground) -> None:
    place = host.who.server.add_channel("long")
    for number in range(LONG):
        place.post(host.who.ana, Draft(f"Number {number}"))
    await guest.goes_to("long")
    await guest.sees(f"Number {LONG - 1}")
    waits: list[float] = await guest.page.evaluate(SCROLLED)
    report.at_most(
        f"between two frames while scrolling through {LONG:,} messages, median", median(waits), 33, " ms"
    )
    report.at_most("  of a hundred all but one are shorter than", quantiles(waits, n=100)[-1], 100, " ms")
    report.show(Figure("  the longest", f"{max(waits):,.0f} ms"))
