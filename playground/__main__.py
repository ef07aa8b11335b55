"""A playground to point any bot at: `python -m playground` serves an empty server until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio

from playground.playground import Playground
from playground.world import permissions

HOW = """\
A Discord is on, with one server that your bot is in. Nothing leaves this machine.

  REST     {url}
  gateway  {gateway_url}
  token    {token}

discord.py, in your bot's own process:

  from playground.seam import seam
  with seam("{url}", "{gateway_url}"):
      client.run("{token}")

hikari:

  hikari.GatewayBot("{token}", rest_url="{url}")

Any other library: give it the REST address; it is told the gateway's there.
Every privileged intent is switched on, and the bot's role may do everything. Ctrl-C ends it.
"""


def main() -> None:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m playground", description="A Discord on your own machine."
    )
    parser.add_argument(
        "--port", type=int, default=8250, help="where to listen on 127.0.0.1; 0 takes a free one"
    )
    parser.add_argument("--bot", default="Helper", help="the bot's name")
    parser.add_argument("--server", default="Campground", help="the server's name")
    asked = parser.parse_args()
    try:
        asyncio.run(serve(asked.port, asked.bot, asked.server))
    except KeyboardInterrupt:
        print("The Discord is off.")


async def serve(port: int, bot: str, server: str) -> None:
    """Starts an empty server, says how to reach it, and keeps it on."""
    async with Playground(port=port) as discord:
        app = discord.application(bot, privileged_intents=("members", "presences", "message_content"))
        discord.guild(server).invite(app, permissions.ALL)
        print(HOW.format(url=discord.url, gateway_url=discord.gateway_url, token=app.token), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
