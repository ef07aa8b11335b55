"""Rate limits and failures on demand, as an unmodified client meets them."""

from __future__ import annotations

import asyncio
import errno
import time
from datetime import timedelta

import aiohttp
import discord
import pytest

from playground import Clock
from tests.playground.bot import Bot
from tests.playground.conftest import Camp

MESSAGES = "/channels/{channel_id}/messages"


async def test_r13_five_messages_in_five_seconds_and_the_sixth_waits_by_the_headers(
    camp: Camp, bot: Bot
) -> None:
    camp.discord.rate_limits.in_real_time()
    camp.discord.rate_limits.buckets["POST", MESSAGES] = (5, 0.3)
    start = time.monotonic()
    for number in range(6):
        await camp.place(bot).send(str(number))
    assert time.monotonic() - start > 0.25
    assert camp.discord.requests.count(status=429) == 0


@pytest.mark.fault("R13", status=429, code=0)
async def test_r13_whoever_ignores_the_headers_gets_a_429_and_waits(camp: Camp, bot: Bot) -> None:
    camp.discord.rate_limits.in_real_time()
    camp.discord.rate_limits.buckets["POST", MESSAGES] = (1, 0.2)
    url = f"{camp.discord.url}/channels/{camp.guild.first_channel.id}/messages"
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(url, json={"content": "x"}) as first:
            assert (first.status, first.headers["X-RateLimit-Remaining"]) == (200, "0")
        async with session.post(url, json={"content": "x"}) as second:
            body = await second.json()
            assert (second.status, second.headers["X-RateLimit-Scope"], body["global"]) == (
                429,
                "user",
                False,
            )
            assert 0 < body["retry_after"] <= 0.2
            assert second.headers["Via"]
    await camp.place(bot).send("after the wait")
    assert camp.discord.requests.count("POST", "/channels/*/messages", status=429) >= 1
    assert camp.guild.first_channel.messages[-1].text == "after the wait"


async def test_limits_can_run_on_the_clock(camp: Camp, clock: Clock) -> None:
    camp.discord.rate_limits.on_the_clock()
    camp.discord.rate_limits.buckets["POST", MESSAGES] = (1, 600.0)
    url = f"{camp.discord.url}/channels/{camp.guild.first_channel.id}/messages"
    statuses: list[int] = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {camp.app.token}"}) as session:
        for wait in (0, 9, 2):
            clock.turn(timedelta(minutes=wait))
            async with session.post(url, json={"content": "x"}) as response:
                statuses.append(response.status)
    assert statuses == [200, 429, 200]


@pytest.mark.fault("R15", status=429, code=0)
async def test_r15_fifty_requests_a_second_for_the_bot_as_a_whole(camp: Camp) -> None:
    camp.discord.rate_limits.on_the_clock()
    camp.discord.rate_limits.buckets["GET", "/users/@me"] = (100, 1.0)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {camp.app.token}"}) as session:
        for _ in range(50):
            async with session.get(f"{camp.discord.url}/users/@me") as response:
                assert response.status == 200
        async with session.get(f"{camp.discord.url}/users/@me") as response:
            body = await response.json()
            assert (response.status, body["global"]) == (429, True)
            assert (response.headers["X-RateLimit-Global"], response.headers["X-RateLimit-Scope"]) == (
                "true",
                "global",
            )


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.fault("R19", status=503)
async def test_r19_a_503_is_raised_at_once(camp: Camp, bot: Bot, *, after_effect: bool) -> None:
    camp.discord.faults.fail("POST", MESSAGES, status=503, after_effect=after_effect)
    with pytest.raises(discord.DiscordServerError):
        await camp.place(bot).send("x")
    assert [message.text for message in camp.guild.first_channel.messages if message.author is camp.app.user][
        1:
    ] == (["x"] if after_effect else [])
    await camp.place(bot).send("y")
    assert camp.guild.first_channel.messages[-1].text == "y"


@pytest.mark.fault("R18", status=500)
async def test_r18_a_500_after_the_effect_is_retried_and_the_nonce_keeps_it_one_message(
    camp: Camp, bot: Bot
) -> None:
    fault = camp.discord.faults.fail("POST", MESSAGES, status=500, after_effect=True)
    await camp.place(bot).send("x", nonce="n1")
    assert fault.hits == 1
    posts = camp.discord.requests.of("POST", MESSAGES)
    assert [request.status for request in posts] == [500, 200]
    texts = [message.text for message in camp.guild.first_channel.messages if message.text]
    assert (posts[0].json["enforce_nonce"], texts) == (True, ["x"])


async def test_a_cut_connection_raises_what_is_no_http_exception(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.cut("POST", MESSAGES, after_effect=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await camp.place(bot).send("x")
    assert camp.guild.first_channel.messages[-1].text == "x"


@pytest.mark.fault("R20", status=0)
async def test_r20_a_reset_connection_raises_an_os_error(camp: Camp, bot: Bot) -> None:
    fault = camp.discord.faults.reset("POST", "/channels/*/messages")
    with pytest.raises(
        aiohttp.ClientOSError
    ) as end:  # one that is cut is no OSError: nobody can take it for this
        await camp.place(bot).send("x")
    assert (end.value.errno, fault.hits) == (errno.ECONNRESET, 1)
    assert camp.guild.first_channel.messages[-1].text == ""


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.fault("R21")
async def test_r21_a_stalled_answer_can_be_given_up(camp: Camp, bot: Bot, *, after_effect: bool) -> None:
    fault = camp.discord.faults.stall("POST", MESSAGES, 0.5, after_effect=after_effect)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await camp.place(bot).send("x")
    assert fault.hits == 1
    assert camp.guild.first_channel.messages[-1].text == ("x" if after_effect else "")
    await camp.discord.until(lambda: camp.guild.first_channel.messages[-1].text == "x")


@pytest.mark.fault("R17", status=429)
async def test_r17_a_429_of_html_without_via_is_a_ban(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.fail("POST", MESSAGES, status=429, body="<html>error 1015</html>")
    with pytest.raises(discord.HTTPException) as refusal:
        await camp.place(bot).send("x")
    assert refusal.value.status == 429


async def test_g04_silent_heartbeats_can_be_had(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1}}
    async with aiohttp.ClientSession() as session, session.ws_connect(camp.discord.gateway_url) as socket:
        await socket.send_json(identify)
        assert [(await socket.receive_json())["op"] for _ in range(3)] == [10, 0, 0]
        camp.discord.faults.silence_heartbeats(camp.app)
        await socket.send_json({"op": 1, "d": 2})
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.1)
