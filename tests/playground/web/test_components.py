"""What bots send in a real browser: components, embeds, buttons, menus."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import Visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_components_of_the_second_version_are_all_drawn(ana: Visitor) -> None:
    await ana.uses("/show layout")
    message = ana.message("This box has an accent.")
    box = message.locator(".container")
    assert await box.evaluate("box => getComputedStyle(box).borderInlineStartColor") == "rgb(224, 134, 60)"
    await expect(message.get_by_role("heading", name="Welcome")).to_be_visible()
    await expect(message.get_by_alt_text("A tent")).to_be_visible()
    await expect(message.get_by_alt_text("A lake")).to_be_visible()
    await expect(message.get_by_alt_text("A lake")).to_have_js_property("naturalWidth", 320)
    await expect(message.get_by_alt_text("A hill")).to_have_count(0)
    await message.get_by_role("button", name="Show what is hidden").click()
    await expect(message.get_by_alt_text("A hill")).to_be_visible()
    await expect(message.get_by_role("separator")).to_have_count(1)
    async with ana.page.expect_download() as downloading:
        await message.get_by_role("link", name="Download notes.txt").click()
    download = await downloading.value
    assert (download.suggested_filename, (await download.path()).read_text()) == ("notes.txt", "Bring a cup.")
    await message.get_by_role("button", name="Beside").click()
    await ana.sees("You pressed Beside.")


async def test_embeds_are_drawn_with_fields_and_picture(ana: Visitor) -> None:
    await ana.uses("/show embed")
    message = ana.message("An embed")
    await expect(message.locator(".embed dt")).to_have_text(["One", "Two"])
    await expect(message.get_by_role("link", name="An embed")).to_have_attribute(
        "href", "https://example.com/"
    )
    await expect(message.locator(".embed-footer")).to_have_text("Footer")
    await expect(message.locator("img")).to_have_count(1)
    await expect(message.get_by_alt_text("A drawing of lake")).to_be_visible()
    await expect(ana.page.locator("#announcer p")).to_have_text("Showcase: An embed With fields. One 1 Two 2")


async def test_buttons_of_every_style_do_what_they_do(ana: Visitor) -> None:
    await ana.uses("/show buttons")
    await ana.sees("All the buttons")
    for label in ("Primary", "Secondary", "Success", "Danger"):
        await ana.button(label).click()
        await ana.sees(f"You pressed {label}.")
    await expect(ana.button("Disabled")).to_be_disabled()
    await expect(ana.page.get_by_role("link", name="Somewhere")).to_have_attribute(
        "href", "https://example.com/"
    )
    await ana.button("🌲").click()
    await ana.sees("You pressed None.")


async def test_a_bot_that_does_not_answer_is_said_as_discord_says_it(fair: Fair, ana: Visitor) -> None:
    fair.discord.answer_seconds = 0.1
    await ana.uses("/mute")
    await expect(ana.message("used /mute")).to_contain_text("The application did not respond")
    await ana.message("used /mute").get_by_role("button", name="Dismiss message").click()
    await expect(ana.page.locator(".message")).to_have_count(0)
    fair.discord.answer_seconds = 60
    await ana.uses("/show buttons")
    await ana.sees("All the buttons")
    fair.discord.answer_seconds = 0.1
    await ana.button("Silent").click()
    await expect(ana.message("All the buttons")).to_contain_text("This interaction failed")


async def test_menus_of_every_kind_send_what_was_chosen(ana: Visitor) -> None:
    page = ana.page
    await ana.uses("/show menus")
    await ana.button("Drinks").click()
    await page.get_by_role("option", name="Tea").click()
    await page.get_by_role("option", name="Juice").click()
    await page.keyboard.press("Escape")
    await ana.sees("You chose tea and juice.")
    for menu, typed, chosen, times in (
        ("Somebody", "be", "@Ben", 1),
        ("Some role", "help", "@Helpers", 1),
        ("Some place", "gen", "#general", 1),
        ("Anybody", "be", "@Ben", 2),
        ("Anybody", "help", "@Helpers", 2),
    ):
        await ana.button(menu).click()
        await page.keyboard.type(typed)
        await page.keyboard.press("Enter")
        await expect(page.locator(".message", has_text=f"You chose {chosen}.")).to_have_count(times)
