"""A moderator's word reaches those it was written to: gently, and only who still never said anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import Skip
from bot.outbox.post import Part
from bot.words import Catalogs
from cogs.onboarding import lurker_models, lurker_views, lurkers


class Invited:
    """Tells people that somebody has a word for them."""

    name = lurkers.INVITATION
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The channel of welcomes."""
        found = lurker_models.invitation(tx, subject_id)
        return None if found is None else found.channel_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The word, to those it still concerns."""
        found = lurker_models.invitation(tx, topic.subject_id)
        if found is None:
            return Skip("taken back")
        if tx.now >= topic.event_at:
            return Skip("could not be said in time", missed=True)
        concerned = lurker_models.still_concerned(tx, found.id, topic.people)
        people = tuple(person for person in topic.people if person in concerned)
        if not people:
            return Skip("has spoken, left or wants to be left alone")
        t = self._catalogs.of(topic.language or found.language)
        return lurker_views.invited(t, found, replace(topic, people=people), tx.guild_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:  # noqa: ARG002 - there is no other place
        """With its channel it is gone."""
        return False

    def missed(self, tx: Tx, subject_id: int) -> None:
        """They may be written to again."""
        lurkers.missed(tx, subject_id)
