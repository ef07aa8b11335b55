"""How often a group meets and who comes: what meetups know of it, for the groups and whoever else asks."""

from __future__ import annotations

import itertools
from datetime import timedelta
from statistics import median

from sqlalchemy import func, select

from bot.db.tx import Tx
from bot.signals import Deed, Deeds, Held, Regulars, Rhythm
from cogs.meetups.answer_models import answers
from cogs.meetups.models import meetups

LOOKED_BACK = timedelta(days=365)
"""What is older says nothing about how a group meets now."""

COUNTED = 12
"""Meetups that are looked at, the latest ones."""


def held(tx: Tx, question: Rhythm) -> Held | None:
    """The meetups a group has held: not cancelled, and over; who only waited for a seat did not come."""
    found = (
        select(meetups.c.id, meetups.c.ends_at)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.group_id == question.group_id,
            meetups.c.cancelled_at.is_(None),
            meetups.c.ends_at <= tx.now,
            meetups.c.ends_at > tx.now - LOOKED_BACK,
        )
        .order_by(meetups.c.ends_at.desc())
        .limit(COUNTED)
    )
    rows = tx.connection.execute(found).all()
    if not rows:
        return None
    ends = [row.ends_at for row in rows]
    pauses = [later - earlier for later, earlier in itertools.pairwise(ends)]
    going = (
        select(func.count())
        .select_from(answers)
        .where(
            answers.c.guild_id == tx.guild_id,
            answers.c.meetup_id.in_([row.id for row in rows]),
            answers.c.seated_in.is_not(None),
        )
    )
    came = (tx.connection.scalar(going) or 0) / len(rows)
    return Held(ends[0], median(pauses) if pauses else None, came or None)


def regulars(tx: Tx, question: Regulars) -> tuple[int, ...] | None:
    """Who had a seat most often at a group's meetups, the latest year's."""
    times = func.count()
    found = (
        select(answers.c.person_id)
        .join(meetups, meetups.c.id == answers.c.meetup_id)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.group_id == question.group_id,
            meetups.c.cancelled_at.is_(None),
            meetups.c.ends_at <= tx.now,
            meetups.c.ends_at > tx.now - LOOKED_BACK,
            answers.c.seated_in.is_not(None),
        )
        .group_by(answers.c.person_id)
        .order_by(times.desc(), answers.c.person_id)
    )
    return tuple(tx.connection.scalars(found)) or None


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed]:
    """Answers whether a meetup that somebody planned took place."""
    found = select(meetups.c.id).where(
        meetups.c.guild_id == tx.guild_id,
        meetups.c.created_by == question.person_id,
        meetups.c.cancelled_at.is_(None),
        meetups.c.skipped == 0,
        meetups.c.ends_at <= tx.now,
    )
    return frozenset({Deed.HELD} if tx.connection.scalar(found.limit(1)) else ())
