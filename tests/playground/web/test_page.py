"""The page in a real browser: what one sees, and what one can do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from playground.web.forms import Forms
from playground.web.site import STATIC
from playground.world import events, threads
from playground.world.channels import ChannelType
from playground.world.events import EntityType
from playground.world.interactions import InteractionType
from playground.world.messages import Draft
from tests.browser import NARROW, WIDE, Look, Visitor, visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.showcase import SILENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")


HALVED = r"""() => {
  const field = document.querySelector("#composer textarea");
  field.value = "Well done \ud83d 👏";
  field.dispatchEvent(new Event("input"));
}"""
"""Leaves half an emoji, as a field's greatest length can."""

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


# What there is to see


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


async def test_messages_come_change_and_go_as_they_do_in_the_playground(fair: Fair, ana: Visitor) -> None:
    said = await fair.ben.says("Hello", fair.general)
    await ana.sees("Hello")
    fair.ben.edits(said, "Hello everybody")
    await expect(ana.message("Hello everybody")).to_contain_text("(edited)")
    fair.ben.deletes(said)
    await expect(ana.page.locator(".message")).to_have_count(0)


async def test_markdown_mentions_and_moments_are_shown_as_the_reader_has_them(
    fair: Fair, ana: Visitor
) -> None:
    role = fair.guild.role("Helpers")
    await fair.ben.says(
        f"## Title\n**bold** *slanted* __under__ ~~gone~~ `code` ||hidden||\n> quoted\n- one\n- two\n"
        f"```py\nx = 1\n```\n-# small {fair.ana.mention} {role.mention} {fair.general.mention} "
        "<t:1795861800:F> <t:1795861800:R> [here](https://example.com/a) <script>alert(1)</script>",
        fair.general,
    )
    message = ana.message("Title")
    await expect(message.get_by_role("heading", name="Title")).to_be_visible()
    tags = ("strong", "em", "u", "s", "blockquote p", "pre code", "ul li:first-child")
    found = {tag: await message.locator(f".text {tag}").first.inner_text() for tag in tags}
    assert found == {
        "strong": "bold", "em": "slanted", "u": "under", "s": "gone", "blockquote p": "quoted", "pre code": "x = 1",
        "ul li:first-child": "one",
    }  # fmt: skip
    assert await message.locator(".mention").all_inner_texts() == ["@Ana", "@Helpers", "#general"]
    assert await message.locator(".moment").all_inner_texts() == [
        "Saturday, November 28, 2026 at 11:30 AM",
        "in 8 days",
    ]
    link = message.get_by_role("link", name="here")
    assert [await link.get_attribute("href"), await link.get_attribute("rel")] == [
        "https://example.com/a",
        "noreferrer noopener",
    ]
    await expect(message).to_contain_text("<script>alert(1)</script>")
    await expect(message.get_by_text("hidden")).to_be_hidden()
    await message.get_by_role("button", name="Show what is hidden").click()
    await expect(message.get_by_text("hidden")).to_be_visible()
    assert "pings" in str(await message.get_attribute("class"))

    await ana.becomes("Ben")
    await expect(ana.message("Title").locator(".moment")).to_have_text(
        ["samedi 28 novembre 2026 à 05:30", "dans 8 jours"]
    )


async def test_what_ends_a_sentence_is_no_part_of_a_link(fair: Fair, ana: Visitor) -> None:
    await fair.ben.says(
        "See https://example.com/a.html. Or (https://example.com/b), or “https://example.com/?q=c:”; "
        "https://example.com/d/, https://example.com/e?f=1.5, <https://example.com/g.>",
        fair.general,
    )
    links = ana.message("See").get_by_role("link")
    await expect(links).to_have_text(
        [
            "https://example.com/a.html",
            "https://example.com/b",
            "https://example.com/?q=c:”",
            "https://example.com/d/",
            "https://example.com/e?f=1.5",
            "https://example.com/g.",
        ]
    )


async def test_components_of_the_second_version_are_all_drawn(ana: Visitor) -> None:
    await ana.uses("/show layout")
    message = ana.message("This box has an accent.")
    box = message.locator(".container")
    assert await box.evaluate("box => getComputedStyle(box).borderInlineStartColor") == "rgb(224, 134, 60)"
    await expect(message.get_by_role("heading", name="Welcome")).to_be_visible()
    await expect(message.get_by_alt_text("A tent")).to_be_visible()
    await expect(message.get_by_alt_text("A lake")).to_be_visible()
    assert await message.get_by_alt_text("A lake").evaluate("image => image.naturalWidth") == 320
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
    assert await message.locator(".embed dt").all_inner_texts() == ["One", "Two"]
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
    for menu, typed, chosen in (
        ("Somebody", "be", "@Ben"),
        ("Some role", "help", "@Helpers"),
        ("Some place", "gen", "#general"),
        ("Anybody", "be", "@Ben"),
        ("Anybody", "help", "@Helpers"),
    ):
        await ana.button(menu).click()
        await page.keyboard.type(typed)
        await page.keyboard.press("Enter")
        await ana.sees(f"You chose {chosen}.")


# Commands


async def test_a_slash_lists_the_commands_in_the_readers_language(ana: Visitor) -> None:
    await ana.writing.press_sequentially("/s")
    names = [
        "/say",
        "/show boxes",
        "/show buttons",
        "/show count",
        "/show embed",
        "/show form",
        "/show layout",
        "/show limits",
        "/show menus",
        "/show picks",
        "/slow",
    ]
    await expect(ana.offers.locator(".offer-label")).to_have_text(names)
    await ana.writing.fill("")
    await ana.becomes("Ben")
    await ana.writing.press_sequentially("/di")
    await expect(ana.offers.first).to_contain_text("Le dit")
    await ana.writing.press("Tab")
    await expect(ana.page.locator(".command-name")).to_have_text("/dire")
    await ana.option("quoi").fill("Salut")
    await ana.page.keyboard.press("Enter")
    await ana.sees("Salut")


async def test_a_swipe_over_the_commands_scrolls_them_and_a_tap_takes_one(
    fair: Fair, browser: Browser
) -> None:
    async with visitor(browser, "swipe", size={"width": 390, "height": 460}) as looking:
        await looking.opens(fair.site.url)
        await looking.writing.press_sequentially("/")
        await expect(looking.offers.nth(3)).to_be_visible()
        box = await looking.offers.nth(3).bounding_box()
        assert box is not None
        finger: Any = await looking.page.context.new_cdp_session(looking.page)
        across = box["x"] + 60
        for kind, places in (
            ("touchStart", [box["y"] + 30]),
            *(("touchMove", [box["y"] + 30 - 10 * step]) for step in range(1, 13)),
            ("touchEnd", []),
        ):
            points = [{"x": across, "y": place} for place in places]
            await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        await looking.page.wait_for_function("document.querySelector('#composer .offers ul').scrollTop > 60")
        await expect(looking.writing).to_be_focused()
        tapped = looking.offers.filter(has_text="/show buttons")
        await tapped.evaluate("option => option.click()")  # as a screen reader does
        await expect(looking.page.locator(".command-name")).to_have_text("/show buttons")
        await looking.page.keyboard.press("Escape")
        await looking.writing.press_sequentially("/")
        await looking.offers.filter(has_text="/show buttons").click()
        await expect(looking.page.locator(".command-name")).to_have_text("/show buttons")


async def test_options_have_choices_and_say_what_is_wrong_with_them(ana: Visitor) -> None:
    page = ana.page
    await ana.begins("/say")
    await page.keyboard.press("Enter")
    await expect(page.locator(".option", has_text="what")).to_contain_text("This one is needed.")
    await ana.option("what").fill("hi")
    await ana.adds("times", "7")
    await page.keyboard.press("Enter")
    await expect(page.locator(".option", has_text="times")).to_contain_text("At most 5.")
    await ana.option("times").fill("2")
    await ana.adds("tone", "lo")
    await expect(ana.offers).to_have_text(["loud"])
    await page.keyboard.press("Enter")
    await ana.adds("to", "b")
    await ana.offers.filter(has_text="Ben").click()
    await ana.adds("sure", "f")
    await page.keyboard.press("Enter")
    await page.locator(".command").get_by_role("button", name="Add the option file").click()
    await ana.option("file").set_input_files(
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"milk"}
    )
    await page.locator(".command").get_by_role("button", name="Send").click()
    await ana.sees("HI HI to @Ben with list.txt of 4 bytes?")


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("0x3", "A whole number, please."),
        (" ", "A whole number, please."),
        ("2.0", "A whole number, please."),
        ("1e0", "A whole number, please."),
        ("9007199254740993", "At most 5."),
        ("-9007199254740993", "At least 1."),
        (" 2 ", ""),
    ],
)
async def test_numbers_are_taken_as_discord_takes_them(ana: Visitor, typed: str, trouble: str) -> None:
    await ana.begins("/say")
    await ana.option("what").fill("hi")
    await ana.adds("times", typed)
    await ana.page.keyboard.press("Enter")
    if trouble:
        await expect(ana.page.locator(".option", has_text="times")).to_contain_text(trouble)
    else:
        await ana.sees("hi hi")


async def test_a_number_that_cannot_be_sent_exactly_is_not_sent_as_another_one(ana: Visitor) -> None:
    read = """async (text) => {
      const {numberIn} = await import("./typed.js");
      return [true, false].map((whole) => numberIn(text, {}, {whole}));
    }"""
    exact = {"value": 9007199254740992}
    large, small = {"wrong": "At most 9007199254740992."}, {"wrong": "At least -9007199254740992."}
    whole, none = {"wrong": "A whole number, please."}, {"wrong": "A number, please."}
    assert [
        await ana.page.evaluate(read, text)
        for text in (
            "9007199254740992",
            "9007199254740993",
            "-9007199254740993",
            "2,5",
            ".5",
            "+3",
            "Infinity",
        )
    ] == [
        [exact, exact],
        [large, large],
        [small, small],
        [whole, {"value": 2.5}],
        [whole, none],
        [{"value": 3}, {"value": 3}],
        [whole, none],
    ]


async def test_what_is_typed_after_a_command_names_an_option_and_is_never_lost(ana: Visitor) -> None:
    page = ana.page
    await ana.begins("/mute")
    await page.keyboard.type(" xy")
    await page.keyboard.press("Enter")
    await expect(page.locator(".command-name")).to_have_text("/mute")
    await expect(page.locator("#composer .offers")).to_contain_text("Nothing fits.")
    await page.keyboard.press("Escape")
    await ana.begins("/say")
    await page.keyboard.type("hi")
    await page.keyboard.press("Tab")
    await expect(ana.offers.locator(".offer-label")).to_have_text(["tone", "times", "to", "sure", "file"])
    await page.keyboard.type("ti")
    await expect(ana.offers.locator(".offer-label")).to_have_text(["times"])
    await page.keyboard.press("Enter")
    await expect(ana.option("times")).to_be_focused()
    await page.keyboard.type("2")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Backspace")
    await expect(ana.option("times")).to_be_focused()
    await page.keyboard.press("Enter")
    await ana.sees("hi hi")


async def test_suggestions_follow_what_is_typed_and_a_slow_answer_is_awaited(ana: Visitor) -> None:
    await ana.begins("/slow")
    await expect(ana.offers).to_have_text(["Apple", "Apricot", "Banana"])
    await ana.option("fruit").press_sequentially("ap")
    await expect(ana.offers).to_have_text(["Apple", "Apricot"])
    await ana.page.keyboard.press("ArrowDown")
    await ana.page.keyboard.press("Enter")
    await expect(ana.option("fruit")).to_have_value("Apricot")
    await ana.page.keyboard.press("Enter")
    await ana.sees("Here is your apricot.")
    await expect(ana.page.locator(".message")).to_have_count(1)


async def test_a_command_can_be_left_and_the_rest_is_text(fair: Fair, ana: Visitor) -> None:
    await ana.begins("/say")
    await ana.page.keyboard.press("Escape")
    await ana.writing.press_sequentially("Just words")
    await ana.page.keyboard.press("Enter")
    await ana.sees("Just words")
    assert [message.text for message in fair.general.messages] == ["Just words"]


# Forms


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


async def filled(visitor: Visitor) -> Locator:
    """The showcase's form with what it needs."""
    form = visitor.page.get_by_role("dialog", name="A few questions")
    await form.get_by_label("Name").fill("Ana")
    await form.get_by_role("button", name="Snack").click()
    await visitor.page.get_by_role("option", name="Biscuit").click()
    return form


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

    await ana.begins("/say")
    await ana.option("what").fill("hi")
    await page.locator(".command").get_by_role("button", name="Add the option file").click()
    await choose(ana.option("file"))
    await ana.option("what").press("Enter")
    await expect(page.locator(".option", has_text="file")).to_contain_text(words)


async def test_a_command_pasted_and_sent_at_once_is_no_message(fair: Fair, ana: Visitor) -> None:
    await ana.writing.evaluate(
        "(field) => { field.value = '/show'; field.dispatchEvent(new Event('input')); }"
    )
    await ana.writing.press("Enter")
    await expect(ana.page.locator(".command-name")).to_have_text("/show boxes")
    assert fair.general.messages == []


async def test_a_command_with_a_file_sent_in_haste_arrives_once(
    fair: Fair, ana: Visitor, tmp_path: Path
) -> None:
    await ana.begins("/say")
    await ana.option("what").fill("hi")
    await ana.page.locator(".command").get_by_role("button", name="Add the option file").click()
    large = tmp_path / "large.txt"
    large.write_text("x" * 4_000_000)
    await ana.option("file").set_input_files(large)
    await ana.option("what").focus()
    for _ in range(2):
        await ana.page.keyboard.press("Enter")
    await ana.sees("hi")
    sent = [
        act for act in fair.guild.world.interaction_by_token.values() if act.type == InteractionType.COMMAND
    ]
    assert len(sent) == 1


async def test_half_a_character_is_sent_as_one_that_is_missing(fair: Fair, ana: Visitor) -> None:
    await ana.page.evaluate(HALVED)
    await ana.writing.press("Enter")
    await ana.sees("Well done \ufffd 👏")
    assert [message.text for message in fair.general.messages] == ["Well done \ufffd 👏"]


async def test_a_button_opens_a_form_and_escape_closes_it(ana: Visitor) -> None:
    await ana.uses("/show buttons")
    await ana.button("Open the form").click()
    await expect(ana.page.get_by_role("dialog", name="A few questions")).to_be_visible()
    await ana.page.keyboard.press("Escape")
    await expect(ana.page.get_by_role("dialog")).to_have_count(0)


# People


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


# Around messages


async def test_people_react_reply_delete_and_use_a_messages_menu(fair: Fair, ana: Visitor) -> None:
    said = await fair.ben.says("Three plain words", fair.general)
    await ana.message("Three plain words").hover()
    await ana.message("Three plain words").get_by_role("button", name="Add a reaction").click()
    await ana.page.get_by_role("button", name="👍").click()
    await expect(ana.message("Three plain words").get_by_role("button", name="👍, 1")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert [(one.emoji, one.users) for one in said.reactions] == [("👍", [fair.ana])]
    await ana.message("Three plain words").get_by_role("button", name="👍, 1").click()
    await expect(ana.page.locator(".reaction")).to_have_count(0)

    await ana.message("Three plain words").get_by_role("button", name="Apps").click()
    await ana.page.get_by_role("button", name="Count words").click()
    await ana.sees("It has 3 words.")

    await ana.message("Three plain words").hover()
    await ana.message("Three plain words").get_by_role("button", name="Reply").click()
    await ana.writing.press_sequentially("Indeed")
    await ana.page.keyboard.press("Enter")
    await expect(ana.message("Indeed")).to_contain_text("Three plain words")
    assert fair.general.messages[-1].reference is said

    await ana.message("Indeed").hover()
    await ana.message("Indeed").get_by_role("button", name="Delete").click()
    await expect(ana.page.locator(".message", has_text="Indeed")).to_have_count(0)


async def test_files_are_sent_and_shown(fair: Fair, ana: Visitor) -> None:
    await ana.page.locator("#composer input[type=file]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Step one"}
    )
    await ana.writing.press_sequentially("The plan")
    await expect(ana.page.locator(".extra")).to_contain_text("plan.txt · 8 B")
    await ana.page.keyboard.press("Enter")
    await expect(ana.message("The plan").get_by_role("link", name="Download plan.txt")).to_be_visible()
    assert fair.general.messages[-1].attachments[0].data == b"Step one"


def blank(folder: Path, name: str, megabytes: int) -> Path:
    """A file of zeros."""
    with (folder / name).open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    return folder / name


async def test_files_up_to_discords_limit_are_taken_and_larger_ones_are_refused_where_they_are_chosen(
    fair: Fair, ana: Visitor, tmp_path: Path
) -> None:
    page = ana.page
    too_large = blank(tmp_path, "c.bin", 11)
    chosen = page.locator("#composer input[type=file]")
    toast = page.locator(".toast").last
    large = "c.bin is too large: a file has 10 MB at most."
    await chosen.set_input_files([blank(tmp_path, "a.bin", 7), blank(tmp_path, "b.bin", 7)])
    await expect(page.locator(".extra")).to_have_text(["a.bin · 7.0 MB", "b.bin · 7.0 MB"])
    await chosen.set_input_files(too_large)
    await expect(toast).to_contain_text(large)
    await chosen.set_input_files([blank(tmp_path, f"{number}.bin", 0) for number in range(9)])
    await expect(toast).to_contain_text("At most 10 files.")
    await ana.writing.press("Enter")
    await expect(ana.message("a.bin")).to_contain_text("b.bin")
    assert [len(one.data) for one in fair.general.messages[-1].attachments] == [7 * 1024 * 1024] * 2

    await ana.begins("/say")
    await ana.option("what").fill("hi")
    await page.locator(".command").get_by_role("button", name="Add the option file").click()
    await ana.option("file").set_input_files(too_large)
    await page.locator(".command").get_by_role("button", name="Send").click()
    await expect(page.locator(".option", has_text="file")).to_contain_text(large)
    await page.keyboard.press("Escape")

    await ana.uses("/show boxes")
    form = page.get_by_role("dialog", name="Boxes")
    await form.get_by_label("Large").check()
    await form.get_by_label("A file").set_input_files(too_large)
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field", has_text="A file")).to_contain_text(large)


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


async def test_time_is_moved_from_the_strip(ana: Visitor) -> None:
    await expect(ana.page.locator("#clock")).to_have_text("Fri, Nov 20, 10:00 AM")
    await ana.button("An hour later").click()
    await expect(ana.page.locator("#clock")).to_have_text("Fri, Nov 20, 11:00 AM")
    await ana.button("Tomorrow, 9:00").click()
    await expect(ana.page.locator("#clock")).to_have_text("Sat, Nov 21, 9:00 AM")
    await ana.button("Next reminder").click()
    await expect(ana.page.locator(".toast").last).to_contain_text("No reminder is planned.")


# Size, reach and trouble


async def test_of_five_thousand_messages_only_a_window_is_in_the_page(fair: Fair, ana: Visitor) -> None:
    place = fair.guild.add_channel("long")
    for number in range(1, 5001):
        place.post(fair.ben, Draft(f"Number {number}"))
    await ana.goes_to("long")
    await ana.sees("Number 5000")
    most = await ana.page.evaluate(TO_THE_TOP)
    await expect(ana.page.locator(".message").first).to_contain_text("Number 1")
    assert most == 150
    await ana.button("Jump to the newest messages").click()
    await ana.sees("Number 5000")


async def test_everything_can_be_reached_with_the_keyboard(ana: Visitor) -> None:
    await ana.uses("/show count")
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


COMPOSED = """() => {
  const field = document.querySelector("#composer textarea");
  window.field = field;
  field.addEventListener("compositionend", () => (window.broken = true));
}"""


async def test_the_world_changes_and_half_composed_words_stay(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    await ana.writing.focus()
    await page.evaluate(COMPOSED)
    keyboard: Any = await page.context.new_cdp_session(page)
    await keyboard.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    await expect(ana.writing).to_have_value("にほ")
    place = fair.general
    place.set_overwrite(fair.guild.everyone, deny="attach_files")
    place.edit(name="renamed")
    await expect(page.locator("#channels .channel-name")).to_have_text(["renamed"])
    await expect(ana.writing).to_have_accessible_name("Message #renamed")
    await expect(page.get_by_role("button", name="Attach a file")).to_be_hidden()
    assert await page.evaluate("[field.isConnected, window.broken, document.activeElement === field]") == [
        True, None, True,
    ]  # fmt: skip
    await keyboard.send("Input.insertText", {"text": "日本"})
    await expect(ana.writing).to_have_value("日本")


async def test_a_mention_that_was_picked_is_there_again_when_one_comes_back(fair: Fair, ana: Visitor) -> None:
    fair.guild.add_channel("other")
    await ana.writing.press_sequentially("Hello @be")
    await ana.offers.filter(has_text="Ben").click()
    wanted = f"Hello {fair.ben.mention} "
    await expect(ana.writing).to_have_value(wanted)
    await ana.goes_to("other")
    await expect(ana.writing).to_have_value("")
    await ana.goes_to("general")
    await expect(ana.writing).to_have_value(wanted)


async def test_new_messages_are_read_out_each_of_them(fair: Fair, ana: Visitor) -> None:
    await asyncio.gather(
        fair.ben.says("Can you **hear** me?", fair.general), fair.ben.says("And me?", fair.general)
    )
    await expect(ana.page.locator("#announcer p")).to_have_text(["Ben: Can you hear me?", "Ben: And me?"])


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


CALLED_BY_NAME = {
    "member", "organizer", "moderator", "admin", "newcomer",  # what a host says of whom one can be
    "hour", "tomorrow", "due",  # where time can be moved
    "auto", "dark", "light",
    "pinned", "joined", "started thread",
    "refused gone", "refused rights", "refused slowmode", "refused blocked", "refused full", "refused large", "refused many",
    "refused long", "refused form", "refused sent", "refused unwritable", "refused stuck",
    "refused unfit", "refused crash",
}  # fmt: skip
"""Texts whose key the page puts together or is told."""


async def test_the_pages_texts_are_the_same_in_every_language_and_each_is_used(ana: Visitor) -> None:
    texts: dict[str, dict[str, str | dict[str, str]]] = await ana.page.evaluate(
        "import('./texts.js').then(module => module.TEXTS)"
    )
    facts = re.compile(r"\{\w+\}")
    assert sorted(texts) == ["en", "fr"]
    shapes = {
        language: {
            key: {form: sorted(facts.findall(text)) for form, text in said.items()}
            if isinstance(said, dict)
            else sorted(facts.findall(said))
            for key, said in words.items()
        }
        for language, words in texts.items()
    }
    assert shapes["fr"] == shapes["en"]
    asked_for = set(CALLED_BY_NAME)
    for file in STATIC.iterdir():
        if file.name.endswith(".js") and file.name != "texts.js":
            for call in re.findall(r"\b(?:t|aside)\(([^()]*)", file.read_text(encoding="utf-8")):
                asked_for.update(re.findall(r'"([\w ]+)"', call))
    assert asked_for == set(texts["en"])


async def test_one_and_many_are_told_apart_in_each_language(ana: Visitor) -> None:
    said = await ana.page.evaluate(
        """async () => {
          const {aside} = await import("./texts.js");
          const forms = (key) => [0, 1, 2].map((count) => aside(key, {count}));
          const english = forms("unread");
          sessionStorage.setItem("playground.language", "fr");
          return [english, forms("event count")];
        }"""
    )
    assert said == [
        ["0 mentions", "1 mention", "2 mentions"],
        ["0 intéressé", "1 intéressé", "2 intéressés"],
    ]


async def test_a_locale_that_is_none_does_no_harm(fair: Fair, browser: Browser) -> None:
    fair.ana.locale = "fr_FR"
    await fair.ben.says("Now <t:1795861800:R>", fair.general)
    async with visitor(browser, "no-locale") as looking:
        await looking.page.add_init_script("sessionStorage.setItem('playground.language', 'x_!')")
        await looking.page.add_init_script(f"sessionStorage.setItem('playground.viewer', '{fair.ana.id}')")
        await looking.opens(fair.site.url)
        await expect(looking.message("Now").locator(".moment")).to_have_text("in 8 days")
        await expect(looking.page.locator("#clock")).to_have_text("Fri, Nov 20, 10:00 AM")
        await looking.button("Language, time zone, colours").click()
        await expect(looking.page.get_by_label("Language", exact=True)).to_have_value("fr_FR")


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


@asynccontextmanager
async def unplugged(fair: Fair) -> AsyncGenerator[None]:
    """The page has no connection, while the bot goes on."""
    front, fair.discord.front = fair.discord.front, None
    await asyncio.gather(*(session.close() for session in list(fair.site.sessions)))
    yield
    fair.discord.front = front


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


async def test_a_text_that_is_too_long_is_said_so_and_kept(fair: Fair, ana: Visitor) -> None:
    await ana.writing.fill("x" * 2001)
    await ana.writing.press("Enter")
    await expect(ana.page.locator(".toast")).to_contain_text("At most 2000 characters.")
    await expect(ana.writing).to_have_value("x" * 2001)
    await ana.writing.fill("x" * 2000)
    await ana.writing.press("Enter")
    await ana.sees("xxx")
    assert [len(message.text) for message in fair.general.messages] == [2000]


async def test_the_note_that_no_command_is_called_so_goes_with_what_was_typed(ana: Visitor) -> None:
    await ana.writing.press_sequentially("/nonsense")
    note = ana.page.locator("#composer .offers")
    await expect(note).to_contain_text("No command is called that.")
    await ana.writing.press("Enter")
    await ana.sees("/nonsense")
    await expect(note).to_be_hidden()
