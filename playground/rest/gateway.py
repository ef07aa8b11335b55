"""Where the gateway is, and how often one may still identify."""

from __future__ import annotations

from datetime import timedelta

from playground import limits
from playground.rest.call import Call, Result, Route


def get(call: Call) -> Result:
    """The gateway's address."""
    return 200, {"url": call.world.gateway_url}


def get_bot(call: Call) -> Result:
    """The address with the limit of sessions of a day."""
    now = call.world.clock.now()
    today = call.app.identifies_since(now - timedelta(days=1))
    reset = (min(today) + timedelta(days=1) - now) // timedelta(milliseconds=1) if today else 0
    return 200, {
        "url": call.world.gateway_url,
        "shards": 1,
        "session_start_limit": {
            "total": limits.IDENTIFIES_A_DAY,
            "remaining": max(0, limits.IDENTIFIES_A_DAY - len(today)),
            "reset_after": reset,
            "max_concurrency": limits.CONCURRENT_IDENTIFIES,
        },
    }


ROUTES: tuple[Route, ...] = (("GET", "/gateway", get), ("GET", "/gateway/bot", get_bot))
