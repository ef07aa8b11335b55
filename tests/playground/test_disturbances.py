"""What goes wrong between Discord and a bot on the gateway: lost, doubled, late, gone for a while."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import aiohttp
import discord
import pytest
from discord import app_commands

from playground import ChannelType, Clock
from playground.gateway.disturbances import Told
from playground.world import threads
from tests.playground.bot import INTENTS, Bot
from tests.playground.conftest import Camp
from tests.playground.test_gateway import raw


def said(bot: Bot) -> list[str]:
    return [data["content"].split()[-1] for data in bot.told("MESSAGE_CREATE")]


@pytest.mark.fault("G12")
async def test_g12_an_event_can_arrive_twice(camp: Camp, bot: Bot) -> None:
    trap = camp.discord.faults.duplicate(camp.app, "MESSAGE_CREATE", copies=3)
    for word in ("one", "two"):
        await camp.ana.says(f"{camp.app.mention} {word}")
    await camp.discord.until(lambda: len(said(bot)) == 4)
    assert (said(bot), trap.hits) == (["one", "one", "one", "two"], 1)


@pytest.mark.fault("G13", status=400, code=40060)
async def test_g13_the_same_interaction_can_arrive_twice_and_is_answered_once(camp: Camp) -> None:
    bot = Bot()
    refused: list[int] = []

    @bot.tree.command(description="Greets")
    async def greet(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_message("hello")
        except discord.HTTPException as refusal:
            refused.append(refusal.code)

    async with camp.running(bot):
        camp.discord.faults.duplicate(camp.app, "INTERACTION_CREATE")
        assert (await camp.ana.slash("/greet")).text == "hello"
        await camp.discord.until(lambda: refused)
    assert refused == [40060]
    first, second = (data["id"] for data in bot.told("INTERACTION_CREATE"))
    assert first == second


@pytest.mark.fault("G20")
async def test_g20_events_can_arrive_in_another_order(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.hold(camp.app)
    for number in range(4):
        await camp.ana.says(f"{camp.app.mention} {number}")
    await asyncio.sleep(0.02)
    assert said(bot) == []
    camp.discord.faults.release(camp.app)
    await camp.discord.until(lambda: len(said(bot)) == 4)
    assert said(bot) == ["3", "2", "1", "0"]


@pytest.mark.fault("G20")
async def test_g20_events_can_be_shuffled_by_a_seed(camp: Camp, bot: Bot) -> None:
    def shuffled(events: list[Told]) -> list[Told]:
        return Random(7).sample(events, len(events))

    camp.discord.faults.hold(camp.app)
    for number in range(4):
        await camp.ana.says(f"{camp.app.mention} {number}")
    camp.discord.faults.release(camp.app, shuffled)
    await camp.discord.until(lambda: len(said(bot)) == 4)
    assert said(bot) == Random(7).sample(["0", "1", "2", "3"], 4)


async def test_an_event_can_be_lost(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.lose(camp.app, "MESSAGE_CREATE")
    for word in ("one", "two"):
        await camp.ana.says(f"{camp.app.mention} {word}")
    await camp.discord.until(lambda: said(bot))
    assert said(bot) == ["two"]


@pytest.mark.parametrize("code", [1006, 4000, 4001, 4002, 4003, 4005, 4008])
async def test_a_socket_closed_with_any_code_is_resumed(camp: Camp, bot: Bot, code: int) -> None:
    if code == 1006:  # nobody says it: the connection breaks
        await camp.discord.go_down()
        await camp.discord.come_back()
    else:
        camp.discord.faults.close(camp.app, code)
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    assert len(camp.app.identifies) == 1


@pytest.mark.parametrize("code", [4010, 4011, 4012, 4013])
async def test_a_bot_that_speaks_wrongly_is_closed_for_good(camp: Camp, code: int) -> None:
    bot = Bot()
    with camp.discord.seam():
        async with bot:
            await bot.login(camp.app.token)
            running = asyncio.create_task(bot.connect())
            await camp.discord.ready(camp.app)
            camp.discord.faults.close(camp.app, code)
            with pytest.raises(discord.ConnectionClosed) as end:
                await running
    assert end.value.code == code


@pytest.mark.fault("G02")
async def test_g02_after_a_failed_resume_what_came_between_is_gone(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.refuse_resumes(camp.app)
    camp.discord.faults.close(camp.app, 4000)
    await camp.ana.says(f"{camp.app.mention} unheard")
    await camp.discord.until(lambda: len(bot.told("READY")) == 2, 10)
    await camp.ana.says(f"{camp.app.mention} heard")
    await camp.discord.until(lambda: said(bot))
    assert (said(bot), bot.told("RESUMED"), len(camp.app.identifies)) == (["heard"], [], 2)


@pytest.mark.fault("G02")
async def test_g02_an_invalid_session_begins_anew(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.invalidate(camp.app)
    await camp.discord.until(lambda: len(bot.told("READY")) == 2, 10)
    assert bot.told("RESUMED") == []


@pytest.mark.fault("G04")
async def test_g04_a_bot_whose_heartbeats_are_not_answered_comes_back_by_itself(camp: Camp) -> None:
    camp.discord.heartbeat_seconds = 0.05
    bot = Bot(INTENTS, heartbeat_timeout=0.15)
    async with camp.running(bot):
        camp.discord.faults.silence_heartbeats(camp.app)
        before = len(camp.discord.hub.connections_of(camp.app))
        await camp.discord.until(lambda: bot.told("RESUMED"), 10)
        camp.discord.faults.silence_heartbeats(camp.app, silent=False)
        await camp.ana.says(f"{camp.app.mention} alive")
        await camp.discord.until(lambda: said(bot), 10)
        assert (before, len(camp.app.identifies)) == (1, 1)


@pytest.mark.fault("G07", close=4004)
async def test_g07_the_thousand_and_first_session_of_a_day_costs_the_token(camp: Camp, clock: Clock) -> None:
    token = camp.app.token
    identify = {"op": 2, "d": {"token": token, "intents": 1, "properties": {"os": "linux"}}}
    camp.app.identifies += [clock.now()] * 1000
    assert (await raw(camp, identify))[1] == 4004
    assert camp.app.token != token
    clock.turn(timedelta(days=1))
    identify["d"] = {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}
    assert (await raw(camp, identify))[1] is None


@pytest.mark.fault("G08")
async def test_g08_an_outage_breaks_everything_and_ends(camp: Camp, bot: Bot, clock: Clock) -> None:
    async with camp.discord.outage():
        clock.turn(timedelta(hours=2))
        with pytest.raises(aiohttp.ClientConnectorError):
            async with aiohttp.ClientSession() as session, session.get(camp.discord.url):
                pass
        await camp.ana.says(f"{camp.app.mention} meanwhile")
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    assert said(bot) == ["meanwhile"]
    sent = await camp.place(bot).send("back")
    assert sent.created_at == clock.now()


@pytest.mark.fault("G08")
async def test_g08_an_outage_can_cost_the_sessions(camp: Camp, bot: Bot) -> None:
    async with camp.discord.outage(sessions_lost=True):
        await camp.ana.says(f"{camp.app.mention} unheard")
    await camp.discord.until(lambda: len(bot.told("READY")) == 2, 10)
    assert said(bot) == []


async def test_sockets_can_be_refused_for_a_while(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.refuse_sockets(2)
    camp.discord.faults.close(camp.app, 4000)
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    assert len(camp.app.identifies) == 1


@pytest.mark.fault("G09")
async def test_g09_an_unavailable_server_is_not_one_that_kicked_the_bot(camp: Camp, bot: Bot) -> None:
    camp.guild.become_unavailable()
    await camp.ana.says(f"{camp.app.mention} unheard")
    await camp.discord.until(lambda: bot.told("GUILD_DELETE"))
    assert bot.told("GUILD_DELETE") == [{"id": str(camp.guild.id), "unavailable": True}]
    assert camp.server(bot).unavailable
    camp.guild.become_available()
    await camp.discord.until(lambda: len(bot.told("GUILD_CREATE")) == 2)
    await asyncio.sleep(0)
    assert not camp.server(bot).unavailable
    assert said(bot) == []


@pytest.mark.fault("G10")
async def test_g10_a_kick_says_so_and_a_new_invitation_is_a_join(camp: Camp, bot: Bot) -> None:
    camp.guild.kick(camp.app)
    await camp.discord.until(lambda: bot.told("GUILD_DELETE"))
    assert bot.told("GUILD_DELETE") == [{"id": str(camp.guild.id)}]
    camp.guild.invite(camp.app, "view_channel")
    await camp.discord.until(lambda: len(bot.told("GUILD_CREATE")) == 2)
    assert "unavailable" not in bot.told("GUILD_CREATE")[1]


@pytest.mark.fault("G11")
async def test_g11_who_was_kicked_while_offline_is_not_in_ready_but_an_unavailable_server_is(
    camp: Camp,
) -> None:
    troubled = camp.discord.guild("Troubled")
    troubled.invite(camp.app)
    troubled.become_unavailable()
    camp.guild.kick(camp.app)
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    got, _ = await raw(camp, identify)
    assert [f'"id":"{troubled.id}","unavailable":true' in text for text in got] == [False, True]
    assert str(camp.guild.id) not in "".join(got)


@pytest.mark.fault("R04")
async def test_r04_a_server_can_be_unavailable_from_the_start(camp: Camp) -> None:
    camp.guild.become_unavailable()
    async with camp.running() as bot:
        assert camp.server(bot).unavailable
        assert bot.get_channel(camp.guild.first_channel.id) is None


@pytest.mark.fault("G24")
async def test_g24_a_command_says_in_what_kind_of_place_it_was_used(camp: Camp) -> None:
    bot = Bot()
    places: list[int | None] = []

    @bot.tree.command(description="Where am I")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    async def where(interaction: discord.Interaction) -> None:
        places.append(interaction.guild_id)
        await interaction.response.send_message("here")

    async with camp.running(bot):
        await camp.ana.slash("/where")
        await camp.ana.slash("/where", in_=camp.ana.direct(camp.app))
        await camp.ana.slash("/where", in_=threads.create(camp.guild.first_channel, camp.ana, "Talk"))
        await camp.ana.slash("/where", in_=camp.guild.add_channel("Lounge", ChannelType.VOICE))
    assert places == [camp.guild.id, None, camp.guild.id, camp.guild.id]
    told = [(data["context"], data["channel"]["type"]) for data in bot.told("INTERACTION_CREATE")]
    assert told == [(0, 0), (1, 1), (0, 11), (0, 2)]
