"""Session starts: Discord allows a thousand a day and then resets the token, so the last ones are spread out."""

from __future__ import annotations

from datetime import timedelta

FEW = 50
"""Below so many remaining starts each one waits. Source of the thousand: Discord, Gateway, Session start limit."""


class SessionStartsScarce(Exception):
    """A new session is wanted, and few may be started: the process ends, and its next start waits as long as it must."""

    def __init__(self, remaining: int) -> None:
        super().__init__(f"only {remaining} session starts are left today")


def pause(remaining: int, reset_after: timedelta) -> timedelta:
    """How long to wait before the next start, so that what remains lasts until it is reset."""
    if remaining >= FEW:
        return timedelta(0)
    return max(reset_after, timedelta(0)) / (remaining + 1)
