"""Skew: how far our clock is from Discord's, as the `Date` header of every answer of Discord's tells."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock

log = logging.getLogger(__name__)

NOTABLE = timedelta(seconds=30)
"""From here on an operator should set the clock right: what is planned comes that much too early or too late."""

TOLERATED = timedelta(minutes=5)
"""From here on nothing is said any more: it would tell people a wrong time."""


class Skew:
    """Compares our clock with Discord's.

    Between two answers Discord's clock goes on with `elapsed` (seconds that no one can set), so that a clock of
    ours that is set shows at once. So does a machine that was suspended, until the next answer.
    """

    def __init__(self, clock: Clock, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._heard: tuple[datetime, float] | None = None
        self._warned = False

    def heard(self, date: str | None) -> None:
        """Takes note of an answer's `Date`; one that is missing or is none says nothing."""
        try:
            instant = parsedate_to_datetime(date or "")
        except ValueError:
            return
        self._heard = instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC), self._elapsed()
        self._warn()

    @property
    def span(self) -> timedelta:
        """How far our clock is ahead of Discord's (behind it: negative); nothing as long as nothing was heard.

        The header has whole seconds, and an answer takes its time: it is right to a few seconds.
        """
        if self._heard is None:
            return timedelta(0)
        instant, at = self._heard
        return self._clock.now() - instant - timedelta(seconds=self._elapsed() - at)

    @property
    def tolerable(self) -> bool:
        """Whether things may be said by our clock."""
        return abs(self.span) <= TOLERATED

    def _warn(self) -> None:
        span = self.span
        if abs(span) <= NOTABLE:
            self._warned = False
        elif not self._warned:
            self._warned = True
            log.warning("the machine's clock is %s; set it right", described(span))


def described(span: timedelta) -> str:
    """A skew in words."""
    side = "ahead of" if span > timedelta(0) else "behind"
    return f"{timedelta(seconds=round(abs(span).total_seconds()))} {side} Discord's"
