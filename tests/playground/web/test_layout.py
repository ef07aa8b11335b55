"""The page as a whole in a real browser: what has room, what is open, where the focus is, what axe says."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser import NARROW, WIDE, Look, Visitor, visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_can_be_reached_with_the_keyboard(ana: Visitor) -> None:
    await ana.uses("/show count")
    await ana.sees("Counted to 0")
    page = ana.page
    await page.locator("#scroller").focus()
    await page.keyboard.press("Tab")  # into the newest message
    await expect(ana.message("Counted to 0")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("Tab")
        if await ana.button("One more").evaluate("node => node === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await ana.sees("Counted to 1")
    await expect(ana.button("One more")).to_be_focused()  # although the message was drawn anew
    await page.keyboard.press("Enter")
    await ana.sees("Counted to 2")


async def test_the_focus_stays_near_when_what_had_it_is_gone(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    await fair.ben.says("||secret||", fair.general)
    await ana.button("Show what is hidden").press("Enter")
    await expect(page.locator(".spoiled")).to_be_focused()
    await ana.uses("/show layout")
    await ana.message("This box").get_by_role("button", name="Show what is hidden").press("Enter")
    await expect(ana.message("This box").locator("a", has=page.get_by_alt_text("A hill"))).to_be_focused()

    await ana.message("This box").get_by_role("button", name="Below").press("Enter")
    await ana.sees("You pressed Below.")
    await fair.ben.says("The last one", fair.general)
    await ana.message("You pressed Below.").get_by_role("button", name="Dismiss message").press("Enter")
    await expect(ana.message("The last one")).to_be_focused()

    other = fair.guild.add_channel("other")
    for _ in range(2):
        await fair.ben.says(f"Look {fair.ana.mention}", other)
        await fair.ben.says(f"Look {fair.ana.mention}", fair.guild.add_channel("another"))
        toasts = page.locator(".toast")
        await expect(toasts).to_have_count(2)
        await ana.writing.focus()
        await toasts.first.get_by_role("button", name="Close").press("Enter")
        await expect(toasts.get_by_role("button", name="Close")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(toasts).to_have_count(0)
        await expect(ana.writing).to_be_focused()


async def test_a_second_click_closes_what_the_first_one_opened(fair: Fair, ana: Visitor) -> None:
    await fair.ben.says("Hello", fair.general)
    await ana.uses("/show menus")
    page = ana.page
    drinks, settings = ana.button("Drinks"), ana.button("Language, time zone, colours")
    for opener, opened in (
        (page.locator(".who"), page.get_by_role("dialog")),
        (settings, page.get_by_role("dialog")),
        (drinks, page.get_by_role("listbox")),
        (
            ana.message("All the menus").get_by_role("button", name="Add a reaction"),
            page.get_by_role("dialog"),
        ),
    ):
        await opener.hover()
        for _ in range(2):
            await opener.click()
            await expect(opened).to_have_count(1)
            await expect(opener).to_have_attribute("aria-expanded", "true")
            await opener.click()
            await expect(opened).to_have_count(0)
            await expect(opener).to_have_attribute("aria-expanded", "false")
    await settings.press("Enter")
    await settings.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(settings).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize(
    ("look", "narrow"), [("dark", False), ("light", False), ("dark", True), ("light", True)]
)
async def test_axe_finds_nothing_wrong(fair: Fair, browser: Browser, look: Look, *, narrow: bool) -> None:
    size = NARROW if narrow else WIDE
    name = f"showcase-{look}{'-narrow' if narrow else ''}"
    async with visitor(browser, name, look=look, size=size) as looking:
        await looking.opens(fair.site.url)
        for thing in ("embed", "menus", "layout", "buttons"):
            await looking.uses(f"/show {thing}")
        await looking.button("Primary").click()
        await looking.sees("You pressed Primary.")
        await fair.ben.says(
            f"{fair.ana.mention} `code` ||spoiler|| [link](https://example.com) <t:1795861800:R>",
            fair.general,
        )
        await looking.sees("in 8 days")
        assert await looking.violations() == []
        await looking.writing.press_sequentially("/")
        await expect(looking.offers.first).to_be_visible()
        assert await looking.violations() == []
        await looking.writing.fill("")
        await looking.begins("/say")
        await looking.page.keyboard.press("Enter")
        assert await looking.violations() == []
        await looking.page.keyboard.press("Escape")
        await looking.uses("/show form")
        await looking.page.get_by_role("dialog").get_by_role("button", name="Submit").click()
        assert await looking.violations() == []
        await looking.photographs(f"{name}-form")
        await looking.page.keyboard.press("Escape")


async def test_on_a_narrow_screen_channels_and_members_are_drawers(fair: Fair, browser: Browser) -> None:
    fair.guild.add_channel("other")
    async with visitor(browser, "narrow", size=NARROW) as looking:
        await looking.opens(fair.site.url)
        assert await looking.page.evaluate("document.documentElement.scrollWidth") == 390
        await expect(looking.page.locator("#channels")).to_be_hidden()
        channels = looking.page.get_by_role("button", name="Show the channels")
        await expect(channels).to_have_attribute("aria-expanded", "false")
        await channels.click()
        await expect(channels).to_have_attribute("aria-expanded", "true")
        fair.guild.add_channel("third")  # and all is drawn anew
        await expect(looking.page.locator("#channels")).to_contain_text("third")
        await expect(channels).to_have_attribute("aria-expanded", "true")
        await looking.button("Language, time zone, colours").click()
        await looking.page.keyboard.press("Escape")  # closes what lies on top, and only that
        await expect(looking.page.get_by_role("dialog")).to_have_count(0)
        await expect(looking.page.locator("#channels")).to_be_visible()
        await looking.page.locator("#channels").get_by_role("button", name="other").click()
        await expect(looking.page.locator("#head h1")).to_have_text("other")
        await expect(looking.page.locator("#channels")).to_be_hidden()
        await expect(channels).to_have_attribute("aria-expanded", "false")
        members = looking.page.get_by_role("button", name="Show or hide the members")
        await expect(members).to_have_attribute("aria-expanded", "false")
        await members.click()
        await expect(looking.page.locator("#members")).to_be_visible()
        await expect(members).to_have_attribute("aria-expanded", "true")


async def test_notes_never_lie_over_the_levers_above(fair: Fair, browser: Browser) -> None:
    async with visitor(browser, "notes-360", size={"width": 360, "height": 740}) as looking:
        await looking.opens(fair.site.url)
        await looking.page.locator("[data-key=moves]").click()
        for _ in range(2):
            await looking.button("An hour later").click()
            await expect(looking.page.locator(".toast").last).to_contain_text("Nobody was told anything.")
            await expect(looking.button("An hour later")).not_to_have_attribute("aria-disabled", "true")
        edges = await looking.page.evaluate(
            """() => ["#stage", "#toasts"].map((id) => document.querySelector(id).getBoundingClientRect())"""
        )
        assert edges[0]["height"] > 60  # the levers are below the rest
        assert edges[1]["top"] >= edges[0]["bottom"]
        await looking.button("Show the channels").click()
        drawer = await looking.page.locator("#drawer").bounding_box()
        assert drawer is not None
        assert drawer["y"] >= edges[0]["bottom"]


async def test_members_are_shown_where_there_is_room_and_their_button_says_so(ana: Visitor) -> None:
    members, button = (
        ana.page.locator("#members"),
        ana.page.get_by_role("button", name="Show or hide the members"),
    )
    await expect(members).to_be_visible()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await button.click()
    await expect(members).to_be_hidden()
    await expect(button).to_have_attribute("aria-expanded", "false")
    await button.click()
    await expect(members).to_be_visible()
    await ana.page.set_viewport_size({"width": 1000, "height": 800})
    await expect(members).to_be_hidden()
    await expect(button).to_have_attribute("aria-expanded", "false")
    await button.click()
    await expect(members).to_be_visible()
    await expect(button).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("language", ["en-US", "fr-FR"])
async def test_notes_stand_in_a_region_that_has_a_name(fair: Fair, browser: Browser, language: str) -> None:
    async with visitor(browser, f"notes-{language}", language=language) as looking:
        await looking.opens(fair.site.url)
        await fair.ben.says(f"Look {fair.ana.mention}", fair.guild.add_channel("elsewhere"))
        region = looking.page.get_by_role("region", name="Notifications")
        await expect(region.locator(".toast")).to_have_count(1)
        assert await looking.violations() == []


@pytest.mark.parametrize("language", ["en-US", "fr-FR"])
async def test_the_time_is_never_cut(fair: Fair, browser: Browser, language: str) -> None:
    fair.ana.name = "Wilhelmina"
    async with visitor(
        browser, f"clock-{language}", size={"width": 320, "height": 700}, language=language
    ) as looking:
        await looking.opens(fair.site.url)
        assert await looking.page.locator(".clock").evaluate(
            "clock => [clock.scrollWidth - clock.clientWidth, clock.scrollHeight - clock.clientHeight]"
        ) == [0, 0]
