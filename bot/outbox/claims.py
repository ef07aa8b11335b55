"""The transactions of notices: claim, settle, postpone. Short, across servers, committed before any network call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from bot.db.tx import Tx
from bot.outbox import quarantine
from bot.outbox.freezing import Freezer
from bot.outbox.frozen import Row, read_back
from bot.outbox.models import (
    DEATHS,
    DIGEST,
    Delivery,
    Fate,
    Topic,
    chores,
    deliveries,
    mirrors,
    notices,
)
from bot.outbox.quarantine import UnderWay
from bot.outbox.waits import IN_FLIGHT, LEASE
from bot.people.boundaries import Manner
from bot.skew import TOLERATED

SKEW = TOLERATED + timedelta(seconds=60)
"""How far Discord's clock and ours may differ when we look in Discord for what an earlier attempt made."""

WINDOW = 1024
"""How many due notices are weighed against each other in one claim: it bounds the work, not the sending."""

Verdict = tuple[Fate, str | None]
"""What becomes of a notice, with a reason where it was not sent. PENDING: it is weighed and claimed anew."""

ALONE = "not together with others"
"""Why a notice is pending again that shall not wait for a digest any more."""

# The statements of every round and of every delivery are built once: building one costs more than running it.
_NEXT_DUE = (
    select(func.min(notices.c.due_at)).where(notices.c.fate == Fate.PENDING),
    select(func.min(deliveries.c.retry_at)).where(deliveries.c.retry_at.is_not(None)),
    select(func.min(mirrors.c.due_at)).where(mirrors.c.due_at.is_not(None)),
    select(func.min(chores.c.due_at)).where(chores.c.deaths < DEATHS),
)
_OLDEST = (
    select(func.min(notices.c.due_at)).where(
        notices.c.fate == Fate.PENDING, notices.c.due_at <= bindparam("now")
    ),
    select(func.min(deliveries.c.claimed_at)).where(
        deliveries.c.retry_at <= bindparam("now"), deliveries.c.trouble.is_(None)
    ),
)
_AGAIN = (
    select(deliveries)
    .where(
        deliveries.c.retry_at <= bindparam("now"), deliveries.c.id.not_in(bindparam("busy", expanding=True))
    )
    .order_by(deliveries.c.retry_at)
    .limit(bindparam("room"))
)
_gathered = notices.c.manner == Manner.GATHERED
_waiting = (
    select(
        notices.c.guild_id,
        # What waits for a digest is chosen together, whatever it is about.
        case((_gathered, DIGEST), else_=notices.c.kind).label("kind"),
        case((_gathered, 0), else_=notices.c.subject_id).label("subject_id"),
        notices.c.event_at,
    )
    .where(notices.c.fate == Fate.PENDING, notices.c.due_at <= bindparam("now"))
    .order_by(notices.c.due_at)
    .limit(WINDOW)
    .subquery()
)
_subjects = (
    select(
        _waiting.c.guild_id,
        _waiting.c.kind,
        _waiting.c.subject_id,
        func.min(_waiting.c.event_at).label("event_at"),
        func.row_number()
        .over(partition_by=_waiting.c.guild_id, order_by=func.min(_waiting.c.event_at))
        .label("turn"),
    )
    .group_by(_waiting.c.guild_id, _waiting.c.kind, _waiting.c.subject_id)
    .subquery()
)
_under_way = (
    select(deliveries.c.guild_id, func.count().label("messages"))
    .where(deliveries.c.retry_at.is_not(None), deliveries.c.in_flight == 1)
    .group_by(deliveries.c.guild_id)
    .subquery()
)
_NEW = (
    select(_subjects.c.guild_id, _subjects.c.kind, _subjects.c.subject_id)
    .outerjoin(_under_way, _under_way.c.guild_id == _subjects.c.guild_id)
    # Who has much under way already lets the others go first.
    .order_by(_subjects.c.turn + func.coalesce(_under_way.c.messages, 0), _subjects.c.event_at)
    .limit(bindparam("room"))
)
_theirs = (
    select(notices.c.person_id, func.max(notices.c.generation).label("generation"))
    .where(
        notices.c.delivery_id == bindparam("delivery"),
        notices.c.kind == bindparam("of_kind"),
        notices.c.subject_id == bindparam("subject"),
        notices.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .group_by(notices.c.person_id)
    .subquery()
)
_TOLD_LATER = (
    select(notices.c.person_id)
    .join(_theirs, notices.c.person_id == _theirs.c.person_id)
    .where(
        notices.c.guild_id == bindparam("guild"),
        notices.c.subject_id == bindparam("subject"),
        notices.c.kind.in_(bindparam("kinds", expanding=True)),
        or_(
            notices.c.generation > _theirs.c.generation,
            and_(
                notices.c.generation == _theirs.c.generation,
                notices.c.kind != bindparam("of_kind"),
                notices.c.due_at <= bindparam("now"),
            ),
        ),
        notices.c.fate.in_([Fate.PENDING, Fate.CLAIMED, Fate.SENT]),
    )
)
_claimed = update(notices).where(
    notices.c.delivery_id == bindparam("delivery"),
    notices.c.kind == bindparam("of_kind"),
    notices.c.subject_id == bindparam("subject"),
    notices.c.person_id.in_(bindparam("people", expanding=True)),
    notices.c.fate == Fate.CLAIMED,
)
_SETTLE_PEOPLE = _claimed.values(
    fate=bindparam("became"), reason=bindparam("why"), settled_at=bindparam("settled")
)
_PUT_BACK = _claimed.values(fate=Fate.PENDING, delivery_id=None, reason=None)
_PUT_BACK_ALONE = _PUT_BACK.values(manner=Manner.ALOUD)
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(retry_at=None, uncertain=0, trouble=None, message_id=bindparam("message"), in_flight=0, deaths=0)
)
_ONE_AGAIN = _AGAIN.where(deliveries.c.id == bindparam("only"))


def inherit(tx: Tx) -> None:
    """At start: whatever a process before us had claimed is looked at once its requests must have ended."""
    quarantine.count_deaths(tx)
    tx.connection.execute(
        update(deliveries)
        .where(
            deliveries.c.retry_at > tx.now + IN_FLIGHT,
            deliveries.c.trouble.is_(None),
            deliveries.c.deaths < DEATHS - 1,
        )
        .values(retry_at=tx.now + IN_FLIGHT)
    )
    tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.due_at.is_not(None), mirrors.c.begun_at.is_not(None), mirrors.c.deaths < DEATHS - 1)
        .values(due_at=tx.now + IN_FLIGHT)
    )


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which any row wants to be looked at."""
    earliest = [tx.connection.scalar(statement) for statement in _NEXT_DUE]
    return min((instant for instant in earliest if instant is not None), default=None)


def claim(tx: Tx, freezer: Freezer, room: int, under_way: UnderWay) -> list[Delivery]:
    """Up to `room` deliveries to attempt now: first those to be tried again (but for those under way), then new ones.

    New ones are frozen here: soonest event first, each server in its turn; what finds no room stays due. One of which a
    process may have died is attempted alone.
    """
    if suspect := quarantine.suspect(tx, under_way):
        if under_way or suspect.table != deliveries.name:
            return []
        return _claim_again(tx, 1, (), only=suspect.id)
    again = _claim_again(tx, room, under_way.deliveries)
    return again + _claim_new(tx, freezer, room - len(again))


def _claim_again(tx: Tx, room: int, busy: Collection[int], only: int | None = None) -> list[Delivery]:
    rows = tx.connection.execute(
        _AGAIN if only is None else _ONE_AGAIN, {"now": tx.now, "busy": busy, "room": room, "only": only}
    ).all()
    if rows:
        tx.connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_([row.id for row in rows]))
            .values(retry_at=tx.now + LEASE, uncertain=1, attempts=deliveries.c.attempts + 1, in_flight=1)
        )
    return [replace(each, attempts=each.attempts + 1) for each in read_back(tx, rows)]


def _claim_new(tx: Tx, freezer: Freezer, room: int) -> list[Delivery]:
    frozen: list[Delivery] = []
    if room <= 0:
        return frozen
    subjects = tx.connection.execute(_NEW, {"now": tx.now, "room": room}).all()
    while subjects and len(frozen) < room:
        share = max(1, (room - len(frozen)) // len(subjects))
        more: list[Row] = []
        for subject in subjects[: room - len(frozen)]:
            messages = freezer.messages(subject.guild_id, subject.kind, subject.subject_id, share)
            frozen += messages
            if len(messages) == share:
                more.append(subject)
        subjects = more
    return frozen


def oldest_waiting(tx: Tx) -> datetime | None:
    """Since when the oldest is due of what nobody has taken up yet, or has to try again; None when nothing is.

    What waits for a permission is not counted, nor what waits for a place.
    """
    oldest = [tx.connection.scalar(statement, {"now": tx.now}) for statement in _OLDEST]
    return min((instant for instant in oldest if instant is not None), default=None)


def told_later(tx: Tx, delivery: Delivery, topic: Topic, kinds: Collection[str]) -> set[int]:
    """Who of a topic is due to hear (or has heard) one of `kinds` about the same subject: a later word.

    It is of the same generation. Who is to hear the same, or one of `kinds`, in a later one has no use for this one, however
    long it is until then: the subject is another one now.
    """
    return set(
        tx.connection.scalars(
            _TOLD_LATER,
            {
                "delivery": delivery.id,
                "of_kind": topic.kind,
                "guild": tx.guild_id,
                "subject": topic.subject_id,
                "kinds": [topic.kind, *kinds],
                "people": topic.people,
                "now": tx.now,
            },
        )
    )


def settle(
    tx: Tx,
    delivery: Delivery,
    verdicts: Iterable[tuple[Topic, Mapping[int, Verdict]]],
    message_id: int | None = None,
    sent_at: datetime | None = None,
) -> None:
    """Writes what became of a delivery for each of its people, topic by topic.

    `sent_at` is when it was sent, where that was found out later; now when None.
    """
    for topic, of_people in verdicts:
        groups: dict[Verdict, list[int]] = {}
        for person_id, verdict in of_people.items():
            groups.setdefault(verdict, []).append(person_id)
        for (fate, reason), people in groups.items():
            whose = {
                "delivery": delivery.id,
                "of_kind": topic.kind,
                "subject": topic.subject_id,
                "people": people,
            }
            if fate is Fate.PENDING:
                tx.connection.execute(_PUT_BACK_ALONE if reason == ALONE else _PUT_BACK, whose)
                tx.falls_due(tx.now)
            else:
                tx.connection.execute(
                    _SETTLE_PEOPLE,
                    {**whose, "became": fate, "why": reason, "settled": sent_at or tx.now},
                )
    tx.connection.execute(_SETTLE, {"delivery": delivery.id, "message": message_id})


def release(tx: Tx, delivery: Delivery) -> None:
    """Undoes a delivery that never left: its notices are due again, in another place."""
    tx.connection.execute(
        update(notices)
        .where(notices.c.delivery_id == delivery.id, notices.c.fate == Fate.CLAIMED)
        .values(fate=Fate.PENDING, delivery_id=None, reason=None)
    )
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(retry_at=None, uncertain=0, in_flight=0, deaths=0)
    )
    tx.falls_due(tx.now)


def put_back(tx: Tx, delivery: Delivery, whom: Collection[tuple[str, int, int]]) -> None:
    """Takes some people (kind, subject and person of each) out of a delivery that never left: they are due again, by themselves."""
    for topic in delivery.topics:
        people = [person for person in topic.people if (topic.kind, topic.subject_id, person) in whom]
        if people:
            about = {"of_kind": topic.kind, "subject": topic.subject_id, "people": people}
            tx.connection.execute(_PUT_BACK, {"delivery": delivery.id, **about})
            tx.falls_due(tx.now)


def postpone(
    tx: Tx, delivery: Delivery, wait: timedelta, *, uncertain: bool, trouble: str | None = None
) -> None:
    """Tries a delivery again after `wait`; `trouble` says what prevents it until somebody acts."""
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(
            retry_at=tx.now + wait,
            uncertain=int(uncertain),
            trouble=trouble,
            faults=delivery.faults,
            in_flight=0,
            deaths=0,
        )
    )
    tx.falls_due(tx.now + wait)


def unblock(tx: Tx) -> None:
    """Somebody changed permissions in this server: what was in trouble there is tried again now."""
    tx.connection.execute(
        update(deliveries)
        .where(
            deliveries.c.guild_id == tx.guild_id,
            deliveries.c.retry_at.is_not(None),
            deliveries.c.trouble.is_not(None),
        )
        .values(retry_at=tx.now)
    )
    tx.connection.execute(
        update(mirrors)
        .where(
            mirrors.c.guild_id == tx.guild_id,
            mirrors.c.wanted > mirrors.c.shown,
            mirrors.c.trouble.is_not(None),
            mirrors.c.deaths < DEATHS,
        )
        .values(due_at=tx.now)
    )
    tx.falls_due(tx.now)
