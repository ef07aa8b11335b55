"""Nonces: the same message sent twice within the window is one message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playground.clock import Clock

if TYPE_CHECKING:
    from playground.world.messages import Message


class Nonces:
    """Remembers which nonce made which message, per author and channel, for `window` on the clock."""

    def __init__(self, clock: Clock, window: timedelta) -> None:
        self.window = window
        self._clock = clock
        self._made: dict[tuple[int, int, str], tuple[datetime, Message]] = {}

    def message(self, author_id: int, channel_id: int, nonce: str) -> Message | None:
        """The message this nonce made lately, even one deleted since."""
        at, message = self._made.get((author_id, channel_id, nonce), (None, None))
        return message if at is not None and self._clock.now() - at < self.window else None

    def remember(self, message: Message, nonce: str) -> None:
        """From now on this nonce stands for this message."""
        self._made[message.author.id, message.channel.id, nonce] = (self._clock.now(), message)
