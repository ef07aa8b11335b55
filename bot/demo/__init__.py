"""The demo: Campsite on a Discord on this very machine, to walk around in with a browser or to read as a story.

Nothing in it is staged: the bot that answers is the one `campsite run` starts, and a story that does not come true
ends with the step that failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from bot import logs
from bot.demo.page import free_port
from bot.demo.page import opened as opened_page
from bot.demo.runner import Unwritable
from bot.demo.stage import opened
from bot.demo.steps import NotAsTold, told
from bot.demo.story import BEGINS, CAST, STORY
from bot.demo.tally import count
from bot.demo.teller import Teller

FAILED = 1
PIPE_CLOSED = 141
"""What a shell reports of a program whose reader went away, as in `campsite demo | head`."""

HOW = """\
Campsite is at work on a small Discord of your own. Open it in a browser:

  {url}

You are Ana, a member. At the top of the page you can be somebody else, move time, restart the bot, and take a tour
of seven short steps. Type / to see the commands. Nothing leaves this machine and nothing is kept; Ctrl-C ends it.
"""

ROOM = "Make room there, or name another folder in TMPDIR, and start again."

OUTRO = """\
To run Campsite on your own Discord server:
  1. cp .env.example .env
  2. paste your bot's token behind DISCORD_TOKEN= (README.md says where to get one)
  3. campsite run        (without installing: .venv/bin/python -m bot run)
"""


async def play(pace: float | None) -> int:
    """Plays the story, with `pace` seconds after each step (None: as long as one reads, if anybody does); the exit code."""
    return await _until_left(_play(Teller(sys.stdout, pace)))


async def show(port: int) -> int:
    """Serves the page at a port of 127.0.0.1, or another one where that is taken, until Ctrl-C; the exit code."""
    code = await _until_left(_show(port))
    return 0 if code == 128 + signal.SIGINT else code


async def _show(port: int) -> int:
    logs.set_up(logging.ERROR)
    async with opened_page(free_port(port)) as (_, site):
        print(HOW.format(url=site.url), flush=True)  # noqa: T201 - what one has to know to begin
        await asyncio.Event().wait()
    return 0


async def _until_left(work: Coroutine[Any, Any, int]) -> int:
    """Does the work until it ends or is told to, and lets it tidy up; the exit code."""
    playing = asyncio.ensure_future(work)
    signals: list[int] = []

    def leave(number: int) -> None:
        if not signals:  # once is enough: a second Ctrl-C must not interrupt the tidying up
            logging.disable()  # what is cut off in its midst may complain
            playing.cancel()
        signals.append(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, NotImplementedError):  # not every system has them
            number = int(getattr(signal, name))
            asyncio.get_running_loop().add_signal_handler(number, leave, number)
    try:
        return await playing
    except Unwritable as trouble:
        logging.disable()  # likewise
        print(f"{trouble} {ROOM}", file=sys.stderr)  # noqa: T201 - the answer of a command line
        return FAILED
    except asyncio.CancelledError:
        return 128 + (signals[0] if signals else signal.SIGINT)
    except BrokenPipeError:
        # Python flushes standard output once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


async def _play(teller: Teller) -> int:
    logs.set_up(logging.ERROR)
    async with opened(CAST, BEGINS) as stage:
        try:
            for step in STORY:
                await told(step, stage, teller)
            tally = await count(stage)
        except NotAsTold as failure:
            logging.disable()  # likewise
            teller.failure(str(failure))
            return FAILED
        teller.heading("What happened", "")
        for line in tally.lines():
            teller.line(line)
        teller.gap()
        if not tally.sound:
            teller.failure("Something was said twice, or not at all.")
            return FAILED
    teller.heading("Your turn", "")
    teller.verbatim(OUTRO)
    return 0
