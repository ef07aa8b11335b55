"""What a slice says to the outbox inside its own transaction.

Of notices: say, say_each, unsay, replan, follow_zone, try_again, count, new_generation.
Of mirrors: show, try_to_show, seen, pending, wanted, at_rest, trouble.
Of chores: later, never_mind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    bindparam,
    case,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.db.tx import Tx
from bot.outbox import reasons
from bot.outbox.models import DEATHS, Fate, chores, deliveries, mirrors, notices
from bot.people.boundaries import Boundaries, Manner, Weight, saying
from bot.people.models import Preferences, preferences

# Built once, for they are part of every click: building a statement costs more than running it.
_planned = insert(notices)
_SAY = _planned.on_conflict_do_update(
    index_elements=[
        notices.c.kind,
        notices.c.guild_id,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.generation,
    ],
    set_={
        "due_at": _planned.excluded.due_at,
        "event_at": _planned.excluded.event_at,
        "wanted_at": _planned.excluded.wanted_at,
        "weight": _planned.excluded.weight,
        "zone": _planned.excluded.zone,
        "group_id": _planned.excluded.group_id,
        "manner": _planned.excluded.manner,
        "fate": Fate.PENDING,
        "reason": None,
        "settled_at": None,
    },
    # Not in_(…), which would be written anew for each execution.
    where=or_(notices.c.fate == Fate.PENDING, notices.c.fate == Fate.CANCELLED),
)
_UNSAY = (
    update(notices)
    .where(
        notices.c.kind.in_(bindparam("kinds", expanding=True)),
        notices.c.subject_id == bindparam("subject"),
        notices.c.guild_id == bindparam("guild"),
        notices.c.fate == Fate.PENDING,
    )
    .values(fate=Fate.CANCELLED, settled_at=bindparam("now"))
)
_UNSAY_TO_ONE = _UNSAY.where(notices.c.person_id == bindparam("person"))
_WAITS = select(
    notices.c.id,
    notices.c.person_id,
    notices.c.wanted_at,
    notices.c.weight,
    notices.c.zone,
    notices.c.event_at,
    notices.c.manner,
).where(notices.c.fate == Fate.PENDING)
_WAITS_FOR = _WAITS.where(notices.c.person_id == bindparam("person"))
_of_group = (
    notices.c.guild_id == bindparam("guild"),
    notices.c.group_id == bindparam("group"),
    notices.c.settled_at.is_(None),
)
_WAITS_BY_GROUP = _WAITS.where(*_of_group)
# What is on its way too: before it is tried again it is asked whether it may be said now.
_MOVE_EVENING = (
    update(notices)
    .where(*_of_group, notices.c.fate.in_((Fate.PENDING, Fate.CLAIMED)))
    .values(zone=bindparam("to"))
)
_REPLAN = (
    update(notices)
    .where(notices.c.id == bindparam("notice"))
    .values(due_at=bindparam("at"), manner=bindparam("how"), reason=None)
)
_wanted = insert(mirrors)
_SHOW = _wanted.on_conflict_do_update(
    index_elements=[mirrors.c.kind, mirrors.c.guild_id, mirrors.c.subject_id],
    # A mirror that waits after a failure keeps waiting: new changes must not turn it into a busy loop. One that was
    # put aside stays there.
    set_={
        "wanted": mirrors.c.wanted + 1,
        "due_at": case(
            (mirrors.c.deaths >= DEATHS, null()),
            else_=func.coalesce(mirrors.c.due_at, _wanted.excluded.due_at),
        ),
    },
).returning(mirrors.c.wanted)
_SEEN = (
    update(mirrors)
    .where(
        mirrors.c.kind == bindparam("of_kind"),
        mirrors.c.guild_id == bindparam("guild"),
        mirrors.c.subject_id == bindparam("subject"),
        mirrors.c.wanted == bindparam("version"),
        mirrors.c.begun_at.is_(None),
    )
    .values(shown=bindparam("version"), due_at=None)
)


NOTHING_SET = Preferences()


def say(
    tx: Tx,
    kind: str,
    subject_id: int,
    people: Collection[int],
    *,
    weight: Weight,
    zone: str,
    group_id: int | None,
    event_at: datetime,
    due_at: datetime | None = None,
    generation: int = 0,
) -> None:
    """Plans to tell each of `people` once, at `due_at` (now when None), about a subject that begins at `event_at`.

    Each person's boundaries may move that; `zone` is where it is evening for who has named no zone of their own, and
    `group_id` the group whose zone that is (None: no group's): see `follow_zone`. What was already said or skipped in this generation is not said again; what was taken back is planned anew.
    """
    moments = [(kind, due_at or tx.now)]
    say_each(
        tx,
        moments,
        subject_id,
        people,
        weight=weight,
        zone=zone,
        group_id=group_id,
        event_at=event_at,
        generation=generation,
    )


def say_each(
    tx: Tx,
    moments: Sequence[tuple[str, datetime]],
    subject_id: int,
    people: Collection[int],
    *,
    weight: Weight,
    zone: str,
    group_id: int | None,
    event_at: datetime,
    generation: int = 0,
) -> None:
    """As `say`, several things about one subject: kinds, and when each is due."""
    if not people or not moments:
        return
    set_by = preferences(tx, people)
    rows: list[dict[str, object]] = []
    for person_id in people:
        boundaries = set_by.get(person_id, NOTHING_SET).boundaries(zone)
        for kind, wanted_at in moments:
            said = saying(boundaries, weight, wanted_at, event_at, tx.now)
            rows.append(
                {
                    "guild_id": tx.guild_id,
                    "kind": kind,
                    "subject_id": subject_id,
                    "person_id": person_id,
                    "generation": generation,
                    "due_at": said.at,
                    "event_at": event_at,
                    "wanted_at": wanted_at,
                    "weight": weight,
                    "zone": zone,
                    "group_id": group_id,
                    "manner": said.manner,
                    "fate": Fate.PENDING,
                }
            )
            tx.falls_due(said.at)
    tx.connection.execute(_SAY, rows)


def unsay(tx: Tx, subject_id: int, kinds: Collection[str], person_id: int | None = None) -> None:
    """Takes back what is planned but not yet on its way, for one person or (None) for everyone."""
    planned = {"kinds": kinds, "subject": subject_id, "guild": tx.guild_id, "now": tx.now}
    if person_id is None:
        tx.connection.execute(_UNSAY, planned)
    else:
        tx.connection.execute(_UNSAY_TO_ONE, {**planned, "person": person_id})


def replan(tx: Tx, person_id: int) -> None:
    """Plans all that waits for a person anew, in every server: they have changed when they may be spoken to."""
    own = preferences(tx, [person_id]).get(person_id, NOTHING_SET)
    waiting = tx.connection.execute(_WAITS_FOR, {"person": person_id})
    _plan_anew(tx, ((notice, own.boundaries(notice.zone)) for notice in waiting))


def follow_zone(tx: Tx, group_id: int, zone: str) -> None:
    """A group has another zone: all that waits and goes by its evening goes by the one in `zone`, and is planned anew."""
    gone_by = {"guild": tx.guild_id, "group": group_id}
    waiting = tx.connection.execute(_WAITS_BY_GROUP, gone_by).all()
    tx.connection.execute(_MOVE_EVENING, {**gone_by, "to": zone})
    set_by = preferences(tx, {notice.person_id for notice in waiting})
    _plan_anew(
        tx,
        ((notice, set_by.get(notice.person_id, NOTHING_SET).boundaries(zone)) for notice in waiting),
    )


def _plan_anew(tx: Tx, waiting: Iterable[tuple[Any, Boundaries]]) -> None:
    """Plans notices, as `_WAITS` selects them, by the boundaries of the one they are for."""
    planned: list[dict[str, object]] = []
    for notice, boundaries in waiting:
        said = saying(boundaries, Weight(notice.weight), notice.wanted_at, notice.event_at, tx.now)
        # What has waited for a digest and need wait no longer still comes together.
        waited = notice.manner == Manner.GATHERED and said.at <= tx.now
        manner = Manner.GATHERED if waited else said.manner
        planned.append({"notice": notice.id, "at": said.at, "how": manner})
        tx.falls_due(said.at)
    if planned:
        tx.connection.execute(_REPLAN, planned)


def try_again(tx: Tx, subject_ids: Collection[int], kinds: Collection[str]) -> None:
    """Tries at once what stands in the way of being said about these subjects, instead of when it would be next."""
    stuck = select(notices.c.delivery_id).where(
        notices.c.guild_id == tx.guild_id, notices.c.subject_id.in_(subject_ids), notices.c.kind.in_(kinds)
    )
    tried = (
        update(deliveries)
        .where(
            deliveries.c.guild_id == tx.guild_id,
            deliveries.c.retry_at.is_not(None),
            deliveries.c.trouble.is_not(None),
            deliveries.c.id.in_(stuck),
        )
        .values(retry_at=tx.now)
    )
    if tx.connection.execute(tried).rowcount:
        tx.falls_due(tx.now)


def try_to_show(tx: Tx, subject_id: int, kinds: Collection[str]) -> bool:
    """Draws at once what Discord's AutoMod has blocked, for its words have changed; whether there was any."""
    blocked = (
        update(mirrors)
        .where(
            mirrors.c.guild_id == tx.guild_id,
            mirrors.c.subject_id == subject_id,
            mirrors.c.kind.in_(kinds),
            mirrors.c.trouble.in_((reasons.AUTOMOD, reasons.AUTOMOD_TITLE)),
            mirrors.c.due_at.is_not(None),
        )
        .values(due_at=tx.now)
    )
    if found := bool(tx.connection.execute(blocked).rowcount):
        tx.falls_due(tx.now)
    return found


def count(tx: Tx, subject_id: int, kinds: Collection[str], fate: Fate) -> int:
    """How many notices of these kinds about a subject met this fate."""
    found = (
        select(func.count())
        .select_from(notices)
        .where(
            notices.c.guild_id == tx.guild_id,
            notices.c.subject_id == subject_id,
            notices.c.kind.in_(kinds),
            notices.c.fate == fate,
        )
    )
    return tx.connection.scalar(found) or 0


def new_generation(tx: Tx, subject_id: int, kind: str) -> int:
    """A generation in which nobody has been told this about a subject yet."""
    found = select(func.max(notices.c.generation)).where(
        notices.c.guild_id == tx.guild_id, notices.c.subject_id == subject_id, notices.c.kind == kind
    )
    latest = tx.connection.scalar(found)
    return 0 if latest is None else latest + 1


def show(tx: Tx, kind: str, subject_id: int, *, within: timedelta = timedelta(0)) -> int:
    """Wants something redrawn soon, many changes as one edit; the version that is now wanted.

    `within` leaves that long to somebody who means to show it another way and then says `seen`.
    """
    wanted = tx.connection.scalar(
        _SHOW,
        {
            "guild_id": tx.guild_id,
            "kind": kind,
            "subject_id": subject_id,
            "wanted": 1,
            "shown": 0,
            "due_at": tx.now + within,
            "attempts": 0,
        },
    )
    tx.falls_due(tx.now + within)
    assert wanted is not None
    return wanted


def seen(tx: Tx, kind: str, subject_id: int, version: int) -> None:
    """This version has been shown by other means; nothing is left to do if it is the newest."""
    tx.connection.execute(
        _SEEN, {"of_kind": kind, "guild": tx.guild_id, "subject": subject_id, "version": version}
    )


def pending(tx: Tx, kind: str, subject_id: int) -> bool:
    """Whether something is still to be redrawn: it is not right yet, and has not been given up."""
    found = select(mirrors.c.id).where(
        mirrors.c.kind == kind,
        mirrors.c.guild_id == tx.guild_id,
        mirrors.c.subject_id == subject_id,
        mirrors.c.due_at.is_not(None),
    )
    return tx.connection.scalar(found) is not None


def wanted(tx: Tx, kind: str, subject_id: int) -> bool:
    """Whether something was ever to be shown."""
    found = select(mirrors.c.id).where(
        mirrors.c.kind == kind, mirrors.c.guild_id == tx.guild_id, mirrors.c.subject_id == subject_id
    )
    return tx.connection.scalar(found) is not None


def at_rest(kind: str, subjects: Table) -> ColumnElement[bool]:
    """Of which rows of a table nothing is pending, by `guild_id` and `id`: across servers."""
    waits = exists().where(
        mirrors.c.kind == kind,
        mirrors.c.guild_id == subjects.c.guild_id,
        mirrors.c.subject_id == subjects.c.id,
        mirrors.c.due_at.is_not(None),
    )
    return ~waits


def trouble(tx: Tx, kind: str, subject_id: int) -> str | None:
    """What stands in the way of something that is to be shown, in a few words; None when nothing does, as far as is known."""
    found = select(mirrors.c.trouble).where(
        mirrors.c.kind == kind, mirrors.c.guild_id == tx.guild_id, mirrors.c.subject_id == subject_id
    )
    return tx.connection.scalar(found)


def later(tx: Tx, kind: str, subject_id: int, due_at: datetime) -> None:
    """Lets a chore fall due at `due_at`; planning it again moves it."""
    tx.connection.execute(
        insert(chores)
        .values(guild_id=tx.guild_id, kind=kind, subject_id=subject_id, due_at=due_at, attempts=0)
        .on_conflict_do_update(
            index_elements=[chores.c.kind, chores.c.guild_id, chores.c.subject_id],
            set_={"due_at": due_at, "attempts": 0},
        )
    )
    tx.falls_due(due_at)


def never_mind(tx: Tx, kind: str, subject_id: int) -> None:
    """Calls off a chore."""
    tx.connection.execute(
        delete(chores).where(
            chores.c.kind == kind, chores.c.guild_id == tx.guild_id, chores.c.subject_id == subject_id
        )
    )
