"""A group falls asleep and wakes; an organizer leaves and a regular takes over; what somebody deletes by hand comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cogs.groups import service as groups
from tests.tongue import Tongue, told_in_both
from tests.town import Town

ASLEEP_IN_FRENCH = {
    "Join": "Rejoindre",
    "Going": "Je viens",
    "Organizers of Lyon": "Équipe de Lyon",
    "Nothing is planned. /meetup schedule takes a time and no more.": (
        "Rien n’est prévu. /rencontre planifier ne demande qu’une date."
    ),
    "asleep": "endormi",
    "{ana}\nLyon has not met for a while, and you came often. Would you co-host once?": (
        "{ana}\nLyon ne s’est pas retrouvé depuis un moment, et tu es venu·e souvent. Voudrais-tu co-organiser une fois\xa0?"
    ),
    "I would": "Je veux bien",
    "Thank you. You are now co-host of Lyon. One meetup is enough to wake it: type /meetup schedule in its channel.": (
        "Merci. Ton rôle dans Lyon est maintenant\xa0: co-hôte. Une rencontre suffit à le réveiller\xa0: tape /rencontre planifier dans son salon."
    ),
    "in 3 days 10:00": "dans 3 jours 10h",
}
LEAVES_IN_FRENCH = {
    "Join": "Rejoindre",
    "Leave": "Quitter",
    "{ana}\nNobody runs Lyon just now, and you have long been a member. Would you take it over?": (
        "{ana}\nPersonne ne s’occupe de Lyon en ce moment, et tu en es membre depuis longtemps. Voudrais-tu t’en charger\xa0?"
    ),
    "I would": "Je veux bien",
    "Organized by {ana}": "Organisé par {ana}",
}


@told_in_both(ASLEEP_IN_FRENCH)
async def test_a_group_falls_asleep_and_a_regular_wakes_it(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    lyon = await town.group(olga, guild)
    await ana.press(says("Join"), on=lyon.messages[0])
    card = await town.meetup(olga, lyon)
    await ana.press(says("Going"), on=card)
    await town.settle()
    await town.turn(timedelta(days=31))
    await town.turn(timedelta(hours=1))
    threads = guild.thread_by_id.values()
    room = next(thread for thread in threads if thread.name == says("Organizers of Lyon"))
    note = room.messages[-1]
    assert note.text.splitlines()[0] == olga.mention
    assert note.text.splitlines()[-1] == says(
        "Nothing is planned. /meetup schedule takes a time and no more."
    )
    assert note in olga.notifications
    assert note not in ana.notifications
    await town.turn(timedelta(days=72))
    await town.turn(timedelta(hours=2))
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert says("asleep") in listed.text
    asked = lyon.messages[-1]
    assert asked.text == says(
        "{ana}\nLyon has not met for a while, and you came often. Would you co-host once?", ana=ana.mention
    )
    thanked = await ana.press(says("I would"), on=asked)
    assert thanked.text == says(
        "Thank you. You are now co-host of Lyon. One meetup is enough to wake it: type /meetup schedule in its channel."
    )
    ana.goes_to(lyon)
    await ana.slash("/meetup schedule", when=says("in 3 days 10:00"))
    await town.settle()
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert says("asleep") not in listed.text


async def test_where_no_private_thread_may_be_opened_the_month_is_read_with_a_button(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Join", on=lyon.messages[0])
    lyon.set_overwrite(town.campsite.user, deny="create_private_threads")
    await town.discord.calm()
    await town.turn(timedelta(days=31))
    await town.turn(timedelta(hours=1))
    note = lyon.messages[-1]
    assert note.text == f"{olga.mention}\nHow Lyon is doing this month, for those who run it."
    assert note in olga.notifications
    read = await olga.press("Read it", on=note)
    assert read.ephemeral
    assert read.text == (
        "Lyon has not met yet.\nNothing is planned. /meetup schedule takes a time and no more."
    )
    refused = await ana.press("Read it", on=note)
    assert refused.text == "Only organizers of Lyon can do that. /group info shows who they are."


async def test_a_group_without_a_channel_has_its_organizers_thread_beside_its_own(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(500 - len(guild.channels)):
        guild.add_channel(f"c{number}")
    await olga.slash("/group create", in_=guild.first_channel, name="Lille")
    await town.settle()
    await town.turn(timedelta(days=31))
    await town.turn(timedelta(hours=1))
    names = {thread.name: thread for thread in guild.thread_by_id.values()}
    note = names["Organizers of Lille"].messages[-1]
    assert note.text.startswith(f"{olga.mention}\nLille has not met yet.")
    assert names["Organizers of Lille"].parent == names["Lille"].parent


@told_in_both(LEAVES_IN_FRENCH)
async def test_an_organizer_leaves_and_a_regular_takes_over(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    lyon = await town.group(olga, guild)
    await ana.press(says("Join"), on=lyon.messages[0])
    await olga.press(says("Leave"), on=lyon.messages[0])
    await town.settle()
    asked = lyon.messages[-1]
    assert asked.text == says(
        "{ana}\nNobody runs Lyon just now, and you have long been a member. Would you take it over?",
        ana=ana.mention,
    )
    await ana.press(says("I would"), on=asked)
    await town.settle()
    assert says("Organized by {ana}", ana=ana.mention) in lyon.messages[0].text


async def test_a_channel_deleted_by_hand_is_made_anew(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    guild.delete_channel(lyon)
    while lyon.id in (await town.app.read(guild.id, groups.homes))[1]:  # noqa: ASYNC110 - a commit rings no bell
        await asyncio.sleep(0.01)
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert "**Lyon**" in listed.text  # perhaps with its new channel already
    await ana.press("Join", on=listed.message)
    await town.settle()
    again = guild.channel("lyon")
    assert (again.id != lyon.id, again.messages[0].text.splitlines()[0]) == (True, "## Lyon")


@told_in_both(LEAVES_IN_FRENCH)
async def test_an_organizer_who_has_left_without_a_word_is_missed_within_a_month(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    lyon = await town.group(olga, guild)
    await ana.press(says("Join"), on=lyon.messages[0])
    await town.settle()
    olga.leaves(guild)  # nobody tells the bot
    await town.turn(timedelta(days=30, hours=1))
    await town.turn(timedelta(days=1))
    assert await town.app.read(guild.id, groups.member_ids, 1) == [ana.id]
    assert olga.mention not in lyon.messages[0].text
    asked = ana.notifications[-1]
    assert asked.text == says(
        "{ana}\nNobody runs Lyon just now, and you have long been a member. Would you take it over?",
        ana=ana.mention,
    )
    await ana.press(says("I would"), on=asked)
    await town.settle()
    assert says("Organized by {ana}", ana=ana.mention) in lyon.messages[0].text


@pytest.mark.provokes
async def test_who_leaves_before_they_are_given_their_groups_role_is_not_in_it(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    refusal = {"message": "Missing Permissions", "code": 50013}
    town.discord.faults.fail("PUT", "/guilds/*/members/*/roles/*", status=403, body=refusal, times=1 << 30)
    await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    assert await town.app.read(guild.id, groups.member_ids, 1) == [olga.id, ana.id]
    ana.leaves(guild)
    town.discord.faults.clear()
    await town.turn(timedelta(days=1))
    assert await town.app.read(guild.id, groups.member_ids, 1) == [olga.id]


async def test_who_leaves_while_their_group_is_archived_is_not_in_it_when_it_is_revived(town: Town) -> None:
    guild = town.server()
    olga, mod = (
        town.member(guild, "Olga", "en-US", "manage_guild"),
        town.member(guild, "Mod", "en-US", "moderate_members"),
    )
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    role = guild.role("Lyon")
    asked = await olga.slash("/group archive")
    await olga.press("Archive it", on=asked.message)
    await town.settle()
    offered = await ana.complete("/group leave", "group", "lyo", in_=lyon)
    assert [one.name for one in offered] == ["Lyon"]
    assert await mod.complete("/group leave", "group", "lyo", in_=lyon) == []
    forget = await ana.slash("/me forget", in_=guild.first_channel)
    await ana.press("Forget me here", on=forget.message)
    forget = await olga.slash("/me forget", in_=guild.first_channel)
    await olga.press("Forget me here", on=forget.message)
    await town.settle()
    assert role not in guild.member(ana).roles
    assert olga.mention not in lyon.messages[0].text
    asked = await mod.slash("/group archive", in_=lyon)
    await mod.press("Revive it", on=asked.message)
    await town.settle()
    assert await town.app.read(guild.id, groups.member_ids, 1) == []


PUT_ASIDE_IN_FRENCH = {
    "{olga}\nLyon has not met for very long, so I have archived it. Its channel, its people and its history stay, and "
    "/group archive revives it whenever you like.": (
        "{olga}\nLyon ne s’est pas retrouvé depuis très longtemps, alors je l’ai archivé. Son salon, ses membres et son "
        "histoire restent, et /groupe archiver le reprend quand vous voulez."
    ),
    "Organizers of Lyon": "Équipe de Lyon",
    "Revive it": "Le reprendre",
    "Lyon is open again, with everyone who was in it. Plan a meetup with /meetup schedule.": (
        "Lyon est de nouveau ouvert, avec toutes les personnes qui en étaient. Prévois une rencontre avec /rencontre planifier."
    ),
}


@told_in_both(PUT_ASIDE_IN_FRENCH)
async def test_organizers_hear_that_their_group_was_archived_and_revive_it_with_one_tap(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    await town.group(olga, guild)
    for _ in range(5):
        await town.turn(timedelta(days=30))
        await town.turn(timedelta(hours=12))
    room = next(one for one in guild.thread_by_id.values() if one.name == says("Organizers of Lyon"))
    told = room.messages[-1]
    assert told.text == says(
        "{olga}\nLyon has not met for very long, so I have archived it. Its channel, its people and its history stay, and "
        "/group archive revives it whenever you like.",
        olga=olga.mention,
    )
    assert told in olga.notifications
    revived = await olga.press(says("Revive it"), on=told)
    assert revived.text == says(
        "Lyon is open again, with everyone who was in it. Plan a meetup with /meetup schedule."
    )
    await town.turn(timedelta(days=30))
    assert [message for message in room.messages if message.text == told.text] == [told]
