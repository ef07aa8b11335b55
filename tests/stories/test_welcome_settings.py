"""Moderators say how newcomers are welcomed, see it before anybody else does, and share the desk with greeters."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.people.person import Person as Moderator
from cogs.onboarding import models, welcoming
from cogs.server.rules import OnlyAdmins
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

MOMENT = timedelta(seconds=5)
WORDS = "In your own words"


async def comes_in(town: Town, guild: Guild, name: str, locale: str = "en-US") -> Person:
    """Somebody joins, and is welcomed."""
    person = town.member(guild, name, locale)
    async with asyncio.timeout(60):
        known = None
        while known is None:
            known = await town.app.read(guild.id, models.newcomer, person.id)
    await town.turn(MOMENT)
    return person


async def opened(town: Town, guild: Guild, name: str) -> Channel:
    """A new channel that the bot knows."""
    channel = guild.add_channel(name)
    await town.discord.until(lambda: town.client.get_channel(channel.id) is not None)
    return channel


def shown(message: Message | None) -> Message:
    assert message is not None
    return message


async def test_a_server_says_it_in_its_own_words_and_sees_them_before_anybody_else(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "moderate_members")
    door, office = await opened(town, guild, "door"), await opened(town, guild, "office")
    seen = await olga.slash("/welcome settings", in_=guild.first_channel)
    assert seen.ephemeral
    assert seen.text.splitlines()[-2:] == [
        f"> Welcome, {olga.mention}. Tap Start and I’ll show you the groups near you.",
        "-# What a group says to who joins: /welcome settings with its option “group”.",
    ]
    card = shown(seen.message)
    await olga.choose("onboarding:channel:welcome_channel_id", [door], on=card)
    await olga.choose("onboarding:channel:desk_channel_id", [office], on=card)
    await olga.press("Change the text", on=card)
    kept = await olga.fill({WORDS: "We learn *together*.\nNo question is silly."})
    assert kept.updated
    lines = kept.text.splitlines()
    assert lines[0] == "Saved."
    assert lines[-5:-1] == [
        f"> Welcome, {olga.mention}.",
        r"> We learn \*together\*.",
        "> No question is silly.",
        "> Tap Start and I’ll show you the groups near you.",
    ]
    zoe = await comes_in(town, guild, "Zoé")
    [welcome] = door.messages
    assert welcome.text.splitlines()[:2] == [f"Welcome, {zoe.mention}.", r"We learn \*together\*."]
    [desk] = office.messages
    assert desk.text.splitlines()[1].startswith(zoe.mention)
    other = await opened(town, guild, "other")
    await olga.choose("onboarding:channel:desk_channel_id", [other], on=card)
    await town.settle()
    assert office.messages == []
    assert other.messages[0].text == desk.text


async def test_a_group_greets_who_joins_it_on_the_way_through_start(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris", topic="SQL")
    [choice] = await olga.complete("/accueil réglages", "group", "ly", in_=lyon)
    seen = await olga.slash("/accueil réglages", in_=lyon, group=choice.value)
    assert seen.text.splitlines() == [
        "## Ce que Lyon dit à qui le rejoint",
        "> Il ne dit encore rien de lui-même.",
    ]
    await olga.press("Changer le texte", on=seen.message)
    refused = await olga.fill({"Avec vos propres mots": "a\u200bb"})
    assert refused.text.splitlines()[1:] == ["Tu as écrit\u00a0:", "a\u200bb"]
    await olga.press("Corriger et renvoyer", on=refused.message)
    kept = await olga.fill({"Avec vos propres mots": "On se voit le samedi."})
    assert kept.text.splitlines()[-1] == "> **Lyon** On se voit le samedi."
    zoe = town.member(guild, "Zoé", "fr")
    assert (await zoe.slash("/accueil réglages", in_=lyon, group=choice.value)).text == (
        "Seule la modération choisit comment on accueille\u00a0; l’équipe d’un groupe, ce que dit son groupe."
    )
    start = await zoe.slash("/commencer", in_=guild.first_channel)
    await zoe.choose("Rejoindre un groupe", ["Lyon"], on=shown(start.message))
    assert "**Lyon** On se voit le samedi." in shown(start.message).text.splitlines()
    sam, lou = town.member(guild, "Sam", "fr"), town.member(guild, "Lou", "fr")
    tapped = await sam.press("Rejoindre", on=lyon.messages[0])
    typed = await lou.slash("/groupe rejoindre", in_=lyon, group=choice.value)
    for joined in (tapped, typed):
        assert joined.text.splitlines()[-1] == "On se voit le samedi."
    again = await sam.press("Rejoindre", on=lyon.messages[0])
    assert "On se voit le samedi." not in again.text


async def test_greeters_take_care_of_the_desk_and_choose_nothing(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members")
    ana = town.member(guild, "Ana")
    office, greeters = await opened(town, guild, "office"), guild.add_role("Greeters")
    guild.member(ana).give(greeters)
    seen = await mia.slash("/welcome settings", in_=guild.first_channel)
    assert "**Welcome channel** No channel yet" in seen.text.splitlines()
    by_moderator = Moderator(mia.id, moderates_members=True)
    with pytest.raises(OnlyAdmins):  # whatever custom id somebody makes up
        await town.app.write(
            guild.id, welcoming.choose_channel, by_moderator, "welcome_channel_id", office.id
        )
    await mia.choose("onboarding:channel:desk_channel_id", [office], on=shown(seen.message))
    await comes_in(town, guild, "Zoé")
    [desk] = office.messages
    assert (await ana.press(desk.buttons[0], on=desk)).text == (
        "The desk is for moderators and greeters. Moderators say who they are with /welcome settings."
    )
    kept = await mia.choose("onboarding:greeters", [greeters], on=shown(seen.message))
    assert kept.text.splitlines()[0] == "Saved."
    taken = await ana.press(desk.buttons[0], on=desk)
    assert "is yours." in taken.text
    assert (await ana.slash("/welcome settings", in_=guild.first_channel)).text == (
        "Only moderators choose how newcomers are welcomed; organizers what their own group says."
    )


async def test_among_many_groups_one_is_found_by_its_topic(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(25):
        await olga.slash("/group create", in_=guild.first_channel, name=f"Camp {number:02}", topic="SQL")
    sam = town.member(guild, "Sam")
    whole = shown((await sam.slash("/start", in_=guild.first_channel)).message)
    assert [button.label for button in whole.buttons] == ["Name your city"]  # one menu holds them all
    for number in (25, 26):
        topic = "Rust" if number == 25 else "SQL"
        await olga.slash("/group create", in_=guild.first_channel, name=f"Camp {number:02}", topic=topic)
    zoe = town.member(guild, "Zoé")
    start = shown((await zoe.slash("/start", in_=guild.first_channel)).message)
    await zoe.choose("Join a group", ["Camp 00"], on=start)
    await zoe.press("Search groups", on=start)
    nothing = await zoe.fill({"Topic or name": "Cobol"})
    assert nothing.text == (
        "No group here is about Cobol, or you are in it already. /group create asks for a new one."
    )
    await zoe.press("Search groups", on=start)
    await zoe.fill({"Topic or name": "rust"})
    assert "**Groups for “rust”**" in start.text.splitlines()
    await zoe.choose("Join a group", ["Camp 25"], on=start)
    assert "**Your groups** Camp 00 and Camp 25" in start.text.splitlines()
    assert "Search groups" not in [button.label for button in start.buttons]
