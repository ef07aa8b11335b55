"""Buckets: of one route no more requests go out than Discord lets through before it counts anew.

discord.py counts them too, but believes whichever answer came last: one that is late tells of places that are taken
meanwhile, and whoever comes then goes too far.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

ROUNDED = 0.001
"""Seconds: Discord tells no smaller ones."""

ID = re.compile(r"(?<=/)[0-9]+(?=/|$)")
MINOR_ID = re.compile(r"(?<!/channels/)(?<!/guilds/)(?<=/)[0-9]+(?=/|$)")
"""What has no bucket of its own, in paths without a token. Source: Discord, Rate limits."""


@dataclass(slots=True)
class Limit:
    """What answers told of a route: requests, and the longest window in seconds."""

    requests: float = math.inf
    window: float = 0.0


@dataclass(eq=False, slots=True)
class Bucket:
    """The requests of one route to one channel or server."""

    place: str
    limit: Limit
    taken: int = 0
    waiting: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Buckets:
    """All that are in use.

    A place in a bucket is taken until the window is surely over of which the answer told. So whatever Discord counts
    has a place here, however late and in whichever order answers come.
    """

    def __init__(self) -> None:
        self._limits: defaultdict[str, Limit] = defaultdict(Limit)
        self._buckets: dict[str, Bucket] = {}

    async def take(self, method: str, path: str) -> Bucket:
        """Waits for a place. While no answer has told how many there are, discord.py asks one after the other."""
        place, route = (f"{method} {ids.sub('-', path)}" for ids in (MINOR_ID, ID))
        bucket = self._buckets.get(place)
        if bucket is None:
            bucket = self._buckets[place] = Bucket(place, self._limits[route])
        bucket.waiting += 1
        try:
            while bucket.taken >= bucket.limit.requests:
                bucket.changed.clear()
                await bucket.changed.wait()
            bucket.taken += 1
        finally:
            bucket.waiting -= 1
        return bucket

    def answered(self, bucket: Bucket, headers: Mapping[str, str]) -> None:
        """The place is free once the window is over that these headers tell of; at once, if they tell of none."""
        try:
            limit = int(headers["X-RateLimit-Limit"])
            remaining = int(headers["X-RateLimit-Remaining"])
            seconds = float(headers["X-RateLimit-Reset-After"]) + ROUNDED
        except (KeyError, ValueError):
            self.free(bucket)
            return
        bucket.limit.requests = limit
        bucket.limit.window = max(bucket.limit.window, seconds)
        unknown = max(0, limit - remaining - bucket.taken)  # asked before this process began
        bucket.taken += unknown
        self._free_in(seconds, bucket, 1 + unknown)

    def lost(self, bucket: Bucket) -> None:
        """There is no answer: it may have been counted until just now."""
        self._free_in(bucket.limit.window, bucket, 1)

    def free(self, bucket: Bucket, places: int = 1) -> None:
        """Places that Discord does not count, or not any more."""
        bucket.taken -= places
        bucket.changed.set()
        if not bucket.taken and not bucket.waiting:
            del self._buckets[bucket.place]

    def _free_in(self, seconds: float, bucket: Bucket, places: int) -> None:
        bucket.changed.set()
        asyncio.get_running_loop().call_later(seconds, self.free, bucket, places)
