"""One way to take a text: a wall time in a zone, the instant that follows from it, and what was assumed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.when.assumed import Assumed

Shift = Literal["gap", "first", "second"] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment that a text may mean.

    `wall` is naive and what was meant: it stays when a zone's rules change, `starts_at` and `ends_at` (aware,
    UTC) follow from it. `shift` is ``"gap"`` if clocks skip `wall` that day, so that the moment is later by what
    they skip and `local_start` is not `wall`; ``"first"`` or ``"second"`` if clocks show `wall` twice, with
    `wall.fold` to match. `assumed` is what ought to be said beside it; `corrected` the misspelt word and
    the one it was read as.
    """

    wall: datetime
    zone: ZoneInfo
    starts_at: datetime
    ends_at: datetime | None = None
    shift: Shift = None
    assumed: frozenset[Assumed] = frozenset()
    corrected: tuple[str, str] | None = None

    @property
    def local_start(self) -> datetime:
        """What clocks in the zone show at the start, aware."""
        return self.starts_at.astimezone(self.zone)

    @property
    def value(self) -> str:
        """The reading in at most 45 ASCII characters, which `bot.when.moments.readings` reads back.

        A wall time with its offset, then perhaps the end: ``2026-11-28T10:00+01:00/11:30``. The end is in full
        where its wall time alone would not lead back to it.
        """
        start = self.wall.replace(tzinfo=self.zone).isoformat(timespec="minutes")
        if self.ends_at is None:
            return start
        end = self.ends_at.astimezone(self.zone)
        wall = end.replace(tzinfo=None)
        if end_of(self.starts_at, wall.hour * 60 + wall.minute, self.zone) == self.ends_at:
            return f"{start}/{end:%H:%M}"
        return f"{start}/{end.isoformat(timespec='minutes')}"


def instants(wall: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, Shift]]:
    """The instants (UTC) at which clocks show a naive wall time, each with the wall time's fold and its shift.

    There are two where clocks go back. Where they go forward it is the instant that the clock would have
    shown if it had not been put forward.
    """
    earlier = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if earlier == later:
        yield wall.replace(fold=0), earlier, None
    elif earlier < later:
        yield wall.replace(fold=0), earlier, "first"
        yield wall.replace(fold=1), later, "second"
    else:
        yield wall.replace(fold=0), earlier, "gap"


def shown_at(instant: datetime, zone: ZoneInfo) -> tuple[datetime, datetime, Shift]:
    """What clocks in a zone show at an instant (UTC), as `instants` has it."""
    wall = instant.astimezone(zone).replace(tzinfo=None)
    return next(found for found in instants(wall, zone) if found[1] == instant)


def end_of(starts_at: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) after the start, that day or the next, at which clocks show these minutes."""
    day = starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for later in (0, 1440):
        for _, end, _ in instants(day + timedelta(minutes=minutes + later), zone):
            if end > starts_at:
                return end
    return starts_at + timedelta(days=1)
