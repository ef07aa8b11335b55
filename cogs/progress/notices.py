"""What progress says on its own initiative: a post waits for an answer; somebody can help."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import NoticeKind, Skip
from bot.outbox.post import Part
from bot.words import Catalogs
from cogs.groups import service as groups
from cogs.progress import models, service, views
from cogs.progress.rules import Cheer


class _About:
    """A notice about a post, said where the post is."""

    name: str
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Where the post is; None once it is gone."""
        post = models.post(tx, subject_id)
        return None if post is None else post.channel_id

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:  # noqa: ARG002 - there is nowhere else
        """With its channel the post is gone."""
        return False

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Nobody waits for it."""


class AnswerPlease(_About):
    """Asks somebody who is willing to answer a post that nobody has answered."""

    name = service.ANSWER_PLEASE

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The question, while the post still waits."""
        post = models.post(tx, topic.subject_id)
        if post is None or post.taken_back_at is not None:
            return Skip("taken back")
        if post.answered_at is not None:
            return Skip("answered meanwhile")
        group = groups.find(tx, post.group_id)
        return views.answer_please(self._catalogs.of(topic.language or group.language), post, group, topic)


class HelpOffered(_About):
    """Tells somebody who is stuck that others can help."""

    name = service.HELP_OFFERED

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """Who can help, as far as they still say so."""
        post = models.post(tx, topic.subject_id)
        if post is None or post.taken_back_at is not None:
            return Skip("taken back")
        helpers = [person for person, kind in models.cheers_of(tx, post.id) if kind == Cheer.CAN_HELP]
        if not helpers:
            return Skip("the offer was taken back")
        group = groups.find(tx, post.group_id)
        return views.help_offered(
            self._catalogs.of(topic.language or group.language), post, group, topic, helpers
        )


def kinds(catalogs: Catalogs) -> tuple[NoticeKind, ...]:
    """All of them."""
    return AnswerPlease(catalogs), HelpOffered(catalogs)
