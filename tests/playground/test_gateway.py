"""The gateway: identify, resume, reconnect, refuse."""

from __future__ import annotations

import asyncio
import json
import random
import zlib
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from playground import Channel, ChannelType, Clock, Playground
from playground.gateway.transport import ZSTD_HEADER, ZSTD_MAGIC, encoder
from tests.playground.bot import Bot
from tests.playground.conftest import Camp


@pytest.mark.fault("G01")
async def test_g01_op_7_is_followed_by_a_resume_that_loses_nothing(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.reconnect(camp.app)
    await asyncio.sleep(0)
    for number in range(3):
        await camp.ana.says(f"{camp.app.mention} {number}")
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    heard = [data["content"].split()[-1] for data in bot.told("MESSAGE_CREATE")]
    assert heard == ["0", "1", "2"]
    assert len(bot.told("READY")) == 1


@pytest.mark.parametrize("code", [1001, 4000])
async def test_a_closed_socket_is_resumed(camp: Camp, bot: Bot, code: int) -> None:
    camp.discord.faults.close(camp.app, code)
    await camp.ana.says("while away")
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    assert (len(bot.told("MESSAGE_CREATE")), len(bot.told("READY"))) == (1, 1)


@pytest.mark.fault("G03")
async def test_g03_a_resumable_invalid_session_is_resumed(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.invalidate(camp.app, resumable=True)
    await camp.discord.until(lambda: bot.told("RESUMED"), 10)
    assert len(bot.told("READY")) == 1


@pytest.mark.fault("G05", close=4004)
async def test_g05_a_rejected_token_closes_with_4004(camp: Camp) -> None:
    bot = Bot()
    with camp.discord.seam():
        async with bot:
            await bot.login(camp.app.token)
            camp.app.reset_token()
            with pytest.raises(discord.ConnectionClosed) as end:
                await bot.connect()
    assert end.value.code == 4004


@pytest.mark.fault("R34", status=401, code=0)
async def test_r34_a_rejected_token_cannot_log_in(camp: Camp) -> None:
    old = camp.app.token
    camp.app.reset_token()
    with camp.discord.seam():
        async with Bot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.login(old)


@pytest.mark.fault("G06", close=4014)
async def test_g06_a_privileged_intent_that_is_switched_off_closes_with_4014(camp: Camp) -> None:
    bot = Bot(discord.Intents(guilds=True, members=True))
    with camp.discord.seam():
        async with bot:
            await bot.login(camp.app.token)
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await bot.connect()


async def test_guilds_arrive_whole_and_members_only_oneself(camp: Camp, bot: Bot) -> None:
    data = bot.told("GUILD_CREATE")[0]
    assert [member["user"]["username"] for member in data["members"]] == ["Helper"]
    assert data["member_count"] == 3
    assert camp.server(bot).me.guild_permissions.manage_roles


async def test_channels_a_bot_does_not_see_are_silent(camp: Camp, bot: Bot) -> None:
    hidden = camp.guild.add_channel("hidden")
    hidden.set_overwrite(camp.guild.everyone, deny="view_channel")
    hidden.set_overwrite(camp.guild.role_of(camp.app), deny="view_channel")
    hidden.set_overwrite(camp.ana, allow="view_channel")
    await camp.ana.says("psst", in_=hidden)
    await camp.ana.says("hello")
    await camp.discord.until(lambda: bot.told("MESSAGE_CREATE"))
    assert [data["channel_id"] for data in bot.told("MESSAGE_CREATE")] == [str(camp.guild.first_channel.id)]


async def test_intents_decide_what_is_heard(camp: Camp) -> None:
    async with camp.running(intents=discord.Intents(guilds=True)) as bot:
        await camp.ana.says("hello")
        camp.guild.add_channel("new")
        await camp.discord.until(lambda: bot.told("CHANNEL_CREATE"))
        assert bot.told("MESSAGE_CREATE") == []


async def test_identifies_of_a_day_are_counted(bot: Bot, clock: Clock) -> None:
    limit = (await bot.http.get_bot_gateway())[2]
    assert (limit["total"], limit["remaining"], limit["max_concurrency"]) == (1000, 999, 1)
    clock.turn(timedelta(days=1, seconds=1))
    assert (await bot.http.get_bot_gateway())[2]["remaining"] == 1000


PATIENCE = 10.0
"""Seconds for a close that is to come, on a busy machine too."""


async def raw(
    camp: Camp, *payloads: dict[str, Any] | str, query: str = "", seconds: float = 0.2
) -> tuple[list[Any], int | None]:
    """A client that speaks by hand: what it gets until the socket closes, and the code."""
    got: list[Any] = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(camp.discord.gateway_url + query) as socket,
    ):
        for payload in payloads:
            await socket.send_bytes((payload if isinstance(payload, str) else json.dumps(payload)).encode())
        try:
            async with asyncio.timeout(seconds):
                while (message := await socket.receive()).type != aiohttp.WSMsgType.CLOSE:
                    got.append(message.data)
        except TimeoutError:
            return got, None
        return got, socket.close_code


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("nonsense", 4002),
        ({"op": 99}, 4001),
        ({"op": 8, "d": {}}, 4003),
        ({"op": 2, "d": {"token": "x", "intents": 0, "properties": {"os": "linux"}}}, 4004),
    ],
)
async def test_what_the_gateway_does_not_understand_closes_with_its_code(
    camp: Camp, payload: Any, code: int
) -> None:
    assert (await raw(camp, payload, seconds=PATIENCE))[1] == code


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        {},
        {"guild_id": "abc"},
        {"guild_id": []},
        {"guild_id": "1", "limit": "many"},
        {"guild_id": "1", "limit": -1},
        {"guild_id": "1", "user_ids": ["x"]},
        {"guild_id": "1", "user_ids": [str(number) for number in range(101)]},
    ],
)
async def test_members_that_are_asked_for_in_no_sensible_way_close_with_4002(camp: Camp, asked: Any) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    assert (await raw(camp, identify, {"op": 8, "d": asked}, seconds=PATIENCE))[1] == 4002


async def test_a_hundred_members_may_be_asked_for_by_id(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    ids = [str(camp.ana.id), *(str(number) for number in range(99))]
    asked = {"op": 8, "d": {"guild_id": str(camp.guild.id), "user_ids": ids}}
    got, code = await raw(camp, identify, asked)
    chunk = json.loads(got[-1])
    assert (code, chunk["t"], len(chunk["d"]["not_found"])) == (None, "GUILD_MEMBERS_CHUNK", 99)
    assert [member["user"]["id"] for member in chunk["d"]["members"]] == [str(camp.ana.id)]


@pytest.mark.parametrize(
    ("op", "more", "code"),
    [
        (2, {"intents": "all", "properties": {"os": "linux"}}, 4002),
        (2, {"intents": 1, "properties": {"os": "linux"}, "shard": 5}, 4002),
        (2, {"intents": 1, "properties": {"os": "linux"}, "shard": ["a", "b"]}, 4002),
        (2, {"intents": 1, "properties": {"os": "linux"}, "shard": [1, 1]}, 4010),
        (2, {"intents": 1, "properties": {"os": "linux"}, "shard": [0, 0]}, 4010),
        (6, {"session_id": [], "seq": "last"}, 4002),
    ],
)
async def test_a_greeting_of_garbage_closes_with_its_code(
    camp: Camp, op: int, more: dict[str, Any], code: int
) -> None:
    assert (await raw(camp, {"op": op, "d": {"token": camp.app.token, **more}}, seconds=PATIENCE))[1] == code
    assert (await raw(camp, {"op": op, "d": "hello"}, seconds=PATIENCE))[1] == 4002


@pytest.mark.fault("G06", close=4013)
async def test_identifying_twice_closes_with_4005_and_unknown_intents_with_4013(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    assert (await raw(camp, identify, identify, seconds=PATIENCE))[1] == 4005
    assert (
        await raw(
            camp, {"op": 2, "d": {"token": camp.app.token, "intents": 1 << 40, "properties": {"os": "linux"}}}
        )
    )[1] == 4013


async def test_an_unknown_session_is_invalid(camp: Camp) -> None:
    got, _ = await raw(camp, {"op": 6, "d": {"token": camp.app.token, "session_id": "x", "seq": 1}})
    assert [json.loads(text)["op"] for text in got] == [10, 9]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (1, 4002), (None, 4002), ([], 4002), ("[]", 4002), ("5", 4002), ("[" * 4000, 4002), ('{"op": NaN}', 4002),
        ('{"op": "\\ud800"}', 4002), ({}, 4002), ({"op": None}, 4002), ({"op": []}, 4002), ({"op": {}}, 4002),
        ({"op": True}, 4002), ({"op": 1.0}, 4002), ({"op": "1"}, 4002), ({"op": -1}, 4001), ({"op": 0}, 4001),
        ({"op": 5}, 4001), ({"op": 7}, 4001), ({"op": 14, "d": {}}, 4001), ({"op": 10**400}, 4001),
        ({"op": 1, "d": "x"}, 4002), ({"op": 1, "d": {}}, 4002), ({"op": 1, "d": -1}, 4002),
        ({"op": 3, "d": {}}, 4003), ({"op": 4, "d": {}}, 4003),
        ({"op": 2}, 4002), ({"op": 2, "d": []}, 4002), ({"op": 2, "d": {"token": ["x"]}}, 4002),
        ({"op": 2, "d": {"token": "x", "intents": 10**300, "properties": {"os": "linux"}}}, 4004), ({"op": 2, "d": {"token": "x", "intents": True}}, 4002),
        ({"op": 2, "d": {"token": "x", "presence": 5}}, 4002), ({"op": 2, "d": {"token": "x", "properties": {"os": "linux"}, "shard": [0, 10**400]}}, 4004),
        ({"op": 6}, 4002), ({"op": 6, "d": {"token": {}}}, 4002), ({"op": 6, "d": {"seq": 1.5}}, 4002),
        ({"op": 1, "d": None, "x": "y" * 4096}, 4002), ('{"op": 1, "x": "' + "é" * 2050 + '"}', 4002),
        ('{"op": 1, "x": "' + "y" * 2_000_000 + '"}', 4002),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
async def test_a_stranger_who_sends_garbage_is_shown_out(camp: Camp, payload: Any, code: int) -> None:
    assert (await raw(camp, payload if isinstance(payload, str) else json.dumps(payload), seconds=PATIENCE))[
        1
    ] == code


GARBAGE: list[tuple[int, Any, int | None]] = [
    (2, {}, 4005), (6, {}, 4005), (6, None, 4005),
    (3, None, 4002), (3, [], 4002), (3, {"status": "asleep"}, 4002), (3, {"status": []}, 4002), (3, {"since": "x"}, 4002),
    (3, {"status": "idle", "activities": {}}, 4002), (3, {"status": "idle", "activities": {"a": 1}}, 4002),
    (3, {"status": "idle", "afk": 1}, 4002), (3, {"status": "idle", "since": None, "activities": [], "afk": False}, None),
    (4, None, 4002), (4, {"guild_id": "x"}, 4002), (4, {"guild_id": "5", "channel_id": {}}, 4002),
    (4, {"guild_id": "5", "channel_id": "5", "self_mute": "yes"}, 4002),
    (4, {"guild_id": "5", "channel_id": None, "self_mute": False, "self_deaf": False}, None),
    (8, {"guild_id": "9" * 30}, 4002), (8, {"guild_id": 10**400}, 4002), (8, {"guild_id": True}, 4002),
    (8, {"guild_id": "1", "query": []}, 4002), (8, {"guild_id": "1", "query": "", "limit": 10**400}, None),
    (8, {"guild_id": "1", "nonce": {}}, 4002), (8, {"guild_id": "1", "presences": "yes"}, 4002),
    (8, {"guild_id": "1", "user_ids": {}}, 4002), (8, {"guild_id": "1", "user_ids": [[]]}, 4002), (14, {}, 4001),
]  # fmt: skip


@pytest.mark.parametrize(("op", "data", "code"), GARBAGE)
async def test_a_bot_that_sends_garbage_is_shown_out(
    camp: Camp, op: int, data: Any, code: int | None
) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    assert (await raw(camp, identify, {"op": op, "d": data}, seconds=PATIENCE if code else 0.2))[1] == code


async def test_random_garbage_closes_with_a_code_and_nothing_breaks(camp: Camp) -> None:
    chance = random.Random(20261120)
    junk: list[Any] = [
        None,
        True,
        -1,
        0,
        1.5,
        10**30,
        "",
        "x",
        "9" * 30,
        [],
        [None],
        {},
        {"op": 2},
        str(camp.guild.id),
    ]
    names = (
        "token",
        "intents",
        "shard",
        "session_id",
        "seq",
        "guild_id",
        "user_ids",
        "query",
        "limit",
        "status",
        "presence",
    )
    codes: set[int | None] = set()
    for _ in range(60):
        data: dict[str, Any] = {name: chance.choice(junk) for name in chance.sample(names, 4)}
        if chance.random() < 0.5:
            data["token"] = camp.app.token
        garbage = {"op": chance.choice((2, 3, 6, 8)), "d": chance.choice((data, data, chance.choice(junk)))}
        first = (
            [{"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}]
            if chance.random() < 0.5
            else []
        )
        codes.add((await raw(camp, *first, garbage, "end", seconds=PATIENCE))[1])
    assert codes <= {4001, 4002, 4003, 4004, 4005, 4007, 4010, 4013, 4014}
    assert camp.discord.crashes == []


async def test_after_garbage_nothing_more_is_read(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    assert (await raw(camp, "nonsense", identify, {"op": 99}, seconds=PATIENCE))[1] == 4002
    assert camp.app.identifies == []


async def test_a_sequence_that_never_was_closes_with_4007_and_ends_the_session(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    got, _ = await raw(camp, identify, {"op": 1, "d": {}})
    session_id = next(json.loads(text)["d"]["session_id"] for text in got if '"READY"' in text)
    resume: dict[str, Any] = {"op": 6, "d": {"token": camp.app.token, "session_id": session_id, "seq": 2}}
    assert (await raw(camp, resume, {"op": 1, "d": {}}, seconds=PATIENCE))[1] == 4002
    resume["d"]["seq"] = 99
    assert (await raw(camp, resume, seconds=PATIENCE))[1] == 4007
    resume["d"]["seq"] = 2
    got, _ = await raw(camp, resume, {"op": 1, "d": {}})
    assert [json.loads(text)["op"] for text in got] == [10, 9]


async def test_more_than_120_payloads_in_a_minute_close_with_4008(camp: Camp) -> None:
    camp.discord.rate_limits.on_the_clock()
    heartbeat = {"op": 1, "d": None}
    got, code = await raw(camp, *[heartbeat] * 120, heartbeat, seconds=PATIENCE)
    assert (len(got), code) == (121, 4008)
    camp.discord.rate_limits.off()
    assert (await raw(camp, *[heartbeat] * 130, "end", seconds=PATIENCE))[1] == 4002


async def test_a_client_without_a_heartbeat_is_closed_with_4009(camp: Camp) -> None:
    camp.discord.heartbeat_seconds = camp.discord.hub.silent_seconds = 0.02
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    assert (await raw(camp, identify, seconds=5))[1] == 4009
    assert camp.discord.hub.sessions_of(camp.app) == []


async def test_another_version_of_the_gateway_closes_with_4012(camp: Camp) -> None:
    assert (await raw(camp, query="?v=9&encoding=json", seconds=PATIENCE))[1] == 4012
    assert (await raw(camp, "end", query="?v=10&encoding=json", seconds=PATIENCE))[1] == 4002


async def test_the_gateway_is_for_web_sockets(camp: Camp) -> None:
    url = camp.discord.gateway_url.replace("ws:", "http:")
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 400


async def test_a_zlib_stream_is_one_stream(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    got, _ = await raw(camp, {"op": 1, "d": None}, identify, query="?v=10&encoding=json&compress=zlib-stream")
    context = zlib.decompressobj()
    payloads = [json.loads(context.decompress(frame)) for frame in got]
    assert [payload["t"] or payload["op"] for payload in payloads] == [10, 11, "READY", "GUILD_CREATE"]
    assert all(frame.endswith(b"\x00\x00\xff\xff") for frame in got)


def test_a_zstd_stream_is_one_frame_of_stored_blocks() -> None:
    encode = encoder("zstd-stream")
    assert encode is not None
    first, second = encode(b"hello"), encode(b"x" * 200_000)
    assert first == ZSTD_MAGIC + ZSTD_HEADER + (5 << 3).to_bytes(3, "little") + b"hello"
    assert len(second) == 200_000 + 2 * 3


async def test_two_playgrounds_do_not_know_each_other(camp: Camp, clock: Clock) -> None:
    async with Playground(clock) as other:
        assert other.url != camp.discord.url
        assert other.guilds == []
        stranger = other.application("Stranger")
        assert camp.discord.rest.application(stranger.token) is None


async def test_a_second_session_within_five_seconds_is_invalid_and_the_next_one_is_not(
    camp: Camp, clock: Clock
) -> None:
    camp.discord.rate_limits.on_the_clock()
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}

    async def answered() -> list[tuple[int, object]]:
        got, _ = await raw(camp, identify)
        return [(payload["op"], payload["d"]) for payload in map(json.loads, got) if payload["op"] != 0]

    [hello] = await answered()
    clock.turn(timedelta(seconds=4.9))
    assert await answered() == [hello, (9, False)]
    clock.turn(timedelta(seconds=0.1))
    assert await answered() == [hello]
    assert len(camp.app.identifies) == 2


async def test_a_bot_says_its_intents_and_what_it_is(camp: Camp) -> None:
    token = camp.app.token
    assert (
        await raw(camp, {"op": 2, "d": {"token": token, "properties": {"os": "linux"}}}, seconds=PATIENCE)
    )[1] == 4013
    assert (await raw(camp, {"op": 2, "d": {"token": token, "intents": 1}}, seconds=PATIENCE))[1] == 4002
    assert (
        await raw(
            camp, {"op": 2, "d": {"token": token, "intents": 1, "properties": "linux"}}, seconds=PATIENCE
        )
    )[1] == 4002


@pytest.mark.parametrize("query", ["?encoding=etf", "?encoding=xml&v=10", "?compress=gzip", "?compress="])
async def test_what_the_gateway_does_not_speak_is_refused_before_there_is_a_socket(
    camp: Camp, query: str
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await raw(camp, query=query)
    assert (refusal.value.status, camp.discord.hub.opened) == (400, 0)


async def test_where_the_gateway_is_may_be_asked_without_a_token(camp: Camp) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"Authorization": "Bot nobody"}):
            async with session.get(f"{camp.discord.url}/gateway", headers=headers) as answer:
                assert (answer.status, await answer.json()) == (200, {"url": camp.discord.gateway_url})
        async with session.get(f"{camp.discord.url}/gateway/bot") as refused:
            assert refused.status == 401


async def test_a_bot_enters_a_voice_channel_mutes_itself_and_leaves(camp: Camp) -> None:
    lounge, closed = (camp.guild.add_channel(name, ChannelType.VOICE) for name in ("Lounge", "Closed"))
    closed.set_overwrite(camp.guild.everyone, deny="connect")
    async with camp.running(intents=discord.Intents(guilds=True, voice_states=True)) as bot:
        server = camp.server(bot)
        told: list[tuple[str | None, bool, bool]] = []

        async def asks(channel: Channel | None, **self_: bool) -> None:
            place = None if channel is None else server.get_channel(channel.id)
            assert place is None or isinstance(place, discord.VoiceChannel)
            await server.change_voice_state(channel=place, **self_)

        await asks(lounge)
        await asks(closed)
        await asks(lounge, self_mute=True, self_deaf=True)
        await asks(None)
        await camp.discord.until(lambda: len(bot.told("VOICE_STATE_UPDATE")) == 3)
        for data in bot.told("VOICE_STATE_UPDATE"):
            assert data["user_id"] == str(camp.app.id)
            told.append((data["channel_id"], data["self_mute"], data["self_deaf"]))
    assert told == [(str(lounge.id), False, False), (str(lounge.id), True, True), (None, True, True)]
    assert lounge.voice_members == []
