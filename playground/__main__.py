"""A playground to point any bot at: `python -m playground` serves an empty server until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import NoReturn, cast

from playground.playground import Playground
from playground.requests import RequestLog
from playground.web import Actor, Host, Site
from playground.world import permissions

HOW = """\
A Discord is on, with one server that your bot is in. Nothing leaves this machine.

  REST     {url}
  gateway  {gateway_url}
  token    {token}

A discord.py bot as it is, in another terminal; here it finds its token in the environment:

  export DISCORD_TOKEN={token}
  python -m playground.run {url} {gateway_url} bot.py

The same in your bot's own process:

  from playground.seam import seam
  with seam("{url}", "{gateway_url}"):
      client.run("{token}")

hikari:

  hikari.GatewayBot("{token}", rest_url="{url}")

Any other library: give it the REST address; it is told the gateway's there.
Every privileged intent is switched on, and the bot's role may do everything. Ctrl-C ends it.
What bots ask for is listed here:
"""
NAME_LENGTH = 32


class OneSentence(argparse.ArgumentParser):
    """Says what it does not understand, and nothing else."""

    def error(self, message: str) -> NoReturn:
        """Ends with 2, as a wrong command line does everywhere."""
        self.exit(2, f"{self.prog}: {message} (see --help)\n")


class CannotListenError(Exception):
    """The port cannot be had, with a sentence for whoever asked for it."""


class Output:
    """Standard output, whose trouble is nobody else's: where nothing can be printed any more, `trouble` says why.

    A character that it cannot take is printed by its number. `lost` is called once, when the trouble begins.
    """

    def __init__(self, lost: Callable[[], None]) -> None:
        self.trouble: str | None = None
        self._lost = lost
        cast("io.TextIOWrapper", sys.stdout).reconfigure(errors="backslashreplace")

    def say(self, text: str) -> None:
        """Prints a line, if anything can be printed."""
        if self.trouble:
            return
        try:
            print(text, flush=True)
        except OSError as error:
            self.trouble = os.strerror(error.errno or 0)
            with Path(os.devnull).open("w") as nowhere:  # where Python flushes what is left when it ends
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
            self._lost()


def main() -> None:
    """Serves until it is stopped by Ctrl-C or SIGTERM."""
    parser = OneSentence(prog="python -m playground", description="A Discord on your own machine.")
    parser.add_argument(
        "--port", type=_port, default=8250, help="where to listen on 127.0.0.1 (8250); 0 takes a free one"
    )
    parser.add_argument("--bot", type=_name, default="Helper", help="the bot's name")
    parser.add_argument("--server", type=_name, default="Campground", help="the server's name")
    parser.add_argument(
        "--web", action="store_true", help="show it in a browser as well, with people to act as"
    )
    asked = parser.parse_args()
    try:
        trouble = asyncio.run(serve(asked.port, asked.bot, asked.server, web=asked.web))
    except CannotListenError as error:
        sys.exit(str(error))
    if trouble:
        sys.exit(f"The Discord is off, because nothing can be printed any more ({trouble}).")


async def serve(port: int, bot: str, server: str, *, web: bool = False) -> str | None:
    """Starts an empty server, says how to reach it, and keeps it on; with `web` there are people and a page.

    It ends by a signal, or when nothing can be printed any more; then it returns why. Raises `CannotListenError`.
    """
    stop = asyncio.Event()
    output = Output(stop.set)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as on:
        try:
            discord = await on.enter_async_context(Playground(port=port))
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise CannotListenError(
                f"Port {port} cannot be had ({reason}): choose another with --port, 0 takes a free one."
            ) from None
        app = discord.application(bot, privileged_intents=("members", "presences", "message_content"))
        owner = discord.person("Ada")
        guild = discord.guild(server, owner=owner)
        guild.invite(app, permissions.ALL)
        output.say(HOW.format(url=discord.url, gateway_url=discord.gateway_url, token=app.token))
        if web:
            actors = [Actor(owner, "admin")]
            for name, locale in (("Ana", "en-US"), ("Cléo", "fr")):
                actors.append(Actor(discord.person(name, locale)))
                actors[-1].person.joins(guild)
            site = await on.enter_async_context(Site(Host(discord, actors)))
            output.say(f"The page: {site.url}")
        on.enter_context(RequestLog.watched(lambda request: output.say(f"  {request}")))
        await stop.wait()
        if output.trouble:  # in the middle of an answer, which has to go out whole
            with suppress(TimeoutError):
                await discord.calm()
    output.say("The Discord is off.")
    return output.trouble


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 0xFFFF:
        raise argparse.ArgumentTypeError(f"{text!r} is no port, which is a number from 0 to 65535")
    return int(text)


def _name(text: str) -> str:
    if not 2 <= len(text.strip()) <= NAME_LENGTH:
        raise argparse.ArgumentTypeError(f"{text!r} is no name, which has 2 to {NAME_LENGTH} characters")
    return text.strip()


if __name__ == "__main__":
    main()
