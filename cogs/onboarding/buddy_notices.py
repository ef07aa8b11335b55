"""What two buddies are told on the bot's own initiative, in their thread: three times, and softly when it ends sooner."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import NoticeKind, Skip
from bot.outbox.post import Part
from bot.words import Catalogs, Words
from cogs.onboarding import buddies, buddy_models, buddy_views
from cogs.onboarding.buddy_models import Pair


class _OfTwo:
    """What the notices of two buddies have in common."""

    name: str
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Their thread."""
        pair = buddy_models.pair(tx, subject_id)
        return None if pair is None else pair.thread_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """What is to be said, to those it still concerns."""
        pair = buddy_models.pair(tx, topic.subject_id)
        if pair is None:
            return Skip("not kept any more")
        if (why := self.pointless(tx, pair, topic)) is not None:
            return Skip(why)
        return self.words(tx, self._catalogs.of(topic.language or pair.wish.language), pair, topic)

    def pointless(self, tx: Tx, pair: Pair, topic: Topic) -> str | None:  # noqa: ARG002 - some ask for the time
        """Why nothing is to be said any more."""
        return None if pair.ended_at is None else "over"

    def words(self, tx: Tx, t: Words, pair: Pair, topic: Topic) -> Part:
        """What is said."""
        raise NotImplementedError

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:  # noqa: ARG002 - as the outbox asks
        """With their thread it is over."""
        buddies.lost(tx, channel_id)
        return False

    def missed(self, tx: Tx, subject_id: int) -> None:
        """`/buddy` shows how they stand."""


class Met(_OfTwo):
    """Tells two that they are buddies."""

    name = buddies.MET

    def words(self, tx: Tx, t: Words, pair: Pair, topic: Topic) -> Part:
        """With what they have in common."""
        return buddy_views.met(t, pair, buddies.common(tx, pair), topic, tx.guild_id)


class Week(_OfTwo):
    """Asks both, once, how it goes."""

    name = buddies.WEEK

    def words(self, tx: Tx, t: Words, pair: Pair, topic: Topic) -> Part:
        """No answer is waited for."""
        return buddy_views.week(t, pair, topic, tx.guild_id)


class _Afterwards(_OfTwo):
    """What is said of those that are over, while it is worth telling."""

    def pointless(self, tx: Tx, pair: Pair, topic: Topic) -> str | None:  # noqa: ARG002 - as above
        """It could not be said in time."""
        return "could not be said in time" if tx.now >= topic.event_at else None


class Over(_Afterwards):
    """Thanks two whose time has passed."""

    name = buddies.OVER

    def words(self, tx: Tx, t: Words, pair: Pair, topic: Topic) -> Part:
        """To both."""
        return buddy_views.over(t, pair, topic, tx.guild_id)


class Parted(_Afterwards):
    """Tells one that the other is their buddy no more."""

    name = buddies.PARTED

    def words(self, tx: Tx, t: Words, pair: Pair, topic: Topic) -> Part:
        """Softly, and with somebody else to hope for."""
        return buddy_views.parted(t, pair, topic, tx.guild_id)


def kinds(catalogs: Catalogs) -> tuple[NoticeKind, ...]:
    """All of them."""
    return Met(catalogs), Week(catalogs), Over(catalogs), Parted(catalogs)
