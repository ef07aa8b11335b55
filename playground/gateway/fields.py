"""Reads what a client sends over the socket, which may be any JSON."""

from __future__ import annotations

from typing import Any, cast

from playground.wire import Json
from playground.world import snowflakes as ids

STATUSES = ("online", "dnd", "idle", "invisible", "offline")


class MalformedError(Exception):
    """A field is not what it has to be: Discord closes with 4002."""


def mapping(value: Any) -> Json:
    """An object."""
    if not isinstance(value, dict):
        raise MalformedError
    return cast("Json", value)


def number(value: Any, default: int = 0) -> int:
    """A whole number that is not negative; null and nothing are the default."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MalformedError
    return value


def text(value: Any) -> str | None:
    """A text, or nothing."""
    if value is not None and not isinstance(value, str):
        raise MalformedError
    return value


def flag(value: Any) -> bool:
    """Yes or no; nothing is no."""
    if value is not None and not isinstance(value, bool):
        raise MalformedError
    return bool(value)


def presence(value: Any) -> None:
    """How somebody is there; nobody here looks at it."""
    data = mapping(value)
    number(data.get("since"))
    flag(data.get("afk"))
    activities = data.get("activities")
    if activities is not None and not isinstance(activities, list):
        raise MalformedError
    if text(data.get("status")) not in STATUSES:
        raise MalformedError


def snowflake(value: Any) -> int:
    """An id, as digits or as a number."""
    try:
        return ids.read(value)
    except ValueError:
        raise MalformedError from None


def snowflakes(value: Any, most: int) -> list[int]:
    """One id or a list of them, at most so many."""
    found = cast("list[Any]", value) if isinstance(value, list) else [value]
    if len(found) > most:
        raise MalformedError
    return [snowflake(one) for one in found]


def shard(value: Any) -> tuple[int, int]:
    """Which of how many shards it is; nothing is the only one."""
    if value is None:
        return 0, 1
    if not isinstance(value, list) or len(cast("list[Any]", value)) != 2:
        raise MalformedError
    which, count = (number(one) for one in cast("list[Any]", value))
    return which, count
