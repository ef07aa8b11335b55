"""Messages in a real browser: how they are drawn, and what one does with them."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from playground.world.messages import Draft
from tests.browser import Visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.visits import TO_THE_TOP

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
        "https://example.com/d/, https://example.com/e?f=1.5, <https://example.com/g.> "
        "(https://example.com/h_(i)), https://example.com/j_(k_(l))_m. https://example.com/n_(o",
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
            "https://example.com/h_(i)",
            "https://example.com/j_(k_(l))_m",
            "https://example.com/n_(o",
        ]
    )


async def test_an_address_with_parentheses_can_have_other_words(fair: Fair, ana: Visitor) -> None:
    await fair.ben.says(
        "([a page](https://example.com/a_(b)), [another](<https://example.com/c>))", fair.general
    )
    await expect(ana.message("a page").locator(".text")).to_have_text("(a page, another)")
    links = await ana.message("a page").get_by_role("link").all()
    assert [await link.get_attribute("href") for link in links] == [
        "https://example.com/a_(b)",
        "https://example.com/c",
    ]


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


async def test_new_messages_are_read_out_each_of_them(fair: Fair, ana: Visitor) -> None:
    await asyncio.gather(
        fair.ben.says("Can you **hear** me?", fair.general), fair.ben.says("And me?", fair.general)
    )
    await expect(ana.page.locator("#announcer p")).to_have_text(["Ben: Can you hear me?", "Ben: And me?"])
