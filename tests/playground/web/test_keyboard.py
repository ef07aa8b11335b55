"""The page without a mouse, on small screens, and for those who listen to it."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Browser, Locator, ViewportSize, expect

from playground.world import threads
from playground.world.messages import Draft
from tests.browser import TABS, Look, Visitor, visitor
from tests.playground.web.conftest import Fair
from tests.playground.web.visits import TO_THE_TOP

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL: ViewportSize = {"width": 320, "height": 700}

NOTED = """option => {
  window.offered = [];
  new MutationObserver(() => {
    const found = [...document.querySelectorAll("#composer .offer")].map((one) => one.textContent);
    if (found.length === 1 && window.offered.at(-1) !== found[0]) window.offered.push(found[0]);
  }).observe(option.closest(".offers"), {childList: true, subtree: true});
}"""
"""Notes from now on what is offered alone."""

BEYOND = """() => [...document.querySelectorAll("#messages *")]
  .filter((node) => node.checkVisibility() && !node.closest(".hidden, .toolbar, svg"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth || node.scrollWidth > node.clientWidth + 1 && node.clientWidth && getComputedStyle(node).display !== "inline" && getComputedStyle(node).textOverflow !== "ellipsis")
  .map((node) => node.outerHTML.slice(0, 120))"""
"""What in the messages is wider than there is room."""

EDGES = """() => Object.fromEntries(
  ["#channels [aria-current]", "#rail [aria-current]", ".offer[aria-selected=true]", ".offer[aria-selected=false]", ".message .button"]
    .map((each) => [each, getComputedStyle(document.querySelector(each))])
    .map(([each, style]) => [each, [style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), parseFloat(style.borderTopWidth)]])
)"""
"""The widths of outlines and borders."""


def messages(visitor: Visitor) -> Locator:
    return visitor.page.locator("#scroller")


def heard(visitor: Visitor, words: str) -> Locator:
    """What is read out, with these words in it."""
    return visitor.page.locator("#announcer p", has_text=words)


async def picks(visitor: Visitor, opener: Locator, name: str) -> None:
    """Takes something from the box that a button opens, with the keyboard."""
    await opener.press("Enter")
    await visitor.page.get_by_role("dialog").get_by_role("button", name=name).press("Enter")
    await expect(visitor.page.get_by_role("dialog", name=re.compile("Add a reaction|Apps"))).to_have_count(0)


# The focus


async def test_the_focus_stays_at_a_message_whatever_happens_to_it(fair: Fair, ana: Visitor) -> None:
    said = await fair.ben.says("Three plain words", fair.general)
    message = ana.message("Three plain words")
    react, reply, more = (
        message.get_by_role("button", name=name) for name in ("Add a reaction", "Reply", "Apps")
    )
    await message.focus()
    await picks(ana, react, "👍")
    await expect(message.get_by_role("button", name="👍, 1")).to_be_visible()
    await expect(react).to_be_focused()

    await reply.focus()
    fair.ben.reacts(said, "🎉")
    await expect(message.get_by_role("button", name="🎉, 1")).to_be_visible()
    await expect(reply).to_be_focused()

    form = ana.page.get_by_role("dialog", name="A few questions")
    await picks(ana, more, "Ask")
    await expect(form.get_by_label("Name")).to_be_focused()
    await ana.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(more).to_be_focused()
    await picks(ana, more, "Ask")
    await form.get_by_label("Name").fill("Ana")
    await form.get_by_role("button", name="Snack").press("Enter")
    await expect(ana.page.get_by_role("option").first).to_be_visible()
    await ana.page.keyboard.press("Enter")
    await form.get_by_label("Name").press("Enter")
    await ana.sees("Ana | ")
    await expect(more).to_be_focused()


async def test_the_focus_comes_along_to_another_place(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    other = fair.guild.add_channel("other")
    for number in range(200):
        other.post(fair.ben, Draft(f"Number {number}"))
    said = await fair.ben.says(f"Look into {other.mention}", fair.general)
    threads.create(fair.general, fair.ben, "Details", on=said)
    await ana.message("Look into").get_by_role("button", name=re.compile("Details")).press("Enter")
    await expect(page.locator("#head h1")).to_have_text("#general › Details")
    await expect(messages(ana)).to_be_focused()
    await ana.goes_to("general")
    await ana.message("Look into").get_by_role("button", name="#other").press("Enter")
    await ana.sees("Number 199")
    await expect(messages(ana)).to_be_focused()

    await page.evaluate(TO_THE_TOP)
    await ana.button("Jump to the newest messages").press("Enter")
    await ana.sees("Number 199")
    await expect(messages(ana)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(ana.message("Number 199")).to_be_focused()

    await ana.writing.fill("/")
    await expect(ana.offers.first).to_be_visible()
    await ana.writing.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Attach a file")).to_be_focused()
    await ana.writing.fill("")

    # A click beside everything is no loss, and neither is a note that makes room for others where one is not.
    await page.locator(".foot").click(position={"x": 3, "y": 3})
    await fair.ben.says("Hello", other)
    await ana.sees("Hello")
    assert await page.evaluate("document.activeElement === document.body")
    toasts = page.locator(".toast")
    for number in range(4):
        place = fair.guild.add_channel(f"place-{number}")
        await fair.ben.says(f"Look {fair.ana.mention}", place)
        await expect(toasts).to_have_count(number + 1)
    first = toasts.filter(has_text="#place-0").get_by_role("button", name="Go there")
    await first.focus()
    await fair.ben.says(f"Look {fair.ana.mention}", fair.guild.add_channel("place-4"))
    await expect(toasts.filter(has_text="#place-4")).to_be_visible()
    await expect(toasts).to_have_count(4)
    await expect(first).to_be_focused()


async def test_tab_goes_into_one_message_and_the_arrows_choose_which(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    for number in range(30):
        await fair.ben.says(f"Number {number} of {fair.ana.mention}", fair.general)
    await ana.sees("Number 29")
    await messages(ana).focus()

    async def tabs() -> list[str]:
        """What Tab comes past on its way from the messages to where one writes."""
        passed: list[str] = []
        await messages(ana).focus()
        for _ in range(10 * TABS):  # past the window, where the browser has the focus, it may go round once
            await page.keyboard.press("Tab")
            name: str = await page.evaluate(
                "(({dataset, ariaLabel, textContent: words}) => dataset.id ? words.match(/Number \\d+/)[0] : ariaLabel ?? words)(document.activeElement)"
            )
            if name == "Attach a file":
                return passed
            passed.append(name)
        pytest.fail(f"Tab never comes to where one writes, only past {passed}")

    tools = ["Add a reaction", "Reply", "Apps"]
    assert await tabs() == ["Number 29", "@Ana", *tools]
    await ana.message("Number 29").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(ana.message("Number 27")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(ana.message("Number 27").get_by_role("button", name="@Ana")).to_be_focused()
    assert await tabs() == ["Number 27", "@Ana", *tools]
    await ana.message("Number 3").get_by_role("button", name="@Ana").click()  # all the others can be clicked
    await expect(page.get_by_role("dialog", name="Profile of Ana")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await tabs() == ["Number 3", "@Ana", *tools]
    await ana.writing.focus()
    await fair.ben.says("The newest", fair.general)
    await ana.button("New messages below").press("Enter")
    await ana.writing.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(ana.message("The newest")).to_be_focused()


async def test_enter_takes_what_was_offered_for_what_is_typed_and_never_for_what_was(
    fair: Fair, ana: Visitor
) -> None:
    page = ana.page
    await ana.begins("/slow")
    fruit = ana.option("fruit")
    await fruit.press_sequentially("app")
    await expect(ana.offers).to_have_text(["Apple"])
    await expect(ana.offers).to_have_attribute("aria-selected", "true")
    fair.bot.suggesting.clear()
    await fruit.fill("ban")
    await expect(ana.offers).to_have_attribute("aria-selected", "false")
    await page.keyboard.press("Enter")
    fair.bot.suggesting.set()
    await ana.sees("Here is your ban.")

    await ana.begins("/slow")
    await expect(ana.offers).to_have_count(3)
    await ana.offers.first.evaluate(NOTED)
    fair.bot.suggesting.clear()
    await fruit.fill("apr")
    async with asyncio.timeout(60):
        while await fair.bot.asked.get() != "apr":
            pass
    await fruit.fill("ban")
    fair.bot.suggesting.set()  # the answer for what was typed before comes first
    await expect(ana.offers).to_have_text(["Banana"])
    assert await page.evaluate("window.offered") == ["Banana"]
    await page.keyboard.press("Escape")  # puts away what is offered, and only that
    await expect(ana.offers).to_have_count(0)
    await expect(page.locator(".command-name")).to_have_text("/slow")


# Small screens


async def test_on_a_small_screen_what_lies_over_the_messages_has_the_keyboard_until_it_is_left(
    fair: Fair, browser: Browser
) -> None:
    fair.guild.add_channel("other")
    async with visitor(browser, "small", size=SMALL) as looking:
        page = looking.page
        await looking.opens(fair.site.url)
        channels, members, time = (
            looking.button(name) for name in ("Show the channels", "Show or hide the members", "Time and bot")
        )
        await time.press("Enter")
        await page.keyboard.press("Tab")
        await expect(looking.button("An hour later")).to_be_focused()
        await time.press("Enter")

        await channels.press("Enter")
        await expect(page.locator("#channels .channel", has_text="general")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#channels")).to_be_hidden()
        await expect(channels).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await expect(page.locator("#channels .channel", has_text="other")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#head h1")).to_have_text("other")
        await expect(page.locator("#channels")).to_be_hidden()
        await expect(messages(looking)).to_be_focused()
        await channels.press("Enter")
        await looking.button("Language, time zone, colours").press("Enter")
        await page.keyboard.press("Escape")
        await expect(looking.button("Language, time zone, colours")).to_be_focused()
        await page.keyboard.press("Tab")  # past the end
        await expect(page.locator("#channels")).to_be_hidden()

        await members.press("Enter")
        await expect(page.locator("#members")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog", name="Profile of Ben")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator("#members .member", has_text="Ben")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#members")).to_be_hidden()
        await expect(members).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Shift+Tab")
        await expect(page.locator("#members")).to_be_hidden()
        await members.click()
        await page.locator("#scroller").click(position={"x": 5, "y": 5})
        await expect(page.locator("#members")).to_be_hidden()


async def test_long_words_break_on_a_small_screen(fair: Fair, browser: Browser) -> None:
    fair.guild.member(fair.ben).edit(nick="Wolkenkratzerfassadenreinigungen")
    said = await fair.ben.says("The first", fair.general)
    fair.general.post(fair.ana, Draft("The second", reference=said))
    async with visitor(browser, "long-words", size=SMALL) as looking:
        await looking.opens(fair.site.url)
        await looking.uses("/show buttons")
        await looking.sees("All the buttons")
        for width in (360, 320):
            await looking.page.set_viewport_size({"width": width, "height": 700})
            assert await looking.page.evaluate(BEYOND) == []


# For those who listen, and those who see otherwise


async def test_what_comes_of_ones_own_acts_is_read_out(fair: Fair, ana: Visitor) -> None:
    page = ana.page
    await ana.uses("/show count")
    await expect(heard(ana, "Counted to 0")).to_have_count(1)
    await ana.button("One more").press("Enter")
    await expect(heard(ana, "Showcase: Counted to 1")).to_have_count(1)
    await ana.begins("/slow")
    await ana.option("fruit").fill("fig")
    await page.keyboard.press("Enter")
    await expect(heard(ana, "Showcase: Here is your fig.")).to_have_count(1)
    await page.locator("#composer input[type=file]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Step one"}
    )
    await expect(heard(ana, "Attached: plan.txt")).to_have_count(1)
    await fair.ben.says("Take **this**", fair.general)
    await ana.message("Take this").focus()
    await picks(ana, ana.message("Take this").get_by_role("button", name="Apps"), "Copy text")
    await expect(heard(ana, "Copied.")).to_have_count(1)
    await ana.becomes("Ben")
    await expect(heard(ana, "You are Ben, moderator")).to_have_count(1)


async def test_buttons_and_menus_with_the_same_words_are_told_apart(ana: Visitor) -> None:
    await ana.uses("/show layout")
    message = ana.message("This box has an accent.")
    await expect(message.get_by_role("button", name="Beside")).to_have_accessible_description(
        "A section with a button"
    )
    await expect(message.get_by_role("button", name="Below")).to_have_accessible_description("Welcome")
    await ana.uses("/show count")
    await expect(ana.button("Sizes: Large")).to_have_text("Large")


@pytest.mark.parametrize("look", ["dark", "light"])
async def test_a_name_can_be_read_whatever_colour_its_role_has(
    fair: Fair, browser: Browser, look: Look
) -> None:
    for place, shade in enumerate((0xFFFF00, 0x0A0A0A, 0xFFFFFF, 0xFF0000, 0x0000FF, 0x00FF00)):
        person = fair.discord.person(f"Painter{place}")
        person.joins(fair.guild)
        fair.guild.member(person).give(fair.guild.add_role(f"Paint {place}", color=shade))
        await person.says(f"Hello from {place}", fair.general)
    async with visitor(browser, f"colours-{look}", look=look) as looking:
        await looking.opens(fair.site.url)
        await looking.sees("Hello from 5")
        for pointed in ("#head", ".message:nth-last-child(3)", ".member:has-text('Painter2')"):
            await looking.page.locator(pointed).hover()
            assert await looking.violations() == []


async def test_where_the_system_chooses_the_colours_edges_say_what_grounds_said(
    fair: Fair, browser: Browser
) -> None:
    async with visitor(browser, "forced-colours") as looking:
        await looking.page.emulate_media(forced_colors="active")
        await looking.opens(fair.site.url)
        await looking.uses("/show buttons")
        await looking.sees("All the buttons")
        await looking.photographs("forced-colours-buttons")
        await looking.writing.fill("/")
        await expect(looking.offers.first).to_be_visible()
        edges: dict[str, list[float]] = await looking.page.evaluate(EDGES)
        assert edges == {
            "#channels [aria-current]": [2, 0],
            "#rail [aria-current]": [2, 1],
            ".offer[aria-selected=true]": [2, 0],
            ".offer[aria-selected=false]": [0, 0],
            ".message .button": [0, 2],
        }
