"""What moderators choose about newcomers: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox
from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import WordsForWhoJoins
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.onboarding import desk, welcoming_models, welcoming_rules
from cogs.onboarding.welcoming_models import Welcoming
from cogs.server import service as server
from cogs.server.service import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds, for who may change it."""

    settings: Settings
    welcoming: Welcoming
    may_manage: bool
    """Whether this person may choose channels for the whole server."""


def look(tx: Tx, person: Person) -> Chosen:
    """What holds. Raises OnlyModerators."""
    if not server.moderates(tx, person):
        raise welcoming_rules.OnlyModerators
    return Chosen(server.settings(tx), welcoming_models.welcoming(tx), person.manages_server)


def choose_channel(tx: Tx, person: Person, field: str, channel_id: int | None) -> Chosen:
    """Keeps a channel, by the field of Settings or of Welcoming. Raises OnlyModerators, OnlyAdmins."""
    look(tx, person)
    if field == "desk_channel_id":
        welcoming_models.save(tx, desk_channel_id=channel_id)
        outbox.show(tx, desk.DESK, 0)
    else:
        server.change(tx, person, **{field: channel_id})
    return look(tx, person)


def choose_greeters(tx: Tx, person: Person, role_id: int | None) -> Chosen:
    """Keeps who greets besides moderators. Raises OnlyModerators, NoSuchPlace."""
    look(tx, person)
    if role_id == tx.guild_id:  # the role that everyone has carries its server's own id
        raise welcoming_rules.NoSuchPlace
    welcoming_models.save(tx, greeter_role_id=role_id)
    return look(tx, person)


def say(tx: Tx, person: Person, typed: str) -> Chosen:
    """Keeps what welcomes say besides; nothing typed: nothing. Raises OnlyModerators, TooLong, NotPlain."""
    look(tx, person)
    welcoming_models.save(tx, words=welcoming_rules.own_words(typed))
    return look(tx, person)


def said_to_who_joins(tx: Tx, question: WordsForWhoJoins) -> str | None:
    """Answers what a group says to who joins."""
    return welcoming_models.words_of(tx, [question.group_id]).get(question.group_id)


def look_at_group(tx: Tx, person: Person, group_id: int) -> tuple[Group, str | None]:
    """What a group says to who joins. Raises NoSuchGroup, OnlyModerators."""
    group = groups.find(tx, group_id)
    if not server.moderates(tx, person) and not groups.organizes(tx, group_id, person):
        raise welcoming_rules.OnlyModerators
    return group, welcoming_models.words_of(tx, [group_id]).get(group_id)


def say_in_group(tx: Tx, person: Person, group_id: int, typed: str) -> tuple[Group, str | None]:
    """Keeps what a group says to who joins. Raises NoSuchGroup, OnlyModerators, TooLong, NotPlain."""
    look_at_group(tx, person, group_id)
    welcoming_models.save_words(tx, group_id, welcoming_rules.own_words(typed))
    return look_at_group(tx, person, group_id)
