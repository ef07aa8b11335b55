"""New deliveries: what is due is weighed against its people's boundaries once more, and frozen, a row per message."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, insert, select, update

from bot.db.tx import Tx
from bot.outbox.frozen import NEVER, Row, delivery, restored_at
from bot.outbox.keys import SEAL, TOPICS, mark_of
from bot.outbox.models import DIGEST, Delivery, Fate, deliveries, notices
from bot.outbox.post import Address, InChannel, ToPerson
from bot.outbox.reasons import HIDDEN, Nowhere
from bot.outbox.waits import LEASE, NO_PLACE_YET, PLACELESS, UNKNOWN_FOR
from bot.people.boundaries import Manner, Saying, Weight, free, saying
from bot.people.models import Preferences, people, preferences

PEOPLE_A_MESSAGE = 100
"""How many people one message mentions. Source: Discord, Allowed mentions object, users (at most 100)."""

NOTHING_SET = Preferences()

Place = Callable[[Tx, str, int], int | Nowhere]
"""Where (a channel's id) a notice of this kind about this subject is said, or why nowhere."""

About = tuple[int, str, int]
"""A server, a kind of notice and its subject."""

# The statements of every delivery are built once: building one costs more than running it.
_due = (
    select(
        notices.c.id,
        notices.c.kind,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.due_at,
        notices.c.event_at,
        notices.c.weight,
        notices.c.zone,
        notices.c.reason,
        people.c.person_id.label("has_set"),
    )
    .select_from(notices.outerjoin(people, people.c.person_id == notices.c.person_id))
    .where(
        notices.c.guild_id == bindparam("guild"),
        notices.c.fate == Fate.PENDING,
        notices.c.due_at <= bindparam("now"),
    )
)
_ALONE = (
    _due.where(
        notices.c.kind == bindparam("of_kind"),
        notices.c.subject_id == bindparam("subject"),
        notices.c.manner != Manner.GATHERED,
    )
    .order_by(notices.c.id)
    .limit(bindparam("most"))
)
_GATHERED = _due.where(notices.c.manner == Manner.GATHERED).order_by(
    notices.c.event_at, notices.c.kind, notices.c.subject_id, notices.c.id
)
_OF_A_DELIVERY = (
    select(
        notices.c.kind,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.event_at,
        notices.c.weight,
        notices.c.zone,
        notices.c.manner,
        people.c.person_id.label("has_set"),
    )
    .select_from(notices.outerjoin(people, people.c.person_id == notices.c.person_id))
    .where(notices.c.delivery_id == bindparam("delivery"), notices.c.fate == Fate.CLAIMED)
)
_ADD = insert(deliveries).returning(deliveries)
_CLAIM = (
    update(notices)
    .where(notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(fate=Fate.CLAIMED, delivery_id=bindparam("delivery"))
)
_REPLAN = (
    update(notices)
    .where(notices.c.id == bindparam("notice"))
    .values(due_at=bindparam("at"), manner=bindparam("how"), reason=None)
)
_WAIT = (
    update(notices)
    .where(notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("at"), reason=bindparam("why"))
)
_GIVE_UP = (
    update(notices)
    .where(notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(fate=Fate.FAILED, reason=bindparam("why"), settled_at=bindparam("now"))
)


class _Asked:
    """The rule, asked for everyone in one claim; most people have set nothing, and the same holds for all of them."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._aloud = Saying(now, Manner.ALOUD)
        self._free: dict[tuple[str, str], bool] = {}

    def of(self, row: Row, set_by: Mapping[int, Preferences]) -> Saying:
        """When and how a notice that is due is to be said to its person."""
        if row.has_set is None and self._usually_free(row.weight, row.zone):
            return self._aloud
        boundaries = set_by.get(row.person_id, NOTHING_SET).boundaries(row.zone)
        return saying(boundaries, Weight(row.weight), self._now, row.event_at, self._now)

    def nobody_minds(self, rows: Iterable[Row]) -> bool:
        """Whether all of these notices are said aloud now, to people who have set nothing."""
        return all(
            has_set is None and self._usually_free(weight, zone)
            for weight, zone, has_set in {(row.weight, row.zone, row.has_set) for row in rows}
        )

    def _usually_free(self, weight: str, zone: str) -> bool:
        known = self._free.get((weight, zone))
        if known is None:
            known = free(NOTHING_SET.boundaries(zone), Weight(weight), self._now)
            self._free[weight, zone] = known
        return known


@dataclass(slots=True)
class Freezer:
    """Freezes what is due in one transaction.

    `direct_from` is when direct messages may be opened (again); until then everyone is told in the thread, but for those
    who hide their name: they wait.
    """

    tx: Tx
    place: Place
    direct_from: datetime = NEVER
    given_up: list[About] = field(default_factory=list[About])
    """What was given up here because nobody looks for a place for it any more."""
    unreached: list[About] = field(default_factory=list[About])
    """What could not be said to somebody: there is no place for it yet, or no way to them."""
    _asked: _Asked = field(init=False)
    _put_back_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._asked = _Asked(self.tx.now)
        self._put_back_at = restored_at(self.tx)

    def messages(self, guild_id: int, kind: str, subject_id: int, room: int) -> list[Delivery]:
        """At most `room` messages of what is due about a subject, or of a server's digests (DIGEST); the rest stays due."""
        if kind == DIGEST:
            return self._gathered(guild_id, room)
        return self._subject(guild_id, kind, subject_id, room)

    def _subject(self, guild_id: int, kind: str, subject_id: int, room: int) -> list[Delivery]:
        """But for those that wait for a digest."""
        tx = self.tx.of(guild_id)
        due = tx.connection.execute(
            _ALONE,
            {
                "guild": guild_id,
                "of_kind": kind,
                "subject": subject_id,
                "now": tx.now,
                "most": room * PEOPLE_A_MESSAGE,
            },
        ).all()
        channel_id = self.place(tx, kind, subject_id)
        if isinstance(channel_id, Nowhere):
            self._wait(guild_id, channel_id, due)
            return []
        lanes: dict[tuple[Address, bool], Sequence[Row]]
        if self._asked.nobody_minds(due):  # as it is with most, by day
            lanes = {(InChannel(channel_id), False): due}
        else:
            apart: dict[tuple[Address, bool], list[Row]] = {}
            for row, said, address in self._sayable(guild_id, due, lambda _row: channel_id):
                apart.setdefault((address, said.manner is Manner.SILENT), []).append(row)
            lanes = {**apart}
        messages = (
            self._message(
                tx, address, lane[first : first + PEOPLE_A_MESSAGE], kind, subject_id, silent=silent
            )
            for (address, silent), lane in lanes.items()
            for first in range(0, len(lane), PEOPLE_A_MESSAGE)
        )
        return list(islice(messages, room))

    def _gathered(self, guild_id: int, room: int) -> list[Delivery]:
        """All that has waited in one server and is due: together what goes to the same place."""
        tx = self.tx.of(guild_id)
        due = tx.connection.execute(_GATHERED, {"guild": guild_id, "now": tx.now}).all()
        about: dict[tuple[str, int], list[Row]] = {}
        for row in due:
            about.setdefault((row.kind, row.subject_id), []).append(row)
        channels: dict[tuple[str, int], int] = {}
        for topic, rows in about.items():
            place = self.place(tx, *topic)
            if isinstance(place, Nowhere):
                self._wait(guild_id, place, rows)
            else:
                channels[topic] = place
        placed = [row for row in due if (row.kind, row.subject_id) in channels]
        lanes: dict[Address, list[Row]] = {}
        for row, _, address in self._sayable(
            guild_id, placed, lambda row: channels[row.kind, row.subject_id]
        ):
            lanes.setdefault(address, []).append(row)
        messages = (
            self._message(tx, address, rows, *_about(address, rows), silent=False)
            for address, lane in lanes.items()
            for rows in _messages(lane)
        )
        return list(islice(messages, room))

    def _sayable(
        self, guild_id: int, due: Sequence[Row], channel_of: Callable[[Row], int]
    ) -> Iterable[tuple[Row, Saying, Address]]:
        """What may be said now, how and where; what may not is planned anew."""
        who = [row.person_id for row in due if row.has_set is not None]
        set_by = preferences(self.tx, who) if who else {}
        moved: list[dict[str, object]] = []
        nameless: list[Row] = []
        for row in due:
            said = self._asked.of(row, set_by)
            if said.at > self.tx.now:
                moved.append({"notice": row.id, "at": said.at, "how": said.manner})
                self.tx.falls_due(said.at)
                continue
            own = set_by.get(row.person_id)
            direct = own is not None and own.takes_direct(self.tx.now)
            if direct and self.tx.now >= self.direct_from:
                yield row, said, ToPerson(row.person_id)
            elif own is None or not own.hidden:
                yield row, said, InChannel(channel_of(row))
            elif direct:
                moved.append({"notice": row.id, "at": self.direct_from, "how": said.manner})
                self.tx.falls_due(self.direct_from)
            else:
                nameless.append(row)
        if moved:
            self.tx.connection.execute(_REPLAN, moved)
        if nameless:
            ids = [row.id for row in nameless]
            self.tx.connection.execute(_GIVE_UP, {"ids": ids, "why": HIDDEN, "now": self.tx.now})
            about = dict.fromkeys((row.kind, row.subject_id) for row in nameless)
            self.unreached += [(guild_id, kind, subject_id) for kind, subject_id in about]

    def _wait(self, guild_id: int, why: Nowhere, rows: Sequence[Row]) -> None:
        """Looks for a place again later, as long as somebody might still be glad to hear of it."""
        too_late = self.tx.now - PLACELESS
        given_up = [row for row in rows if row.event_at < too_late]
        if given_up:
            ids = [row.id for row in given_up]
            self.tx.connection.execute(_GIVE_UP, {"ids": ids, "why": why, "now": self.tx.now})
            if why is not Nowhere.UNKNOWN:
                self.given_up.append((guild_id, given_up[0].kind, given_up[0].subject_id))
        waiting = [row for row in rows if row.event_at >= too_late]
        if waiting:
            if any(row.reason != why for row in waiting):
                self.unreached.append((guild_id, waiting[0].kind, waiting[0].subject_id))
            at = self.tx.now + (UNKNOWN_FOR if why is Nowhere.UNKNOWN else NO_PLACE_YET)
            self.tx.connection.execute(_WAIT, {"ids": [row.id for row in waiting], "why": why, "at": at})
            self.tx.falls_due(at)

    def _message(
        self, tx: Tx, address: Address, rows: Sequence[Row], kind: str, subject_id: int, *, silent: bool
    ) -> Delivery:
        channel_id = address.channel_id if isinstance(address, InChannel) else None
        person_id = address.person_id if isinstance(address, ToPerson) else None
        key = mark_of(kind, subject_id) + secrets.token_hex(SEAL // 2)
        row = tx.connection.execute(
            _ADD,
            {
                "guild_id": tx.guild_id,
                "kind": kind,
                "subject_id": subject_id,
                "channel_id": channel_id,
                "person_id": person_id,
                "silent": int(silent),
                "key": key,
                "claimed_at": tx.now,
                "attempts": 1,
                "retry_at": tx.now + LEASE,
                "in_flight": 1,
                "uncertain": 1,  # true from the moment we let go of it; only settling says otherwise
            },
        ).one()
        tx.connection.execute(_CLAIM, {"ids": [each.id for each in rows], "delivery": row.id})
        return replace(delivery(row, rows, self._put_back_at), uncertain=False)


def _about(address: Address, rows: Sequence[Row]) -> tuple[str, int]:
    """What a message is about as a whole: its one topic, or the place it goes to."""
    about = {(row.kind, row.subject_id) for row in rows}
    if len(about) == 1:
        return about.pop()
    return DIGEST, address.channel_id if isinstance(address, InChannel) else address.person_id


def _messages(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Cuts what goes to one place into messages of at most PEOPLE_A_MESSAGE people and TOPICS topics."""
    message: list[Row] = []
    named: set[int] = set()
    about: set[tuple[str, int]] = set()
    for row in rows:
        topic = (row.kind, row.subject_id)
        too_many_people = len(named) == PEOPLE_A_MESSAGE and row.person_id not in named
        if too_many_people or (len(about) == TOPICS and topic not in about):
            yield message
            message, named, about = [], set(), set()
        message.append(row)
        named.add(row.person_id)
        about.add(topic)
    if message:
        yield message


def no_longer(tx: Tx, delivery: Delivery) -> frozenset[tuple[str, int, int]]:
    """Whom this delivery may not tell any more, as it is: kind, subject and person of each.

    They are asleep by now or want it another way; a delivery that was frozen hours ago must not wake them.
    """
    rows = tx.connection.execute(_OF_A_DELIVERY, {"delivery": delivery.id}).all()
    set_by = preferences(tx, [row.person_id for row in rows if row.has_set is not None])
    asked = _Asked(tx.now)
    return frozenset(
        (row.kind, row.subject_id, row.person_id)
        for row in rows
        if not _fits(delivery, row, asked.of(row, set_by), set_by.get(row.person_id, NOTHING_SET), tx.now)
    )


def _fits(delivery: Delivery, row: Row, said: Saying, own: Preferences, now: datetime) -> bool:
    if said.at > now:
        return False
    if own.hidden if delivery.person_id is None else not own.takes_direct(now):
        return False
    return row.manner == Manner.GATHERED or (said.manner is Manner.SILENT) == delivery.silent
