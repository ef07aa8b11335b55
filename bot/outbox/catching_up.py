"""After a long silence what waits goes out more slowly, so that nobody is flooded by it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

LONG = timedelta(hours=1)
"""So long overdue, something has waited for us and not for its turn: we were away, or Discord was."""

POSTS, SECONDS = 10, 1.0
"""How many messages go out in how many seconds then: a fifth of what Discord allows."""


class CatchingUp:
    """How much may be taken up at once. `elapsed` counts seconds that no one can set."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._taken: deque[float] = deque()
        self._since: datetime | None = None
        self._held_back = False

    def room(self, room: int, oldest: datetime | None, now: datetime) -> int:
        """How many of `room` may be taken up now, when the oldest that waits has been due since `oldest`.

        It begins with something long overdue, and ends when nothing waits any more that was due by then.
        """
        if oldest is not None and oldest <= now - LONG:
            self._since = now
        elif self._since is not None and (oldest is None or oldest > self._since):
            self._since = None
        if self._since is None:
            self._held_back = False
            return room
        while self._taken and self._taken[0] <= self._elapsed() - SECONDS:
            self._taken.popleft()
        slowed = min(room, POSTS - len(self._taken))
        self._held_back = slowed < room
        return slowed

    def took(self, count: int) -> None:
        """So many were taken up."""
        if self._since is not None:
            self._taken.extend([self._elapsed()] * count)

    @property
    def rest(self) -> float:
        """Seconds until more may be taken up; 0 when nothing is held back."""
        if not self._held_back or not self._taken:
            return 0.0
        return max(0.001, self._taken[0] + SECONDS - self._elapsed())
