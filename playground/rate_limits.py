"""Rate limits: buckets per route and place, and fifty requests a second for a bot as a whole."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from playground import errors, limits
from playground.clock import Clock
from playground.errors import DiscordError
from playground.wire import Json

MAJOR = ("guild_id", "channel_id", "token")
"""The ids in a path that have buckets of their own."""

USUAL = (50, 1.0)
BUCKETS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/channels/{channel_id}/messages"): (5, 5.0),
    ("GET", "/channels/{channel_id}/messages"): (10, 5.0),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): (5, 5.0),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}"): (5, 1.0),
    ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"): (1, 0.25),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"): (1, 0.25),
    ("POST", "/webhooks/{application_id}/{token}"): (5, 2.0),
    ("POST", "/users/@me/channels"): (10, 10.0),
}
"""Requests per seconds. Discord keeps its numbers to itself; these were seen from outside and may differ."""

WITHOUT_BUCKET = frozenset({("POST", "/interactions/{interaction_id}/{token}/callback")})
OVERALL: tuple[int, float] = (50, 1.0)
"""What one bot may ask in all; Discord documents it."""


class Allowance(Enum):
    """What is counted apart from the routes."""

    OLD_EDITS = "edits of messages older than an hour, per channel"
    RENAMES = "new names and topics, per channel"
    DIRECT_CHANNELS = "direct messages opened, per bot"
    SOCKET_PAYLOADS = "payloads sent to the gateway, per socket"
    IDENTIFIES = "sessions begun at the gateway, per bot"
    INVALID_REQUESTS = "answers 401, 403 and 429 before the address is banned, per address"


ALLOWANCES: dict[Allowance, tuple[int, float]] = {
    Allowance.OLD_EDITS: (30, 3600.0),
    Allowance.RENAMES: (2, 600.0),
    Allowance.DIRECT_CHANNELS: (50, 600.0),
    Allowance.SOCKET_PAYLOADS: (limits.SOCKET_PAYLOADS, limits.SOCKET_SECONDS),
    Allowance.IDENTIFIES: (limits.CONCURRENT_IDENTIFIES, limits.IDENTIFY_SECONDS),
    Allowance.INVALID_REQUESTS: (10_000, 600.0),
}
"""How many per seconds. Discord documents only the last three; renames were seen from outside, the others are guesses."""


class Measure(Enum):
    """What the seconds of a limit are counted on."""

    REAL = "real"
    CLOCK = "clock"
    OFF = "off"


@dataclass
class Bucket:
    """How much is left until when, in seconds of the measure."""

    limit: int
    remaining: int
    resets_at: float


@dataclass(frozen=True)
class Verdict:
    """The headers of the answer, and the body of a 429 if there must be one."""

    headers: dict[str, str]
    refusal: Json | None = None


class RateLimits:
    """All buckets of one playground. `measure` says whether they run on real seconds, on the clock, or not at all."""

    def __init__(self, clock: Clock) -> None:
        self.measure = Measure.REAL
        self.buckets = dict(BUCKETS)
        self.overall: tuple[int, float] = OVERALL
        self.allowances = dict(ALLOWANCES)
        self._spent: dict[tuple[Allowance, int], deque[float]] = {}
        self._clock = clock
        self._now: dict[tuple[int, str, str], Bucket] = {}
        self._whole: dict[int, Bucket] = {}

    def off(self) -> None:
        """Nothing is limited any more; the headers say that there is plenty."""
        self.measure = Measure.OFF

    def on_the_clock(self) -> None:
        """Limits end when the clock is turned."""
        self.measure = Measure.CLOCK

    def in_real_time(self) -> None:
        """Limits end by themselves."""
        self.measure = Measure.REAL

    def take(self, app_id: int, method: str, route: str, ids: Mapping[str, str]) -> Verdict:
        """Counts one request."""
        if (method, route) in WITHOUT_BUCKET:
            return Verdict({})
        limit, period = self.buckets.get((method, route), USUAL)
        name = hashlib.sha1(f"{method} {route}".encode(), usedforsecurity=False).hexdigest()[:32]
        if self.measure == Measure.OFF:
            return Verdict(_headers(name, Bucket(10_000, 9_999, 0.0), 1.0, 0.0))
        now = self._instant()
        if "token" not in ids and (wait := self._take_whole(app_id, now)):
            return _refusal(errors.rate_limited(wait, scope="global"), {})
        major = ":".join(ids[key] for key in MAJOR if key in ids)
        key = (app_id, name, major)
        bucket = self._now.get(key)
        if bucket is None or now >= bucket.resets_at:
            bucket = self._now[key] = Bucket(limit, limit, now + period)
        left = bucket.resets_at - now
        if bucket.remaining == 0:
            return _refusal(errors.rate_limited(left), _headers(name, bucket, left, bucket.resets_at))
        bucket.remaining -= 1
        return Verdict(_headers(name, bucket, left, bucket.resets_at))

    def wait(self, what: Allowance, key: int = 0) -> float:
        """How many seconds until one more is allowed, 0 if one is now."""
        if self.measure == Measure.OFF:
            return 0.0
        most, period = self.allowances[what]
        spent = self._spent.get((what, key), deque[float]())
        now = self._instant()
        while spent and now - spent[0] >= period:
            spent.popleft()
        return period - (now - spent[0]) if len(spent) >= most else 0.0

    def spend(self, what: Allowance, key: int = 0) -> float:
        """Counts one if it is allowed; if not, the seconds to wait."""
        wait = self.wait(what, key)
        if not wait:
            self._spent.setdefault((what, key), deque()).append(self._instant())
        return wait

    def left(self, what: Allowance, key: int = 0) -> int:
        """How many are left now; `key` is the channel's or the bot's id, 0 for the address."""
        self.wait(what, key)
        return self.allowances[what][0] - len(self._spent.get((what, key), ()))

    def _instant(self) -> float:
        return time.time() if self.measure == Measure.REAL else self._clock.now().timestamp()

    def _take_whole(self, app_id: int, now: float) -> float:
        limit, period = self.overall
        bucket = self._whole.get(app_id)
        if bucket is None or now >= bucket.resets_at:
            bucket = self._whole[app_id] = Bucket(limit, limit, now + period)
        if bucket.remaining == 0:
            return bucket.resets_at - now
        bucket.remaining -= 1
        return 0.0


def _refusal(refusal: DiscordError, headers: dict[str, str]) -> Verdict:
    return Verdict({**headers, **refusal.headers}, refusal.body)


def _headers(name: str, bucket: Bucket, left: float, resets_at: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.remaining),
        "X-RateLimit-Reset": f"{resets_at:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": name,
    }
