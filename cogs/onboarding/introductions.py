"""What happens to introductions: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox
from bot.db.tx import Tx
from bot.people.models import hidden
from bot.people.person import Person
from bot.signals import Deed, Deeds, MemberForgotten, NameHidden, NextStep, NextSteps, TextsChanged
from cogs.onboarding import desk
from cogs.onboarding import introduction_models as models
from cogs.onboarding import introduction_rules as rules
from cogs.onboarding.desk_rules import Kind
from cogs.onboarding.introduction_models import Introduction
from cogs.server import service as server

CARD = "onboarding.introduction"
"""The mirror of an introduction; its subject is its row."""

of_person = models.of_person


def place(tx: Tx, person_id: int) -> tuple[int, Introduction | None]:
    """Where somebody's introduction is or would be, and what it says. Raises NoPlaceForIntroductions, NamedNowhere."""
    mine = models.of_person(tx, person_id)
    channel_id = server.settings(tx).introductions_channel_id
    if mine is not None and mine.message_id is not None:
        channel_id = mine.channel_id
    if channel_id is None:
        raise rules.NoPlaceForIntroductions
    if hidden(tx, [person_id]):
        raise rules.NamedNowhere
    return channel_id, mine


def write(tx: Tx, person_id: int, said: str, topics: str) -> tuple[Introduction, bool]:
    """Keeps how somebody introduces themselves, in place of what they said before; it, and whether it is their first.

    Raises NoPlaceForIntroductions, NamedNowhere, NothingSaid, TooManyTopics, TooLong, NotPlain, NoText.
    """
    channel_id, mine = place(tx, person_id)
    kept = rules.written(said, topics)
    if mine is None:
        introduction_id = models.add(tx, person_id, channel_id, kept.said, kept.topics)
    else:
        introduction_id = mine.id
        topics = "\n".join(kept.topics)
        models.change(tx, mine.id, said=kept.said, topics=topics, channel_id=channel_id)
    outbox.show(tx, CARD, introduction_id)
    return find(tx, introduction_id), mine is None


def find(tx: Tx, introduction_id: int) -> Introduction:
    """An introduction that can be read. Raises NoSuchIntroduction."""
    found = models.introduction(tx, introduction_id)
    if found is None or found.is_empty:
        raise rules.NoSuchIntroduction
    return found


def own(tx: Tx, introduction_id: int, person_id: int) -> Introduction:
    """An introduction, for who wrote it. Raises NoSuchIntroduction, NotYours."""
    found = find(tx, introduction_id)
    if found.person_id != person_id:
        raise rules.NotYours
    return found


def take_away(tx: Tx, introduction_id: int, person: Person) -> None:
    """Takes an introduction away, with every word of it. Raises NoSuchIntroduction, OnlyTheirsOrModerators."""
    found = find(tx, introduction_id)
    if found.person_id != person.id and not server.moderates(tx, person):
        raise rules.OnlyTheirsOrModerators
    _empty(tx, found)


def _empty(tx: Tx, introduction: Introduction) -> None:
    models.empty(tx, introduction.id)
    desk.waits_no_more(tx, Kind.INTRODUCTION, introduction.id)
    outbox.show(tx, CARD, introduction.id)


@dataclass(frozen=True, slots=True)
class OnCard:
    """An introduction, perhaps an empty one, with what its card needs."""

    introduction: Introduction
    language: str | None
    """The server's; None follows its language in Discord."""
    hidden: bool
    """Whether who wrote it wants no card to name them."""


def on_card(tx: Tx, introduction_id: int) -> OnCard | None:
    """What a card is to show; None when nothing is left to do."""
    found = models.introduction(tx, introduction_id)
    if found is None:
        return None
    return OnCard(found, server.settings(tx).language, bool(hidden(tx, [found.person_id])))


def posted(tx: Tx, introduction_id: int, message_id: int) -> None:
    """Keeps where an introduction is, so that it can be answered from now on.

    Taken away while it was on its way, it is taken away there too.
    """
    models.change(tx, introduction_id, message_id=message_id)
    found = models.introduction(tx, introduction_id)
    if found is not None and not found.is_empty and found.answered_at is None:
        desk.waits(
            tx,
            Kind.INTRODUCTION,
            found.person_id,
            found.id,
            channel_id=found.channel_id,
            message_id=message_id,
        )


def cleared(tx: Tx, introduction_id: int) -> None:
    """The message of an introduction that is to be seen no more is gone."""
    found = models.introduction(tx, introduction_id)
    if found is not None and found.is_empty:
        models.remove(tx, introduction_id)
    elif found is not None:
        models.change(tx, introduction_id, message_id=None)
        desk.waits_no_more(tx, Kind.INTRODUCTION, introduction_id)


def renamed(tx: Tx, fact: NameHidden) -> None:
    """Somebody wants no card to name them, so theirs goes; or they do again, and it comes back."""
    mine = models.of_person(tx, fact.person_id)
    if mine is not None:
        outbox.show(tx, CARD, mine.id)


def is_shown_by(tx: Tx, message_id: int) -> bool:
    """Whether this message is an introduction."""
    return models.of_message(tx, message_id) is not None


def deleted(tx: Tx, message_id: int) -> None:
    """Somebody deleted the message by hand, a moderator or whoever may: no word of it is kept."""
    found = models.of_message(tx, message_id)
    if found is None:
        return
    if hidden(tx, [found.person_id]):  # then it was the bot that took it away, for a while
        models.change(tx, found.id, message_id=None)
        desk.waits_no_more(tx, Kind.INTRODUCTION, found.id)
    else:
        _empty(tx, found)


def channel_lost(tx: Tx, channel_id: int) -> None:
    """Somebody deleted a channel with the introductions in it: each can be written anew elsewhere."""
    for introduction_id in models.lost_with(tx, channel_id):
        desk.waits_no_more(tx, Kind.INTRODUCTION, introduction_id)


def awaits_answer(tx: Tx, message_id: int | None, person_id: int) -> bool:
    """Whether this message is an introduction that nobody but its author has answered yet."""
    found = None if message_id is None else models.of_message(tx, message_id)
    return found is not None and found.answered_at is None and found.person_id != person_id


def answered(tx: Tx, message_id: int | None, person_id: int) -> None:
    """Somebody has answered what an introduction says: that they did is all that is known."""
    found = None if message_id is None else models.of_message(tx, message_id)
    if found is not None and found.answered_at is None and found.person_id != person_id:
        models.change(tx, found.id, answered_at=tx.now, answered_by=person_id)


def step(tx: Tx, question: NextSteps) -> NextStep | None:
    """To say hello to whoever has waited longest for it: no more to who has left, or was greeted where nobody saw it."""
    found = models.unanswered(
        tx, desk.waiting_with(tx, Kind.INTRODUCTION), tx.now - rules.FRESH, question.person_id
    )
    if found is None:
        return None
    link = f"https://discord.com/channels/{tx.guild_id}/{found.channel_id}/{found.message_id}"
    return NextStep(
        question.t(
            "Say hello to {person}: nobody has answered [their introduction]({link}) yet.",
            person=f"<@{found.person_id}>",
            link=link,
        )
    )


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed] | None:
    """Whether somebody has said hello to who introduced themselves."""
    return frozenset({Deed.GREETED}) if models.count_greeted(tx, question.person_id) else None


def own_record(tx: Tx, person_id: int) -> tuple[Introduction | None, int]:
    """Somebody's own introduction, and how many of others they were the first to answer."""
    return models.of_person(tx, person_id), models.count_greeted(tx, person_id)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten: their introduction is taken away, and nobody knows whom they answered."""
    models.forget_answers(tx, fact.person_id)
    mine = models.of_person(tx, fact.person_id)
    if mine is not None:
        _empty(tx, mine)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Introductions do not name somebody any more: neither do their cards."""
    for introduction_id in fact.ids(models.introductions.name):
        outbox.show(tx, CARD, introduction_id)
