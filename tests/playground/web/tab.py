"""A tab that is no browser: it speaks with the page's server as the page does, or as somebody by hand."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from playground import Person


class Tab:
    """One connection. `news` is what it was told beside answers."""

    def __init__(self, live: aiohttp.ClientWebSocketResponse) -> None:
        self.live = live
        self.news: list[Any] = []
        self._number = 0

    async def sends(self, what: str, **fields: Any) -> int:
        """Asks for something; the number by which the answer will be known."""
        self._number += 1
        await self.live.send_json({"id": self._number, "do": what, **fields})
        return self._number

    async def asks(self, what: str, **fields: Any) -> Any:
        """Asks for something, and waits for the answer."""
        number = await self.sends(what, **fields)
        while (heard := await self.live.receive_json(timeout=30)).get("re") != number:
            self.news.append(heard)
        del heard["re"]
        return heard


@asynccontextmanager
async def tab(url: str, person: Person) -> AsyncGenerator[Tab]:
    """A tab of somebody, at the page's address."""
    async with (
        aiohttp.ClientSession(url) as client,
        client.ws_connect(f"/live?as={person.id}", origin=url.removesuffix("/")) as live,
    ):
        yield Tab(live)
