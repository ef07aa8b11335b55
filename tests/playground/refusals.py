"""What Discord refuses, read to the last field."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from typing import Any, TypeAlias

import discord
import pytest

from playground import Playground


async def refused(doing: Awaitable[object], status: int, code: int) -> discord.HTTPException:
    """Awaits something that Discord refuses with exactly this status and code."""
    with pytest.raises(discord.HTTPException) as refusal:
        await doing
    assert (refusal.value.status, refusal.value.code) == (status, code)
    return refusal.value


WrongField: TypeAlias = tuple[str, str, str]
"""A field such as `embeds.0.title`, the code and the words. A body that is wrong as a whole has an empty name."""


async def malformed(playground: Playground, doing: Awaitable[object]) -> list[WrongField]:
    """Awaits something that is refused as an invalid form (400, 50035): what is wrong with it."""
    await refused(doing, 400, 50035)
    answer = playground.requests[-1].answer
    assert (answer["message"], set(answer)) == ("Invalid Form Body", {"message", "code", "errors"})
    return wrong_fields(answer)


def wrong_fields(answer: Any) -> list[WrongField]:
    """All that an answer finds wrong with a form."""
    return [*_wrong(answer["errors"], "")]


def _wrong(node: dict[str, Any], path: str) -> Iterator[WrongField]:
    for name, inner in node.items():
        if name != "_errors":
            yield from _wrong(inner, f"{path}.{name}" if path else name)
            continue
        for error in inner:
            assert set(error) == {"code", "message"}
            yield path, error["code"], error["message"]
