"""Forms in a real browser: every kind of field, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from playground.web.forms import Forms
from playground.world.channels import ChannelType
from playground.world.interactions import InteractionType
from tests.browser import NARROW, Visitor, visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.visits import filled

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_form_takes_every_kind_of_field_and_says_what_is_missing(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    await ana.uses("/show form")
    form = page.get_by_role("dialog", name="A few questions")
    await expect(form).to_contain_text("It takes a minute.")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field", has_text="Name")).to_contain_text("This one is needed.")
    await form.get_by_label("Name").fill("A")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field", has_text="Name")).to_contain_text("At least 2 characters.")
    await form.get_by_label("Name").fill("Ana")
    await form.get_by_label("About you").fill("Two\nlines")
    await form.get_by_role("button", name="Snack").click()
    await page.get_by_role("option", name="Biscuit").click()
    await form.get_by_role("button", name="Friend").click()
    await page.keyboard.type("ben")
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Submit").click()
    await ana.sees("| ['b'] | ['Ben']")
    assert [one.text for one in fair.general.ephemeral_by_id.values()] == [
        "Ana | Two\nlines | ['b'] | ['Ben']"
    ]
    await expect(form).to_have_count(0)


async def test_boxes_circles_and_files_of_a_form_arrive(ana: Visitor) -> None:
    await ana.uses("/show boxes")
    form = ana.page.get_by_role("dialog", name="Boxes")
    await form.get_by_label("Monday").check()
    await form.get_by_label("Friday").check()
    await form.get_by_label("Large").check()
    await form.get_by_label("Send me news").check()
    await form.get_by_label("A file").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"inside"}
    )
    await form.get_by_role("button", name="Submit").click()
    await ana.sees("['Monday', 'Friday'] | Large | True | ['inside']")


async def test_people_roles_and_channels_are_picked_in_a_form(fair: Fair, ana: Visitor) -> None:
    fair.guild.add_channel("Lounge", ChannelType.VOICE)
    page = ana.page
    await ana.uses("/show picks")
    form = page.get_by_role("dialog", name="Picks")
    offered = page.get_by_role("option")
    await form.get_by_role("button", name="A role").click()
    await page.keyboard.type("help")
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="A place").click()
    await expect(offered).to_have_text(["Lounge"])  # the form asks for a voice channel
    await page.keyboard.press("Enter")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field", has_text="Anybody")).to_contain_text("This one is needed.")
    await form.get_by_role("button", name="Anybody").click()
    await offered.filter(has_text="Ben").click()
    await offered.filter(has_text="@Helpers").click()
    await page.keyboard.press("Escape")
    await form.get_by_role("button", name="Submit").click()
    await ana.sees("@Helpers | #Lounge | ")
    role, place = fair.guild.role("Helpers").mention, fair.guild.channel("Lounge").mention
    [answer] = fair.general.ephemeral_by_id.values()
    assert answer.text == f"{role} | {place} | {fair.ben.mention} and {role}"


async def test_a_field_says_what_is_wrong_with_it_for_as_long_as_it_is(ana: Visitor) -> None:
    page = ana.page
    await ana.uses("/show limits")
    form = page.get_by_role("dialog", name="Limits")
    drinks = form.get_by_role("button", name="Drinks")
    days, files, word = form.get_by_label("Monday"), form.get_by_label("Files"), form.get_by_label("Word")
    upload: Any = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}

    async def drinks_again(*names: str) -> None:
        await drinks.click()
        for name in names:
            await page.get_by_role("option", name=name).click()
        await page.keyboard.press("Escape")

    await drinks_again("Tea")
    await days.check()
    await files.set_input_files(upload)
    await word.fill("👏👏")
    await form.get_by_role("button", name="Submit").click()
    for field, trouble in (
        (drinks, "At least 2."),
        (days, "At least 2."),
        (files, "At least 2."),
        (word, "At least 3 characters."),
    ):
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(trouble)
    assert await ana.violations() == []
    await word.fill("👏👏👏👏👏👏")
    await expect(word).to_have_accessible_description("At most 5 characters.")
    await expect(form.get_by_role("alert").last).to_contain_text("look at the fields in red")
    await drinks_again("Juice")
    await days.uncheck()
    await files.set_input_files([upload, upload])
    await word.fill("👏👏👏👏👏")
    for field in (drinks, days, files, word):
        await expect(field).to_have_attribute("aria-invalid", "false")
        await expect(field).to_have_accessible_description("")
    await expect(form.locator(".form-wrong")).to_have_text("")
    await expect(drinks).to_have_text("Tea, Juice")
    await form.get_by_role("button", name="Fruit").click()
    await page.get_by_role("option", name="Apple").click()  # which was chosen, and need not be
    await expect(form.get_by_role("button", name="Fruit")).to_have_text("Choose")
    await drinks_again("Tea", "Juice")
    await form.get_by_role("button", name="Submit").click()
    await ana.sees("nothing | nothing | nothing | a.txt+a.txt | 👏👏👏👏👏")


async def test_one_can_go_on_typing_when_a_form_is_closed(ana: Visitor) -> None:
    await ana.uses("/show form")
    form = ana.page.get_by_role("dialog", name="A few questions")
    await form.get_by_label("Name").fill("Ana")
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)
    await expect(ana.writing).to_be_focused()
    await ana.page.keyboard.type("Just words")
    await expect(ana.writing).to_have_value("Just words")


async def test_a_form_sent_in_haste_arrives_once(fair: Fair, ana: Visitor) -> None:
    await ana.uses("/show form")
    form = await filled(ana)
    await form.get_by_role("button", name="Submit").dblclick()
    await expect(form).to_have_count(0)
    sent = [
        act for act in fair.guild.world.interaction_by_token.values() if act.type == InteractionType.MODAL
    ]
    assert len(sent) == 1


async def test_a_form_stays_open_with_what_was_typed_when_it_cannot_be_sent_any_more(
    fair: Fair, browser: Browser
) -> None:
    async with visitor(browser, "form-gone", size=NARROW, look="light") as looking:
        await looking.opens(fair.site.url)
        await looking.uses("/show form")
        form = await filled(looking)
        await form.get_by_label("About you").fill("A long thought")
        fair.site.forms = Forms()  # as after a restart of the playground
        await form.get_by_role("button", name="Submit").click()
        await expect(form.get_by_role("alert").last).to_have_text(
            "This form is not open any more. Copy what you wrote, and open the form anew."
        )
        await expect(form.get_by_label("About you")).to_have_value("A long thought")
        await expect(form.get_by_role("button", name="Submit")).not_to_have_attribute("aria-busy", "true")


async def test_a_file_that_cannot_be_read_any_more_is_named_and_nothing_waits_for_it(
    ana: Visitor, tmp_path: Path
) -> None:
    page = ana.page
    lost = tmp_path / "lost.txt"
    words = "lost.txt cannot be read any more. Choose it again."

    async def choose(field: Locator) -> None:
        """Chooses it, and then it is not there any more."""
        lost.write_text("inside")
        await field.set_input_files(lost)
        lost.unlink()

    await ana.uses("/show boxes")
    form = page.get_by_role("dialog", name="Boxes")
    await form.get_by_label("Large").check()
    await choose(form.get_by_label("A file"))
    submit = form.get_by_role("button", name="Submit")
    await submit.click()
    await expect(form.get_by_role("alert").last).to_have_text(words)
    lost.write_text("inside")
    await form.get_by_label("A file").set_input_files(lost)
    await submit.click()
    await ana.sees("['inside']")
    await expect(form).to_have_count(0)

    await ana.begins("/say")
    await ana.option("what").fill("hi")
    await page.locator(".command").get_by_role("button", name="Add the option file").click()
    await choose(ana.option("file"))
    await ana.option("what").press("Enter")
    await expect(page.locator(".option", has_text="file")).to_contain_text(words)


async def test_a_button_opens_a_form_and_escape_closes_it(ana: Visitor) -> None:
    await ana.uses("/show buttons")
    await ana.button("Open the form").click()
    await expect(ana.page.get_by_role("dialog", name="A few questions")).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)
