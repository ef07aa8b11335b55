"""What people do to a server by hand while the bot is at work: deleted, removed, renamed, given rights."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from bot.invitation import PERMISSIONS
from tests.town import Town

DAY_BEFORE = timedelta(days=7, hours=1)  # from Friday 20, 09:00 UTC, to a day before Saturday 28, 10:00 UTC


@pytest.mark.meets("R03")
async def test_without_its_thread_a_reminder_is_said_in_the_channel(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await olga.press("Going", on=card)
    await town.settle()
    assert card.thread is not None
    guild.delete_channel(card.thread)
    await town.turn(DAY_BEFORE)
    assert [message.channel for message in olga.notifications] == [lyon]


async def test_a_bot_that_was_removed_and_invited_again_goes_on_at_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    guild.kick(town.campsite)
    await town.turn(DAY_BEFORE)
    assert olga.notifications == []
    guild.invite(town.campsite, permissions=PERMISSIONS.value)
    await town.discord.until(lambda: olga.notifications)
    assert len(olga.notifications) == 1


async def test_a_deleted_role_is_made_anew_for_everyone(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    guild.delete_role(guild.role("Lyon"))
    await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    role = guild.role("Lyon")
    assert [role in guild.member(person).roles for person in (olga, ana)] == [True, True]


async def test_who_left_the_server_and_comes_back_gets_the_role_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    ana.leaves(guild)
    ana.joins(guild)
    await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    assert guild.role("Lyon") in guild.member(ana).roles


@pytest.mark.meets("R03")
async def test_a_meetup_for_a_group_whose_channel_was_deleted_is_refused(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~discord.Permissions(manage_channels=True).value)
    await town.discord.calm()  # else there may be a new channel by then
    guild.delete_channel(lyon)
    olga.goes_to(guild.first_channel)
    refused = await olga.slash("/meetup schedule", when="28 nov 10:00")
    assert refused.text == (
        "This group has no channel now, so nobody would see it. Wait a minute and try again, or ask an admin."
    )


@pytest.mark.meets("R03")
async def test_who_wants_to_come_is_told_in_the_new_channel_of_a_group_that_lost_its_own(town: Town) -> None:
    guild = town.server()
    olga, ben = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, repeat="every saturday")
    await ben.press("Going", on=card)
    await town.settle()
    guild.delete_channel(lyon)
    await town.discord.until(lambda: guild.has_channel("lyon") and len(guild.channel("lyon").messages) == 2)
    await town.settle()
    again = guild.channel("lyon")
    assert again.id != lyon.id
    home, card = again.messages
    assert (home.text.splitlines()[0], card.text.splitlines()[0]) == ("## Lyon", "## Code & coffee · Lyon")
    assert f"**Going** {ben.mention}" in card.text
    olga.goes_to(again)
    skipped = await olga.slash("/meetup skip", meetup="1")
    assert "is skipped. I am telling everyone who wanted to come." in skipped.text
    await town.settle()
    assert card.thread is not None
    assert [message.channel for message in ben.notifications] == [card.thread]
    assert again.messages[-1].text.splitlines()[0] == "## Code & coffee · Lyon"
    assert len(again.messages) == 3  # the next one of the series


@pytest.mark.meets("R03")
async def test_a_channel_that_was_deleted_while_the_bot_was_away_is_missed_when_something_is_to_be_said(
    town: Town,
) -> None:
    guild = town.server()
    olga, ben = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ben.press("Going", on=card)
    await town.settle()
    await town.stop()
    guild.delete_channel(lyon)
    await town.start()
    await town.turn(DAY_BEFORE)
    await town.turn(timedelta(minutes=6))
    [reminder] = ben.notifications
    assert reminder.text.splitlines()[1].startswith("**Code & coffee** is <t:")
    card = guild.channel("lyon").messages[-1]
    assert reminder.channel in (card.thread, guild.channel("lyon"))


async def test_a_strangers_role_of_the_same_name_is_never_handed_out(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    mighty = guild.add_role("Lyon", permissions="ban_members")
    town.discord.faults.cut("POST", "/guilds/*/roles")
    await olga.slash("/group create", name="Lyon")
    await town.turn(timedelta(minutes=1))
    assert mighty not in guild.member(olga).roles
    assert [role.permissions for role in guild.member(olga).roles if role.name == "Lyon"] == [0]


async def test_groups_whose_channels_are_called_alike_do_not_share_one(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await olga.slash("/group create", name="C++")
    town.discord.faults.cut("POST", "/guilds/*/channels")
    await olga.slash("/group create", name="C#")
    await town.turn(timedelta(minutes=1))
    assert [channel.name for channel in guild.channels].count("c") == 2


async def test_a_groups_channel_that_was_deleted_while_the_bot_was_away_is_made_anew_with_the_next_change(
    town: Town,
) -> None:
    guild = town.server()
    olga, ben = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    await town.stop()
    guild.delete_channel(lyon)
    await town.start()
    told = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert told.text.count("**A channel was deleted.**") == 1
    assert told.text.endswith("I make a new one with the next change.")
    await ben.slash("/group join", in_=guild.first_channel, group="1")
    await town.settle()
    assert guild.channel("lyon").id != lyon.id
    told = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert told.text.endswith("Everything is in order.")
