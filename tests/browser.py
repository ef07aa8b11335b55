"""A real browser for the pages' tests: Debian's chromium, driven by Playwright. One for all tests of a process."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

SCREENSHOTS = Path(__file__).parents[1] / "build" / "screenshots"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

FORGETS = "try { localStorage.clear() } catch {}"
"""What a tab keeps ends with it; this is what the page keeps beyond. (A tab that nothing was opened in has none.)"""

TABS = 150
"""Presses after which somebody with a keyboard would have given up."""

Look: TypeAlias = Literal["dark", "light"]

WIDE: ViewportSize = {"width": 1360, "height": 820}
NARROW: ViewportSize = {"width": 390, "height": 800}

expect.set_options(timeout=30_000)


@asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """The browser; without one the tests that need it are skipped, unless CI is set."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium, and CI asks for it")
        pytest.skip("there is no chromium on this machine; on Debian: apt install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """Somebody in front of the page. What the browser complains about is kept in `complaints`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    async def opens(self, url: str) -> None:
        """Goes to the page and waits until it is there."""
        await self.page.goto(url)
        await expect(self.page.locator("html[data-ready]")).to_be_attached()

    async def photographs(self, name: str) -> None:
        """Keeps a picture of what there is to see."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    # Finding

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its name; the newest in the messages where there are several."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).last

    def message(self, text: str) -> Locator:
        """The newest message with this text in it."""
        return self.page.locator(".message", has_text=text).last

    def card(self, text: str) -> Locator:
        """The newest message for everybody with this text in it; what is answered to it quotes it."""
        return self.page.locator(".message:not(.private)", has_text=text).last

    @property
    def writing(self) -> Locator:
        """Where one writes."""
        return self.page.locator("#composer textarea")

    def option(self, name: str) -> Locator:
        """An option of the command being typed."""
        return self.page.locator(".command").get_by_label(name, exact=True)

    @property
    def offers(self) -> Locator:
        """What is offered below the field one types in."""
        return self.page.locator("#composer .offers").get_by_role("option")

    # Doing

    async def sees(self, text: str) -> None:
        """Waits until a message with this text is there."""
        await expect(self.message(text)).to_be_visible()

    async def begins(self, command: str) -> None:
        """Types a command up to its options."""
        await self.writing.press_sequentially(command)
        await expect(self.offers.first).to_contain_text(command)
        await self.writing.press("Enter")
        await expect(self.page.locator(".command-name")).to_have_text(command)

    async def adds(self, option: str, text: str) -> None:
        """Adds an option to the command and types into it."""
        await self.page.locator(".command").get_by_role("button", name=f"Add the option {option}").click()
        await self.option(option).press_sequentially(text)

    async def uses(self, command: str) -> None:
        """Types a command and sends it."""
        await self.begins(command)
        await self.page.keyboard.press("Enter")
        await expect(self.writing).to_be_visible()

    async def becomes(self, name: str) -> None:
        """Goes on as somebody else."""
        await self.page.locator(".who").click()
        await self.page.locator(".people").get_by_role("button", name=re.compile(rf"^{name}\b")).click()
        await expect(self.page.locator(".who strong")).to_have_text(name)

    async def goes_to(self, channel: str) -> None:
        """Opens a channel from the list."""
        await self.page.locator("#channels").get_by_role("button", name=re.compile(rf"^{channel}\b")).click()
        await expect(self.page.locator("#head h1")).to_contain_text(channel)

    # With the keyboard alone

    async def tabs_to(self, target: Locator, key: str = "Tab") -> None:
        """Presses Tab, or another key, until something has the focus."""
        await expect(target).to_be_visible()
        for _ in range(TABS):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} leads nowhere near {target}")

    async def walks_to(self, message: Locator) -> None:
        """Goes to a message: into the messages, to the newest of them, and up from there."""
        await expect(message).to_be_visible()
        await self.tabs_to(self.page.locator(".message[tabindex='0']"), "Shift+Tab")
        await self.page.keyboard.press("End")
        await self.tabs_to(message, "ArrowUp")

    async def aims_at(self, name: str) -> None:
        """Goes down what is offered until something there would be taken."""
        offer = self.offers.filter(has_text=name).first
        await expect(offer).to_be_visible()
        for _ in range(TABS):
            if await offer.get_attribute("aria-selected") == "true":
                return
            await self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"ArrowDown leads nowhere near {name}")

    async def enters(self, target: Locator) -> None:
        """Goes to a button and presses it."""
        await self.tabs_to(target)
        await self.page.keyboard.press("Enter")

    async def violations(self) -> list[str]:
        """What axe finds wrong, each with the elements it is about."""
        axe: Any = Axe()
        results = await axe.run(self.page)
        found: list[dict[str, Any]] = results.response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {[node['html'][:160] for node in rule['nodes'][:4]]}"
            for rule in found
        ]


@asynccontextmanager
async def visitor(
    browser: Browser, name: str, *, look: Look = "dark", size: ViewportSize = WIDE, language: str = "en-US"
) -> AsyncGenerator[Visitor]:
    """A visitor with a tab of their own, which must not have complained in the end; nothing they kept is left."""
    page = await (await _profile(browser, language)).new_page()
    await page.set_viewport_size(size)
    await page.emulate_media(color_scheme=look)
    visitor = Visitor(page)
    try:
        yield visitor
    finally:
        await visitor.photographs(name)
        await page.evaluate(FORGETS)
        await page.close()
    assert visitor.complaints == []


_profiles = WeakKeyDictionary[Browser, dict[str, BrowserContext]]()


async def _profile(browser: Browser, language: str) -> BrowserContext:
    """The browser in a language: made once, for it takes longer than what most visitors do."""
    profiles = _profiles.setdefault(browser, {})
    if language not in profiles:
        profiles[language] = await browser.new_context(locale=language, accept_downloads=True)
    return profiles[language]
