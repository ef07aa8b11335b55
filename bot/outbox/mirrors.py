"""Mirrors: what Campsite keeps showing in Discord (a card, a role) is drawn again until it is right."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

from bot.db.database import Database
from bot.errors import NothingSaved
from bot.outbox import claims
from bot.outbox.models import Mirror
from bot.outbox.notices import BLOCKED_FOR, backoff
from bot.outbox.post import Outcome, Post

log = logging.getLogger(__name__)


class MirrorKind(Protocol):
    """One sort of thing that is kept in view."""

    @property
    def name(self) -> str:
        """`slice.thing`, as stored."""
        ...

    async def draw(self, mirror: Mirror) -> None:
        """Makes Discord show the subject as it is now; harmless when it already does.

        When `mirror.uncertain`, an earlier attempt may have left something half done since `mirror.begun_at`.
        """
        ...


class Mirrors:
    """Draws what is due."""

    def __init__(self, database: Database, post: Post) -> None:
        self._database = database
        self._post = post
        self._kinds: dict[str, MirrorKind] = {}

    def know(self, kind: MirrorKind) -> None:
        """Registers a kind."""
        self._kinds[kind.name] = kind

    async def claim(self, room: int, busy: Collection[int]) -> list[Mirror]:
        """Up to `room` mirrors that are now ours to draw."""
        return await self._database.write(None, claims.claim_mirrors, room, busy)

    async def attempt(self, mirror: Mirror) -> None:
        """Draws one mirror and writes down how it went."""
        try:
            await self._kinds[mirror.kind].draw(mirror)
            await self._database.write(None, claims.shown, mirror)
        except NothingSaved:
            log.warning("mirror %s could not be settled; it is drawn again when its lease ends", mirror.id)
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None:
                log.exception("mirror %s (%s of %s) raised", mirror.id, mirror.kind, mirror.subject_id)
                await self._again(
                    mirror, backoff(mirror.attempts), uncertain=True, trouble="a fault in Campsite"
                )
                return
            log.warning("mirror %s (%s): %s", mirror.id, mirror.kind, judgement.reason)
            match judgement.outcome:
                case Outcome.IMPOSSIBLE:
                    await self._again(mirror, None, uncertain=False, trouble=judgement.reason)
                case Outcome.BLOCKED:
                    await self._again(mirror, BLOCKED_FOR, uncertain=True, trouble=judgement.reason)
                case Outcome.NOT_SENT | Outcome.UNKNOWN:
                    # A drawing is several requests: the first may have done its work when the last did not.
                    await self._again(
                        mirror, backoff(mirror.attempts), uncertain=True, trouble=judgement.reason
                    )

    async def _again(self, mirror: Mirror, wait: timedelta | None, *, uncertain: bool, trouble: str) -> None:
        await self._database.write(None, claims.not_shown, mirror, wait, uncertain=uncertain, trouble=trouble)
