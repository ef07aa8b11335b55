"""The door: `campsite run`, `demo`, `doctor`, `migrate`, `backup` and `restore`. The only place that wires things together."""

from __future__ import annotations

import argparse
import asyncio
import errno
import gc
import logging
import os
import signal
import sqlite3
import sys
import zoneinfo
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import aiohttp
import discord
from sqlalchemy.exc import DBAPIError

from bot import __version__, logs
from bot.app import open_app
from bot.client import Campsite, TokenRejected
from bot.clock import Clock, SystemClock
from bot.db import marker
from bot.db.backup import back_up, forget_restore, newest_usable, restore
from bot.db.file import DamagedDatabase, check_quickly, is_damage, is_full
from bot.db.migrate import upgrade
from bot.errors import NothingSaved, OperatorMustAct
from bot.interrupts import at_once, unheard
from bot.lock import sole
from bot.operation import checkup
from bot.operation.duty import on_duty
from bot.operation.session_starts import SessionStartsScarce
from bot.settings import Settings, load

log = logging.getLogger("campsite")

CONFIGURATION = 78
"""Exit code: something an operator has to set right; starting again will not help (sysexits' EX_CONFIG)."""

LATER = 75
"""Exit code: starting again a little later may well help (sysexits' EX_TEMPFAIL)."""

TOO_MANY_FILES = (errno.EMFILE, errno.ENFILE)
"""More files are open than this process, or this machine, may have."""

FILES = 32
"""Files that can still be opened when a command begins: a bot with nothing to do has half as many open."""

NO_TOKEN = """\
There is no token yet. To run Campsite on Discord:
  1. Make an application at discord.com/developers/applications, open "Bot", press "Reset Token" and copy it.
  2. cp .env.example .env, and paste it behind DISCORD_TOKEN=
  3. campsite run
To see it work without a token: make demo (or: campsite demo)"""  # noqa: S105 - a text about tokens, not one


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line asks for; the exit code."""
    # The pinned tzdata counts, not the system's copy, which may be years old.
    zoneinfo.reset_tzpath(to=())
    chosen = _parser().parse_args(arguments)
    if chosen.command == "demo":
        return _demo(chosen)
    try:
        settings = load(os.environ, Path(".env"))
    except OperatorMustAct as error:
        return _stop(str(error))
    logs.set_up(settings.log_level, settings.log_format, settings.secrets)
    with at_once(0 if chosen.command == "run" else None):
        return operate(settings, partial(_do, settings, chosen))


def operate(settings: Settings, command: Callable[[], int]) -> int:
    """Does a command; the exit code. What an operator has to do is said in the form they have chosen for the log."""
    try:
        _check_files()
        return command()
    except DamagedDatabase as damaged:
        return _stopped(settings, f"{damaged} {_way_out(settings)}")
    except OperatorMustAct as error:
        return _stopped(settings, str(error))
    except (OSError, sqlite3.Error, DBAPIError, NothingSaved) as error:
        cause = _cause(error)
        if is_damage(cause):
            return _stopped(
                settings, f"{DamagedDatabase(settings.database, str(cause))} {_way_out(settings)}"
            )
        code = _stopped(settings, _trouble(settings, cause))
        return LATER if passes(cause) else code
    finally:
        logs.flush()


def _check_files() -> None:
    """Raises OSError when too few files can be opened: SQLite would not say that it is that, and others say it in many ways."""
    with ExitStack() as opened:
        for _ in range(FILES):
            opened.enter_context(open(os.devnull, "rb"))  # noqa: PTH123 - all that counts is that it is open


def _cause(error: BaseException) -> BaseException:
    """What SQLite or the system said."""
    if isinstance(error, NothingSaved) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig
    return error


def _trouble(settings: Settings, cause: BaseException) -> str:
    """What is in the way, and which file it is about."""
    if not isinstance(cause, OSError):
        return f"{settings.database} cannot be used: {str(cause) or 'it is busy'}."
    if cause.errno in TOO_MANY_FILES:
        return "Too many files are open: let the bot open more (ulimit -n, or LimitNOFILE= in its unit)."
    why = cause.strerror or str(cause)
    return f"{cause.filename} cannot be used: {why}." if cause.filename else f"The bot cannot go on: {why}."


def _stopped(settings: Settings, why: str) -> int:
    if settings.log_format == "json":
        log.critical("%s", why)
        return CONFIGURATION
    return _stop(why)


def _way_out(settings: Settings) -> str:
    """What to do about a damaged database."""
    usable = newest_usable(settings.backups)
    if usable is None:
        return f"There is no sound backup in {settings.backups}: put back one that is kept elsewhere."
    return f"Put the last good backup back with: campsite restore {usable}"


def _do(settings: Settings, chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "run":
            return _run(settings)
        case "migrate":
            return _migrate(settings)
        case "doctor":
            return _doctor(settings)
        case "backup":
            return _backup(settings)
        case _:
            return _restore(settings, chosen.backup)


def passes(cause: object) -> bool:
    """Whether it is a trouble that may end by itself: a lock, a full disk, too many writes, too many open files."""
    if isinstance(cause, sqlite3.Error):
        return "locked" in str(cause) or is_full(cause)
    return isinstance(cause, NothingSaved) or (
        isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, *TOO_MANY_FILES)
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="campsite", description="A Discord bot that runs community study groups."
    )
    parser.add_argument("--version", action="version", version=f"Campsite {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("run", help="run the bot (needs DISCORD_TOKEN)")
    demo = commands.add_parser("demo", help="walk around in it with a browser, without a token")
    demo.add_argument(
        "--port", type=int, default=8765, help="where the page is on 127.0.0.1; another one if it is taken"
    )
    demo.add_argument("--story", action="store_true", help="instead, play a story in this terminal")
    demo.add_argument(
        "--pace",
        type=float,
        default=None,
        help="seconds between two steps of the story (0 to read it at once)",
    )
    commands.add_parser(
        "doctor", help="look at the machine, the data and Discord; what is broken, and who can mend it"
    )
    commands.add_parser("migrate", help="bring the database to this version's schema, and nothing else")
    commands.add_parser(
        "backup", help="copy the database into the data folder's backups, also while the bot runs"
    )
    restore = commands.add_parser(
        "restore", help="put a backup in the place of the database (stop the bot first)"
    )
    restore.add_argument("backup", type=Path, help="the backup's file")
    return parser


def _demo(chosen: argparse.Namespace) -> int:
    with unheard():
        from bot import demo  # the one command that needs the playground
    try:
        return asyncio.run(demo.play(chosen.pace) if chosen.story else demo.show(chosen.port))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _run(settings: Settings) -> int:
    if settings.discord_token is None:
        return _stop(NO_TOKEN)
    with sole(settings.data_dir, settings.database):
        prepare(settings)
        gc.freeze()  # what is imported stays; to look through it for garbage would hold everyone up each time
        return asyncio.run(run(settings, SystemClock()))


def prepare(settings: Settings) -> None:
    """Makes the database ready for `run`: made or upgraded. Whether all of it is sound is seen while the bot starts.

    Raises DamagedDatabase and NewerDatabase, and OSError or sqlite3.Error when the file cannot be used.
    """
    forget_restore(settings.database)
    marker.compare(settings)
    upgrade(settings.database, settings.backups)
    marker.keep(settings)


def _migrate(settings: Settings) -> int:
    with sole(settings.data_dir, settings.database):
        prepare(settings)
        check_quickly(settings.database)
    return _say(f"{settings.database} is ready.")


def _doctor(settings: Settings) -> int:
    lines = asyncio.run(checkup.look(settings, SystemClock()))
    _say("\n".join(map(str, lines)))
    return int(any(line.health is checkup.Health.BROKEN for line in lines))


def _backup(settings: Settings) -> int:
    if not settings.database.is_file():
        return _stop(f"There is no database at {settings.database} yet.")
    copy = back_up(settings.database, settings.backups)
    return _say(
        f"{copy} is a complete copy of {settings.database} ({copy.stat().st_size:,} bytes, every page read)."
    )


def _restore(settings: Settings, backup: Path) -> int:
    with sole(settings.data_dir, settings.database):
        replaced = restore(backup, settings.database, settings.backups, SystemClock().now())
        upgrade(settings.database, settings.backups)
    before = "" if replaced is None else f" What was there before is kept in {replaced}."
    return _say(f"{settings.database} is now what {backup} was.{before}")


def _say(text: str) -> int:
    """Prints the answer; a closed or full output is told apart from a database that is none."""
    try:
        print(text, flush=True)  # noqa: T201 - the answer of a command line
    except OSError as error:
        # Or the interpreter tries once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        log.warning("it is done, but its answer cannot be written: %s", error)
    return 0


def _stop(text: str) -> int:
    with suppress(OSError):  # a full disk behind it must not hide the exit code
        print(text, file=sys.stderr)  # noqa: T201 - the answer of a command line
    return CONFIGURATION


async def run(settings: Settings, clock: Clock) -> int:
    """Runs the bot on a prepared database until SIGTERM or Ctrl-C; the exit code. Raises OperatorMustAct."""
    assert settings.discord_token is not None
    app = await open_app(settings, clock)
    client = Campsite(app)
    loop = asyncio.get_running_loop()
    try:
        async with on_duty(client):
            running = asyncio.ensure_future(client.serve(settings.discord_token.reveal()))
            for name in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(name, running.cancel)
            await running
    except asyncio.CancelledError:
        log.info("stopping")
    except discord.LoginFailure:
        raise TokenRejected from None
    except discord.PrivilegedIntentsRequired:
        raise OperatorMustAct(
            "Discord refuses an intent the bot asks for. Switch it on in the developer portal (Bot, Privileged Gateway Intents)."
        ) from None
    except discord.ConnectionClosed as error:
        raise OperatorMustAct(
            f"Discord closed the connection for good (code {error.code}). Check the token and its intents."
        ) from None
    except SessionStartsScarce as error:
        log.error("%s; the bot stops, and waits when it is started again", error)
        return LATER
    except (discord.DiscordException, aiohttp.ClientError) as error:
        log.error("Discord does not let the bot in just now: %s", error)
        return 1
    finally:
        await client.close()
        await app.database.close()
    if isinstance(client.gave_up, OperatorMustAct):
        raise client.gave_up
    return 0 if client.gave_up is None else 1
