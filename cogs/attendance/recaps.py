"""What organizers tell about a meetup that was: kept, and shown where its people are."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox
from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import TextsChanged
from bot.text import TooLong, link_of, seen
from cogs.attendance import models, picture_models, rules
from cogs.attendance.models import Recap
from cogs.attendance.picture_models import Picture
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import service as meetups
from cogs.meetups.attending import Meetup, MeetupIsCancelled

RECAP = "attendance.recap"
"""The mirror of a recap; its subject is the meetup."""
LONGEST = 2000
"""Characters of a recap."""


@dataclass(frozen=True, slots=True)
class Told:
    """A recap with what it is about."""

    meetup: Meetup
    group: Group
    recap: Recap
    pictures: tuple[Picture, ...]


def writable(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, Recap | None]:
    """A meetup whose recap this person may write, and what it is so far.

    Raises NoSuchMeetup, NotAnOrganizer, MeetupIsCancelled, NothingToRecap.
    """
    meetup = meetups.find(tx, meetup_id)
    groups.organized(tx, meetup.group_id, person)
    if meetup.cancelled_at is not None:
        raise MeetupIsCancelled
    if tx.now < meetup.starts_at:
        raise rules.NothingToRecap
    return meetup, models.recap(tx, meetup_id)


def write(tx: Tx, meetup_id: int, person: Person, words: str, links: str) -> Told:
    """Keeps a recap and shows it. Raises as `writable`, and EmptyRecap, TooLong, TooManyLinks, NotALink."""
    meetup, _ = writable(tx, meetup_id, person)
    words = words.strip()
    if not seen(words):
        raise rules.EmptyRecap
    if len(words) > LONGEST:
        raise TooLong(LONGEST, len(words))
    addresses = links.split()
    if len(addresses) > rules.MOST_LINKS:
        raise rules.TooManyLinks
    sound = [address for one in addresses if (address := link_of(one))]
    models.save_recap(
        tx,
        meetup_id,
        words=words,
        links="\n".join(sound),
        written_by=person.id,
        channel_id=meetup.thread_id or meetup.channel_id,
    )
    outbox.show(tx, RECAP, meetup_id)
    return told(tx, meetup_id)


def told(tx: Tx, meetup_id: int) -> Told:
    """A recap as it is shown. Raises NoSuchMeetup."""
    meetup = meetups.find(tx, meetup_id)
    recap = models.recap(tx, meetup_id)
    assert recap is not None
    pictures = picture_models.pictures(tx, meetup_id)
    return Told(meetup, groups.find(tx, meetup.group_id), recap, pictures)


def posted(tx: Tx, told: Told, message_id: int) -> None:
    """Keeps which message tells it; that one has the pictures now."""
    models.recap_stands(tx, told.meetup.id, told.recap.channel_id, message_id)
    picture_models.posted(tx, [picture.id for picture in told.pictures])


def gone(tx: Tx, meetup_id: int, channel_id: int) -> None:
    """What told it is not there any more, nor are the pictures that stood in it: it is to be told anew in this channel."""
    models.recap_stands(tx, meetup_id, channel_id, None)
    picture_models.delete_posted(tx, meetup_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Recaps, or what is said of their pictures, do not name somebody any more: neither do the messages that tell them."""
    for table in (models.recaps.name, picture_models.recap_pictures.name):
        for meetup_id in fact.ids(table, "meetup_id"):
            outbox.show(tx, RECAP, meetup_id)
