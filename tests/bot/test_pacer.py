"""No 429 is provoked by us, however much is to be sent."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import pacer as pacing
from bot.buckets import Buckets
from bot.clock import SystemClock
from bot.pacer import Pacer, Stale
from tests.town import Town


async def test_a_hundred_and_twenty_requests_at_once_provoke_no_429(town: Town) -> None:
    person = town.discord.person("Ana")
    town.discord.rate_limits.in_real_time()
    begun = time.monotonic()
    await asyncio.gather(*(town.client.http.get_user(person.id) for _ in range(120)))
    assert town.discord.requests.count(status=429) == 0
    assert time.monotonic() - begun >= 2  # 50 at once, 50 a second later, the rest a second after that


async def test_an_answer_that_is_late_lets_nobody_through_in_its_channel(town: Town) -> None:
    channel = town.client.get_partial_messageable(town.server().first_channel.id)
    town.discord.rate_limits.buckets["POST", "/channels/{channel_id}/messages"] = (3, 2.0)
    town.discord.rate_limits.in_real_time()
    await channel.send("It is known now how many may be sent.")
    await asyncio.sleep(2.1)
    late = town.discord.faults.stall("POST", "/channels/*/messages", 0.5, after_effect=True)
    first = [asyncio.create_task(channel.send(f"{number}")) for number in range(3)]
    await town.discord.until(
        lambda: town.discord.requests.count("POST", "/channels/*/messages", status=200) == 4
    )
    assert late.hits == 1
    await channel.send("4")  # the late answer has said that two more may be sent, but those are sent long ago
    await asyncio.gather(*first)
    assert town.discord.requests.count(status=429) == 0


async def test_what_was_asked_before_a_start_takes_places_too() -> None:
    buckets, loop = Buckets(), asyncio.get_running_loop()
    bucket = await buckets.take("POST", "/channels/1/messages")
    told = {"X-RateLimit-Limit": "3", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.2"}
    begun = loop.time()
    buckets.answered(bucket, told)
    assert await buckets.take("POST", "/channels/2/messages") is not bucket
    await buckets.take("POST", "/channels/1/messages")
    assert loop.time() - begun >= 0.2


async def test_who_stops_waiting_takes_no_place() -> None:
    buckets = Buckets()
    told = {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.05"}
    buckets.answered(await buckets.take("PATCH", "/channels/1/messages/2"), told)
    waits = asyncio.create_task(buckets.take("PATCH", "/channels/1/messages/3"))
    await asyncio.sleep(0)
    waits.cancel()
    await asyncio.wait([waits])
    assert waits.cancelled()
    bucket = await buckets.take("PATCH", "/channels/1/messages/4")
    assert (bucket.taken, bucket.waiting) == (1, 0)


SAID = 0.08
"""Seconds of a round trip."""


@dataclass
class Far:
    """A server that is half a round trip away in either direction, and notes what arrives when."""

    arrived: list[float] = field(default_factory=list[float])
    refuses: int = 0

    async def answer(self, _request: web.Request) -> web.Response:
        await asyncio.sleep(SAID / 2)
        self.arrived.append(time.monotonic())
        await asyncio.sleep(SAID / 2)
        if self.refuses:
            self.refuses -= 1
            return web.Response(status=429, headers={"X-RateLimit-Global": "true", "Via": "1.1 far"})
        return web.Response()

    def densest(self, seconds: float) -> int:
        return max(
            sum(first <= instant < first + seconds for instant in self.arrived) for first in self.arrived
        )


async def paced(far: Far, requests: int) -> float:
    """Seconds that so many requests take that are all made at once."""
    application = web.Application()
    application.router.add_get("/", far.answer)
    server = TestServer(application)
    pacer = Pacer(SystemClock())
    await server.start_server()
    async with server, aiohttp.ClientSession(trace_configs=[pacer.trace]) as session:

        async def ask() -> None:
            async with session.get(server.make_url("/")):
                pass

        for _ in range(8):  # one after the other, to get to know the way
            await ask()
        await asyncio.sleep(pacing.WINDOW)
        far.arrived.clear()
        begun = time.monotonic()
        await asyncio.gather(*(ask() for _ in range(requests)))
        return time.monotonic() - begun


async def test_the_way_to_discord_and_back_is_not_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "REQUESTS", 4)
    monkeypatch.setattr(pacing, "WINDOW", 0.2)
    monkeypatch.setattr(pacing, "SAMPLES", 4)
    far = Far()
    seconds = await paced(far, 20)
    assert far.densest(0.19) <= 4  # the hundredth is for a busy machine, on which no way is ever the shortest
    assert seconds >= 4 * 0.2
    assert (
        seconds < 4 * (0.2 + SAID) + SAID
    )  # what it would take if each place were free a window after its answer


async def test_once_discord_finds_us_too_fast_the_whole_way_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pacing, "REQUESTS", 4)
    monkeypatch.setattr(pacing, "WINDOW", 0.2)
    monkeypatch.setattr(pacing, "SAMPLES", 4)
    assert await paced(Far(refuses=1), 12) >= 2 * (0.2 + SAID)


async def test_what_waits_for_its_turn_until_it_is_stale_is_not_sent_and_takes_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pacing, "REQUESTS", 1)
    monkeypatch.setattr(pacing, "WINDOW", 0.3)
    monkeypatch.setattr(pacing, "FRESH", 0.1)
    far, pacer = Far(), Pacer(SystemClock())
    application = web.Application()
    application.router.add_get("/", far.answer)
    server = TestServer(application)
    await server.start_server()
    async with server, aiohttp.ClientSession(trace_configs=[pacer.trace]) as session:
        async with session.get(server.make_url("/")):
            pass
        with pytest.raises(Stale), pacer.fresh():
            await session.get(server.make_url("/"))
        async with session.get(server.make_url("/")):
            pass
    assert len(far.arrived) == 2
