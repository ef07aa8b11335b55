"""Pictures under a recap: added by who says that everyone in them agreed, taken down by anyone who is in one."""

from __future__ import annotations

from collections.abc import Sequence

from bot import outbox
from bot.db.tx import Tx
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.pictures.photos import Photo
from bot.text import lines
from cogs.attendance import picture_models, recaps, rules, service
from cogs.attendance.picture_models import Picture
from cogs.attendance.recaps import Told
from cogs.groups import people as team
from cogs.groups import service as groups
from cogs.meetups import service as meetups

TAKEN_DOWN = "attendance.taken_down"
"""A picture was taken down: its recap's organizers are told. The subject is the meetup, the generation the picture."""


def room(tx: Tx, meetup_id: int, person: Person) -> tuple[Told, int]:
    """A recap that this person may put pictures under, and how many more.

    Raises NoSuchMeetup, NotAnOrganizer, MeetupIsCancelled, NothingToRecap, EmptyRecap, TooManyPictures.
    """
    _, recap = recaps.writable(tx, meetup_id, person)
    if recap is None:
        raise rules.EmptyRecap
    told = recaps.told(tx, meetup_id)
    left = rules.MOST_PICTURES - len(told.pictures)
    if left <= 0:
        raise rules.TooManyPictures
    return told, left


def add(
    tx: Tx, meetup_id: int, person: Person, photos: Sequence[Photo], described: str, *, agreed: bool
) -> Told:
    """Puts pictures under a recap; `described` says of each, on a line of its own, what is to be seen in it.

    `agreed` is the word of who adds them that everyone in them agreed to be shown. Raises as `room`, and NotAgreed,
    NotDescribed, TooLong, NotPlain.
    """
    _, left = room(tx, meetup_id, person)
    if len(photos) > left:
        raise rules.TooManyPictures
    if not agreed:
        raise rules.NotAgreed
    said = (lines(described, rules.LONGEST_DESCRIPTIONS, rules.MOST_PICTURES + 1) or "").splitlines()
    if not photos or len(said) != len(photos):
        raise rules.NotDescribed(len(photos), len(said))
    for photo, description in zip(photos, said, strict=True):
        picture_models.add(tx, meetup_id, person.id, photo.kind, description, photo.data)
    outbox.show(tx, recaps.RECAP, meetup_id)
    return recaps.told(tx, meetup_id)


def under(tx: Tx, meetup_id: int) -> tuple[Picture, ...]:
    """The pictures under a meetup's recap. Raises NoSuchMeetup."""
    return picture_models.pictures(tx, meetups.find(tx, meetup_id).id)


def take_down(tx: Tx, picture_id: int, person_id: int) -> tuple[Picture, ...]:
    """Somebody wants a picture not to be shown; those that are left under its recap.

    Whoever sees it may: who is in a picture is not known here, and nobody who is should have to prove it. The people who
    run the group hear of it, not of who it was, unless it was one of them. Raises NoSuchPicture.
    """
    picture = picture_models.picture(tx, picture_id)
    if picture is None:
        raise rules.NoSuchPicture
    picture_models.delete_picture(tx, picture_id)
    outbox.show(tx, recaps.RECAP, picture.meetup_id)
    meetup = meetups.find(tx, picture.meetup_id)
    acting = team.acting(tx, meetup.group_id).people
    if person_id not in acting:
        outbox.show(tx, groups.TEAM_ROOM, meetup.group_id)
        outbox.say(
            tx,
            TAKEN_DOWN,
            meetup.id,
            acting,
            weight=Weight.ORDINARY,
            zone=meetup.group_zone,
            group_id=meetup.group_id,
            event_at=tx.now + service.ANSWERABLE,
            generation=picture.id,
        )
    return picture_models.pictures(tx, meetup.id)


def files(tx: Tx, meetup_id: int) -> dict[str, bytes | None]:
    """The files that a recap's message shall have, by their names; None for one that Discord has."""
    waiting = picture_models.waiting(tx, meetup_id)
    return {one.file_name: waiting.get(one.id) for one in picture_models.pictures(tx, meetup_id)}
