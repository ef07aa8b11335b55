"""Whoever changes when they may be spoken to is told what they still have to be told by that; and where a group's evening is
another one, who has named no zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from bot import outbox
from bot.db.tx import Tx
from bot.outbox.models import Fate, notices
from bot.people import models as people
from bot.people.boundaries import Manner, Weight
from tests.builders import FRIDAY_MORNING, GUILD

ANA, BEN = 1, 2
NOON = FRIDAY_MORNING + timedelta(hours=3)
EVENING = FRIDAY_MORNING + timedelta(hours=9, minutes=30)  # half past seven in Paris
NEXT_WEEK = FRIDAY_MORNING + timedelta(days=7)


def say(
    tx: Tx,
    subject: int,
    weight: Weight,
    due_at: datetime,
    event_at: datetime = NEXT_WEEK,
    group_id: int | None = None,
) -> None:
    outbox.say(
        tx,
        "t.k",
        subject,
        [ANA, BEN],
        weight=weight,
        zone="Europe/Paris",
        group_id=group_id,
        event_at=event_at,
        due_at=due_at,
    )


def planned(tx: Tx, person_id: int) -> list[tuple[datetime, str]]:
    rows = tx.connection.execute(
        select(notices.c.due_at, notices.c.manner)
        .where(notices.c.person_id == person_id)
        .order_by(notices.c.guild_id, notices.c.subject_id)
    )
    return [(row.due_at, row.manner) for row in rows]


def test_a_pause_moves_what_waits_in_every_server_and_its_end_moves_it_back(tx: Tx) -> None:
    say(tx, 1, Weight.ORDINARY, NOON)
    say(tx.of(GUILD + 1), 2, Weight.PROMISED, NOON, event_at=NOON + timedelta(hours=1))
    before = [(NOON, Manner.ALOUD), (NOON, Manner.ALOUD)]
    assert planned(tx, ANA) == before
    back = FRIDAY_MORNING + timedelta(days=3)
    people.save(tx, ANA, paused_until=back)
    outbox.replan(replace(tx, server_id=None), ANA)
    assert planned(tx, ANA) == [(back, Manner.GATHERED), (NOON, Manner.SILENT)]
    assert planned(tx, BEN) == before
    people.save(tx, ANA, paused_until=None)
    outbox.replan(replace(tx, server_id=None), ANA)
    assert planned(tx, ANA) == before


def test_quiet_hours_and_a_zone_move_what_waits(tx: Tx) -> None:
    say(tx, 1, Weight.PROMISED, EVENING)
    people.save(tx, ANA, quiet_from=time(19))
    outbox.replan(tx, ANA)
    assert planned(tx, ANA) == [(FRIDAY_MORNING + timedelta(hours=22), Manner.ALOUD)]
    people.save(tx, ANA, quiet_from=None, zone="America/New_York")
    outbox.replan(tx, ANA)
    assert planned(tx, ANA) == [(EVENING, Manner.ALOUD)]


def test_the_outbox_is_woken_for_what_comes_earlier_now(tx: Tx) -> None:
    people.save(tx, ANA, paused_until=FRIDAY_MORNING + timedelta(days=2))
    say(tx, 1, Weight.ORDINARY, NOON)
    tx.due.clear()
    people.clear(tx, ANA)
    outbox.replan(tx, ANA)
    assert tx.due == [NOON]


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.PENDING])
def test_what_is_on_its_way_or_settled_stays_as_it_is(tx: Tx, fate: Fate) -> None:
    say(tx, 1, Weight.ORDINARY, NOON)
    tx.connection.execute(update(notices).values(fate=fate))
    people.save(tx, ANA, paused_until=NEXT_WEEK)
    outbox.replan(tx, ANA)
    assert planned(tx, ANA) == [(NOON, Manner.ALOUD)]


def zones(tx: Tx) -> list[tuple[int, str]]:
    rows = tx.connection.execute(
        select(notices.c.subject_id, notices.c.zone).order_by(notices.c.guild_id, notices.c.id).distinct()
    )
    return [(row.subject_id, row.zone) for row in rows]


def test_what_waits_because_of_a_group_follows_the_groups_zone_and_nothing_else_does(tx: Tx) -> None:
    people.save(tx, BEN, zone="Europe/Paris")
    say(tx, 1, Weight.PROMISED, EVENING, group_id=7)
    say(tx, 2, Weight.ORDINARY, EVENING, group_id=7)
    say(tx, 3, Weight.ORDINARY, EVENING, group_id=8)
    say(tx, 4, Weight.ORDINARY, EVENING)
    say(tx.of(GUILD + 1), 5, Weight.ORDINARY, EVENING, group_id=7)
    aloud = (EVENING, Manner.ALOUD)
    tx.due.clear()
    outbox.follow_zone(tx, 7, "Asia/Tokyo")
    # Half past three at night in Tokyo: at eight, and with what waited at half past.
    promised = (FRIDAY_MORNING + timedelta(hours=14), Manner.ALOUD)
    ordinary = (FRIDAY_MORNING + timedelta(hours=14, minutes=30), Manner.GATHERED)
    assert planned(tx, ANA) == [promised, ordinary, aloud, aloud, aloud]
    assert planned(tx, BEN) == [aloud] * 5
    assert zones(tx) == [
        (1, "Asia/Tokyo"),
        (2, "Asia/Tokyo"),
        (3, "Europe/Paris"),
        (4, "Europe/Paris"),
        (5, "Europe/Paris"),
    ]
    assert sorted(tx.due) == [EVENING, EVENING, promised[0], ordinary[0]]
    outbox.follow_zone(tx, 7, "Europe/Paris")
    assert planned(tx, ANA) == [aloud, (EVENING, Manner.ALOUD), aloud, aloud, aloud]


@pytest.mark.parametrize(
    ("fate", "zone"),
    [(Fate.CLAIMED, "Asia/Tokyo"), (Fate.SENT, "Europe/Paris"), (Fate.CANCELLED, "Europe/Paris")],
)
def test_what_is_on_its_way_is_asked_by_the_new_evening_and_what_is_settled_stays(
    tx: Tx, fate: Fate, zone: str
) -> None:
    say(tx, 1, Weight.ORDINARY, NOON, group_id=7)
    tx.connection.execute(update(notices).values(fate=fate))
    outbox.follow_zone(tx, 7, "Asia/Tokyo")
    assert zones(tx) == [(1, zone)]
    assert planned(tx, ANA) == [(NOON, Manner.ALOUD)]
