"""The worker: woken by commits, by the alarm and by itself, it carries out whatever is due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot import logs
from bot.clock import Alarm, Clock, Jumps
from bot.db.database import Database
from bot.errors import NothingSaved
from bot.outbox import claims, quarantine, waits
from bot.outbox.chores import Chores
from bot.outbox.mirrors import Mirrors
from bot.outbox.models import Delivery, Mirror
from bot.outbox.notices import Notices
from bot.outbox.post import Post
from bot.outbox.quarantine import UnderWay

log = logging.getLogger(__name__)

Row = TypeVar("Row", Delivery, Mirror)

AT_ONCE = 64
"""How many deliveries, and how many mirrors, are under way together: few enough that each is rendered fresh, the last of them
sent little more than a second later; enough that Discord's 50 a second are used while an answer takes a second."""

PATIENCE = timedelta(seconds=5)
"""How long to wait when the database cannot be written, and how long a stop waits for what is under way."""


class Worker:
    """The outbox at work. `notices`, `mirrors` and `chores` learn their kinds from the slices."""

    def __init__(self, database: Database, clock: Clock, post: Post, *, redraw_pause: float = 0.0) -> None:
        """`redraw_pause` is how many seconds what is shown in a channel is left alone after an edit, whatever changes meanwhile."""
        self._database = database
        self._clock = clock
        self.notices = Notices(database, post)
        self.mirrors = Mirrors(database, post, redraw_pause)
        self.chores = Chores(database)
        self._post = post
        self._alarm = Alarm(clock, self.wake)
        self._jumps = Jumps(clock)
        self._resting = False
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._deliveries: dict[int, asyncio.Task[None]] = {}
        self._drawings: dict[int, asyncio.Task[None]] = {}
        self.looked_at: float | None = None
        """When it last looked for all that is due, or began to work, on the event loop's clock; None before that."""

    def wake(self) -> None:
        """Looks at once for what is due."""
        self._idle.clear()
        self._woken.set()

    def due(self, instant: datetime) -> None:
        """Hears from a commit that something falls due at `instant`."""
        if instant <= self._clock.now():
            self.wake()
        else:
            self._alarm.set(instant)

    @property
    def idle(self) -> bool:
        """Whether nothing is due and nothing is under way, as far as it has looked."""
        return self._idle.is_set()

    async def settled(self) -> None:
        """Waits until nothing is due and nothing is under way, or it rests."""
        await self._idle.wait()

    async def run(self) -> None:
        """Works until cancelled; then lets what is under way come to its end."""
        self._database.on_due = self.due
        self._alarm.start()
        self.wake()
        self._looked()
        try:
            await self._inherit()
            while True:
                await self._woken.wait()
                self._woken.clear()
                await self._whole_round()
        finally:
            self._alarm.stop()
            under_way = [*self._deliveries.values(), *self._drawings.values()]
            if under_way:
                _, late = await asyncio.wait(under_way, timeout=PATIENCE.total_seconds())
                broken_off = [
                    {row_id for row_id, task in tasks.items() if task in late}
                    for tasks in (self._deliveries, self._drawings)
                ]
                for task in late:  # its row says that the outcome is unknown; the next start looks it up
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)
                with suppress(NothingSaved):
                    await self._database.write(None, quarantine.lay_down, *broken_off)

    async def _whole_round(self) -> None:
        """A round, carried to its end also when a stop comes: what it claimed would else wait for the next start."""
        going_round = asyncio.ensure_future(self._round())
        try:
            await asyncio.shield(going_round)
        except asyncio.CancelledError:
            await asyncio.wait({going_round}, timeout=PATIENCE.total_seconds())
            going_round.cancel()
            raise

    async def _inherit(self) -> None:
        for take_over in (
            partial(self._database.write, None, claims.inherit),
            partial(self._database.write, None, waits.bound),
            partial(self._database.write, None, quarantine.pardon),
            self.notices.put_aside,
            self.mirrors.put_aside,
            self.chores.put_aside,
        ):
            while True:
                try:
                    await take_over()
                    break
                except NothingSaved:
                    await asyncio.sleep(PATIENCE.total_seconds())

    async def _may_work(self) -> bool:
        """Whether our clock is right; while it is not, nothing is done by it, and nothing is lost."""
        if set_back := self._jumps.set_back():
            log.warning("the machine's clock was set back by %s", set_back)
            await self._database.write(None, waits.set_back, set_back)
        self._jumps.seen()
        right = await self._post.clock_is_right()
        if right == self._resting:
            self._resting = not right
            if right:
                log.warning("the machine's clock is right again, and the outbox goes on")
            else:
                log.critical(
                    "the machine's clock is wrong by more than five minutes: nothing is said until it is set right"
                )
        return right

    def _under_way(self) -> UnderWay:
        return UnderWay({*self._deliveries}, {*self._drawings})

    def _looked(self) -> None:
        self.looked_at = asyncio.get_running_loop().time()

    async def _round(self) -> None:
        try:
            if not await self._may_work():
                self._looked()
                self._idle.set()
                return
            did = await self.chores.do(self._under_way())
            drew = await self._start(self.mirrors.claim, self.mirrors.attempt, self._drawings)
            said = await self._start(self.notices.claim, self.notices.attempt, self._deliveries)
            self._looked()
            if did:  # a handful at a time, or a thousand of them would hold up the reminders
                self.wake()
            if did or drew or said or self._woken.is_set() or self._deliveries or self._drawings:
                return  # each that ends wakes us again
            rests = [rest for rest in (self.notices.rest, self.mirrors.rest) if rest]
            if rest := min(rests, default=0.0):
                asyncio.get_running_loop().call_later(rest, self.wake)
                return
            upcoming = await self._database.read(None, claims.next_due)
        except NothingSaved:
            log.warning("the database cannot be written now; trying again in %s", PATIENCE)
            self._looked()  # a restart would not help
            self.mirrors.held_up()
            self._alarm.set(self._clock.now() + PATIENCE)
        except Exception:  # the worker must outlive any fault; the tick brings it back
            log.exception("a round of the outbox failed")
        else:
            if not self._woken.is_set():
                self._idle.set()
            if upcoming is not None:
                self._alarm.set(upcoming)

    async def _start(
        self,
        claim: Callable[[int, UnderWay], Awaitable[list[Row]]],
        attempt: Callable[[Row], Coroutine[Any, Any, None]],
        under_way: dict[int, asyncio.Task[None]],
    ) -> bool:
        room = AT_ONCE - len(under_way)
        if room <= 0:
            return False
        claimed = await claim(room, self._under_way())
        for row in claimed:
            belonging = copy_context()
            belonging.run(logs.guild_id.set, row.guild_id)
            task = asyncio.create_task(attempt(row), name=f"outbox {row.kind} {row.id}", context=belonging)
            under_way[row.id] = task
            task.add_done_callback(partial(self._ended, under_way, row.id))
        return bool(claimed)

    def _ended(self, under_way: dict[int, asyncio.Task[None]], row_id: int, task: asyncio.Task[None]) -> None:
        del under_way[row_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an attempt of the outbox failed", exc_info=error)
        self.wake()
