"""People come and go: into voice channels, by invites, all at once."""

from __future__ import annotations

import sys
from datetime import timedelta

import discord
import pytest
from discord.http import Route

from playground import CannotType, ChannelType, Clock
from playground.world import invites
from tests.playground.bot import Bot
from tests.playground.conftest import Camp
from tests.playground.refusals import refused

EARS = discord.Intents(guilds=True, voice_states=True, members=True, invites=True, guild_messages=True)


async def test_a_voice_channel_is_entered_changed_and_left(camp: Camp) -> None:
    lounge = camp.guild.add_channel("Lounge", ChannelType.VOICE)
    library = camp.guild.add_channel("Library", ChannelType.VOICE, user_limit=1)
    async with camp.running(intents=discord.Intents(guilds=True, voice_states=True)) as bot:
        camp.ana.enters(lounge)
        camp.ana.enters(library)
        assert ([each.name for each in library.voice_members], lounge.voice_members) == (["Ana"], [])
        ben = camp.discord.person("Ben")
        ben.joins(camp.guild)
        with pytest.raises(CannotType, match="full"):
            ben.enters(library)
        with pytest.raises(CannotType, match="no voice channel"):
            ben.enters(camp.guild.first_channel)
        state = await camp.server(bot).fetch_member(camp.ana.id)
        assert (await state.fetch_voice()).channel == bot.get_channel(library.id)
        camp.ana.hangs_up(camp.guild)
        await camp.discord.until(lambda: len(bot.told("VOICE_STATE_UPDATE")) == 3)
        await refused(state.fetch_voice(), 404, 10065)
    places = [data["channel_id"] for data in bot.told("VOICE_STATE_UPDATE")]
    assert places == [str(lounge.id), str(library.id), None]
    assert bot.told("VOICE_STATE_UPDATE")[0]["member"]["user"]["id"] == str(camp.ana.id)


async def test_a_moderator_moves_somebody_and_hangs_up_for_her(camp: Camp, bot: Bot) -> None:
    lounge, library = (camp.guild.add_channel(name, ChannelType.VOICE) for name in ("lounge", "library"))

    async def move(place: int | None) -> None:
        await bot.http.edit_member(camp.guild.id, camp.ana.id, channel_id=place)

    camp.ana.enters(lounge)
    await refused(move(library.id), 403, 50013)
    camp.guild.grant(camp.app, "move_members")
    library.set_overwrite(camp.guild.role_of(camp.app), deny="connect")
    await refused(move(library.id), 403, 50013)
    library.set_overwrite(camp.guild.role_of(camp.app))
    await refused(move(camp.guild.first_channel.id), 400, 50024)
    await move(library.id)
    assert [member.name for member in library.voice_members] == ["Ana"]
    await move(None)
    assert library.voice_members == []
    await refused(move(None), 400, 40032)


async def test_who_is_in_voice_already_is_in_the_first_sight_of_a_server(camp: Camp) -> None:
    lounge = camp.guild.add_channel("Lounge", ChannelType.VOICE)
    camp.ana.enters(lounge)
    async with camp.running(intents=discord.Intents(guilds=True, voice_states=True)) as bot:
        channel = bot.get_channel(lounge.id)
        assert isinstance(channel, discord.VoiceChannel)
        assert list(channel.voice_states) == [camp.ana.id]
        camp.guild.delete_channel(lounge)
        await camp.discord.until(lambda: bot.told("CHANNEL_DELETE"))
    assert camp.guild.voice_by_id == {}


async def test_an_invite_lets_people_in_for_a_while_and_so_many_times(camp: Camp, clock: Clock) -> None:
    camp.app.flags |= 1 << 15
    async with camp.running(intents=EARS) as bot:
        place = camp.place(bot)
        made = await place.create_invite(max_age=600, max_uses=2)
        assert (await place.create_invite(max_age=600, max_uses=2, unique=False)).code == made.code
        invite = camp.guild.invite_by_code[made.code]
        for name in ("Ben", "Cleo"):
            camp.discord.person(name).joins(camp.guild, by=invite)
        with pytest.raises(CannotType, match="not valid"):
            camp.discord.person("Dora").joins(camp.guild, by=invite)
        await refused(bot.fetch_invite(made.code), 404, 10006)
        other = await place.create_invite(max_age=600)
        assert [found.code for found in await place.invites()] == [other.code]
        assert (await bot.fetch_invite(other.code)).approximate_member_count == 5
        clock.turn(timedelta(minutes=10))
        assert await place.invites() == []
        last = await place.create_invite()
        await last.delete()
        await refused(camp.server(bot).invites(), 403, 50013)
        await camp.discord.until(lambda: bot.told("INVITE_DELETE"))
    assert len(bot.told("INVITE_CREATE")) == 3


async def test_an_invite_needs_its_permission_and_a_place(camp: Camp, bot: Bot) -> None:
    place = camp.place(bot)
    for holder in (camp.guild.role_of(camp.app), camp.guild.everyone):
        camp.guild.set_permissions(holder, "view_channel")
    await refused(place.create_invite(), 403, 50013)
    await refused(place.invites(), 403, 50013)
    await refused(bot.fetch_invite("nowhere"), 404, 10006)
    camp.guild.grant(camp.app, "create_instant_invite")
    made = await place.create_invite()
    await refused(made.delete(), 403, 50013)
    for _ in range(999):
        invites.create(camp.guild.first_channel, camp.ana)
    refusal = await refused(place.create_invite(), 400, 30016)
    assert refusal.text == "Maximum number of invites reached (1000)"


@pytest.mark.fault("G21")
async def test_g21_a_raid_is_five_hundred_joins(camp: Camp) -> None:
    camp.app.flags |= 1 << 15
    async with camp.running(intents=EARS) as bot:
        crowd = camp.discord.raid(camp.guild, 500)
        await camp.discord.until(lambda: len(bot.told("GUILD_MEMBER_ADD")) == 500)
        assert [message.author for message in camp.guild.first_channel.messages[-500:]] == list(crowd)


async def test_members_are_searched_by_how_their_names_begin(camp: Camp, bot: Bot) -> None:
    camp.discord.raid(camp.guild, 12, "Newcomer")
    route = Route("GET", "/guilds/{guild_id}/members/search", guild_id=camp.guild.id)
    found = await bot.http.request(route, params={"query": "newcomer 1", "limit": 10})
    names = [member["user"]["global_name"] for member in found]
    assert names == ["Newcomer 1", "Newcomer 10", "Newcomer 11", "Newcomer 12"]


async def test_twice_the_raid_is_twice_the_work(camp: Camp) -> None:
    def calls(count: int) -> float:
        """How many functions are called by so many joins, to the nearest hundred for each."""
        found = 0

        def note(*_: object) -> None:
            nonlocal found
            found += 1

        sys.setprofile(note)
        try:
            camp.discord.raid(camp.guild, count)
        finally:
            sys.setprofile(None)
        return round(found / count, -2)

    assert calls(800) == calls(100)
