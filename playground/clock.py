"""The hour in the playground: turned by hand, or running with the wall and turned ahead."""

from datetime import UTC, datetime, timedelta


class Clock:
    """What the playground calls now. Snowflakes, timestamps and the fifteen-minute rule follow it.

    With a start it stands still until somebody turns it. Without one it runs with the wall clock, ahead of
    it by what it was turned.
    """

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.utcoffset() is None:
            raise ValueError("a clock needs an aware datetime")
        self._stands_at = start.astimezone(UTC) if start else None
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._stands_at or datetime.now(UTC) + self._ahead

    @property
    def stands(self) -> bool:
        """Whether it moves only when it is turned."""
        return self._stands_at is not None

    def turn(self, by: timedelta) -> datetime:
        """Moves the hand by this much and returns the new instant."""
        if self._stands_at:
            self._stands_at += by
        else:
            self._ahead += by
        return self.now()

    def turn_to(self, instant: datetime) -> datetime:
        """Moves the hand to an aware instant and returns it."""
        return self.turn(instant.astimezone(UTC) - self.now())
