"""Who joined before the bot is covered where the members intent is granted, and nobody is called silent by mistake."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.invitation import PERMISSIONS
from cogs.onboarding import census_models, lurkers, models
from cogs.onboarding.census_mirror import ON_A_PAGE
from playground.people.person import Person
from playground.world.channels import ChannelType
from playground.world.guilds import NO_JOIN_MESSAGES, Guild
from tests.stories.test_lurkers import DAY, WORD, noticed, words_for
from tests.stories.test_welcome import shown
from tests.town import Town

A_QUARTER = 92 * DAY


async def invited_late(town: Town, *people: Person, locale: str = "en-US") -> Guild:
    """A server that invites the bot half a year after these people have joined it."""
    guild = town.discord.guild("Learners", locale=locale)
    for person in people:
        person.joins(guild)
    guild.invite(town.discord.application("Helper"))
    await town.turn(180 * DAY)
    guild.invite(town.campsite, permissions=PERMISSIONS.value)
    await town.discord.until(lambda: town.client.get_guild(guild.id) is not None)
    return guild


async def read_whole(town: Town, guild: Guild) -> None:
    """Waits until the list of members has been read to its end."""
    async with asyncio.timeout(60):
        while True:
            await town.settle()
            held = await town.app.read(guild.id, census_models.census)
            if held.known_at is not None and held.begun_at is None:
                return


async def overview(olga: Person, guild: Guild) -> list[str]:
    return (await olga.slash("/welcome lurkers", in_=guild.first_channel)).text.splitlines()


async def test_who_was_here_before_is_counted_once_a_quarter_has_passed_without_a_sign_of_them(
    told_town: Town,
) -> None:
    town = told_town
    olga, zoe, sam, ana, ben = (town.discord.person(name) for name in ("Olga", "Zoé", "Sam", "Ana", "Ben"))
    guild = await invited_late(town, olga, zoe, sam, ana, ben)
    guild.grant(olga, "moderate_members")
    first = await overview(olga, guild)
    assert first[1:3] == [
        "-# I have seen nobody join yet.",
        "-# I am reading the list of members now. Look again in a minute.",
    ]
    await read_whole(town, guild)
    await ana.says("I am here, too", in_=guild.first_channel)
    await noticed(town, guild, ana)
    later = shown(await olga.slash("/welcome lurkers", in_=guild.first_channel))
    assert (
        later.text.splitlines()[1] == "-# Everyone who is here, by the list of members of <t:1810717200:D>."
    )
    await olga.press("By month", on=later)
    assert later.text.splitlines()[-1] == (
        "6 joined · 0 never said a word · 3 may have said something before"  # Olga moderates, Ana has spoken
    )
    ben.leaves(guild)
    await town.turn(A_QUARTER)
    card = shown(await olga.slash("/welcome lurkers", in_=guild.first_channel))
    await read_whole(town, guild)
    await olga.press("Earlier", on=card)
    assert card.text.splitlines()[-1] == "5 joined · 0 never said a word · 2 gave no sign for three months"
    await olga.press("Look", on=card)
    assert f"You can write to {zoe.mention} and {sam.mention}." in card.text
    await olga.press("Write to them", on=card)
    await olga.fill({"Your words": WORD})
    await olga.press("Send it", on=card)
    await town.settle()
    [said] = words_for(guild, town)
    assert said.text.splitlines()[0] == f"{zoe.mention} {sam.mention}"
    record = await sam.slash("/me record", in_=guild.first_channel)
    assert "I know it from the list of members, as it was read <t:1810717200:D>." in record.text


async def test_a_list_of_thousands_is_read_to_its_end_and_a_coming_in_after_it_is_a_coming_back(
    told_town: Town,
) -> None:
    town = told_town
    guild = town.discord.guild("Learners")
    guild.system_channel_flags = NO_JOIN_MESSAGES
    olga = town.discord.person("Olga")
    olga.joins(guild)
    crowd = town.discord.raid(guild, ON_A_PAGE + 200)
    guild.system_channel_flags = 0
    await town.turn(DAY)
    guild.invite(town.campsite, permissions=PERMISSIONS.value)
    guild.grant(olga, "moderate_members")
    await town.discord.until(lambda: town.client.get_guild(guild.id) is not None)
    before = len(town.discord.requests)
    await overview(olga, guild)
    await read_whole(town, guild)
    assert (
        await town.app.read(guild.id, census_models.count_listed) == len(crowd) + 2
    )  # Olga, and who owns the server
    assert len(town.discord.requests) - before < 6
    await overview(olga, guild)
    assert (await town.app.read(guild.id, census_models.census)).begun_at is None  # not again on the same day
    crowd[0].leaves(guild)
    crowd[0].joins(guild)
    known = None
    async with asyncio.timeout(60):
        while known is None or known.times < 2:
            known = await town.app.read(guild.id, models.newcomer, crowd[0].id)
    await town.turn(timedelta(seconds=5))
    assert guild.first_channel.messages[-1].text.startswith(f"Welcome back, {crowd[0].mention}.")


async def test_the_list_is_read_after_a_restart_and_never_again_names_who_was_forgotten(
    told_town: Town,
) -> None:
    town = told_town
    olga, zoe, sam = (town.discord.person(name) for name in ("Olga", "Zoé", "Sam"))
    guild = await invited_late(town, olga, zoe, sam)
    guild.grant(olga, "moderate_members")
    asked = shown(await zoe.slash("/me forget", in_=guild.first_channel))
    await zoe.press("Forget me here", on=asked)
    await town.turn(timedelta(minutes=5))
    town.discord.faults.fail("GET", "/guilds/{guild_id}/members", status=503)
    await overview(olga, guild)
    await town.restart()
    await town.turn(timedelta(minutes=5))
    await read_whole(town, guild)
    assert await town.app.read(guild.id, models.newcomer, zoe.id) is None
    assert await town.app.read(guild.id, models.newcomer, sam.id) is not None
    asked = shown(await sam.slash("/me forget", in_=guild.first_channel))
    await sam.press("Forget me here", on=asked)
    await town.turn(200 * DAY)
    await overview(olga, guild)
    await read_whole(town, guild)
    assert await town.app.read(guild.id, models.newcomer, sam.id) is None


async def test_who_comes_to_talk_has_given_a_sign(told_town: Town) -> None:
    town = told_town
    olga, zoe, sam = (town.discord.person(name) for name in ("Olga", "Zoé", "Sam"))
    guild = await invited_late(town, olga, zoe, sam)
    guild.grant(olga, "moderate_members")
    await overview(olga, guild)
    await read_whole(town, guild)
    room = guild.add_channel("talk", ChannelType.VOICE)
    zoe.enters(room)
    await noticed(town, guild, zoe)
    await town.turn(A_QUARTER)
    found = await town.app.read(guild.id, lurkers.own_signs, sam.id)
    assert found is not None
    assert not found.active


async def test_qui_etait_la_avant_le_bot_compte_apres_trois_mois_de_silence(told_town: Town) -> None:
    town = told_town
    olga, zoe = (town.discord.person(name, locale="fr") for name in ("Olga", "Zoé"))
    guild = await invited_late(town, olga, zoe, locale="fr")
    guild.grant(olga, "moderate_members")
    first = await overview(olga, guild)
    assert first[2] == "-# Je lis la liste des membres. Regarde à nouveau dans une minute."
    await read_whole(town, guild)
    await town.turn(A_QUARTER)
    card = shown(await olga.slash("/welcome lurkers", in_=guild.first_channel))
    await olga.press("Précédents", on=card)
    await olga.press("Regarder", on=card)
    assert zoe.mention in card.text
