"""Commands in a real browser: how one finds them, fills them in and sends them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from playground.world.interactions import InteractionType
from tests.browser import Visitor, visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_the_note_that_no_command_is_called_so_goes_with_what_was_typed(ana: Visitor) -> None:
    await ana.writing.press_sequentially("/nonsense")
    note = ana.page.locator("#composer .offers")
    await expect(note).to_contain_text("No command is called that.")
    await ana.writing.press("Enter")
    await ana.sees("/nonsense")
    await expect(note).to_be_hidden()
