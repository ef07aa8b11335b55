"""The pulse: how late the event loop comes round, and whether the outbox's worker still looks for what is due."""

from __future__ import annotations

import asyncio
import logging

from bot.operation.metrics import Metrics
from bot.outbox.worker import Worker

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
"""How often the event loop is asked to come round."""

SLOW_SECONDS = 1.0
"""A delay that people feel: it is logged."""

SILENCE_SECONDS = 90.0
"""A worker that has not looked for so long has stopped: its alarm rings every 15 seconds."""


class Pulse:
    """Beats beside the bot. `lively` and `silence` may be asked from the event loop at any time."""

    def __init__(self, metrics: Metrics, worker: Worker) -> None:
        self._metrics = metrics
        self._worker = worker
        self._silent = False

    def silence(self) -> float:
        """Seconds since the worker last looked; 0 while it has not begun."""
        looked_at = self._worker.looked_at
        return 0.0 if looked_at is None else asyncio.get_running_loop().time() - looked_at

    def lively(self) -> bool:
        """Whether the worker looks as it should. That the event loop turns is shown by the answer itself."""
        return self.silence() <= SILENCE_SECONDS

    async def run(self) -> None:
        """Beats until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            asked_for = loop.time() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            lag = max(0.0, loop.time() - asked_for)
            self._metrics.loop_lag.observe(lag)
            if lag >= SLOW_SECONDS:
                log.warning("something held up the event loop for %.1f seconds", lag)
            self._listen()

    def _listen(self) -> None:
        silent = not self.lively()
        if silent and not self._silent:
            log.critical(
                "the outbox has not looked for what is due for %.0f seconds: nobody is reminded. Restart the bot",
                self.silence(),
            )
        self._silent = silent
