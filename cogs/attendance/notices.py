"""What is said on our own initiative: the question of the next morning, and what was answered."""

from __future__ import annotations

from collections.abc import Collection

from bot import outbox
from bot.db.tx import Tx
from bot.outbox import reasons
from bot.outbox.models import Topic
from bot.outbox.notices import Skip
from bot.outbox.post import Part
from bot.ui.cards import layout, row, text
from bot.words import Catalogs
from cogs.attendance import pictures, recap_views, recaps, service, views
from cogs.attendance.rules import NotThere
from cogs.groups import people as team
from cogs.groups import service as groups
from cogs.meetups import service as meetups


class Afterwards:
    """Asks those who were expected or came how it was.

    In a thread all are asked in the same words, for who was missed is nobody else's business: what they are asked
    beyond that, they read when they tap.
    """

    name = service.AFTERWARDS
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The meetup's thread, or its channel."""
        meetup = meetups.find(tx, subject_id)
        return meetup.thread_id or meetup.channel_id

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """Without its thread it is said in the channel."""
        return meetups.thread_lost(tx, subject_id, channel_id)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Nobody has waited for it."""

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The question, while it is worth asking."""
        meetup = meetups.find(tx, topic.subject_id)
        if tx.now > topic.due_at + service.ANSWERABLE:
            return Skip("it was too long ago")
        group = groups.find(tx, meetup.group_id)
        t = self._catalogs.of(topic.language or group.language)
        if topic.direct:
            try:
                view = views.letter(t, service.evening(tx, meetup.id, topic.people[0]))
            except NotThere:  # they have given their seat up since, and nobody saw them
                return Skip("was not there")
        else:
            mentions = " ".join(f"<@{person}>" for person in topic.people)
            button = views.HowWasIt.of(t("Answer"), meetup.id, topic.key)
            view = layout(text(mentions, views.asked(t, meetup)), row(button))
        return Part(view, topic.people, group.name, t.language)


class _ToOrganizers:
    """What is told to the people who run a group: in their private thread, or where there can be none in the channel.

    The subject is a meetup.
    """

    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Their thread, or the channel."""
        return groups.team_place(tx, meetups.find(tx, subject_id).group_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """They get a new one."""
        return groups.room_lost(tx, meetups.find(tx, subject_id).group_id, channel_id)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Whoever looks at the meetup sees it."""

    @staticmethod
    def _still(tx: Tx, group_id: int, topic: Topic) -> tuple[int, ...]:
        """Whom of those it was meant for it concerns now."""
        acting = team.acting(tx, group_id).people
        return tuple(person for person in topic.people if person in acting)


class Said(_ToOrganizers):
    """What was said about a meetup; where others read it too, with a button that tells organizers alone."""

    name = service.SAID

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """What was said by now, to those who run it now."""
        heard = service.heard(tx, topic.subject_id)
        if not heard.said.moods:
            return Skip("too few answers are left")
        still = self._still(tx, heard.group.id, topic)
        if not still:
            return Skip("not any more")
        t = self._catalogs.of(topic.language or heard.group.language)
        return views.said(t, heard, topic, still)


class TakenDown(_ToOrganizers):
    """Somebody took a picture down that stood under a recap."""

    name = pictures.TAKEN_DOWN

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """That it happened; not who it was, which nobody has noted."""
        told = recaps.told(tx, topic.subject_id)
        still = self._still(tx, told.group.id, topic)
        if not still:
            return Skip("not any more")
        t = self._catalogs.of(topic.language or told.group.language)
        trouble = outbox.trouble(tx, recaps.RECAP, told.meetup.id)
        stays = trouble in (reasons.THREAD_ARCHIVED, reasons.THREAD_LOCKED)
        return recap_views.told_of(t, told, topic, still, stays=stays)
