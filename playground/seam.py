"""Points discord.py at a playground. The only file here that knows discord.py."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import discord
import discord.gateway
import discord.http
import yarl


@contextmanager
def seam(url: str, gateway_url: str) -> Generator[None]:
    """Within it discord.py speaks with the server at these addresses; afterwards with Discord again.

    `url` is the REST base with its version, `gateway_url` the socket's address, both as `Playground` gives them.
    Works in any process that can reach the playground.
    """
    route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.Asset
    before = route.BASE, socket.DEFAULT_GATEWAY, asset.BASE
    route.BASE = url
    socket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    asset.BASE = str(yarl.URL(url).with_path("/cdn"))  # pyright: ignore[reportAttributeAccessIssue] - typed as one literal
    try:
        yield
    finally:
        route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before
