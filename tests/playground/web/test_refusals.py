"""What the page says of what Discord does not let through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.browser import visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


UNFIT = """async (channel) => {
  const {ask} = await import("./live.js");
  const {refusal} = await import("./texts.js");
  const options = {what: {type: 3, value: "hi"}, times: {type: 4, value: 7}};
  return refusal(await ask("slash", {channel, line: "/say", options}));
}"""
"""Sends what the page would not: a number above the most that is taken. What would be said of it."""


async def test_what_discord_does_not_let_through_is_said_in_the_visitors_language(
    fair: Fair, browser: Browser
) -> None:
    fair.general.edit(slowmode=10)
    async with visitor(browser, "refused-french", language="fr-FR") as looking:
        await looking.opens(fair.site.url)

        async def says(words: str) -> None:
            await looking.writing.fill(words)
            await looking.writing.press("Enter")

        await says("One")
        await looking.sees("One")
        for seconds, left in ((0, "10 secondes"), (9, "1 seconde")):
            fair.discord.clock.turn(timedelta(seconds=seconds))
            await says("Two")
            await expect(looking.page.locator(".toast").last).to_contain_text(
                f"Pas si vite : ici, on peut réécrire dans {left}."
            )
            await expect(looking.writing).to_have_value("Two")
        fair.discord.clock.turn(timedelta(seconds=1))
        await says("Two")
        await looking.sees("Two")

        said = await looking.page.evaluate(UNFIT, str(fair.general.id))
        assert (
            said == "Discord ne prend pas ça tel quel. Regarde encore une fois ce que tu as tapé ou choisi."
        )
