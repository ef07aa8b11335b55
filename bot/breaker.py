"""The breaker: nothing more is asked of Discord while it refuses so much that it would ban the machine's address."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

log = logging.getLogger(__name__)

SECONDS = 600.0
"""In which Discord counts refusals; 10,000 of them are a ban. Source: Discord, Rate limits, Invalid request limit."""

MOST = 500
"""Refusals after which we stop by ourselves: a twentieth of that, and far more than a sound bot ever meets."""

INVALID = frozenset({401, 403, 429})
"""Statuses that count, but for a 429 of the scope "shared". Source as above."""


class Breaker:
    """Counts refusals. `elapsed` counts seconds that no one can set."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._refused: deque[float] = deque()
        self._banned_until = 0.0
        self._open = False

    def answered(self, status: int, scope: str | None, *, by_discord: bool, retry_after: float = 0.0) -> None:
        """Takes note of an answer; a 429 that is not `by_discord` comes from the guard in front of it: we are banned."""
        now = self._elapsed()
        if status in INVALID and scope != "shared":
            self._refused.append(now)
        if status == 429 and not by_discord:
            self._banned_until = now + max(retry_after, SECONDS)

    def pause(self) -> float:
        """Seconds for which nothing may be asked; 0 when all is well."""
        now = self._elapsed()
        while self._refused and self._refused[0] <= now - SECONDS:
            self._refused.popleft()
        wait = max(self._banned_until - now, 0.0)
        if len(self._refused) >= MOST:
            wait = max(wait, self._refused[-MOST] + SECONDS - now)
        if wait and not self._open:
            log.critical(
                "Discord refuses too much of what the bot asks (%s refusals in ten minutes): for %.0f seconds it only answers "
                "people, so that its address is not banned. Do not restart it; look above for what is refused",
                *(len(self._refused), wait),
            )
        self._open = wait > 0
        return wait
