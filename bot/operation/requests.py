"""Watches every request to Discord through aiohttp's trace: counts answers, times them, hears of a rejected token."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.breaker import INVALID
from bot.operation.metrics import Metrics

CALLBACK = re.compile(r"/interactions/([0-9]+)/[^/]+/callback$")
UNAUTHORIZED = 401
LIMITED = 429

OWN_TOKEN = ("/interactions/", "/webhooks/")
"""Requests that are authorized by a token in their address, which ends after 15 minutes: 401 says nothing of ours."""


class Requests:
    """What is seen of the requests. `on_unauthorized` hears that Discord refused the bot's token."""

    def __init__(self, metrics: Metrics, trace: aiohttp.TraceConfig) -> None:
        self._metrics = metrics
        self._begun: dict[int, float] = {}
        self.on_unauthorized: Callable[[], None] = lambda: None
        # First: another listener may raise, and nobody after it would hear of the request.
        trace.on_request_end.insert(0, self._ended)
        trace.on_request_exception.insert(0, self._failed)

    def begin(self, interaction_id: int) -> None:
        """An interaction has been received; its first answer is timed from here."""
        self._begun[interaction_id] = asyncio.get_running_loop().time()

    def end(self, interaction_id: int) -> None:
        """It is dealt with."""
        self._begun.pop(interaction_id, None)

    async def _ended(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        path, status = params.url.path, params.response.status
        self._metrics.requests.labels(status).inc()
        scope = params.response.headers.get("X-RateLimit-Scope", "unknown")
        if status == LIMITED:
            self._metrics.rate_limited.labels(
                scope if scope in ("user", "global", "shared") else "unknown"
            ).inc()
        if status in INVALID and scope != "shared":
            self._metrics.invalid_requests.inc()
        if status == UNAUTHORIZED and not any(part in path for part in OWN_TOKEN):
            self.on_unauthorized()
        if (answered := CALLBACK.search(path)) and params.response.ok:
            begun = self._begun.pop(int(answered[1]), None)
            if begun is not None:
                self._metrics.answer_seconds.observe(asyncio.get_running_loop().time() - begun)

    async def _failed(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        _params: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        self._metrics.requests.labels("none").inc()
