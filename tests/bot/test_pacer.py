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
from bot.clock import SystemClock
from bot.pacer import Pacer
from tests.town import Town


async def test_a_hundred_and_twenty_requests_at_once_provoke_no_429(town: Town) -> None:
    person = town.discord.person("Ana")
    town.discord.rate_limits.in_real_time()
    begun = time.monotonic()
    await asyncio.gather(*(town.client.http.get_user(person.id) for _ in range(120)))
    assert town.discord.requests.count(status=429) == 0
    assert time.monotonic() - begun >= 2  # 50 at once, 50 a second later, the rest a second after that


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
