"""Notices: said once each, and accounted for. Claim, render from the fresh subject, send, settle; when in doubt, look."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from bot.db.database import Database
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.outbox import claims
from bot.outbox.models import Delivery, Fate, mark_of
from bot.outbox.post import Message, Outcome, Post

log = logging.getLogger(__name__)

ATTEMPTS = 8
"""After so many failures of our own making a delivery is given up, so that it holds up nothing else."""

BLOCKED_FOR = timedelta(hours=6)
"""When to try again what a missing permission prevents, if nobody tells us sooner that it was given."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing is to be said any more, and why in a few words; `missed` when somebody waited for it in vain."""

    reason: str
    missed: bool = False


class NoticeKind(Protocol):
    """One thing a slice says on its own initiative."""

    @property
    def name(self) -> str:
        """`slice.moment`, as stored."""
        ...

    @property
    def superseded_by(self) -> Collection[str]:
        """Kinds about the same subject that make this one pointless once they are due."""
        ...

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The channel it is said in; None while there is none."""
        ...

    def render(self, tx: Tx, delivery: Delivery) -> Message | Skip:
        """What to say now, from the subject as it is now; its people are those it still concerns."""
        ...

    def missed(self, tx: Tx, subject_id: int) -> None:
        """People were not told and will not be: whoever answers for the subject should hear of it."""
        ...


def backoff(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … up to 5 minutes."""
    return timedelta(seconds=min(2**attempts, 300))


class Notices:
    """Brings due notices to their people, each in one delivery."""

    def __init__(self, database: Database, post: Post) -> None:
        self._database = database
        self._post = post
        self._kinds: dict[str, NoticeKind] = {}

    def know(self, kind: NoticeKind) -> None:
        """Registers a kind; rows of a kind nobody knows wait until somebody does."""
        self._kinds[kind.name] = kind

    async def claim(self, room: int, busy: Collection[int]) -> list[Delivery]:
        """Up to about `room` deliveries that are now ours to attempt."""
        return await self._database.write(None, claims.claim, self._place, room, busy)

    def _place(self, tx: Tx, kind: str, subject_id: int) -> int | None:
        return self._kinds[kind].place(tx, subject_id) if kind in self._kinds else None

    async def attempt(self, delivery: Delivery) -> None:
        """Sends one delivery and settles it, whatever happens; what happened is then in the ledger."""
        try:
            await self._attempt(delivery)
        except NothingSaved:
            log.warning("delivery %s could not be settled; it is looked up when its lease ends", delivery.id)
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None:
                log.exception("delivery %s (%s) raised", delivery.id, delivery.kind)
                await self._stumble(delivery)
            else:
                log.warning("delivery %s (%s): %s", delivery.id, delivery.kind, judgement.reason)
                await self._judged(delivery, judgement.outcome, judgement.reason)

    async def _attempt(self, delivery: Delivery) -> None:
        if delivery.uncertain and (arrived := await self._arrived(delivery)) is not None:
            await self._settle(delivery, dict.fromkeys(delivery.people, (Fate.SENT, None)), arrived)
            return
        before: dict[int, tuple[Fate, str | None]] = {}
        if delivery.restored:
            before = dict.fromkeys(
                await self._told_before(delivery), (Fate.SENT, "before the database was put back")
            )
            delivery = replace(delivery, people=tuple(p for p in delivery.people if p not in before))
        said, fates = await self._database.read(delivery.guild_id, self._render, delivery)
        fates = {**fates, **before}
        if isinstance(said, Skip):
            await self._settle(delivery, fates, missed=said.missed)
            return
        message_id = await self._post.send(delivery.channel_id, said, delivery.key)
        await self._settle(delivery, fates, message_id)

    async def _arrived(self, delivery: Delivery) -> int | None:
        """The message of an earlier attempt, if the channel has it."""
        try:
            return await self._post.find(
                delivery.channel_id, delivery.key, delivery.claimed_at - claims.IN_FLIGHT
            )
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None or judgement.outcome is not Outcome.BLOCKED:
                raise
            # The history is closed to us. Twice is better than never; the nonce still guards a quick repeat.
            log.warning("delivery %s may be doubled: %s", delivery.id, judgement.reason)
            return None

    async def _told_before(self, delivery: Delivery) -> set[int]:
        """Who of a delivery had been told by messages that the database, since put back, knows nothing of."""
        mark, since = mark_of(delivery.kind, delivery.subject_id), delivery.due_at - claims.IN_FLIGHT
        return set(delivery.people) & await self._post.told(delivery.channel_id, mark, since)

    def _render(
        self, tx: Tx, delivery: Delivery
    ) -> tuple[Message | Skip, dict[int, tuple[Fate, str | None]]]:
        """What to send, or why not, and what then becomes of the notice for each person."""
        kind = self._kinds[delivery.kind]
        fates: dict[int, tuple[Fate, str | None]] = {}
        for person in claims.told_later(tx, delivery, kind.superseded_by):
            fates[person] = (Fate.SKIPPED, "superseded by a later reminder")
        people = tuple(person for person in delivery.people if person not in fates)
        said = kind.render(tx, replace(delivery, people=people)) if people else Skip("nobody is left")
        reason = said.reason if isinstance(said, Skip) else "no longer concerned"
        fates.update(dict.fromkeys(people, (Fate.SKIPPED, reason)))
        if isinstance(said, Skip):
            return said, fates
        fates.update(dict.fromkeys(said.people, (Fate.SENT, None)))
        return said if said.people else Skip(reason), fates

    async def _settle(
        self,
        delivery: Delivery,
        fates: Mapping[int, tuple[Fate, str | None]],
        message_id: int | None = None,
        *,
        missed: bool = False,
    ) -> None:
        def close(tx: Tx) -> None:
            claims.settle(tx, delivery, fates, message_id)
            if missed and delivery.kind in self._kinds:
                self._kinds[delivery.kind].missed(tx, delivery.subject_id)

        await self._database.write(delivery.guild_id, close)

    async def _judged(self, delivery: Delivery, outcome: Outcome, reason: str) -> None:
        match outcome:
            case Outcome.IMPOSSIBLE:
                await self._fail(delivery, reason)
            case Outcome.BLOCKED:
                await self._postpone(delivery, BLOCKED_FOR, uncertain=delivery.uncertain, trouble=reason)
            case Outcome.NOT_SENT:
                await self._postpone(delivery, backoff(delivery.attempts), uncertain=delivery.uncertain)
            case Outcome.UNKNOWN:
                await self._postpone(
                    delivery, max(claims.IN_FLIGHT, backoff(delivery.attempts)), uncertain=True
                )

    async def _stumble(self, delivery: Delivery) -> None:
        if delivery.attempts >= ATTEMPTS:
            await self._fail(delivery, "a fault in Campsite")
        else:
            await self._postpone(delivery, backoff(delivery.attempts), uncertain=True)

    async def _fail(self, delivery: Delivery, reason: str) -> None:
        await self._settle(delivery, dict.fromkeys(delivery.people, (Fate.FAILED, reason)), missed=True)

    async def _postpone(
        self, delivery: Delivery, wait: timedelta, *, uncertain: bool, trouble: str | None = None
    ) -> None:
        await self._database.write(
            None, claims.postpone, delivery, wait, uncertain=uncertain, trouble=trouble
        )
