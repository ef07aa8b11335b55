"""Who one is in a real browser: somebody else, somebody new, in another language or zone."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser import Visitor, visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_is_for_one_person_only_is_seen_by_nobody_else_and_can_be_dismissed(
    fair: Fair, ana: Visitor
) -> None:
    await ana.uses("/show buttons")
    await ana.button("Primary").click()
    await expect(ana.message("You pressed Primary.")).to_contain_text("Only you can see this")
    await ana.becomes("Ben")
    await ana.sees("All the buttons")
    await expect(ana.page.locator(".message")).to_have_count(1)
    await ana.becomes("Ana")
    await ana.sees("You pressed Primary.")
    await ana.message("You pressed Primary.").get_by_role("button", name="Dismiss message").click()
    await expect(ana.page.locator(".message")).to_have_count(1)
    await fair.ben.says("Soon <t:1795861800:R>", fair.general)
    await expect(ana.message("Soon").locator(".moment")).to_have_text("in 8 days")
    await ana.page.reload()
    await ana.sees("All the buttons")
    await expect(ana.page.locator(".message")).to_have_count(2)


async def test_somebody_new_joins_now_and_is_who_one_is(fair: Fair, ana: Visitor) -> None:
    await ana.page.locator(".who").click()
    await ana.page.get_by_role("button", name="Somebody new joins now").click()
    await expect(ana.page.locator(".who")).to_have_accessible_name("You are Noor, newcomer")
    assert fair.guild.members[-1].name == "Noor"


async def test_language_and_zone_can_be_changed(fair: Fair, ana: Visitor) -> None:
    await fair.ben.says("<t:1795861800:t>", fair.general)
    await ana.page.get_by_role("button", name="Language, time zone, colours").click()
    await ana.page.get_by_label("Time zone", exact=True).select_option("Asia/Tokyo")
    await expect(ana.page.locator(".moment")).to_have_text("7:30 PM")
    await ana.page.get_by_label("Language", exact=True).select_option("fr")
    await expect(ana.page.locator(".moment")).to_have_text("19:30")
    await expect(ana.page.locator("html")).to_have_attribute("lang", "fr")
    assert (fair.ana.locale, fair.site.host.actors[0].zone) == ("fr", "Asia/Tokyo")


async def test_what_is_open_is_in_the_new_language_at_once(ana: Visitor) -> None:
    page = ana.page
    await ana.begins("/say")
    await ana.option("what").fill("Salut")
    await ana.adds("tone", "lo")
    await ana.offers.filter(has_text="loud").click()
    await ana.adds("times", "2")
    await page.get_by_role("button", name="Language, time zone, colours").click()
    await page.get_by_label("Language", exact=True).select_option("fr")
    box = page.get_by_role("dialog", name="Langue, fuseau, couleurs")
    await expect(box.get_by_label("Langue", exact=True)).to_have_value("fr")
    await expect(box.get_by_label("Langue", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".command-name")).to_have_text("/dire")
    await expect(ana.option("quoi")).to_have_value("Salut")
    await expect(ana.option("ton")).to_have_value("fort")
    await ana.option("times").press("Enter")
    await ana.sees("SALUT SALUT")


@pytest.mark.parametrize(
    ("browsers", "spoken"), [("fr-CA", "fr"), ("en-GB", "en-GB"), ("pt", "pt-BR"), ("mi", "en-US")]
)
async def test_who_comes_for_the_first_time_is_spoken_to_in_the_browsers_language(
    fair: Fair, browser: Browser, browsers: str, spoken: str
) -> None:
    async with visitor(browser, f"language-{browsers}", language=browsers) as guest:
        await guest.opens(fair.site.url)
        assert fair.ana.locale == spoken
        fair.ana.locale = "de"
        await guest.page.reload()  # now they are somebody, and what was chosen holds
        await expect(guest.page.locator("html[data-ready]")).to_be_attached()
        assert fair.ana.locale == "de"


async def test_a_mention_elsewhere_is_told_counted_and_led_to(fair: Fair, ana: Visitor) -> None:
    place = fair.guild.add_channel("elsewhere")
    await fair.ben.says(f"Look {fair.ana.mention}", place)
    toast = ana.page.locator(".toast", has_text="Ben mentioned you in #elsewhere")
    await expect(ana.page.locator("#channels .channel", has_text="elsewhere")).to_contain_text("1")
    await toast.get_by_role("button", name="Go there").click()
    await ana.sees("Look @Ana")
    await expect(ana.page.locator("#channels .count")).to_have_count(0)
    await ana.goes_to("general")
    await fair.ben.says(f"Again {fair.ana.mention}", place)
    await expect(toast).to_be_visible()
    await ana.goes_to("elsewhere")
    await expect(toast).to_have_count(0)  # it has led there, whichever way one took


async def test_time_is_moved_from_the_strip(ana: Visitor) -> None:
    await expect(ana.page.locator("#clock")).to_have_text("Fri, Nov 20, 10:00 AM")
    await ana.button("An hour later").click()
    await expect(ana.page.locator("#clock")).to_have_text("Fri, Nov 20, 11:00 AM")
    await ana.button("Tomorrow, 9:00").click()
    await expect(ana.page.locator("#clock")).to_have_text("Sat, Nov 21, 9:00 AM")
    await ana.button("Next reminder").click()
    await expect(ana.page.locator(".toast").last).to_contain_text("No reminder is planned.")
