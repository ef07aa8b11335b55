"""Somebody comes in, is welcomed once, and finds a group and a next step without asking anybody; a raid is one line."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cogs.onboarding import models
from cogs.server import models as server_models
from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

MOMENT = timedelta(seconds=5)
HOUR = timedelta(hours=1)


def welcomes(town: Town, guild: Guild) -> list[Message]:
    """What the bot has said where people come in."""
    of_bot = [it for it in guild.first_channel.messages if it.author.id == town.campsite.user.id]
    return [
        message for message in of_bot if message.buttons
    ]  # not Discord's own line that the bot has come in


async def heard(town: Town, guild: Guild, people: list[Person], times: int = 1) -> None:
    """Waits until the bot has heard that all of them came in (again)."""
    async with asyncio.timeout(60):
        for person in people:
            known = None
            while known is None or known.times < times:
                known = await town.app.read(guild.id, models.newcomer, person.id)
                await asyncio.sleep(0.01 if known is None else 0)


async def come_in(town: Town, guild: Guild, *names: str, locale: str = "en-US") -> list[Person]:
    people = [town.member(guild, name, locale) for name in names]
    await heard(town, guild, people)
    return people


def shown(reply: Reply) -> Message:
    """The message of an answer."""
    assert reply.message is not None
    return reply.message


async def test_a_shy_newcomer_finds_a_group_and_a_first_step_on_the_first_day(town: Town) -> None:
    guild = town.server()
    [olga] = await come_in(town, guild, "Olga")
    guild.grant(olga, "manage_guild")
    await town.turn(MOMENT)
    lyon = await town.group(olga, guild, name="Lyon", timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, "28 nov 10:00", title="Code & coffee")
    await town.turn(4 * 24 * HOUR)  # Tuesday
    [zoe] = await come_in(town, guild, "Zoé")
    await town.settle()
    assert len(welcomes(town, guild)) == 1  # somebody else might come with her
    await town.turn(MOMENT)
    welcome = welcomes(town, guild)[-1]
    assert welcome.text == f"Welcome, {zoe.mention}. Tap Start and I’ll show you the groups near you."
    assert zoe.notifications == []
    start = await zoe.press("Start", on=welcome)
    assert start.ephemeral
    assert start.text.splitlines() == [
        "## A good start",
        "Do what you like of this; tap Start again whenever you want to go on.",
        "**Your city** not named; with it I show the groups near you first.",
        "**What you can do now**",
        f"- Come to [Code & coffee](https://discord.com/channels/{guild.id}/{lyon.id}/{card.id}) of Lyon, <t:1795856400:R>.",
    ]
    card_of_hers = shown(start)
    await zoe.press("Name your city", on=card_of_hers)
    nowhere = await zoe.fill({"City": "Xyzzyville"})
    assert nowhere.text == "I know no city called Xyzzyville. Try another spelling, or the next bigger city."
    await zoe.press("Name your city", on=card_of_hers)
    await zoe.fill({"City": "villeurbanne"})
    assert "**Your city** Villeurbanne" in card_of_hers.text
    await zoe.choose("Join a group", ["Lyon"], on=card_of_hers)
    await town.settle()
    assert "**Your groups** Lyon" in card_of_hers.text
    assert f"- Say hello in {lyon.mention}." in card_of_hers.text.splitlines()
    again = await zoe.slash("/start", in_=guild.first_channel)
    once_more = shown(again)
    assert again.text == card_of_hers.text
    await zoe.choose("Language of my answers", ["Français"], on=once_more)
    assert once_more.text.splitlines()[0] == "## Bien commencer"
    forged = await zoe.raw_component(once_more, "onboarding:language", component_type=3, values=["xx"])
    assert forged.ephemeral


@pytest.mark.parametrize(
    ("locale", "start", "come"), [("en-US", "/start", "Come to"), ("fr", "/commencer", "Viens à")]
)
async def test_nobody_is_asked_to_come_where_they_have_said_they_go(
    town: Town, locale: str, start: str, come: str
) -> None:
    guild = town.server(locale=locale)
    [olga, zoe] = await come_in(town, guild, "Olga", "Zoé", locale=locale)
    guild.grant(olga, "manage_guild")
    lyon = await town.group(olga, guild, name="Lyon", timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, "25 nov 10:00", title="Code & coffee")
    assert f"{come} [Code & coffee]" in (await zoe.slash(start, in_=guild.first_channel)).text
    await zoe.press(card.buttons[0], on=card)
    await town.settle()
    assert f"{come} [Code & coffee]" not in (await zoe.slash(start, in_=guild.first_channel)).text


async def test_in_a_french_server_who_comes_back_is_greeted_so_and_nobody_is_welcomed_twice(
    town: Town,
) -> None:
    guild = town.server(locale="fr")
    ana, ben = await come_in(town, guild, "Ana", "Ben", locale="fr")
    await town.turn(MOMENT)
    [welcome] = welcomes(town, guild)
    assert welcome.text == (
        f"Bienvenue, {ana.mention} et {ben.mention}. Touche Commencer et je te montre les groupes près de chez toi."
    )
    [join] = [message for message in guild.first_channel.messages if message.author.id == ana.id]
    await town.restart()
    await town.turn(HOUR)
    guild.kick(ana)
    ana.joins(guild)
    await heard(town, guild, [ana], times=2)
    bot = town.discord.application("Helper")
    guild.invite(bot)
    await town.turn(MOMENT)
    old, new = welcomes(town, guild)
    assert old.text.startswith(f"Bienvenue, {ben.mention}.")
    assert new.text.startswith(f"Bon retour parmi nous, {ana.mention}.")
    assert join.author.id == ana.id
    await town.turn(24 * HOUR)
    assert welcomes(town, guild) == [old, new]


@pytest.mark.meets("G12")
async def test_a_coming_in_that_is_told_three_times_is_one_welcome(town: Town) -> None:
    guild = town.server()
    await come_in(town, guild, "Olga")
    await town.turn(HOUR)
    # Discord's own line that somebody has come in is all the bot hears of it.
    copies = town.discord.faults.duplicate(town.campsite, "MESSAGE_CREATE", copies=3)
    [ana] = await come_in(town, guild, "Ana")
    await town.turn(MOMENT)
    await town.turn(HOUR)
    assert copies.hits == 1
    _, welcome = welcomes(town, guild)
    assert welcome.text.startswith(f"Welcome, {ana.mention}.")


@pytest.mark.meets("G21")
async def test_five_hundred_who_come_in_within_a_minute_are_one_line_that_is_seldom_changed(
    town: Town,
) -> None:
    guild = town.server()
    office = guild.add_channel("office")
    await town.app.write(guild.id, lambda tx: server_models.save(tx, moderators_channel_id=office.id))
    town.discord.rate_limits.in_real_time()
    before = len(town.discord.requests)
    people: list[Person] = []
    for wave in range(10):
        people += await come_in(town, guild, *(f"P{wave}-{number}" for number in range(50)))
        await town.turn(timedelta(seconds=6))
    await town.turn(timedelta(minutes=1))
    [welcome] = welcomes(town, guild)
    assert welcome.text == (
        "500 people have just come in: welcome. Tap Start and I’ll show you the groups near you."
    )
    assert [button.label for button in welcome.buttons] == ["Start"]
    assert town.discord.requests.limited == []
    [desk] = office.messages
    assert desk.text.splitlines()[0] == "## Welcome desk · 500 people wait for someone"
    assert desk.text.splitlines()[-1] == "And 492 more."
    assert len(desk.buttons) == 9
    assert len(town.discord.requests) - before < 20
