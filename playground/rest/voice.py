"""Voice states: where somebody is connected."""

from __future__ import annotations

from playground import errors
from playground.rest.call import Call, Result, Route


def _state(call: Call, user_id: int) -> Result:
    state = call.guild.voice_by_id.get(user_id)
    if state is None:
        raise errors.unknown("voice state")
    return 200, state.payload()


def mine(call: Call) -> Result:
    """Where the bot is."""
    return _state(call, call.app.id)


def get(call: Call) -> Result:
    """Where somebody is; raises 10065 if nowhere."""
    return _state(call, call.id("user_id"))


STATES = "/guilds/{guild_id}/voice-states"
ROUTES: tuple[Route, ...] = (("GET", STATES + "/@me", mine), ("GET", STATES + "/{user_id}", get))
