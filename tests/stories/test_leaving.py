"""A server removes the bot: what is its own waits for it a while, and is then gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.tx import Tx
from bot.invitation import PERMISSIONS
from bot.retention import LEFT_SERVERS
from bot.servers import servers
from playground.people.person import Person
from playground.world.guilds import Guild
from tests.town import Town

NO_GROUPS = "There are no groups here yet. /group create founds the first."


def away(tx: Tx) -> set[int]:
    return set(tx.connection.scalars(select(servers.c.guild_id).where(servers.c.left_at.is_not(None))))


def known(tx: Tx) -> set[int]:
    return set(tx.connection.scalars(select(servers.c.guild_id)))


async def a_server_with_a_group(town: Town) -> tuple[Guild, Person]:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    return guild, olga


async def until_away(town: Town, *guild_ids: int) -> None:
    while await town.app.database.read(None, away) != set(guild_ids):
        await town.discord.calm(quiet=0.01)


async def until_known(town: Town, *guild_ids: int) -> None:
    while await town.app.database.read(None, known) != set(guild_ids):
        await town.discord.calm(quiet=0.01)


async def come_back(town: Town, guild: Guild) -> None:
    guild.invite(town.campsite, permissions=PERMISSIONS.value)
    await until_away(town)


@pytest.mark.meets("G10")
async def test_invited_again_within_a_month_it_finds_everything_as_it_was(town: Town) -> None:
    guild, olga = await a_server_with_a_group(town)
    before = (await olga.slash("/meetup list")).text
    guild.kick(town.campsite.user)
    await until_away(town, guild.id)
    await town.turn(LEFT_SERVERS - timedelta(seconds=1))
    await town.client.janitor.tidy()
    await come_back(town, guild)
    assert "Lyon" in (await olga.slash("/group browse")).text
    town.discord.clock.turn(-(LEFT_SERVERS - timedelta(seconds=1)))
    assert (await olga.slash("/meetup list")).text == before


@pytest.mark.meets("G10")
@pytest.mark.parametrize("tidied", [True, False], ids=["the janitor was there", "the bot was away"])
async def test_invited_again_after_a_month_it_begins_anew(town: Town, *, tidied: bool) -> None:
    guild, olga = await a_server_with_a_group(town)
    guild.kick(town.campsite.user)
    await until_away(town, guild.id)
    town.discord.clock.turn(LEFT_SERVERS)
    if tidied:
        await town.client.janitor.tidy()
        assert await town.app.database.read(None, known) == set()
        guild.invite(town.campsite, permissions=PERMISSIONS.value)
        await until_known(town, guild.id)
    else:
        await town.stop()
        guild.invite(town.campsite, permissions=PERMISSIONS.value)
        await town.start()
        await until_away(town)
    assert (await olga.slash("/group browse", in_=guild.first_channel)).text == NO_GROUPS
    await town.group(olga, guild, "Paris")
    await town.client.janitor.tidy()
    assert "Paris" in (await olga.slash("/group browse")).text


@pytest.mark.meets("G09")
async def test_an_outage_of_discords_is_no_removal(town: Town) -> None:
    guild, olga = await a_server_with_a_group(town)
    guild.become_unavailable()
    await town.turn(LEFT_SERVERS)
    await town.client.janitor.tidy()
    # Nor is one that is still there after a restart.
    await town.restart()
    await until_known(town, guild.id)
    assert await town.app.database.read(None, away) == set()
    guild.become_available()
    await town.discord.calm()
    assert "Lyon" in (await olga.slash("/group browse")).text


@pytest.mark.meets("G11")
async def test_a_removal_while_the_bot_was_away_is_noticed(town: Town) -> None:
    here, _ = await a_server_with_a_group(town)
    there = town.server("There")
    await until_known(town, here.id, there.id)
    await town.stop()
    here.kick(town.campsite.user)
    await town.start()
    await until_away(town, here.id)
    assert await town.app.database.read(None, known) == {here.id, there.id}


async def test_a_database_that_knows_no_bot_says_so_when_the_bot_is_in_servers_already(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    town = Town(data_dir)
    town.server()
    said = "knows nothing of this bot, which is in servers already (1)"
    async with town:
        assert said in caplog.text
        caplog.clear()
        await town.restart()
        assert said not in caplog.text
