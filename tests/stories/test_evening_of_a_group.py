"""Where a group's time zone is corrected, its evening is another one for all that waits to be said because of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from tests.builders import FRIDAY_MORNING
from tests.town import Town


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return FRIDAY_MORNING.replace(day=day, hour=hour, minute=minute)


async def turn_to(town: Town, instant: datetime) -> None:
    await town.turn(instant - town.discord.clock.now())


async def correct(town: Town, olga: Person, lyon: Channel, zone: str) -> str:
    """What Olga reads when she has corrected the group's zone, below what the group is."""
    await olga.slash("/group edit", in_=lyon)
    await olga.press("Name, city, language")
    edited = await olga.fill({"Its time zone": zone})
    await town.settle()
    return edited.text.rpartition("**Partners** nothing")[2].strip()


@pytest.fixture
def guild(town: Town) -> Guild:
    return town.server()


@pytest.fixture
def olga(town: Town, guild: Guild) -> Person:
    return town.member(guild, "Olga", "en-US", "manage_guild")


@pytest.mark.parametrize("when", [november(28, 11, 45), november(28, 12, 30)])
async def test_the_morning_after_a_meetup_is_the_one_of_the_corrected_zone(
    town: Town, guild: Guild, olga: Person, when: datetime
) -> None:
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Going", on=await town.meetup(olga, lyon, "28 nov 10:00"))
    await turn_to(town, when)  # it is over, and its door closes at 12:00
    assert await correct(town, olga, lyon, "America/New_York") == ""
    heard = len(ana.notifications)
    await turn_to(town, november(29, 13))  # eight in the morning in New York
    assert ana.notifications[heard:] == []
    await town.turn(timedelta(hours=2))
    [asked] = ana.notifications[heard:]
    assert "How was **Code & coffee**?" in asked.text
    assert november(29, 13, 30) <= asked.sent_at <= november(29, 15)


async def test_an_offer_of_help_that_waits_for_the_morning_comes_at_once_where_it_is_day(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    for person in (ana, ben):
        await person.press(lyon.messages[0].buttons[0], on=lyon.messages[0])
        person.goes_to(lyon)
    await turn_to(town, november(20, 21))
    await ana.slash("/progress share", stuck="recursion")
    await town.settle()
    heard = len(ana.notifications)
    await ben.press("I can help", on=lyon.messages[-1])
    await town.settle()
    assert ana.notifications[heard:] == []
    assert await correct(town, olga, lyon, "America/New_York") == ""
    [told] = ana.notifications[heard:]
    assert ben.mention in told.text


async def test_how_a_group_is_doing_is_told_by_its_corrected_evening(
    town: Town, guild: Guild, olga: Person
) -> None:
    lyon = await town.group(olga, guild, timezone="America/Los_Angeles")
    heard = len(olga.notifications)
    await town.turn(timedelta(days=30, hours=1))  # two at night in Los Angeles
    assert olga.notifications[heard:] == []
    assert await correct(town, olga, lyon, "Europe/Paris") == ""
    [told] = olga.notifications[heard:]
    assert told.text.splitlines()[1] == "Lyon has not met yet."


async def test_a_series_is_spoken_of_where_there_is_one_that_keeps_another_clock(
    town: Town, guild: Guild, olga: Person
) -> None:
    keeps = "Meetups that are planned already keep their times."
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, "28 nov 10:00")
    assert await correct(town, olga, lyon, "Asia/Tokyo") == keeps
    await town.meetup(olga, lyon, "every saturday 11:00", title="Weekly")
    assert await correct(town, olga, lyon, "Europe/Paris") == (
        f"{keeps} A series keeps its old clock until you move one of its meetups, and all that follow, with /meetup move."
    )
    assert await correct(town, olga, lyon, "Asia/Tokyo") == keeps
