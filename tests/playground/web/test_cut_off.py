"""The page in a real browser without a connection: nothing is lost, and nobody is told what is not so."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from playground.world.interactions import InteractionType
from tests.browser import visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.showcase import SILENCE
from tests.playground.web.visits import filled, unplugged

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_page_that_was_cut_off_comes_back_by_itself(fair: Fair, browser: Browser) -> None:
    async with visitor(browser, "cut") as looking:
        await looking.opens(fair.site.url)
        await fair.discord.go_down()
        await expect(looking.page.locator(".cut-note")).to_contain_text(
            "The playground is not there any more."
        )
        await fair.discord.come_back()
        await expect(looking.page.locator(".cut-note")).to_have_count(0)
        await fair.ben.says("Back again", fair.general)
        await looking.sees("Back again")
        # The browser itself says that it could not connect.
        looking.complaints[:] = [one for one in looking.complaints if "ERR_CONNECTION_REFUSED" not in one]


async def test_nothing_that_was_typed_is_lost_when_the_page_is_cut_off(fair: Fair, browser: Browser) -> None:
    async with visitor(browser, "cut-typing") as looking:
        page = looking.page
        await looking.opens(fair.site.url)
        await looking.uses("/show form")
        form = await filled(looking)
        async with unplugged(fair):
            await expect(page.locator(".cut-note")).to_have_count(1)
            await form.get_by_role("button", name="Submit").click()
            await expect(form.get_by_role("alert").last).to_contain_text(
                "The playground is not there any more."
            )
        await expect(page.locator(".cut-note")).to_have_count(0)
        await form.get_by_role("button", name="Submit").click()
        await looking.sees("Ana | ")
        await fair.ben.says("Any thoughts?", fair.general)
        await looking.message("Any thoughts?").hover()
        await looking.message("Any thoughts?").get_by_role("button", name="Reply").click()
        await page.locator("#composer input[type=file]").set_input_files(
            {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Step one"}
        )
        await expect(page.locator(".extra")).to_have_count(2)
        async with unplugged(fair):
            await expect(page.locator(".cut-note")).to_have_count(1)
            await looking.writing.fill("A long thought")
            await looking.writing.press("Enter")
            await expect(page.locator(".extra")).to_have_text(["Replying to Ben", "plan.txt · 8 B"])
            for _ in range(2):
                toast = page.locator(".toast")
                await expect(toast).to_contain_text("The playground is not there any more.")
                await toast.get_by_role("button", name="Close").click()
                await expect(toast).to_have_count(0)
                await looking.button("An hour later").click()
            await expect(page.locator(".toast")).to_have_count(1)
        await expect(page.locator(".cut-note")).to_have_count(0)
        await expect(looking.writing).to_have_value("A long thought")
        await expect(page.locator(".extra")).to_have_text(["Replying to Ben", "plan.txt · 8 B"])
        await looking.writing.press("Enter")
        await looking.sees("A long thought")
        sent = fair.general.messages[-1]
        assert (sent.reference, [one.data for one in sent.attachments]) == (
            fair.general.messages[-2],
            [b"Step one"],
        )
        looking.complaints[:] = [one for one in looking.complaints if "WebSocket" not in one]


async def test_of_what_was_on_its_way_when_the_line_was_cut_nobody_says_that_it_was_not_sent(
    fair: Fair, browser: Browser
) -> None:
    async with visitor(browser, "cut-form") as looking:
        fair.discord.answer_seconds = 60
        await looking.opens(fair.site.url)
        await looking.uses("/show form")
        form = await filled(looking)
        await form.get_by_label("About you").fill(SILENCE)
        submit = form.get_by_role("button", name="Submit")
        await submit.click()
        await fair.discord.until(
            lambda: any(
                act.type == InteractionType.MODAL for act in fair.guild.world.interaction_by_token.values()
            )
        )
        async with unplugged(fair):
            await expect(form.get_by_role("alert").last).to_contain_text("nobody knows whether this was done")
        await expect(looking.page.locator(".cut-note")).to_have_count(0)
        await submit.click()
        await expect(form.get_by_role("alert").last).to_have_text(
            "This form was sent already. Look below what came of it."
        )
        looking.complaints[:] = [one for one in looking.complaints if "WebSocket" not in one]


async def test_a_command_that_could_not_be_sent_is_there_again_as_it_was_typed(
    fair: Fair, browser: Browser
) -> None:
    everyone = fair.guild.everyone
    other = fair.guild.add_channel("other")
    async with visitor(browser, "cut-command") as looking:
        await looking.opens(fair.site.url)
        await looking.begins("/say")
        await looking.option("what").fill("A long thought")
        await looking.adds("times", "2")
        async with unplugged(fair):
            await expect(looking.page.locator(".cut-note")).to_have_count(1)
            await looking.page.keyboard.press("Enter")
            await expect(looking.page.locator(".toast")).to_contain_text(
                "The playground is not there any more."
            )
            await expect(looking.option("what")).to_have_value("A long thought")
        await expect(looking.page.locator(".cut-note")).to_have_count(0)
        fair.general.set_overwrite(everyone, deny="use_application_commands")
        await looking.option("times").press("Enter")
        await expect(looking.page.locator(".toast").last).to_contain_text("That is not there any more.")
        await looking.goes_to("other")
        await expect(looking.writing).to_be_visible()
        fair.general.set_overwrite(everyone)
        await looking.goes_to("general")
        await looking.option("times").press("Enter")
        await looking.sees("A long thought A long thought")
        await expect(looking.writing).to_be_visible()
        assert other.messages == []
        looking.complaints[:] = [one for one in looking.complaints if "WebSocket" not in one]
