"""What progress says on its own initiative: a post waits for an answer; somebody can help."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import NoticeKind, Skip
from bot.outbox.post import Part
from bot.people.models import hidden
from bot.words import Catalogs, Words
from cogs.progress import models, service, views
from cogs.progress.service import Portrait


class _About:
    """A notice about a post, said where the post is."""

    name: str
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def _words(self, portrait: Portrait, topic: Topic) -> Words:
        return self._catalogs.of(topic.language or portrait.group.language)

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
        portrait = _heard(tx, topic)
        if isinstance(portrait, Skip):
            return portrait
        if portrait.post.answered_at is not None:
            return Skip("answered meanwhile")
        return views.answer_please(self._words(portrait, topic), portrait, topic)


class HelpOffered(_About):
    """Tells somebody who is stuck that others can help."""

    name = service.HELP_OFFERED

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """Who can help, as far as they still say so."""
        portrait = _heard(tx, topic)
        if isinstance(portrait, Skip):
            return portrait
        if not portrait.helpers:
            return Skip("the offer was taken back")
        return views.help_offered(self._words(portrait, topic), portrait, topic)


def _heard(tx: Tx, topic: Topic) -> Portrait | Skip:
    """The post, if it is there and whoever it is said to may be named where it is said."""
    portrait = service.portrait(tx, topic.subject_id)
    if portrait is None or portrait.post.taken_back_at is not None:
        return Skip("taken back")
    if not topic.direct and hidden(tx, topic.people):
        return Skip("wants to be named nowhere")
    return portrait


def kinds(catalogs: Catalogs) -> tuple[NoticeKind, ...]:
    """All of them."""
    return AnswerPlease(catalogs), HelpOffered(catalogs)
