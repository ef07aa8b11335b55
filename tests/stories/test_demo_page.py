"""The demo's page in a real browser: its tour from start to end, its people, its time, its restarts."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from tempfile import gettempdir
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, ViewportSize, expect

from bot.demo import runner
from bot.demo.page import Campground, opened
from playground import Channel, Clock, Person
from soak.failing_disk import Disk
from tests.browser import NARROW, WIDE, Look, Visitor, visitor
from tests.builders import dot
from tests.playground.web.tab import Tab, tab

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("quick_demo")]

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=PARIS)


@pytest_asyncio.fixture(loop_scope="session")
async def campground() -> AsyncGenerator[Campground]:
    """The community on a Wednesday morning, as the page opens."""
    async with opened(clock=Clock(WEDNESDAY)) as (host, _):
        host.discord.answer_seconds = host.discord.patience = 30.0
        yield host


@pytest_asyncio.fixture(loop_scope="session")
async def guest(
    campground: Campground, browser: Browser, request: pytest.FixtureRequest
) -> AsyncGenerator[Visitor]:
    """Somebody who came to try it."""
    async with visitor(browser, request.node.name) as looking:
        await looking.opens(campground.discord.page_url)
        yield looking


def tour(guest: Visitor) -> Locator:
    return guest.page.locator("#tour")


async def taps(person: Person, place: Channel, button: str) -> None:
    """Somebody presses a button of this kind where it stands last."""
    [*_, last] = [
        (message, one)
        for message in place.messages
        for one in message.buttons
        if (one.custom_id or "").startswith(button)
    ]
    await person.press(last[1], last[0])


async def plans(guest: Visitor, when: str = "saturday 10:00") -> None:
    """Olga, in Lyon's channel, plans a meetup with one seat."""
    await guest.begins("/meetup schedule")
    await guest.option("when").press_sequentially(when)
    await expect(guest.offers).to_have_text("Sat 21 November 2026, 10:00 · Paris (UTC+1)")
    # The usual time, which is offered before anything is typed, is the same: it is the typed one that Enter takes.
    await expect(guest.offers).to_have_attribute("aria-selected", "true")
    await guest.page.keyboard.press("Enter")
    await guest.adds("place", "Café Perché")
    await guest.adds("seats", "1")
    await guest.page.keyboard.press("Enter")
    await expect(guest.card("0 of 1 seats taken")).to_be_visible()


async def test_the_tour_leads_through_the_main_story_with_the_keyboard_alone(
    campground: Campground, guest: Visitor
) -> None:
    page, keys = guest.page, guest.page.keyboard

    async def step(number: int, who: str | None = None) -> None:
        """Reads it, and becomes who it tells one to be."""
        await expect(tour(guest)).to_contain_text(f"Step {number} of 7")
        if who is not None:
            await guest.enters(tour(guest).get_by_role("button", name=f"Be {who}"))
            await expect(page.locator(".who strong")).to_have_text(who)

    async def presses(message: Locator, button: str) -> None:
        await guest.walks_to(message)
        await guest.enters(message.get_by_role("button", name=button, exact=True))

    await guest.enters(page.get_by_role("button", name="Tour", exact=True))
    await step(1)
    await guest.enters(page.locator(".who"))
    await expect(page.get_by_role("dialog")).to_be_visible()
    await keys.press("Escape")
    await expect(page.locator(".who")).to_be_focused()
    await guest.tabs_to(guest.writing)
    await keys.type("/group browse")
    await expect(guest.offers).to_have_count(1)
    await keys.press("Enter")
    await expect(page.locator(".command-name")).to_have_text("/group browse")
    await keys.press("Enter")
    directory = guest.message("Accessible web")
    await guest.walks_to(directory)
    await guest.photographs("tour-1")
    join = directory.locator(".section", has_text="Lyon").get_by_role("button", name="Join")
    await expect(join).to_have_accessible_description(re.compile("Lyon"))  # there is one for each city
    await guest.enters(join)
    await guest.sees("Welcome to Lyon.")

    await step(2, "Olga")
    await expect(page.locator("#head h1")).to_have_text("lyon")
    await guest.tabs_to(guest.writing, "Shift+Tab")
    await keys.type("/meetup")
    await guest.aims_at("/meetup schedule")
    await keys.press("Enter")
    await keys.type("saturday 10:00")
    await expect(guest.offers).to_have_text("Sat 21 November 2026, 10:00 · Paris (UTC+1)")
    # The usual time, which is offered before anything is typed, is the same: it is the typed one that Enter takes.
    await expect(guest.offers).to_have_attribute("aria-selected", "true")
    await keys.press("Enter")
    for option, text in (("place", "Café Perché"), ("seats", "1")):
        await keys.press("Tab")
        await keys.type(option)
        await expect(guest.offers.locator(".offer-label")).to_have_text(option)
        await keys.press("Enter")
        await expect(guest.option(option)).to_be_focused()
        await keys.type(text)
    await keys.press("Enter")

    await step(3, "Ana")
    await presses(guest.card("0 of 1 seats taken"), "Going")
    await guest.sees("You are going. See you Saturday, November 21, 2026 at 10:00 AM.")
    await expect(guest.card("1 of 1 seats taken")).to_contain_text("Going @Ana")

    await step(4, "Cléo")
    await presses(guest.card("1 of 1 seats taken"), "Going")
    await guest.sees("C’est complet : tu es en position 1 sur la liste.")

    await step(5, "Ana")
    await presses(guest.card("1 of 1 seats taken"), "Can't go")
    await presses(page.locator(".message.private").last, "Give my seat up")
    await expect(guest.card("1 of 1 seats taken")).to_contain_text("Going @Cléo")

    await step(6)
    await guest.enters(guest.button("Restart the bot"))
    await expect(page.locator(".toast", has_text="The bot is back.")).to_be_visible()

    await step(7, "Cléo")
    await guest.photographs("tour-7")
    await guest.enters(guest.button("Next reminder"))
    await expect(tour(guest)).to_contain_text("That was the main story")
    await expect(page.locator("#clock")).to_have_text("Fri, Nov 20, 10:00 AM")
    reminded = [message.text for message in campground.who.cleo.notifications][-1]
    assert reminded.startswith(f"{campground.who.cleo.mention}\n**Code & coffee** is <t:")
    assert campground.restarts == 1
    told = page.locator(".toast").filter(has=page.get_by_role("button", name="Y aller"))
    await expect(told).to_have_count(1)  # and not a second time that there is something new in that thread
    await guest.enters(told.get_by_role("button", name="Y aller"))
    await guest.sees("is dans 1 jour")
    await expect(told).to_have_count(0)
    await guest.enters(tour(guest).get_by_role("button", name="Close"))
    await expect(tour(guest)).to_be_hidden()


async def test_the_whole_tour_can_be_followed_in_french(campground: Campground, browser: Browser) -> None:
    async with visitor(browser, "tour-french-whole", language="fr-FR") as guest:
        page = guest.page
        await guest.opens(campground.discord.page_url)
        await guest.button("Visite").click()
        commands: list[str] = []

        async def step(number: int, who: str | None = None) -> None:
            """Reads it; the words in `code` are what it says to type."""
            await expect(tour(guest)).to_contain_text(f"Étape {number} sur 7")
            commands[:] = await tour(guest).locator("code").all_inner_texts()
            if who is not None:
                await tour(guest).get_by_role("button", name=f"Être {who}").click()

        await step(1)
        await guest.uses(commands[0])
        lyon = guest.message("Accessible web").locator(".section", has_text="Lyon")
        await lyon.get_by_role("button", name="Rejoindre").click()

        await step(2, "Olga")
        await expect(page.locator("#head h1")).to_have_text("lyon")
        schedule, when, seats = commands
        assert seats == "1"
        await expect(tour(guest).locator("strong")).to_have_text("seats")
        await guest.begins(schedule)
        await guest.option("when").press_sequentially(when)
        await expect(guest.offers).to_have_attribute("aria-selected", "true")
        await page.keyboard.press("Enter")
        await guest.adds("seats", seats)
        await page.keyboard.press("Enter")

        await step(3, "Ana")
        await guest.button("Going").click()
        await guest.sees("C’est noté, tu viens.")
        await step(4, "Cléo")
        await guest.button("Going").click()
        await guest.sees("C’est complet")
        await step(5, "Ana")
        await guest.button("Can't go").click()
        await guest.button("Laisser ma place").click()
        await step(6)
        await guest.button("Redémarrer le bot").click()
        await step(7, "Cléo")
        await guest.button("Prochain rappel").click()
        await expect(tour(guest)).to_contain_text("C’était l’essentiel")
        assert campground.discord.crashes == []


async def test_a_meetup_is_taken_into_ones_own_calendar(guest: Visitor) -> None:
    await guest.goes_to("accessible-web")
    await guest.button("Calendar").click()
    link = guest.page.locator(".message.private").last.get_by_role(
        "link", name=re.compile(r"^Download .+\.ics$")
    )
    async with guest.page.expect_download() as downloading:
        await link.click()
    download = await downloading.value
    text = (await download.path()).read_bytes().decode()
    assert download.suggested_filename.endswith(".ics")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:Forms that everybody can fill in" in text.replace("\r\n ", "")


async def test_the_tour_can_be_left_at_any_point_and_goes_on_there(guest: Visitor) -> None:
    opener = guest.page.get_by_role("button", name="Tour", exact=True)
    await opener.press("Enter")
    await expect(tour(guest)).to_be_focused()
    await guest.uses("/group browse")
    await (
        guest.message("Accessible web")
        .locator(".section", has_text="Lyon")
        .get_by_role("button", name="Join")
        .click()
    )
    await expect(tour(guest)).to_contain_text("Step 2 of 7")
    await tour(guest).get_by_role("button", name="Leave the tour").press("Enter")
    await expect(tour(guest)).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.press("Enter")
    await expect(tour(guest)).to_contain_text("Step 2 of 7")
    await expect(tour(guest)).to_be_focused()


async def test_what_is_done_while_the_tour_is_put_away_counts(campground: Campground) -> None:
    who, way = campground.who, campground.tour
    assert way is not None
    async with tab(campground.discord.page_url, who.ana) as guest:

        async def goes_on(place: int) -> None:
            """Waits, while it is put away, until so many steps are done."""
            await campground.discord.until(lambda: way.place == place, 30)

        async def stands_at(place: int) -> None:
            """Takes it up, looks where it is, and puts it away again."""
            await guest.asks("tour", on=True)
            told = [news["tour"] for news in guest.news if "tour" in news][-1]
            assert (told["place"], told.get("back", False)) == (place, False)
            await guest.asks("tour", on=False)

        await stands_at(0)
        await taps(who.ana, who.lyon, "groups:join:")
        await goes_on(1)
        await who.olga.slash("/meetup schedule", who.lyon, when="saturday 10:00", seats=1)
        await goes_on(2)
        await stands_at(2)
        await taps(who.ana, who.lyon, "meetups:going:")
        await goes_on(3)
        await taps(who.cleo, who.lyon, "meetups:going:")
        await goes_on(4)
        await taps(who.ana, who.lyon, "meetups:cant:")
        await who.ana.press("Give my seat up")
        await goes_on(5)
        await stands_at(5)
        await guest.asks("restart")
        await guest.asks("turn", to="due")
        await goes_on(7)
        await stands_at(7)
        await stands_at(1)  # its end was read: it begins anew, and Ana is in Lyon


async def heard(campground: Campground, guest: Tab) -> tuple[int, str]:
    """Waits until what was done last is heard: how many steps are done then, and the hint for the next."""
    assert campground.tour is not None
    await campground.turn(campground.discord.clock.now())
    assert await guest.asks("tour", on=True) == {}
    return campground.tour.place, campground.tour.shape("en")["hint"]


async def test_the_tour_goes_on_with_a_meetup_that_somebody_has_to_wait_for_and_says_why_not_with_others(
    campground: Campground,
) -> None:
    who = campground.who
    async with tab(campground.discord.page_url, who.ana) as guest:

        async def stands_at(place: int, hint: str = "") -> None:
            assert await heard(campground, guest) == (place, hint)

        async def plans(time: str, seats: int | None) -> None:
            limit = {} if seats is None else {"seats": seats}
            planned = await who.olga.slash("/meetup schedule", who.lyon, when=f"saturday {time}", **limit)
            assert "is planned for" in planned.text

        roomy = "This meetup has room for more than one, so nobody would have to wait. Plan another one, with **seats** `1`."
        await guest.asks("tour", on=True)
        await taps(who.ana, who.lyon, "groups:join:")
        await stands_at(1)
        for time, seats in (("10:00", None), ("11:00", 10)):
            await plans(time, seats)
            await stands_at(1, roomy)
        for time in ("12:00", "13:00"):
            await plans(time, 1)
            await stands_at(2)
        await plans("14:00", 10)  # the newest one, but none of the tour's
        await stands_at(2)
        await taps(who.ana, who.lyon, "meetups:going:")
        await stands_at(2)
        [card] = [message for message in who.lyon.messages if "0 of 1 seats taken" in message.text][-1:]

        async def answers(person: Person, button: str) -> None:
            [pressed] = [
                one for one in card.buttons if (one.custom_id or "").startswith(f"meetups:{button}:")
            ]
            await person.press(pressed, card)

        await answers(who.ana, "going")
        await stands_at(3)
        await taps(who.cleo, who.lyon, "meetups:going:")
        await stands_at(3)
        await answers(who.cleo, "going")
        await stands_at(4)
        await answers(who.cleo, "cant")
        await stands_at(3)
        await answers(who.ana, "cant")
        await stands_at(2)
        await answers(who.ana, "going")
        await answers(who.cleo, "going")
        await stands_at(4)
        await answers(who.ana, "cant")
        await who.ana.press("Give my seat up")
        await stands_at(5)


async def test_where_somebody_else_took_the_only_seat_first_the_tour_says_how_ana_comes_to_it(
    campground: Campground,
) -> None:
    who = campground.who
    hint = "Cléo has the only seat. Be Cléo, tap **Can't go**, and confirm it if you are asked: then Ana can come."
    async with tab(campground.discord.page_url, who.ana) as guest:
        await guest.asks("tour", on=True)
        await taps(who.ana, who.lyon, "groups:join:")
        await who.olga.slash("/meetup schedule", who.lyon, when="saturday 10:00", seats=1)
        assert await heard(campground, guest) == (2, "")
        for person in (who.cleo, who.ana):
            await taps(person, who.lyon, "meetups:going:")
            assert await heard(campground, guest) == (2, hint)
        await taps(who.cleo, who.lyon, "meetups:cant:")
        await who.cleo.press("Laisser ma place")
        assert await heard(campground, guest) == (3, "")


async def test_a_disk_that_fills_up_is_said_to_whoever_waits_for_the_bot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = Disk()
    with disk.below():
        async with opened(clock=Clock(WEDNESDAY)) as (host, site), tab(site.url, host.who.ana) as guest:
            with monkeypatch.context() as hurry:
                hurry.setattr(runner, "PATIENCE", 1.0)
                disk.fills(1, rolls_back=True)
                refused = {
                    "refused": f"Nothing can be written into {gettempdir()}: database or disk is full.",
                    "kind": "unwritable",
                    "folder": gettempdir(),
                    "words": "database or disk is full",
                }
                for _ in range(2):
                    assert await guest.asks("turn", to="tomorrow") == refused
                assert await guest.asks("restart") == refused
                for to in ("due", "hour"):  # it starts as soon as there is room
                    assert await guest.asks("turn", to=to) == refused
            disk.has_room()
            assert await guest.asks("restart") == {}
            assert "said" in await guest.asks("turn", to="tomorrow")
            assert host.discord.crashes == []


async def test_when_the_meetup_of_the_tour_is_over_the_tour_goes_back_to_where_one_is_planned(
    campground: Campground, browser: Browser
) -> None:
    async with visitor(browser, "tour-back", look="light", size={"width": 360, "height": 740}) as guest:
        await guest.opens(campground.discord.page_url)
        who = campground.who
        opener = guest.page.get_by_role("button", name="Tour", exact=True)
        await opener.click()
        await taps(who.ana, who.lyon, "groups:join:")
        await expect(tour(guest)).to_contain_text("Step 2 of 7")
        await expect(tour(guest)).not_to_contain_text("cannot be done any more")
        await who.olga.slash("/meetup schedule", who.lyon, when="saturday 10:00", seats=1)
        await expect(tour(guest)).to_contain_text("Step 3 of 7")
        await tour(guest).get_by_role("button", name="Leave the tour").click()
        await expect(tour(guest)).to_be_hidden()
        await campground.turn(WEDNESDAY + timedelta(days=4))
        await opener.click()
        await expect(tour(guest)).to_contain_text("Step 2 of 7")
        await expect(tour(guest)).to_contain_text("cannot be done any more")
        await tour(guest).get_by_role("button", name="Be Olga").press("Enter")
        await expect(tour(guest)).to_be_focused()
        assert await guest.violations() == []
        await guest.photographs("tour-back-360")
        await who.olga.slash("/meetup schedule", who.lyon, when="saturday 10:00", seats=1)
        await expect(tour(guest)).to_contain_text("Step 3 of 7")
        await expect(tour(guest)).not_to_contain_text("cannot be done any more")
        await taps(who.ana, who.lyon, "meetups:going:")
        await expect(tour(guest)).to_contain_text("Step 4 of 7")
        await taps(who.cleo, who.lyon, "meetups:going:")
        await expect(tour(guest)).to_contain_text("Step 5 of 7")
        await campground.turn(campground.discord.clock.now() + timedelta(days=8))  # and now while it is open
        await expect(tour(guest)).to_contain_text("Step 2 of 7")


async def test_the_tour_is_told_in_the_visitors_language_whoever_they_are(
    campground: Campground, browser: Browser
) -> None:
    async with visitor(browser, "tour-french", language="fr-FR") as guest:
        await guest.opens(campground.discord.page_url)
        await guest.button("Visite").click()
        await expect(tour(guest)).to_contain_text("Étape 1 sur 7")
        await expect(tour(guest)).to_have_attribute("lang", "fr")
        await guest.becomes("Olga")  # her Discord is in English
        await expect(guest.writing).to_have_attribute("placeholder", "Write, or type / for commands")
        await expect(guest.button("Redémarrer le bot")).to_be_visible()
        await expect(tour(guest).get_by_role("button", name="Être Ana")).to_be_visible()
        await tour(guest).get_by_role("button", name="Être Ana").click()
        await guest.uses("/groupe parcourir")
        await (
            guest.message("Accessible web")
            .locator(".section", has_text="Lyon")
            .get_by_role("button", name="Rejoindre")
            .click()
        )
        await expect(tour(guest)).to_contain_text("Étape 2 sur 7")
        await guest.button("Langue, fuseau, couleurs").click()
        await guest.page.get_by_label("Langue", exact=True).select_option("en-GB")
        await expect(tour(guest)).to_contain_text("Step 2 of 7")


async def test_the_community_learns_plans_again_and_somebody_has_just_joined(
    campground: Campground, guest: Visitor
) -> None:
    await guest.becomes("Iris")
    await expect(guest.message("Welcome, @Iris.")).to_be_visible()
    await guest.button("Start").click()
    await expect(guest.page.locator(".message.private").last).to_contain_text("Come to Café et code")
    await guest.photographs("demo-newcomer")
    await guest.goes_to("lyon")
    await guest.sees("Put one small thing online")
    await expect(guest.card("The first three questions of my quiz")).to_contain_text("I can help")
    await guest.uses("/progress me")
    picture = guest.page.locator(".message.private img").last
    await expect(picture).to_have_attribute("alt", re.compile(r"\w{3,}"))
    await guest.photographs("demo-progress")
    assert campground.discord.crashes == []


async def test_a_restart_loses_nothing_and_old_buttons_go_on(campground: Campground, guest: Visitor) -> None:
    await guest.goes_to("accessible-web")
    await guest.button("Maybe").click()
    await guest.sees("You might come.")
    app = next(iter(campground.discord.world.application_by_id.values()))
    connected = campground.discord.hub.connections_of(app)[0]
    await guest.button("Restart the bot").click()
    await expect(guest.page.locator(".toast", has_text="The bot is back.")).to_be_visible()
    assert connected not in campground.discord.hub.connections
    await guest.button("Going").click()
    await guest.sees("You are going.")
    await expect(guest.card("Forms that everybody can fill in · Accessible web")).to_contain_text("@Ana")


async def test_a_page_that_is_loaded_anew_in_the_midst_of_a_restart_finds_the_bot_there(
    campground: Campground, guest: Visitor
) -> None:
    await guest.goes_to("accessible-web")
    await expect(guest.button("Going")).to_be_visible()
    await guest.button("Restart the bot").click()
    await guest.page.reload()
    await expect(guest.page.locator("html[data-ready]")).to_be_attached()
    await expect(guest.button("Restart the bot")).to_be_enabled()
    assert campground.restarts == 1
    await guest.button("Going").click()
    await guest.sees("You are going.")
    await expect(guest.page.locator("#members .member", has_text="Campsite")).not_to_contain_text("offline")


async def test_time_passes_with_every_reminder_in_it(campground: Campground, guest: Visitor) -> None:
    ben, dina, emeka, farah, gus = campground.who.others
    before = {person.name: len(person.notifications) for person in campground.who.others}
    for _ in range(8):
        await guest.button("Tomorrow, 9:00").click()
        await expect(guest.button("Tomorrow, 9:00")).to_be_enabled()
    await expect(guest.page.locator("#clock")).to_have_text("Thu, Nov 26, 9:00 AM")
    told = {person.name: len(person.notifications) - before[person.name] for person in campground.who.others}
    # Who is going, a day and an hour before, and the morning after; Ben, who said maybe, is asked once. The clock stops
    # before the morning after Dina's and Emeka's meetup.
    assert told == {"Ben": 1, "Dina": 2, "Emeka": 2, "Farah": 3, "Gus": 3}
    late = [
        message.text
        for person in (ben, dina, emeka, farah, gus)
        for message in person.notifications
        if "Sorry" in message.text or "Désolé" in message.text
    ]
    assert late == []


async def test_somebody_new_joins_and_finds_a_group(guest: Visitor) -> None:
    await guest.page.locator(".who").click()
    await guest.page.get_by_role("button", name="Somebody new joins now").click()
    await expect(guest.page.locator(".who strong")).to_have_text("Noor")
    await guest.sees("Noor joined the server.")
    await guest.goes_to("lyon")
    await guest.button("Join").click()
    await guest.sees("Welcome to Lyon.")
    await expect(guest.page.locator("#members .member", has_text="Noor")).to_contain_text("Lyon")


async def test_the_keyboard_alone_leads_from_the_first_tab_to_a_seat(guest: Visitor) -> None:
    await guest.sees("Welcome, @Iris.")
    await guest.tabs_to(guest.page.locator("#channels").get_by_role("button", name="accessible-web"))
    await guest.page.keyboard.press("Enter")
    await expect(
        guest.card("Forms that everybody can fill in").get_by_role("button", name="Going")
    ).to_be_visible()
    await guest.tabs_to(guest.button("Going"))
    await guest.page.keyboard.press("Enter")
    await guest.sees("You are going.")


async def test_on_the_narrowest_screen_everything_fits_and_the_desk_is_worked_at(
    campground: Campground, browser: Browser
) -> None:
    size: ViewportSize = {"width": 360, "height": 740}
    async with visitor(browser, "demo-360", look="light", size=size) as guest:
        await guest.opens(campground.discord.page_url)
        await guest.uses("/help")
        await guest.sees("What you can do here")
        assert await guest.page.evaluate("document.documentElement.scrollWidth") == 360
        await expect(guest.button("Send")).to_be_in_viewport(ratio=1)
        await guest.button("Time and bot").click()
        await expect(guest.button("Next reminder")).to_be_in_viewport(ratio=1)
        await guest.photographs("demo-360-levers")
        members = guest.button("Show or hide the members")
        for _ in range(2):  # nothing lies over it
            await members.click()
        await guest.button("Time and bot").click()
        await guest.becomes("Mo")
        await guest.uses("/welcome desk")
        await expect(guest.page.locator(".message.private").last).to_contain_text("Iris")
        assert await guest.page.evaluate("document.documentElement.scrollWidth") == 360
        assert await guest.violations() == []
        await guest.page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
        await guest.button("Tour").click()
        step = tour(guest).get_by_role("heading")
        await expect(tour(guest)).to_contain_text("Step 1 of 7")
        await expect(step).to_be_hidden()
        assert await guest.page.evaluate("document.querySelector('#scroller').clientHeight > 70")
        await guest.photographs("demo-400-percent")
        await guest.button("Show or hide this step").press("Enter")
        await expect(step).to_be_visible()
        await expect(guest.button("Show or hide this step")).to_have_attribute("aria-expanded", "true")
        await expect(guest.button("Show or hide this step")).to_be_focused()


async def test_axe_finds_nothing_wrong_with_the_demo(campground: Campground, browser: Browser) -> None:
    looks: tuple[Look, ...] = ("dark", "light")
    for look in looks:
        for name, size in ((f"demo-{look}", WIDE), (f"demo-{look}-narrow", NARROW)):
            async with visitor(browser, name, look=look, size=size) as looking:
                await looking.opens(campground.discord.page_url)
                if campground.tour is None or not campground.tour.on:
                    await looking.button("Tour").click()
                await expect(tour(looking)).to_contain_text("Step 1 of 7")
                await looking.uses("/group browse")
                await looking.sees("Café et code")
                assert await looking.violations() == [], name


async def test_pictures_are_put_under_a_recap_and_taken_down(campground: Campground, guest: Visitor) -> None:
    await guest.becomes("Olga")
    await guest.goes_to("lyon")
    await plans(guest)
    await campground.turn(datetime(2026, 11, 21, 11, tzinfo=PARIS))
    await guest.begins("/meetup recap")
    await expect(guest.offers.first).to_contain_text("Code & coffee")
    await guest.offers.first.click()
    await guest.page.keyboard.press("Enter")
    form = guest.page.get_by_role("dialog")
    await form.get_by_label("What happened").fill("We met closures.")
    await form.get_by_role("button", name="Submit").click()
    await guest.button("Add pictures").click()
    await form.get_by_label("The pictures", exact=True).set_input_files(
        [{"name": "IMG_1.png", "mimeType": "image/png", "buffer": dot()}]
    )
    await form.get_by_label("What is to be seen").fill("Five people at a table")
    await form.get_by_label("Everyone in the pictures agreed to be shown.").check()
    assert await guest.violations() == []
    await guest.photographs("recap_form")
    await form.get_by_role("button", name="Submit").click()
    await guest.sees("The pictures come under your recap")
    await guest.goes_to("Code & coffee · Sat 21")
    picture = guest.page.get_by_alt_text("Five people at a table")
    await expect(picture).to_be_visible()
    assert await guest.violations() == []
    await guest.photographs("recap_done")
    await guest.becomes("Ana")
    await guest.goes_to("lyon")
    await guest.goes_to("Code & coffee · Sat 21")
    await guest.button("Take a picture down").click()
    await guest.button("Take down: Five people at a table").click()
    await guest.sees("It is taken down.")
    await expect(picture).to_have_count(0)
