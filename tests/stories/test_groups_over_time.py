"""A group falls asleep and wakes; an organizer leaves and a regular takes over; what somebody deletes by hand comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from cogs.groups import service as groups
from tests.town import Town


async def test_a_group_falls_asleep_and_a_regular_wakes_it(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Join", on=lyon.messages[0])
    card = await town.meetup(olga, lyon)
    await ana.press("Going", on=card)
    await town.settle()
    await town.turn(timedelta(days=31))
    await town.turn(timedelta(hours=1))
    room = next(thread for thread in guild.thread_by_id.values() if thread.name == "Organizers of Lyon")
    note = room.messages[-1]
    assert note.text.splitlines()[0] == olga.mention
    assert note.text.splitlines()[-1] == "Nothing is planned. /meetup schedule takes a time and no more."
    assert note in olga.notifications
    assert note not in ana.notifications
    await town.turn(timedelta(days=72))
    await town.turn(timedelta(hours=2))
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert "asleep" in listed.text
    asked = lyon.messages[-1]
    assert asked.text == (
        f"{ana.mention}\nLyon has not met for a while, and you came often. Would you co-host once?"
    )
    thanked = await ana.press("I would", on=asked)
    assert thanked.text == (
        "Thank you. You are now co-host of Lyon. One meetup is enough to wake it: type /meetup schedule in its channel."
    )
    ana.goes_to(lyon)
    await ana.slash("/meetup schedule", when="in 3 days 10:00")
    await town.settle()
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert "asleep" not in listed.text


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


async def test_an_organizer_leaves_and_a_regular_takes_over(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    await olga.slash("/groupe créer", in_=guild.first_channel, nom="Lyon")
    await town.settle()
    lyon = guild.channel("lyon")
    await ana.press("Rejoindre", on=lyon.messages[0])
    await olga.press("Quitter", on=lyon.messages[0])
    await town.settle()
    asked = lyon.messages[-1]
    assert asked.text == (
        f"{ana.mention}\nPersonne ne s’occupe de Lyon en ce moment, et tu en es membre depuis longtemps. "
        "Voudrais-tu t’en charger\xa0?"
    )
    await ana.press("Je veux bien", on=asked)
    await town.settle()
    assert f"Organisé par {ana.mention}" in lyon.messages[0].text


async def test_a_channel_deleted_by_hand_is_made_anew_with_the_next_change(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    guild.delete_channel(lyon)
    while lyon.id in (await town.app.read(guild.id, groups.homes))[1]:  # noqa: ASYNC110 - a commit rings no bell
        await asyncio.sleep(0.01)
    listed = await ana.slash("/group browse", in_=guild.first_channel)
    assert "**Lyon** · 1 member" in listed.text
    await ana.press("Join", on=listed.message)
    await town.settle()
    again = guild.channel("lyon")
    assert (again.id != lyon.id, again.messages[0].text.splitlines()[0]) == (True, "## Lyon")
