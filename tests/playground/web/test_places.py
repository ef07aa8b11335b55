"""Servers, channels, threads, direct messages, events and voice: the places of the page in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from playground.world import events, threads
from playground.world.channels import ChannelType
from playground.world.events import EntityType
from playground.world.messages import Draft
from tests.browser import Visitor, visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.visits import unplugged

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_servers_channels_and_members_with_their_roles_are_listed(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    await expect(page).to_have_title("#general · Playground")
    await expect(page.get_by_role("navigation", name="Servers").get_by_role("button")).to_have_count(2)
    assert await page.locator("#channels .channel-name").all_inner_texts() == ["general"]
    await expect(page.locator("#head .topic")).to_have_text("Everything")
    assert (await page.locator("#members .category").all_inner_texts()) == [
        "Helpers · 1",
        "Members · 2",
        "Apps · 1",
    ]
    await expect(page.locator("#members .member", has_text="Ben")).to_contain_text("Helpers")

    fair.guild.add_channel("secret", overwrites={})
    fair.guild.channel("secret").set_overwrite(fair.guild.everyone, deny="view_channel")
    fair.guild.add_channel("open")
    await expect(page.locator("#channels .channel-name")).to_have_text(["general", "open"])


async def test_direct_messages_and_threads_are_places_like_others(fair: Fair, ana: Visitor) -> None:
    await ana.page.locator("#members .member", has_text="Ben").click()
    await ana.page.get_by_role("button", name="Write a message").click()
    await expect(ana.page.locator("#head h1")).to_have_text("Ben")
    await ana.writing.press_sequentially("Between us")
    await ana.page.keyboard.press("Enter")
    await ana.sees("Between us")
    await ana.page.get_by_role("button", name="Learners").click()

    said = await fair.ben.says("A topic of its own", fair.general)
    thread = threads.create(fair.general, fair.ben, "Details", on=said)
    await expect(ana.message("A topic of its own")).to_contain_text("0 messages")
    thread.post(fair.ben, Draft("First detail"))
    await expect(ana.message("A topic of its own")).to_contain_text("1 message")
    await ana.message("A topic of its own").get_by_role("button", name=re.compile("Details")).click()
    await ana.sees("First detail")
    await expect(ana.page.locator("#head h1")).to_have_text("#general › Details")


def planned(fair: Fair) -> events.ScheduledEvent:
    """A walk that Ben announces for tomorrow."""
    start = fair.discord.clock.now() + timedelta(days=1)
    return events.create(
        fair.guild, fair.ben, name="Evening walk", start=start, end=start + timedelta(hours=1),
        entity_type=EntityType.EXTERNAL, location="The lake",
    )  # fmt: skip


async def test_scheduled_events_are_listed_and_the_open_list_shows_what_holds_now(
    fair: Fair, ana: Visitor
) -> None:
    event = planned(fair)
    opener = ana.page.get_by_role("button", name=re.compile("Events"))
    await opener.click()
    shown = ana.page.locator(".event")
    await expect(shown).to_contain_text("Saturday, November 21, 2026 at 10:00 AM")
    await expect(shown).to_contain_text("0 interested")
    await shown.get_by_role("button", name="Interested", exact=True).press("Enter")
    await expect(shown.get_by_role("button", name="Not interested")).to_be_focused()
    await expect(shown).to_contain_text("1 interested")
    assert event.subscribers == [fair.ana]
    fair.ben.is_interested_in(event)
    await expect(shown).to_contain_text("2 interested")
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await shown.get_by_role("button", name="Not interested").click()
    await expect(shown).to_contain_text("1 interested")
    assert event.subscribers == [fair.ben]
    event.remove()
    await expect(ana.page.get_by_role("dialog", name="Events")).to_have_text("Nothing is planned any more.")


async def test_a_mark_on_an_event_that_did_not_arrive_is_said(fair: Fair, browser: Browser) -> None:
    event = planned(fair)
    async with visitor(browser, "event-cut") as looking:
        await looking.opens(fair.site.url)
        await looking.page.get_by_role("button", name=re.compile("Events")).click()
        async with unplugged(fair):
            await expect(looking.page.locator(".cut-note")).to_have_count(1)
            await looking.button("Interested").click()
            await expect(looking.page.locator(".toast")).to_contain_text(
                "The playground is not there any more."
            )
        assert event.subscribers == []
        looking.complaints[:] = [one for one in looking.complaints if "WebSocket" not in one]


async def test_voice_channels_are_entered_and_left(fair: Fair, ana: Visitor) -> None:
    lounge = fair.guild.add_channel("Lounge", ChannelType.VOICE, user_limit=2)
    fair.ben.enters(lounge)
    await ana.goes_to("Lounge")
    inside = ana.page.get_by_label("In voice in Lounge").locator(".channel-name")
    await expect(inside).to_have_text(["Ben"])
    await ana.button("Join voice").click()
    await expect(inside).to_have_text(["Ben", "Ana"])
    assert [member.name for member in lounge.voice_members] == ["Ben", "Ana"]
    assert await ana.violations() == []
    await ana.photographs("voice")
    await expect(ana.button("Leave voice")).to_be_focused()
    await ana.page.keyboard.press("Enter")
    await expect(inside).to_have_text(["Ben"])
    await ana.becomes("Ben")
    await ana.goes_to("Lounge")
    await ana.button("Quitter le vocal").click()
    await expect(ana.button("Entrer dans le vocal")).to_be_visible()
    assert lounge.voice_members == []
