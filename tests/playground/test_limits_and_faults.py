"""Rate limits and failures on demand, as an unmodified client meets them."""

from __future__ import annotations

import asyncio
import errno
import re
import time
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import discord
import pytest

from playground import Application, Channel, Clock
from playground.faults import Faults
from tests.playground.bot import Bot
from tests.playground.conftest import Camp
from tests.playground.hasty import Hasty

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


async def test_every_answer_says_what_is_left_in_its_bucket(camp: Camp, hasty: Hasty, clock: Clock) -> None:
    first, other = camp.guild.first_channel, camp.guild.add_channel("other")

    async def post(channel: Channel) -> tuple[int, dict[str, str]]:
        status, _ = await hasty("POST", f"/channels/{channel.id}/messages", content="x")
        words = ("Limit", "Remaining", "Reset", "Reset-After", "Bucket")
        return status, {word: hasty.headers[f"X-RateLimit-{word}"] for word in words}

    status, said = await post(first)
    resets = f"{clock.now().timestamp() + 5:.3f}"
    bucket = said.pop("Bucket")
    assert (status, len(bucket)) == (200, 32)
    assert said == {"Limit": "5", "Remaining": "4", "Reset": resets, "Reset-After": "5.000"}
    clock.turn(timedelta(seconds=2))
    assert (await post(first))[1] == {
        "Limit": "5", "Remaining": "3", "Reset": resets, "Reset-After": "3.000", "Bucket": bucket
    }  # fmt: skip
    for _ in range(3):
        await post(first)
    status, said = await post(first)
    assert (status, said["Remaining"], said["Bucket"]) == (429, "0", bucket)
    # Another channel is another place of the same bucket; another route is another bucket.
    status, said = await post(other)
    assert (status, said["Remaining"], said["Bucket"]) == (200, "4", bucket)
    await hasty("GET", f"/channels/{first.id}/messages")
    assert (hasty.headers["X-RateLimit-Remaining"], hasty.headers["X-RateLimit-Bucket"] == bucket) == (
        "9",
        False,
    )
    clock.turn(timedelta(seconds=3))
    assert (await post(first))[1]["Remaining"] == "4"


@pytest.mark.fault("R13", status=429, code=0)
async def test_r13_a_429_says_in_body_and_headers_how_long_to_wait(
    camp: Camp, hasty: Hasty, clock: Clock
) -> None:
    camp.discord.rate_limits.buckets["POST", MESSAGES] = (1, 600.0)
    path = f"/channels/{camp.guild.first_channel.id}/messages"
    assert (await hasty("POST", path, content="x"))[0] == 200
    clock.turn(timedelta(seconds=9, milliseconds=500))
    assert await hasty("POST", path, content="x") == (
        429, {"message": "You are being rate limited.", "code": 0, "retry_after": 590.5, "global": False}
    )  # fmt: skip
    said = {
        name: hasty.headers.get(name)
        for name in ("Retry-After", "X-RateLimit-Scope", "X-RateLimit-Global", "Via")
    }
    assert said == {
        "Retry-After": "591", "X-RateLimit-Scope": "user", "X-RateLimit-Global": None, "Via": "1.1 google"
    }  # fmt: skip
    assert camp.discord.requests.count("POST", "/channels/*/messages", status=429) == 1
    clock.turn(timedelta(seconds=590, milliseconds=500))
    assert (await hasty("POST", path, content="x"))[0] == 200


@pytest.mark.fault("R14", status=429, code=0)
async def test_r14_a_shared_limit_says_that_others_used_it_up(camp: Camp, hasty: Hasty) -> None:
    camp.discord.faults.limit("POST", MESSAGES, 2.5)
    assert await hasty("POST", f"/channels/{camp.guild.first_channel.id}/messages", content="x") == (
        429, {"message": "The resource is being rate limited.", "code": 0, "retry_after": 2.5, "global": False}
    )  # fmt: skip
    assert (hasty.headers["X-RateLimit-Scope"], hasty.headers["Retry-After"], hasty.headers["Via"]) == (
        "shared", "3", "1.1 google"
    )  # fmt: skip
    assert (len(camp.discord.requests.limited), camp.discord.requests.invalid()) == (1, [])


@pytest.mark.fault("R15", status=429, code=0)
async def test_r15_fifty_requests_a_second_for_the_bot_as_a_whole_but_answers_to_people_are_free(
    camp: Camp, hasty: Hasty, clock: Clock
) -> None:
    bot = Bot()

    @bot.tree.command(description="Greets")
    async def greet(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello")

    async with camp.running(bot):
        clock.turn(timedelta(seconds=2))
        paths = [f"/channels/{camp.guild.add_channel(f'c{number}').id}" for number in range(51)]
        assert [(await hasty("GET", path))[0] for path in paths[:50]] == [200] * 50
        status, body = await hasty("GET", paths[50])
        assert (status, body) == (
            429, {"message": "You are being rate limited.", "code": 0, "retry_after": 1.0, "global": True}
        )  # fmt: skip
        said = {
            name: hasty.headers.get(name)
            for name in ("X-RateLimit-Global", "X-RateLimit-Scope", "X-RateLimit-Bucket", "Via")
        }
        assert said == {
            "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global", "X-RateLimit-Bucket": None, "Via": "1.1 google"
        }  # fmt: skip
        assert (await camp.ana.slash("/greet")).text == "hello"
        [callback] = camp.discord.requests.of("POST", "/interactions/*/*/callback")
        assert callback.status == 200
        assert [each.scope for each in camp.discord.requests.invalid()] == ["global"]
        clock.turn(timedelta(seconds=1))
        assert (await hasty("GET", paths[50]))[0] == 200


async def test_how_much_a_bot_may_ask_in_all_can_be_changed(camp: Camp, hasty: Hasty) -> None:
    camp.discord.rate_limits.overall = (2, 60.0)
    path = f"/channels/{camp.guild.first_channel.id}"
    assert [(await hasty("GET", path))[0] for _ in range(3)] == [200, 200, 429]
    assert hasty.headers["X-RateLimit-Scope"] == "global"


async def test_an_answer_to_a_person_belongs_to_no_bucket(camp: Camp, hasty: Hasty) -> None:
    bot = Bot()
    said: list[tuple[int, list[str]]] = []

    @bot.tree.command(description="Greets")
    async def greet(interaction: discord.Interaction) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        status, _ = await hasty("POST", path, type=4, data={"content": "hello"})
        said.append((status, [name for name in hasty.headers if name.startswith("X-RateLimit")]))

    async with camp.running(bot):
        assert (await camp.ana.slash("/greet")).text == "hello"
        await camp.discord.until(lambda: said)
    assert said == [(204, [])]


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
@pytest.mark.fault("R21", status=200)
async def test_r21_a_stalled_answer_can_be_given_up(camp: Camp, bot: Bot, *, after_effect: bool) -> None:
    fault = camp.discord.faults.stall("POST", MESSAGES, 0.5, after_effect=after_effect)
    sending = asyncio.create_task(camp.place(bot).send("x"))
    await camp.discord.until(lambda: fault.hits)
    assert camp.guild.first_channel.messages[-1].text == ("x" if after_effect else "")
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert fault.hits == 1
    await camp.discord.until(lambda: camp.discord.requests.count("POST", MESSAGES, status=200))
    assert camp.guild.first_channel.messages[-1].text == "x"


@pytest.mark.fault("R17", status=429)
async def test_r17_a_429_of_html_without_via_is_a_ban(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.fail("POST", MESSAGES, status=429, body="<html>error 1015</html>")
    with pytest.raises(discord.HTTPException) as refusal:
        await camp.place(bot).send("x")
    assert refusal.value.status == 429


async def test_g04_silent_heartbeats_can_be_had(camp: Camp) -> None:
    identify = {"op": 2, "d": {"token": camp.app.token, "intents": 1, "properties": {"os": "linux"}}}
    async with aiohttp.ClientSession() as session, session.ws_connect(camp.discord.gateway_url) as socket:
        await socket.send_json(identify)
        assert [(await socket.receive_json())["op"] for _ in range(3)] == [10, 0, 0]
        camp.discord.faults.silence_heartbeats(camp.app)
        await socket.send_json({"op": 1, "d": 2})
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.1)


async def test_a_trap_counts_only_requests_that_come_as_far_as_it(camp: Camp, hasty: Hasty) -> None:
    camp.discord.rate_limits.buckets["POST", MESSAGES] = (1, 600.0)
    path, other = camp.guild.first_channel, camp.guild.add_channel("other")
    assert (await hasty("POST", f"/channels/{path.id}/messages", content="x"))[0] == 200
    trap = camp.discord.faults.fail("POST", MESSAGES, status=503)
    assert (await hasty("POST", f"/channels/{path.id}/messages", content="x"))[0] == 429
    url = f"{camp.discord.url}/channels/{other.id}/messages"
    async with aiohttp.ClientSession() as stranger, stranger.post(url, json={"content": "x"}) as refused:
        assert refused.status == 401
    assert trap.hits == 0
    assert (await hasty("POST", f"/channels/{other.id}/messages", content="x"))[0] == 503
    assert (trap.hits, camp.discord.requests[-1].fault is trap) == (1, True)


async def test_a_trap_after_the_effect_waits_for_an_effect(camp: Camp, hasty: Hasty) -> None:
    trap = camp.discord.faults.fail("POST", MESSAGES, status=502, after_effect=True)
    path = f"/channels/{camp.guild.first_channel.id}/messages"
    status, body = await hasty("POST", path, content="")
    assert (status, body["code"], trap.hits) == (400, 50006, 0)
    assert ((await hasty("POST", path, content="x"))[0], trap.hits) == (502, 1)
    assert camp.guild.first_channel.messages[-1].text == "x"


MISTAKES: list[tuple[Callable[[Faults, Application], object], str]] = [
    (lambda faults, _: faults.fail("PSOT", MESSAGES), "'PSOT' is no method: DELETE, GET, PATCH, POST, PUT, or * for any"),
    (lambda faults, _: faults.cut("POST", "channels/*/messages"), "there is no route POST channels/*/messages"),
    (lambda faults, _: faults.stall("*", "/channels/*/mesages", 1), "there is no route * /channels/*/mesages"),
    (lambda faults, _: faults.limit("PUT", MESSAGES, 1), f"there is no route PUT {MESSAGES}"),
    (lambda faults, app: faults.lose(app, "MESAGE_CREATE"), "there is no event 'MESAGE_CREATE'"),
    (lambda faults, app: faults.duplicate(app, "message"), "there is no event 'message'"),
    (lambda faults, app: faults.close(app, 999), "a socket cannot close with 999"),
    (lambda faults, app: faults.close(app, 5000), "a socket cannot close with 5000"),
]  # fmt: skip


@pytest.mark.parametrize(("mistaken", "words"), MISTAKES, ids=[words for _, words in MISTAKES])
async def test_a_fault_that_could_never_happen_is_refused_at_once(
    camp: Camp, mistaken: Callable[[Faults, Application], object], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        mistaken(camp.discord.faults, camp.app)
    assert camp.discord.faults.traps == []
