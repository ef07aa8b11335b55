"""Mirrors: what Campsite keeps showing in Discord (a card, a role) is drawn again until it is right."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.db.database import Database
from bot.errors import NothingSaved
from bot.outbox import drawing, quarantine, reasons
from bot.outbox.models import Mirror, slot_of
from bot.outbox.post import Outcome, Post
from bot.outbox.quarantine import UnderWay
from bot.outbox.reasons import FAULT, Nowhere
from bot.outbox.waits import BLOCKED_FOR, IN_FLIGHT, UNKNOWN_FOR, backoff

log = logging.getLogger(__name__)


class MirrorKind(Protocol):
    """One sort of thing that is kept in view."""

    @property
    def name(self) -> str:
        """`slice.thing`, as stored."""
        ...

    async def draw(self, mirror: Mirror) -> int | None:
        """Makes Discord show the subject as it is now; harmless when it already does.

        Returns the channel whose message it keeps, for Discord counts the edits of each channel; None when it keeps none.
        When `mirror.uncertain`, an earlier attempt may have left something half done since `mirror.begun_at`.
        """
        ...


class Mirrors:
    """Draws what is due. Whatever is shown in one channel is drawn one after the other, `pause` seconds apart, and so is
    each mirror without a channel: many changes become one edit, and the last state is always drawn."""

    def __init__(self, database: Database, post: Post, pause: float = 0.0) -> None:
        self._database = database
        self._pause = pause
        self._rest_until: dict[int, float] = {}
        """By mirrors' slots, on the event loop's clock."""
        self._drawing: dict[int, int] = {}
        """The slots of the mirrors that are being drawn, by their ids."""
        self.rest = 0.0
        """Seconds until more may be claimed of what is due; 0 when nothing is held back."""
        self._post = post
        self._kinds: dict[str, MirrorKind] = {}
        self._watchers: dict[tuple[int, str, int], set[asyncio.Future[str | None]]] = {}

    def know(self, kind: MirrorKind) -> None:
        """Registers a kind."""
        self._kinds[kind.name] = kind

    async def put_aside(self) -> None:
        """Draws no more what three processes have died of."""
        await self._database.write(None, quarantine.put_mirrors_aside)

    async def claim(self, room: int, under_way: UnderWay) -> list[Mirror]:
        """Up to `room` mirrors that are now ours to draw."""
        now = asyncio.get_running_loop().time()
        self._rest_until = {slot: until for slot, until in self._rest_until.items() if until > now}
        self._drawing = {
            row_id: slot for row_id, slot in self._drawing.items() if row_id in under_way.mirrors
        }
        taken = {*self._rest_until, *self._drawing.values()}
        claimed = await self._database.write(None, drawing.claim, room, under_way, taken)
        self._drawing.update((mirror.id, mirror.slot) for mirror in claimed)
        held_back = ()
        if self._rest_until:
            held_back = await self._database.read(None, drawing.due_slots, frozenset(self._rest_until))
        self.rest = min((self._rest_until[slot] - now for slot in held_back), default=0.0)
        return claimed

    def rests(self, mirror_id: int, channel_id: int | None) -> float:
        """Seconds for which a mirror, shown in `channel_id` as far as is known, is left alone; 0 when it is not."""
        until = self._rest_until.get(slot_of(mirror_id, channel_id), 0.0)
        return max(0.0, until - asyncio.get_running_loop().time())

    async def outcome(self, guild_id: int, kind: str, subject_id: int, patience: float) -> str | None:
        """Waits until a mirror is right (None) or in trouble (why, in a few words).

        After `patience` seconds it says what it knows by then, which may be None too.
        """
        told = asyncio.get_running_loop().create_future()
        watchers = self._watchers.setdefault((guild_id, kind, subject_id), set())
        watchers.add(told)
        try:
            right, trouble = await self._database.read(guild_id, drawing.state, kind, subject_id)
            if right or trouble is not None:
                return trouble
            async with asyncio.timeout(patience):
                return await told
        except TimeoutError:
            return None
        finally:
            watchers.discard(told)
            if not watchers:
                self._watchers.pop((guild_id, kind, subject_id), None)

    def held_up(self) -> None:
        """Whoever waits for a mirror is told that nothing can be saved, and so nothing can be drawn."""
        for watchers in self._watchers.values():
            _tell(watchers, reasons.NOT_SAVED)

    def _tell(self, mirror: Mirror, trouble: str | None) -> None:
        _tell(self._watchers.get((mirror.guild_id, mirror.kind, mirror.subject_id), ()), trouble)

    async def attempt(self, mirror: Mirror) -> None:
        """Draws one mirror and writes down how it went."""
        try:
            await self._attempt(mirror)
        except NothingSaved:
            log.warning("mirror %s could not be settled; it is drawn again when its lease ends", mirror.id)
            self._tell(mirror, reasons.NOT_SAVED)

    async def _attempt(self, mirror: Mirror) -> None:
        if mirror.kind not in self._kinds:  # its feature was taken out: it waits quietly until it is back
            await self._again(mirror, UNKNOWN_FOR, uncertain=False, trouble=Nowhere.UNKNOWN)
            return
        try:
            async with self._post.limited():
                channel_id = await self._kinds[mirror.kind].draw(mirror)
            if self._pause:
                drawn = replace(mirror, channel_id=channel_id)
                self._rest_until[drawn.slot] = asyncio.get_running_loop().time() + self._pause
            await self._database.write(None, drawing.shown, mirror, channel_id)
            self._tell(mirror, None)
        except NothingSaved:
            raise
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None:
                log.exception("mirror %s (%s of %s) raised", mirror.id, mirror.kind, mirror.subject_id)
                await self._again(mirror, backoff(mirror.attempts), uncertain=True, trouble=FAULT)
                return
            log.warning("mirror %s (%s): %s", mirror.id, mirror.kind, judgement.reason)
            wait = max(judgement.wait, backoff(mirror.attempts))
            match judgement.outcome:
                case Outcome.IMPOSSIBLE | Outcome.GONE | Outcome.LEFT | Outcome.CLOSED:
                    await self._again(mirror, None, uncertain=False, trouble=judgement.reason)
                case Outcome.BLOCKED:
                    await self._again(mirror, BLOCKED_FOR, uncertain=False, trouble=judgement.reason)
                case Outcome.NOT_SENT | Outcome.TOO_FAST:
                    await self._again(mirror, wait, uncertain=False, trouble=judgement.reason)
                case Outcome.UNKNOWN:
                    # What may still be under way must have arrived before we look for it.
                    await self._again(mirror, max(IN_FLIGHT, wait), uncertain=True, trouble=judgement.reason)

    async def _again(self, mirror: Mirror, wait: timedelta | None, *, uncertain: bool, trouble: str) -> None:
        await self._database.write(
            None, drawing.not_shown, mirror, wait, uncertain=uncertain, trouble=trouble
        )
        self._tell(mirror, trouble)


def _tell(watchers: Iterable[asyncio.Future[str | None]], trouble: str | None) -> None:
    for told in watchers:
        if not told.done():
            told.set_result(trouble)
