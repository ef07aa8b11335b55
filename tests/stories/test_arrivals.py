"""Whoever comes in is heard of once: with the members intent and without, after an outage, behind a screening, in a raid."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.tx import Tx
from bot.settings import DATABASE_NAME
from cogs.onboarding import arrivals, desk, models
from playground.people.person import Person
from playground.world.guilds import NO_JOIN_MESSAGES, Guild
from tests.stories.test_lurkers import noticed
from tests.stories.test_welcome import HOUR, MOMENT, come_in, heard, welcomes
from tests.town import Town

CROWD = "500 people have just come in: welcome. Tap Start and I’ll show you the groups near you."
FOULE = (
    "500 personnes viennent d’arriver\xa0: bienvenue à toutes et à tous. Touche Commencer et je te montre les groupes près de chez "
    "toi."
)
SCREENING = "MEMBER_VERIFICATION_GATE_ENABLED"


async def waits_no_more(town: Town, guild: Guild, person: Person) -> None:
    """Waits until the bot has heard that somebody has passed the screening."""
    async with asyncio.timeout(60):
        waited_for = True
        while waited_for:
            await asyncio.sleep(0.01)
            waited_for = await town.app.read(guild.id, arrivals.is_waited_for, person.id)


async def test_with_the_intent_and_join_messages_whoever_comes_in_is_welcomed_once(told_town: Town) -> None:
    town = told_town
    guild = town.server()
    ana, ben = await come_in(town, guild, "Ana", "Ben")
    guild.invite(town.discord.application("Helper"))
    await town.turn(MOMENT)
    [welcome] = welcomes(town, guild)
    assert welcome.text.startswith(f"Welcome, {ana.mention} and {ben.mention}. Tap Start")
    await town.restart()
    await town.turn(HOUR)
    assert welcomes(town, guild) == [welcome]
    ana.leaves(guild)
    ana.joins(guild)
    await heard(town, guild, [ana], times=2)
    await town.turn(MOMENT)
    assert welcomes(town, guild)[-1].text.startswith(f"Welcome back, {ana.mention}.")


async def test_where_join_messages_are_off_the_intent_welcomes_in_the_channel_that_was_chosen(
    told_town: Town,
) -> None:
    town = told_town
    guild = town.server()
    [olga] = await come_in(town, guild, "Olga")
    guild.grant(olga, "manage_guild")
    await town.turn(HOUR)
    guild.edit(system_channel_flags=NO_JOIN_MESSAGES)
    door = guild.add_channel("door")
    await town.discord.until(lambda: town.client.get_channel(door.id) is not None)
    settings = await olga.slash("/campsite settings", in_=guild.first_channel)
    await olga.choose("server:channel:welcome_channel_id", [door], on=settings.message)
    [zoe] = await come_in(town, guild, "Zoé")
    await town.turn(MOMENT)
    assert [message.text.split(".")[0] for message in door.messages] == [f"Welcome, {zoe.mention}"]
    doctor = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert "I do not hear who joins" not in doctor.text


async def test_who_has_to_pass_a_screening_is_welcomed_when_they_have(told_town: Town) -> None:
    town = told_town
    guild = town.server()
    guild.edit(features=[SCREENING])
    zoe, sam = await come_in(town, guild, "Zoé", "Sam")
    await town.turn(2 * HOUR)
    assert welcomes(town, guild) == []
    guild.screen(zoe)
    await waits_no_more(town, guild, zoe)
    await town.turn(MOMENT)
    [welcome] = welcomes(town, guild)
    assert welcome.text.startswith(f"Welcome, {zoe.mention}. Tap Start")
    await town.turn(HOUR)
    await town.stop()
    guild.system_channel_flags = NO_JOIN_MESSAGES
    guild.screen(sam)
    guild.system_channel_flags = 0
    guild.member(zoe).edit(nick="Zoé from Lyon")
    await town.start()
    await waits_no_more(town, guild, sam)
    await town.turn(MOMENT)
    assert [message.text.split(".")[0] for message in welcomes(town, guild)] == [
        f"Welcome, {zoe.mention}",
        f"Welcome, {sam.mention}",
    ]


async def test_who_came_in_while_the_bot_was_away_is_welcomed_once_it_is_back(town: Town) -> None:
    guild = town.server()
    [ana] = await come_in(town, guild, "Ana")
    await town.turn(MOMENT)
    await town.stop()
    town.discord.clock.turn(HOUR)
    ben, cleo = (town.member(guild, name) for name in ("Ben", "Cléo"))
    town.discord.clock.turn(HOUR)
    await town.start()
    await heard(town, guild, [ben, cleo])
    await town.turn(MOMENT)
    assert [message.text.split(".")[0] for message in welcomes(town, guild)] == [
        f"Welcome, {ana.mention}",
        f"Welcome, {ben.mention} and {cleo.mention}",
    ]
    await town.restart()
    await town.turn(HOUR)
    assert len(welcomes(town, guild)) == 2


async def test_a_session_that_is_lost_misses_nobody_and_who_was_forgotten_is_not_noted_anew(
    town: Town,
) -> None:
    guild = town.server()
    [ana] = await come_in(town, guild, "Ana")
    await town.turn(MOMENT)
    asked = await ana.slash("/me forget", in_=guild.first_channel)
    await ana.press("Forget me here", on=asked.message)
    await town.settle()
    async with town.discord.outage(sessions_lost=True):
        ben = town.member(guild, "Ben")
    await heard(town, guild, [ben])
    await town.turn(MOMENT)
    assert f"{ana.mention}" not in welcomes(town, guild)[-1].text
    assert welcomes(town, guild)[-1].text.startswith(f"Welcome, {ben.mention}. Tap Start")


@pytest.mark.parametrize(("locale", "line"), [("en-US", CROWD), ("fr", FOULE)])
async def test_a_raid_with_the_intent_is_one_line_and_provokes_no_429(
    told_town: Town, locale: str, line: str
) -> None:
    town = told_town
    guild = town.server(locale=locale)
    town.discord.rate_limits.in_real_time()
    before = len(town.discord.requests)
    people = town.discord.raid(guild, 500)
    await heard(town, guild, people)
    await town.turn(timedelta(minutes=1))
    await town.turn(timedelta(minutes=1))
    [welcome] = welcomes(town, guild)
    assert welcome.text == line
    assert town.discord.requests.limited == []
    assert len(town.discord.requests) - before < 10


async def test_the_doctor_says_so_where_nobody_tells_the_bot_who_comes_in(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    guild.edit(system_channel_flags=NO_JOIN_MESSAGES)
    said = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert "**Je n’entends pas qui arrive.** Les personnes qui arrivent ne sont pas accueillies." in said.text


async def test_an_intent_that_is_not_switched_on_in_the_portal_does_not_keep_the_bot_from_starting(
    data_dir: Path,
) -> None:
    town = Town(data_dir, members=True)
    town.campsite.flags = 0
    async with town:
        guild = town.server()
        [ana] = await come_in(town, guild, "Ana")
        await town.turn(MOMENT)
        [welcome] = welcomes(town, guild)
        assert welcome.text.startswith(f"Welcome, {ana.mention}.")
        assert not town.client.intents.members


async def test_with_the_intent_who_is_made_a_moderator_waits_for_nobody_from_then_on(told_town: Town) -> None:
    town = told_town
    guild = town.server()
    mia, zoe = await come_in(town, guild, "Mia", "Zoé")
    assert [it.entry.person_id for it in (await town.app.read(guild.id, desk.look)).waiting] == [
        mia.id,
        zoe.id,
    ]
    guild.grant(mia, "moderate_members")
    waiting = [mia.id, zoe.id]
    async with asyncio.timeout(60):
        while waiting != [zoe.id]:
            waiting = [it.entry.person_id for it in (await town.app.read(guild.id, desk.look)).waiting]
            await asyncio.sleep(0.01)


async def test_who_moderates_and_came_in_while_the_bot_was_away_is_nobody_to_greet(town: Town) -> None:
    guild = town.server()
    [ana] = await come_in(town, guild, "Ana")
    await town.stop()
    town.discord.clock.turn(HOUR)
    mia, zoe = town.member(guild, "Mia", "en-US", "moderate_members"), town.member(guild, "Zoé")
    before = len(town.discord.requests)
    await town.start()
    await heard(town, guild, [mia, zoe])
    path = f"/channels/{guild.first_channel.id}/messages"
    read = [it for it in list(town.discord.requests)[before:] if it.method == "GET" and it.path == path]
    assert len(read) == 1  # each start looks once
    await town.turn(MOMENT)
    waiting = (await town.app.read(guild.id, desk.look)).waiting
    assert [it.entry.person_id for it in waiting] == [ana.id, zoe.id]


async def test_who_writes_before_the_bot_has_read_that_they_came_in_has_given_a_sign(town: Town) -> None:
    guild = town.server()
    await come_in(town, guild, "Ana")
    await town.stop()
    town.discord.clock.turn(HOUR)
    ben = town.member(guild, "Ben")
    town.discord.faults.stall("GET", "/channels/{channel_id}/messages", 1.5)
    await town.start()
    await ben.says("Hello", in_=guild.first_channel)
    await heard(town, guild, [ben])
    await noticed(town, guild, ben)


@pytest.mark.meets("S03")
@pytest.mark.parametrize("members", [False, True])
async def test_an_arrival_that_could_not_be_noted_is_noted_with_the_next_message(
    data_dir: Path, caplog: pytest.LogCaptureFixture, *, members: bool
) -> None:
    town = Town(data_dir, members=members)
    town.patience = 1.0
    async with town:
        guild = town.server()
        [olga] = await come_in(town, guild, "Olga")
        await town.turn(MOMENT)
        with closing(sqlite3.connect(data_dir / DATABASE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            ana = town.member(guild, "Ana")
            told = 1 + members  # with the intent Discord tells it in two ways
            async with asyncio.timeout(60):
                while caplog.messages.count("an arrival could not be noted") < told:  # noqa: ASYNC110 - a log rings no bell
                    await asyncio.sleep(0.01)
        await olga.says("Is anybody there?", in_=guild.first_channel)
        await heard(town, guild, [ana])
        await town.turn(MOMENT)
        [welcome] = welcomes(town, guild)
        assert ana.mention in welcome.text
        await town.restart()
        await town.turn(HOUR)
        assert welcomes(town, guild) == [welcome]


@pytest.mark.meets("S03")
async def test_who_comes_in_while_another_arrival_fails_takes_that_one_along(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    town = Town(data_dir)
    town.patience = 2.0
    async with town:
        guild = town.server()
        await come_in(town, guild, "Olga")
        with closing(sqlite3.connect(data_dir / DATABASE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            ana = town.member(guild, "Ana")
            await asyncio.sleep(town.patience / 2)  # so that Ben's arrival still waits when hers has failed
            ben = town.member(guild, "Ben")
            async with asyncio.timeout(60):
                while "an arrival could not be noted" not in caplog.messages:  # noqa: ASYNC110 - a log rings no bell
                    await asyncio.sleep(0.01)

        def known(tx: Tx) -> list[bool]:
            return [models.newcomer(tx, person.id) is not None for person in (ana, ben)]

        async with asyncio.timeout(60):
            while not any(await town.app.read(guild.id, known)):  # noqa: ASYNC110 - a commit rings no bell
                await asyncio.sleep(0)
        assert await town.app.read(guild.id, known) == [True, True]
