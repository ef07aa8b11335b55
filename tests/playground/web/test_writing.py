"""Writing messages in a real browser: words, files, and what is too much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser import Visitor
from tests.playground.web.conftest import Fair

pytestmark = pytest.mark.asyncio(loop_scope="session")


HALVED = r"""() => {
  const field = document.querySelector("#composer textarea");
  field.value = "Well done \ud83d 👏";
  field.dispatchEvent(new Event("input"));
}"""
"""Leaves half an emoji, as a field's greatest length can."""


async def test_half_a_character_is_sent_as_one_that_is_missing(fair: Fair, ana: Visitor) -> None:
    await ana.page.evaluate(HALVED)
    await ana.writing.press("Enter")
    await ana.sees("Well done \ufffd 👏")
    assert [message.text for message in fair.general.messages] == ["Well done \ufffd 👏"]


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


async def test_a_text_that_is_too_long_is_said_so_and_kept(fair: Fair, ana: Visitor) -> None:
    await ana.writing.fill("x" * 2001)
    await ana.writing.press("Enter")
    await expect(ana.page.locator(".toast")).to_contain_text("At most 2000 characters.")
    await expect(ana.writing).to_have_value("x" * 2001)
    await ana.writing.fill("x" * 2000)
    await ana.writing.press("Enter")
    await ana.sees("xxx")
    assert [len(message.text) for message in fair.general.messages] == [2000]


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
