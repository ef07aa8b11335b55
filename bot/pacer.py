"""The pacer: holds every request to Discord back until it surely provokes no 429, for its route or for the whole bot.

It hangs in discord.py's HTTP client as an aiohttp trace, so no request can pass it by. The trace also sees every
answer, and with it what time it is at Discord's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp

from bot.breaker import Breaker
from bot.buckets import Bucket, Buckets
from bot.clock import Clock
from bot.skew import Skew

REQUESTS = 50
"""Requests a bot may make in a second. Source: Discord, Rate limits, Global rate limit."""

WINDOW = 1.0
"""Seconds in which Discord counts them. When exactly it counted a request we cannot know: after it was let go, before
its answer came."""

SURE = 0.9
"""The part of the shortest round trip that a request surely travels before it is counted, and its forerunner's answer after.

The one that takes a place was counted that much later than it was let go, the one before it that much earlier than its
answer came: both together are a round trip, the shortest of all at the least. A tenth of it is left for round trips
whose two ways were never shortest at once.
"""

SAMPLES = 50
"""So many round trips are seen before the shortest of them is believed."""

LIMIT = 20.0
"""Seconds a request may take once it is let go; then its outcome is unknown."""

FRESH = 10.0
"""Seconds after which what was worded for a moment is not sent any more, but worded anew."""

EXEMPT = ("/interactions/", "/webhooks/")
"""Answers to interactions do not count. Source: Discord, Rate limits. discord.py asks one after the other in their buckets."""

_limit: ContextVar[asyncio.Timeout | None] = ContextVar("limit", default=None)
_stale_at: ContextVar[float | None] = ContextVar("stale_at", default=None)


class Stale(Exception):
    """A request was not let go: it has waited, or would, until what it says may be true no more. `pause` is how many seconds
    nothing may be asked yet."""

    def __init__(self, pause: float) -> None:
        super().__init__(pause)
        self.pause = pause


class UnclearAnswer(Exception):
    """Discord failed at something that creates. discord.py would simply try again, and there might be two then; whoever
    made the attempt looks first whether it has taken effect."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Pacer:
    """At most 50 requests in any second as Discord counts them, first come, first served, and of each route as many as
    its bucket holds. `skew` is how far `clock` is from Discord's."""

    def __init__(self, clock: Clock) -> None:
        self._places = asyncio.Semaphore(REQUESTS)
        self._buckets = Buckets()
        self._shortest = WINDOW
        self._samples = 0
        self.breaker = Breaker()
        self.skew = Skew(clock)
        self.trace = aiohttp.TraceConfig()
        """What to give to discord.py as `http_trace`."""
        self.trace.on_request_start.append(self._before)
        self.trace.on_connection_reuseconn.append(self._on_its_way)
        self.trace.on_request_end.append(self._after)
        self.trace.on_request_exception.append(self._failed)

    @asynccontextmanager
    async def limited(self) -> AsyncGenerator[None]:
        """Around calls to discord.py: raises TimeoutError when a request was let go 20 s ago and is not answered,
        and UnclearAnswer when Discord fails at something that creates.

        Time spent waiting for our turn does not count, nor does a pause that Discord asked for.
        """
        async with asyncio.timeout(None) as limit:
            token = _limit.set(limit)
            try:
                yield
            finally:
                _limit.reset(token)

    @contextmanager
    def fresh(self) -> Generator[None]:
        """Around calls to discord.py that say what holds now: raises Stale where they cannot be let go within 10 s."""
        token = _stale_at.set(asyncio.get_running_loop().time() + FRESH)
        try:
            yield
        finally:
            _stale_at.reset(token)

    async def _before(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestStartParams,
    ) -> None:
        context.counts = not any(part in params.url.path for part in EXEMPT)
        if context.counts:
            context.bucket = await self._take(params.method, params.url.path)
        if (limit := _limit.get()) is not None:
            limit.reschedule(asyncio.get_running_loop().time() + LIMIT)

    async def _take(self, method: str, path: str) -> Bucket:
        bucket = await self._buckets.take(method, path)
        try:
            while pause := self.breaker.pause():
                _check_fresh(pause)
                await asyncio.sleep(pause)
            await self._places.acquire()
            try:
                _check_fresh()
            except Stale:
                self._places.release()
                raise
        except BaseException:
            self._buckets.free(bucket)
            raise
        return bucket

    async def _on_its_way(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        _params: aiohttp.TraceConnectionReuseconnParams,
    ) -> None:
        context.sent_at = (
            asyncio.get_running_loop().time()
        )  # a new connection would take longer than one round trip

    async def _after(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        self._weigh(params.response)
        self._time(context, params.response)
        self._give_back(context, params.response.headers)
        self.skew.heard(params.response.headers.get("Date"))
        if (limit := _limit.get()) is not None:
            limit.reschedule(None)
            if params.method == "POST" and params.response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise UnclearAnswer(params.response.status)

    async def _failed(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        _params: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        self._give_back(context)

    def _weigh(self, answer: aiohttp.ClientResponse) -> None:
        waits = answer.headers.get("Retry-After", "")
        self.breaker.answered(
            answer.status,
            answer.headers.get("X-RateLimit-Scope"),
            by_discord="Via" in answer.headers,
            retry_after=float(waits) if waits.isdecimal() else 0.0,
        )

    def _time(self, context: SimpleNamespace, answer: aiohttp.ClientResponse) -> None:
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and "X-RateLimit-Global" in answer.headers:
            self._shortest = 0.0  # we were wrong about it, and are not again
        elif context.counts and (sent_at := getattr(context, "sent_at", None)) is not None:
            self._samples += 1
            self._shortest = min(self._shortest, asyncio.get_running_loop().time() - sent_at)

    def _give_back(self, context: SimpleNamespace, headers: Mapping[str, str] | None = None) -> None:
        if context.counts:
            context.counts = False
            if headers is None:
                self._buckets.lost(context.bucket)
            else:
                self._buckets.answered(context.bucket, headers)
            sure = SURE * self._shortest if self._samples >= SAMPLES else 0.0
            asyncio.get_running_loop().call_later(WINDOW - sure, self._places.release)


def _check_fresh(pause: float = 0.0) -> None:
    stale_at = _stale_at.get()
    if stale_at is not None and asyncio.get_running_loop().time() + pause > stale_at:
        raise Stale(pause)
