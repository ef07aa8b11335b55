"""Whoever changes when they may be spoken to is told what they still have to be told by that."""

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


def say(tx: Tx, subject: int, weight: Weight, due_at: datetime, event_at: datetime = NEXT_WEEK) -> None:
    outbox.say(
        tx, "t.k", subject, [ANA, BEN], weight=weight, zone="Europe/Paris", event_at=event_at, due_at=due_at
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
