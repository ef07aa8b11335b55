"""The demo in a browser: Campsite on a small Discord that one walks around in, until Ctrl-C."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app import App
from bot.db.tx import Tx
from bot.demo.community import PARIS, SPAN, Community, gathered, lived
from bot.demo.runner import Runner, Stuck, Unwritable, workplace
from bot.demo.tour import Guide
from bot.errors import NothingSaved
from bot.outbox import claims
from bot.outbox.models import Fate, notices
from bot.words import Catalogs
from playground import CannotType, Clock, Playground
from playground.web import Host, Site

HOLDS_UP = 500
"""Rows falling due one after the other that are waited for when time is moved; there are a handful."""

PATIENCE = 60.0
"""Seconds an answer may take while the community's past is acted out: a slow machine must not keep the page from opening."""


class Campground(Host):
    """Offers the page what is Campsite's own: time passes with every reminder in it, and the bot can be restarted."""

    title = "Campsite"
    can_restart = True

    def __init__(self, discord: Playground, who: Community, runner: Runner) -> None:
        super().__init__(discord, who.actors)
        self.restarts = 0
        self.who = who
        self._runner = runner
        self.tour = Guide(who, Catalogs(), lambda: self.restarts).tour()

    async def turn(self, until: datetime) -> None:
        """Lets time pass from one due moment to the next, so that nothing is late that would not be late in life.

        Raises `CannotType` where the bot does not do what is due: time stands at that moment then.
        """
        clock = self.discord.clock
        with _explained():
            for _ in range(HOLDS_UP):
                due = await self._app.database.read(None, claims.next_due)
                if due is None or not clock.now() < due < until:
                    break
                clock.turn_to(due)
                await self._runner.settle()
            if clock.now() < until:
                clock.turn_to(until)
            await self._runner.settle()

    async def next_due(self) -> datetime | None:
        """When the next notice is to be said. Raises `CannotType`."""
        with _explained():
            return await self._app.database.read(None, _next_notice)

    async def restart(self) -> None:
        """Stops the bot and starts it on what it left behind. Raises `CannotType` where it does not start."""
        with _explained():
            await self._runner.stop()
            await self._runner.start()
        self.restarts += 1

    @property
    def _app(self) -> App:
        """The running bot's ground. Raises Stuck."""
        if self._runner.off:
            raise Stuck("The bot is off.")
        return self._runner.client.app


@contextmanager
def _explained() -> Generator[None]:
    """What is wrong with the bot is told to whoever is in front of the page, who can do something about it."""
    try:
        yield
    except Unwritable as trouble:
        raise CannotType(str(trouble), "unwritable", folder=trouble.folder, words=trouble.words) from trouble
    except NothingSaved as trouble:
        raise CannotType("the bot's data cannot be read", "stuck") from trouble
    except Stuck as trouble:
        raise CannotType(str(trouble), "stuck") from trouble


def _next_notice(tx: Tx) -> datetime | None:
    pending = select(func.min(notices.c.due_at)).where(
        notices.c.fate == Fate.PENDING, notices.c.due_at > tx.now
    )
    return tx.connection.scalar(pending)


def recent_wednesday(now: datetime) -> datetime:
    """The Wednesday of this week at 10:00 in Paris: the weekend is so far ahead that a freed seat is simply given."""
    there = now.astimezone(ZoneInfo(PARIS))
    day = there.date() + timedelta(days=2 - there.weekday())
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(PARIS))


@asynccontextmanager
async def opened(port: int = 0, clock: Clock | None = None) -> AsyncGenerator[tuple[Campground, Site]]:
    """The community with the bot running in it, and its page; in the end nothing of it is left.

    The clock runs on from this week's Wednesday, unless one is given, which then shows when the page opens.
    """
    clock = clock or _running_from(recent_wednesday(datetime.now(UTC)))
    now = clock.now()
    clock.turn(-SPAN)
    with workplace() as folder:
        async with Playground(clock, port=port) as discord:
            discord.rate_limits.off()
            application = discord.application("Campsite")
            who = gathered(discord, application)
            runner = Runner(discord, application, folder)
            try:
                await runner.start()
                host = Campground(discord, who, runner)
                patience, discord.answer_seconds = discord.answer_seconds, PATIENCE
                try:
                    await lived(who, now, host.turn)
                except Exception:  # somebody missed what the bot should have said, whatever that was
                    await runner.check()
                    raise
                discord.answer_seconds = patience
                async with Site(host) as site:
                    yield host, site
            finally:
                await runner.stop()


def _running_from(start: datetime) -> Clock:
    clock = Clock()
    clock.turn_to(start)
    return clock


def free_port(wanted: int) -> int:
    """The port if nobody listens there, else 0, which takes any."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", wanted)) == 0:
            logging.getLogger(__name__).debug("port %s is taken", wanted)
            return 0
    return wanted
