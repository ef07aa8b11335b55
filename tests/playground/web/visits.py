"""What visitors do in several tests of the page, and what happens to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Locator

from tests.browser import Visitor
from tests.playground.web.conftest import Fair

TO_THE_TOP = """async () => {
  const room = document.querySelector("#scroller");
  let most = 0;
  while (!document.querySelector(".opening")) {
    most = Math.max(most, document.querySelectorAll(".message").length);
    room.scrollTop = 0;
    await new Promise(requestAnimationFrame);
  }
  return most;
}"""
"""Scrolls up until there is nothing above; how many messages were in the page at most."""


@asynccontextmanager
async def unplugged(fair: Fair) -> AsyncGenerator[None]:
    """The page has no connection, while the bot goes on."""
    front, fair.discord.front = fair.discord.front, None
    await asyncio.gather(*(session.close() for session in list(fair.site.sessions)))
    yield
    fair.discord.front = front


async def filled(visitor: Visitor) -> Locator:
    """The showcase's form with what it needs."""
    form = visitor.page.get_by_role("dialog", name="A few questions")
    await form.get_by_label("Name").fill("Ana")
    await form.get_by_role("button", name="Snack").click()
    await visitor.page.get_by_role("option", name="Biscuit").click()
    return form
