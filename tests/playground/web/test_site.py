"""The page's server, without a browser: what it gives to whom."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from playground import Playground
from playground.web import Actor, Host, Site


@asynccontextmanager
async def visited() -> AsyncGenerator[tuple[Playground, str, aiohttp.ClientSession]]:
    """A playground with a page for Ana, the page's origin, and a client that is no browser."""
    async with (
        Playground() as discord,
        Site(Host(discord, [Actor(discord.person("Ana"))])) as site,
        aiohttp.ClientSession(site.url) as client,
    ):
        yield discord, site.url.removesuffix("/"), client


async def test_the_page_is_served_with_a_strict_policy_and_nothing_beside_its_files() -> None:
    async with visited() as (_, _, client):
        names = ("", "main.js", "layout.css", "icon.svg", "nothing.js", "..%2Fsite.py", "__init__.py")
        answers = [await client.get("/" + name) for name in names]
        assert [(one.status, one.content_type) for one in answers[:4]] == [
            (200, "text/html"), (200, "text/javascript"), (200, "text/css"), (200, "image/svg+xml"),
        ]  # fmt: skip
        assert [one.status for one in answers[4:]] == [404, 404, 404]
        policy = answers[0].headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


async def test_another_pages_script_can_neither_connect_nor_pretend_to_be_this_page() -> None:
    async with visited() as (_, origin, client):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect("/live", origin="http://example.com")
        assert refused.value.status == 403
        assert (await client.get("/", headers={"Host": "example.com"})).status == 421
        async with client.ws_connect("/live", origin=origin) as live:
            first = await live.receive_json()
        assert first["world"]["me"]["name"] == "Ana"


async def test_a_request_that_fails_inside_is_answered_and_kept_as_a_crash() -> None:
    async with visited() as (discord, origin, client):
        async with client.ws_connect("/live", origin=origin) as live:
            await live.send_json({"id": 1, "do": "open", "channel": "no number"})
            answer: Any = {}
            while "re" not in answer:
                answer = await live.receive_json()
        refused = "ValueError: invalid literal for int() with base 10: 'no number'"
        assert answer == {"re": 1, "refused": refused}
        assert [type(error) for error in discord.crashes] == [ValueError]
        discord.crashes.clear()  # it was meant
