"""Facts that slices announce and questions they answer, inside the same transaction.

Slices that must not know each other speak through these types: one announces, whoever listens acts before the
commit; one asks, whoever can answer does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from bot.db.tx import Tx
    from bot.people.person import Person
    from bot.words import Words

Answer = TypeVar("Answer")
Asked = TypeVar("Asked", bound="Question[Any]")
Told = TypeVar("Told", bound="Fact")


class Fact:
    """Something that has just happened."""


class Question(Generic[Answer]):
    """Something one slice wants to know of the others; `Answer` is the type of each reply."""


@dataclass(frozen=True, slots=True)
class GatheringChanged(Fact):
    """What a group has planned next is no longer what it was."""

    group_id: int


@dataclass(frozen=True, slots=True)
class GroupChanged(Fact):
    """A group is new, is called or described otherwise, has other members, is archived or revived."""

    group_id: int


@dataclass(frozen=True, slots=True)
class GroupMoved(Fact):
    """A group has another channel."""

    group_id: int


@dataclass(frozen=True, slots=True)
class GroupZoneChanged(Fact):
    """A group has another time zone; what waits to be said because of it already goes by that one's evening."""

    group_id: int


@dataclass(frozen=True, slots=True)
class MemberBarred(Fact):
    """A group keeps somebody out from now on: what they had there ends."""

    group_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class ServerSettingsChanged(Fact):
    """A server has chosen something else for itself."""

    names: frozenset[str]
    """What, by the fields of its settings."""


@dataclass(frozen=True, slots=True)
class MemberForgotten(Fact):
    """Somebody wants nothing of them kept in this server any more: whoever keeps something lets go of it now.

    Each feature acts by its own rules (a seat goes to whoever waits) and takes out or empties its rows; what it has posted
    of them it takes back through a mirror.
    """

    person_id: int


@dataclass(frozen=True, slots=True)
class TextsChanged(Fact):
    """Texts of others in this server had the id of somebody who is forgotten, and have it no more.

    Whoever has posted what stands in these rows draws it anew.
    """

    rows: Mapping[str, Collection[Mapping[str, int]]]
    """By table, their own id and those of what they belong to, by column; tables without any are left out."""

    def ids(self, table: str, column: str = "id") -> set[int]:
        """What one of these columns holds, each once."""
        return {row[column] for row in self.rows.get(table, ())}


@dataclass(frozen=True, slots=True)
class CalledInTexts(Question[str]):
    """What do the texts of this server call somebody who is forgotten? A few words in its language.

    They are no longer than an id, so that no text outgrows its place.
    """


@dataclass(frozen=True, slots=True)
class NameHidden(Fact):
    """Somebody wants no card to name them any more, or all cards to name them again: those that stand are drawn anew.

    Announced in every server that knows of them; `bot.people.models.hidden` says which of the two holds.
    """

    person_id: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one table."""

    table: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class StillNeeded(Question[Rows]):
    """Which rows of somebody who is forgotten are still needed for what Discord does not show yet? None: none.

    Whoever answers lets go of them later.
    """

    person_id: int


@dataclass(frozen=True, slots=True)
class Need:
    """Something a feature needs of a server, and what does not work without it."""

    permission: str
    """discord.py's name of it ("send_messages")."""
    breaks: str
    """A whole sentence, in the language of who asks."""
    channel_id: int | None = None
    """The channel it is needed in; None for the whole server."""
    where_joins_are_told: bool = False
    """Whether it is needed in the channel in which Discord says who comes in, if there is one."""
    role_id: int | None = None
    """A role that the bot gives and takes, and has to stand above."""
    private: bool = False
    """Whether members must not be able to read the channel."""
    seen_by: int | None = None
    """A role whose people must be able to read the channel."""
    made_anew: bool = False
    """Whether the bot makes the channel anew by itself where somebody has deleted it."""
    joins: bool = False
    """Whether Discord has to tell who comes in: by its join messages, or by the members intent."""


@dataclass(frozen=True, slots=True)
class Checks(Question[tuple[Need, ...]]):
    """What do you need of this server to do all you can do? Asked by the doctor."""

    t: Words


@dataclass(frozen=True, slots=True)
class WordsForWhoJoins(Question[str]):
    """What does this group say to who joins it, besides its welcome? No answer means nothing."""

    group_id: int


@dataclass(frozen=True, slots=True)
class SeatGivenUp(Fact):
    """Somebody who had a seat at a meetup has said that they do not come after all."""

    meetup_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that a person can do now."""

    words: str
    """A whole sentence with where it is, in Discord's markdown."""


@dataclass(frozen=True, slots=True)
class NextSteps(Question[NextStep]):
    """What is there now that this person could do next? Each feature names at most one thing that exists already."""

    person_id: int
    t: Words
    city_id: int | None = None
    """Where they have said they are."""


class Hat(StrEnum):
    """As what somebody does something; most people wear several."""

    MEMBER = "member"
    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    ADMIN = "admin"
    ONESELF = "oneself"
    """As nobody but themselves, in whichever server."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that somebody can do here and now: a command that exists for them."""

    hat: Hat
    command: str
    """As the code names it: "/group edit"."""
    words: str
    """What it is good for, a whole sentence in their language."""
    option: tuple[str, int] | None = None
    """The command's option that says what it is about, and the id: ("group", 12)."""
    about: str = ""
    """What that is called."""


@dataclass(frozen=True, slots=True)
class Offers(Question[tuple[Offer, ...]]):
    """What can this person do with you in this server, where they are now? Only what would not be refused."""

    person: Person
    channel_id: int
    t: Words


@dataclass(frozen=True, slots=True)
class OffersAnywhere(Question[tuple[Offer, ...]]):
    """What can anybody do with you, in any server and in direct messages? Asked without a server."""

    t: Words


@dataclass(frozen=True, slots=True)
class WantsQuiet(Question[bool]):
    """Has this person asked that nothing be suggested to them here? Asked before anybody is asked to do something."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a group has planned next."""

    title: str
    starts_at: datetime
    channel_id: int
    message_id: int | None
    """Its card in that channel, once it is posted."""


@dataclass(frozen=True, slots=True)
class NextGatherings(Question[Mapping[int, Gathering]]):
    """What have these groups planned next, each by its id? A group that is left out has nothing."""

    group_ids: Collection[int]


@dataclass(frozen=True, slots=True)
class SeriesByAnotherClock(Question[bool]):
    """Does something still to come of a series of this group go by another time zone than the group's?"""

    group_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of the meetups a group has held."""

    last_at: datetime
    """When the last one ended."""
    every: timedelta | None
    """The usual pause between two; None after a single one."""
    turnout: float | None
    """How many people come to one; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Rhythm(Question[Held]):
    """How does this group meet? No answer means that it has not met within a year."""

    group_id: int


@dataclass(frozen=True, slots=True)
class Regulars(Question[tuple[int, ...]]):
    """Who comes to this group's meetups, the most regular first? Whoever knows best answers last."""

    group_id: int


@dataclass(frozen=True, slots=True)
class SomebodyIsStuck(Fact):
    """Somebody has said what they are stuck at; it can be read and answered from now on."""

    post_id: int
    group_id: int
    person_id: int
    words: str
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class StuckIsOver(Fact):
    """Somebody has answered, or what was said is taken back: nobody else is needed."""

    post_id: int
    answered: bool = False


@dataclass(frozen=True, slots=True)
class RecordPart:
    """What one slice keeps of what somebody did, for that person alone to read."""

    words: Callable[[Words], str]
    """Some lines of Discord's markdown, in their language."""
    commands: tuple[str, ...] = ()
    """Where it can be corrected, as one types it: "/meetup record"."""


@dataclass(frozen=True, slots=True)
class OwnRecord(Question[RecordPart]):
    """What do you keep of what this person did here? No answer means nothing."""

    person_id: int


class Deed(StrEnum):
    """Something people do here that a feature knows of by itself."""

    JOINED = "joined"
    """Is in a group."""
    CAME = "came"
    """Came to a meetup."""
    SHARED = "shared"
    """Told what they did or learned."""
    HELPED = "helped"
    """Offered help to somebody."""
    GREETED = "greeted"
    """Was the first to answer who introduced themselves."""
    COHOSTS = "cohosts"
    """Plans and runs meetups of a group."""
    ORGANIZES = "organizes"
    """Runs a group."""
    HELD = "held"
    """Planned a meetup that took place."""
    ACCOMPANIED = "accompanied"
    """Was a newcomer's buddy to the end."""
    TALKED = "talked"
    """Gave a talk, as they said themselves."""


@dataclass(frozen=True, slots=True)
class Deeds(Question[frozenset[Deed]]):
    """What of all this has somebody done here, as far as it is still known?"""

    person_id: int


class Signals:
    """Who listens to which fact and who answers which question; filled while the features load."""

    def __init__(self) -> None:
        self._listeners: dict[type[Fact], list[Callable[[Tx, Any], None]]] = defaultdict(list)
        self._answerers: dict[type[Question[Any]], list[Callable[[Tx, Any], Any]]] = defaultdict(list)

    def listen(self, fact: type[Told], listener: Callable[[Tx, Told], None]) -> None:
        """Calls `listener` inside the transaction of each such fact."""
        self._listeners[fact].append(listener)

    def answer(self, question: type[Asked], answerer: Callable[[Tx, Asked], Any]) -> None:
        """Lets `answerer` reply to each such question; it returns None when it has nothing to say."""
        self._answerers[question].append(answerer)

    def announce(self, tx: Tx, fact: Fact) -> None:
        """Tells everyone who listens, before the transaction commits."""
        for listener in self._listeners[type(fact)]:
            listener(tx, fact)

    def ask(self, tx: Tx, question: Question[Answer]) -> list[Answer]:
        """Every reply there is."""
        replies = (answerer(tx, question) for answerer in self._answerers[type(question)])
        return cast("list[Answer]", [reply for reply in replies if reply is not None])
