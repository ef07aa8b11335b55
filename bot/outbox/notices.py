"""Notices: said once each, and accounted for. Claim, render from the fresh subject, send, settle; when in doubt, look."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, runtime_checkable

from sqlalchemy.exc import DBAPIError

from bot.db.database import Database
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.outbox import claims, freezing, quarantine
from bot.outbox.catching_up import CatchingUp
from bot.outbox.claims import Verdict
from bot.outbox.freezing import Freezer
from bot.outbox.frozen import NEVER
from bot.outbox.keys import seal_in
from bot.outbox.models import Delivery, Fate, Topic
from bot.outbox.post import Address, Found, InChannel, Judgement, Message, Outcome, Part, Post, ToPerson
from bot.outbox.quarantine import UnderWay
from bot.outbox.reasons import (
    AUTOMOD,
    AUTOMOD_PLAIN,
    BEFORE_RESTORE,
    FAULT,
    LEFT,
    NOT_CONCERNED,
    PERHAPS_SAID,
    PUT_ASIDE,
    SUPERSEDED,
    Nowhere,
)
from bot.outbox.waits import IN_FLIGHT, NOT_DIRECT_FOR, WARNING_BLOCKED_FOR, backoff, blocked
from bot.people import service as people
from bot.people.models import preferences

log = logging.getLogger(__name__)

FAULTS = 8
"""After so many faults of our own a delivery is given up. Whatever else keeps it back does not count, however long."""

COMPONENTS, CHARACTERS = 40, 4000
"""What one message holds. Source: Discord, Components reference, Message components."""

PLAIN = (AUTOMOD, AUTOMOD_PLAIN)
"""After these a warning is said in words that are ours alone."""

FRAME_COMPONENTS, FRAME_CHARACTERS = 3, 300
"""What a message has besides its parts, and between two of them: a line, who it is from, how to stop it."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing is to be said any more, and why in a few words; `missed` when somebody waited for it in vain."""

    reason: str
    missed: bool = False


class NoticeKind(Protocol):
    """One thing a slice says on its own initiative."""

    @property
    def name(self) -> str:
        """`slice.moment`, as stored."""
        ...

    @property
    def superseded_by(self) -> Collection[str]:
        """Kinds about the same subject that make this one pointless once they are due."""
        ...

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The channel it is said in; None while there is none."""
        ...

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """What to say now, from the subject as it is now; its people are those it still concerns."""
        ...

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """The channel it was to be said in is gone; whether there is another one."""
        ...

    def missed(self, tx: Tx, subject_id: int) -> None:
        """People were not told and will not be: whoever answers for the subject should hear of it."""
        ...


@runtime_checkable
class WarningKind(NoticeKind, Protocol):
    """What is said for somebody's safety: whom it does not reach must be told by others, and at once.

    Where AutoMod blocks it, it is rendered once more with its topic `plain`.
    """

    def reach(self, tx: Tx, subject_id: int, *, worse: bool) -> None:
        """Whom it reaches may have changed; `worse` when something keeps it from somebody that did not before."""
        ...


@dataclass(slots=True)
class _Letter:
    """What a delivery says now, and what becomes of its notices once it is sent (or, if nothing is said, at once)."""

    parts: list[Part] = field(default_factory=list[Part])
    marks: list[str] = field(default_factory=list[str])
    verdicts: list[tuple[Topic, dict[int, Verdict]]] = field(
        default_factory=list[tuple[Topic, dict[int, Verdict]]]
    )
    missed: list[Topic] = field(default_factory=list[Topic])
    components: int = FRAME_COMPONENTS
    characters: int = FRAME_CHARACTERS

    def takes(self, part: Part) -> bool:
        """Adds a part, if there is room for it."""
        components = part.view.total_children_count + FRAME_COMPONENTS
        characters = part.view.content_length() + FRAME_CHARACTERS
        room = self.components + components <= COMPONENTS and self.characters + characters <= CHARACTERS
        if self.parts and not room:
            return False
        self.parts.append(part)
        self.components += components
        self.characters += characters
        return True


class Notices:
    """Brings due notices to their people, each in one delivery."""

    def __init__(self, database: Database, post: Post) -> None:
        self._database = database
        self._post = post
        self._kinds: dict[str, NoticeKind] = {}
        self._warnings: dict[str, WarningKind] = {}
        self._direct_from = NEVER
        self._catching_up = CatchingUp()

    def know(self, kind: NoticeKind) -> None:
        """Registers a kind; rows of a kind nobody knows wait until somebody does."""
        self._kinds[kind.name] = kind
        if isinstance(kind, WarningKind):
            self._warnings[kind.name] = kind

    async def claim(self, room: int, under_way: UnderWay) -> list[Delivery]:
        """Up to `room` deliveries that are now ours to attempt; fewer at a time after a long silence."""

        def claim(
            tx: Tx,
        ) -> list[Delivery]:  # asks in its turn, after whoever has just put direct messages off
            slowed = self._catching_up.room(room, claims.oldest_waiting(tx), tx.now)
            if slowed <= 0:
                return []
            freezer = Freezer(tx, self._place, self._direct_from)
            claimed = claims.claim(tx, freezer, slowed, under_way)
            for guild_id, kind, subject_id in freezer.given_up:
                self._tell_missed(tx.of(guild_id), kind, subject_id)
            for guild_id, kind, subject_id in freezer.unreached:
                self._tell_reach(tx.of(guild_id), kind, subject_id, worse=True)
            return claimed

        claimed = await self._database.write(None, claim)
        self._catching_up.took(len(claimed))
        return claimed

    @property
    def rest(self) -> float:
        """Seconds until more may be claimed of what is due; 0 when nothing is held back."""
        return self._catching_up.rest

    async def put_aside(self) -> None:
        """Gives up what three processes have died of, and says so to whoever answers for it."""
        for delivery in await self._database.read(None, quarantine.condemned):
            log.error(
                "delivery %s (%s of %s in server %s) is %s; %s people are not told",
                delivery.id, delivery.kind, delivery.subject_id, delivery.guild_id, PUT_ASIDE,
                len(_people(delivery)),
            )  # fmt: skip
            await self._fail(delivery, PUT_ASIDE)

    def _place(self, tx: Tx, kind: str, subject_id: int) -> int | Nowhere:
        if kind not in self._kinds:
            return Nowhere.UNKNOWN
        try:
            channel_id = self._kinds[kind].place(tx, subject_id)
        except DBAPIError:
            raise
        except Exception:  # one bad subject must not hold up the others
            log.exception("where %s of %s is to be said cannot be found out", kind, subject_id)
            return Nowhere.FAULT
        return Nowhere.NOT_YET if channel_id is None else channel_id

    def _tell_missed(self, tx: Tx, kind: str, subject_id: int) -> None:
        if (known := self._kinds.get(kind)) is not None:
            _tell(tx, known.missed, kind, subject_id)
        self._tell_reach(tx, kind, subject_id, worse=True)

    def _tell_reach(self, tx: Tx, kind: str, subject_id: int, *, worse: bool) -> None:
        if (known := self._warnings.get(kind)) is not None:
            _tell(tx, partial(known.reach, worse=worse), kind, subject_id)

    async def attempt(self, delivery: Delivery) -> None:
        """Sends one delivery and settles it, whatever happens; what happened is then in the ledger."""
        try:
            async with self._post.limited():
                await self._attempt(delivery)
        except NothingSaved:
            log.warning("delivery %s could not be settled; it is looked up when its lease ends", delivery.id)
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None:
                log.exception("delivery %s (%s) raised", delivery.id, delivery.kind)
                await self._stumble(delivery)
            else:
                log.warning("delivery %s (%s): %s", delivery.id, delivery.kind, judgement.reason)
                await self._judged(delivery, judgement)

    async def _attempt(self, delivery: Delivery) -> None:
        told: Mapping[str, frozenset[int]] = {}
        blind = False
        try:
            if delivery.uncertain and (arrived := await self._arrived(delivery)) is not None:
                await self._settle(
                    delivery, _read_back(delivery, arrived), arrived.message_id, sent_at=arrived.sent_at
                )
                return
            if delivery.restored:
                told = await self._told_before(delivery)
        except Exception as error:
            judgement = self._post.judge(error)
            if judgement is None or judgement.outcome is not Outcome.BLOCKED:
                raise
            # Before it begins twice is better than never, and the nonce still guards a quick repeat; after that not.
            log.warning("delivery %s may be doubled: %s", delivery.id, judgement.reason)
            blind = True
        letter = await self._database.read(delivery.guild_id, self._render, delivery, told, blind=blind)
        message_id = None
        if letter.parts:
            message = Message(
                delivery.guild_id, tuple(letter.parts), tuple(letter.marks), silent=delivery.silent
            )
            message_id = await self._post.send(delivery.address, message, delivery.key)
        await self._settle(delivery, letter.verdicts, message_id, missed=letter.missed)

    async def _arrived(self, delivery: Delivery) -> Found | None:
        """The message of an earlier attempt, if it is there."""
        seal, since = seal_in(delivery.key), delivery.claimed_at - claims.SKEW
        return await self._post.find(delivery.address, seal, since)

    async def _told_before(self, delivery: Delivery) -> Mapping[str, frozenset[int]]:
        """Whom messages had told that the database, since put back, knows nothing of, by topic.

        Who has chosen direct messages meanwhile, or the thread again, was told in the other place.
        """
        since = min(topic.due_at for topic in delivery.topics) - claims.SKEW
        marks = [topic.mark for topic in delivery.topics]
        told = dict(await self._post.told(delivery.address, marks, since))
        for address in await self._database.read(delivery.guild_id, self._elsewhere, delivery):
            try:
                found = await self._post.told(address, marks, since)
            except Exception as error:
                judgement = self._post.judge(error)
                if judgement is None or judgement.outcome in (Outcome.UNKNOWN, Outcome.NOT_SENT):
                    raise
                log.info("delivery %s: %s cannot be looked at: %s", delivery.id, address, judgement.reason)
                continue
            for mark, people_told in found.items():
                told[mark] = told.get(mark, frozenset()) | people_told
        return told

    def _elsewhere(self, tx: Tx, delivery: Delivery) -> list[Address]:
        """Where else its people may have been told."""
        if delivery.person_id is None:
            return [ToPerson(person) for person in _people(delivery)]
        places = {self._place(tx, topic.kind, topic.subject_id) for topic in delivery.topics}
        return [InChannel(place) for place in places if not isinstance(place, Nowhere)]

    def _render(
        self, tx: Tx, delivery: Delivery, told: Mapping[str, frozenset[int]], *, blind: bool = False
    ) -> _Letter:
        """What to send, and what then becomes of the notice for each person.

        `blind` says that it may have been said before, and that nobody can see whether it was.
        """
        letter = _Letter()
        # What is frozen this moment was weighed this moment.
        held = (
            freezing.no_longer(tx, delivery) if delivery.attempts > 1 else frozenset[tuple[str, int, int]]()
        )
        language, plain = _language(tx, delivery), delivery.trouble in PLAIN
        for topic in delivery.topics:
            verdicts: dict[int, Verdict] = {}
            letter.verdicts.append((topic, verdicts))
            for person in topic.people:
                if person in told.get(topic.mark, ()):
                    verdicts[person] = (Fate.SENT, BEFORE_RESTORE)
                elif (topic.kind, topic.subject_id, person) in held:
                    verdicts[person] = (Fate.PENDING, None)
                elif blind and topic.event_at <= tx.now:
                    verdicts[person] = (Fate.SKIPPED, PERHAPS_SAID)
            try:
                shown = replace(topic, language=language, plain=plain)
                self._render_topic(tx, delivery, shown, verdicts, letter)
            except Exception:
                if len(delivery.topics) == 1:
                    raise
                log.exception("delivery %s: %s of %s raised", delivery.id, topic.kind, topic.subject_id)
                verdicts.update(dict.fromkeys(topic.people, (Fate.PENDING, claims.ALONE)))
        return letter

    def _render_topic(
        self, tx: Tx, delivery: Delivery, topic: Topic, verdicts: dict[int, Verdict], letter: _Letter
    ) -> None:
        kind = self._kinds.get(topic.kind)
        if kind is None:  # its feature was taken out since: it waits quietly until it is back
            verdicts.update(dict.fromkeys(topic.people, (Fate.PENDING, None)))
            return
        for person in claims.told_later(tx, delivery, topic, kind.superseded_by):
            verdicts.setdefault(person, (Fate.SKIPPED, SUPERSEDED))
        people = tuple(person for person in topic.people if person not in verdicts)
        if not people:
            return
        said = kind.render(tx, replace(topic, people=people))
        if isinstance(said, Skip):
            verdicts.update(dict.fromkeys(people, (Fate.SKIPPED, said.reason)))
            if said.missed:
                letter.missed.append(topic)
            return
        verdicts.update(dict.fromkeys(people, (Fate.SKIPPED, NOT_CONCERNED)))
        if not said.people:
            return
        if letter.takes(said):
            letter.marks.append(topic.mark)
            verdicts.update(dict.fromkeys(said.people, (Fate.SENT, None)))
        else:  # a message of its own for what found no room
            verdicts.update(dict.fromkeys(said.people, (Fate.PENDING, None)))

    async def _settle(
        self,
        delivery: Delivery,
        verdicts: Sequence[tuple[Topic, Mapping[int, Verdict]]],
        message_id: int | None = None,
        *,
        missed: Iterable[Topic] = (),
        sent_at: datetime | None = None,
    ) -> None:
        def close(tx: Tx) -> None:
            claims.settle(tx, delivery, verdicts, message_id, sent_at)
            for topic in missed:
                self._tell_missed(tx, topic.kind, topic.subject_id)
            if not verdicts:  # those whom it would still have reached are forgotten
                self._tell_reach(tx, delivery.kind, delivery.subject_id, worse=False)
            for topic, of_people in verdicts:
                failed = any(fate is Fate.FAILED for fate, _ in of_people.values())
                self._tell_reach(tx, topic.kind, topic.subject_id, worse=failed)
            if delivery.person_id is not None and message_id is not None:
                people.reached(tx, delivery.person_id)

        await self._database.write(delivery.guild_id, close)

    async def _judged(self, delivery: Delivery, judgement: Judgement) -> None:
        wait = max(judgement.wait, backoff(delivery.attempts))
        of_its_words = judgement.outcome is Outcome.IMPOSSIBLE or judgement.reason == AUTOMOD
        match judgement.outcome:
            case _ if of_its_words and len(delivery.topics) > 1:  # one topic's must not hold up the others
                await self._settle(delivery, _all(delivery, (Fate.PENDING, claims.ALONE)))
            case Outcome.IMPOSSIBLE:
                await self._fail(delivery, judgement.reason)
            case Outcome.GONE if delivery.person_id is None:
                await self._lose_place(delivery, judgement.reason)
            case Outcome.CLOSED | Outcome.TOO_FAST:
                await self._say_it_in_the_thread(delivery, judgement.outcome)
            case Outcome.LEFT:
                await self._settle(delivery, _all(delivery, (Fate.FAILED, LEFT)))
            case Outcome.BLOCKED:
                await self._hold_up(delivery, judgement.reason)
            case Outcome.NOT_SENT | Outcome.GONE:  # the way to a person is opened anew
                await self._postpone(delivery, wait, uncertain=delivery.uncertain)
            case Outcome.UNKNOWN:
                await self._postpone(delivery, max(IN_FLIGHT, wait), uncertain=True)

    async def _say_it_in_the_thread(self, delivery: Delivery, outcome: Outcome) -> None:
        """A direct message was refused: for a while there are none, to this person or to anybody."""

        def turn_round(tx: Tx) -> None:
            if outcome is Outcome.CLOSED and delivery.person_id is not None:
                people.refused(tx, delivery.person_id)
            if outcome is Outcome.TOO_FAST:  # before the commit, which wakes who claims next
                self._direct_from = tx.now + NOT_DIRECT_FOR
            claims.release(tx, delivery)

        await self._database.write(delivery.guild_id, turn_round)

    async def _hold_up(self, delivery: Delivery, reason: str) -> None:
        """It cannot be said until somebody acts; a warning that AutoMod blocks is said in plainer words before that."""
        was, plainly = delivery.trouble, False
        if reason == AUTOMOD and delivery.kind in self._warnings:
            if was in PLAIN:
                reason = AUTOMOD_PLAIN
            else:
                plainly = True

        def postpone(tx: Tx) -> None:
            if not delivery.uncertain:  # who wants it another way by now does not wait with the others
                claims.put_back(tx, delivery, freezing.no_longer(tx, delivery))
            wait = blocked(min(topic.event_at for topic in delivery.topics) - tx.now)
            if any(topic.kind in self._warnings for topic in delivery.topics):
                wait = timedelta(0) if plainly else WARNING_BLOCKED_FOR
            claims.postpone(tx, delivery, wait, uncertain=delivery.uncertain, trouble=reason)
            for topic in () if plainly else delivery.topics:
                self._tell_reach(tx, topic.kind, topic.subject_id, worse=reason != was)

        await self._database.write(delivery.guild_id, postpone)

    async def _lose_place(self, delivery: Delivery, reason: str) -> None:
        def look_elsewhere(tx: Tx) -> None:
            verdicts = [(topic, self._after_loss(tx, delivery, topic, reason)) for topic in delivery.topics]
            claims.settle(
                tx, delivery, [(topic, dict.fromkeys(topic.people, verdict)) for topic, verdict in verdicts]
            )
            for topic, (fate, _) in verdicts:
                if fate is Fate.FAILED:
                    self._tell_missed(tx, topic.kind, topic.subject_id)

        try:
            await self._database.write(delivery.guild_id, look_elsewhere)
        except NothingSaved:
            raise
        except Exception:  # one bad subject must not be looked at for ever
            log.exception("where else delivery %s (%s) could be said raised", delivery.id, delivery.kind)
            await self._stumble(delivery)

    def _after_loss(self, tx: Tx, delivery: Delivery, topic: Topic, reason: str) -> Verdict:
        """What becomes of a topic whose place, where the whole delivery was to be said, is gone."""
        channel_id = delivery.channel_id or 0
        if self._place(tx, topic.kind, topic.subject_id) != channel_id:
            return Fate.PENDING, None  # somebody has seen to it already, perhaps for another topic
        try:
            with tx.connection.begin_nested():  # half of what it did is not kept
                elsewhere = self._kinds[topic.kind].lost(tx, topic.subject_id, channel_id)
        except DBAPIError:
            raise
        except Exception:
            if len(delivery.topics) == 1:
                raise
            log.exception(
                "delivery %s: where else %s of %s could be said raised",
                *(delivery.id, topic.kind, topic.subject_id),
            )
            return Fate.PENDING, claims.ALONE
        return (Fate.PENDING, None) if elsewhere else (Fate.FAILED, reason)

    async def _stumble(self, delivery: Delivery) -> None:
        faults = delivery.faults + 1
        if faults >= FAULTS:
            await self._fail(delivery, FAULT)
        else:
            await self._postpone(replace(delivery, faults=faults), backoff(faults), uncertain=True)

    async def _fail(self, delivery: Delivery, reason: str) -> None:
        await self._settle(delivery, _all(delivery, (Fate.FAILED, reason)), missed=delivery.topics)

    async def _postpone(self, delivery: Delivery, wait: timedelta, *, uncertain: bool) -> None:
        await self._database.write(None, claims.postpone, delivery, wait, uncertain=uncertain)


def _tell(tx: Tx, tell: Callable[[Tx, int], None], kind: str, subject_id: int) -> None:
    """Lets a feature hear of what was not said."""
    try:
        with tx.connection.begin_nested():  # half of what it did is not kept
            tell(tx, subject_id)
    except DBAPIError:
        raise
    except Exception:  # one bad subject must not hold up the others
        log.exception("nobody can be told that %s of %s was not said", kind, subject_id)


def _people(delivery: Delivery) -> tuple[int, ...]:
    """Everyone it concerns, each once."""
    return tuple(dict.fromkeys(person for topic in delivery.topics for person in topic.people))


def _all(delivery: Delivery, verdict: Verdict) -> list[tuple[Topic, dict[int, Verdict]]]:
    """The same verdict for everyone."""
    return [(topic, dict.fromkeys(topic.people, verdict)) for topic in delivery.topics]


def _read_back(delivery: Delivery, arrived: Found) -> list[tuple[Topic, dict[int, Verdict]]]:
    """Who was told by a message that had arrived; everyone else is weighed anew."""
    return [
        (
            topic,
            {
                person: (Fate.SENT, None)
                if person in arrived.told.get(topic.mark, ())
                else (Fate.PENDING, None)
                for person in topic.people
            },
        )
        for topic in delivery.topics
    ]


def _language(tx: Tx, delivery: Delivery) -> str | None:
    """What the one reader of a direct message has asked to be spoken to in."""
    if delivery.person_id is None:
        return None
    own = preferences(tx, [delivery.person_id]).get(delivery.person_id)
    return None if own is None else own.language
