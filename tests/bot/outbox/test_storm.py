"""Many deaths in a short time: whoever was under way by chance is not given up, and what killed is."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import outbox
from bot.db.tx import Tx
from bot.outbox import claims, drawing, quarantine
from bot.outbox.freezing import Freezer
from bot.outbox.models import DEATHS, Delivery, Fate, Mirror, mirrors, notices
from bot.outbox.quarantine import LAST_CHANCE_AFTER, UnderWay, counted
from bot.outbox.waits import IN_FLIGHT
from bot.people.boundaries import Weight
from bot.signals import Signals
from tests.builders import FRIDAY_MORNING, GUILD
from tests.tables import empty_tables

ROWS = 4
"""Notices, and as many mirrors."""
KILLS = 40
"""So many, ten seconds apart, are over before any last chance."""
ROOM = 3

Row = Delivery | Mirror


def test_only_a_death_alone_counts_again() -> None:
    assert [counted(deaths, alone=True) for deaths in range(DEATHS)] == [1, 2, 3]
    assert [counted(deaths, alone=False) for deaths in range(DEATHS)] == [1, 1, 2]


class Lives:
    """Processes as the database sees them: they claim, settle some of it, and die with the rest under way."""

    def __init__(self, tx: Tx, deadly: tuple[type[Row], int] | None = None) -> None:
        self.tx = tx
        self.deadly = deadly
        """What kills whoever takes it up, by its subject."""
        self.given_up: list[int] = []

    def live(self, ends: int) -> None:
        """One life of ten seconds, in which so many attempts come to their end before it is killed."""
        self.start()
        self.tx.now += IN_FLIGHT
        self.work(ends)

    def start(self) -> None:
        """What a start does."""
        claims.inherit(self.tx)
        self.given_up += [delivery.subject_id for delivery in quarantine.condemned(self.tx)]
        for delivery in quarantine.condemned(self.tx):
            self._settle(delivery, Fate.FAILED)
        quarantine.put_mirrors_aside(self.tx)

    def work(self, ends: int) -> None:
        """So many attempts come to their end, unless it dies before."""
        under_way: list[Row] = []
        for _ in range(ends + 1):
            under_way += self._claim(under_way)
            if self.deadly in [(type(row), row.subject_id) for row in under_way]:
                return
            if under_way and ends:
                self._end(under_way.pop())

    def _claim(self, under_way: Sequence[Row]) -> list[Row]:
        drawn = drawing.claim(self.tx, ROOM, _of(under_way))
        freezer = Freezer(self.tx, lambda _tx, _kind, subject_id: subject_id)
        return [*drawn, *claims.claim(self.tx, freezer, ROOM, _of([*under_way, *drawn]))]

    def _end(self, row: Row) -> None:
        if isinstance(row, Mirror):
            drawing.shown(self.tx, row, None)
        else:
            self._settle(row, Fate.SENT)

    def _settle(self, delivery: Delivery, fate: Fate) -> None:
        claims.settle(
            self.tx,
            delivery,
            [(topic, dict.fromkeys(topic.people, (fate, None))) for topic in delivery.topics],
        )

    def open_or_failed(self) -> set[tuple[type[Row], int]]:
        """The subjects of what was not said or is not shown."""
        unsaid = self.tx.connection.scalars(select(notices.c.subject_id).where(notices.c.fate != Fate.SENT))
        owed = self.tx.connection.scalars(
            select(mirrors.c.subject_id).where(mirrors.c.wanted > mirrors.c.shown)
        )
        return {*((Delivery, subject) for subject in unsaid), *((Mirror, subject) for subject in owed)}


def _of(rows: Sequence[Row]) -> UnderWay:
    return UnderWay(
        [row.id for row in rows if isinstance(row, Delivery)],
        [row.id for row in rows if isinstance(row, Mirror)],
    )


@contextmanager
def work() -> Generator[Tx]:
    """A database in which everything is due."""
    with empty_tables() as connection:
        tx = Tx(connection, FRIDAY_MORNING, GUILD, Signals())
        for subject in range(1, ROWS + 1):
            event_at = tx.now + timedelta(days=1)
            outbox.say(
                tx,
                "test.word",
                subject,
                [subject],
                weight=Weight.PROMISED,
                zone="UTC",
                group_id=None,
                event_at=event_at,
            )
            outbox.show(tx, "test.picture", subject)
        yield tx


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=KILLS))
def test_no_storm_of_kills_that_ends_before_the_last_chance_gives_anything_up(lives: list[int]) -> None:
    with work() as tx:
        world = Lives(tx)
        for ends in lives:
            world.live(ends)
        world.start()
        tx.now += LAST_CHANCE_AFTER
        world.work(10 * ROWS)
        assert world.open_or_failed() == set()
        assert world.given_up == []


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([Delivery, Mirror]), st.integers(1, ROWS), st.lists(st.integers(0, 3), max_size=8))
def test_what_kills_whoever_takes_it_up_is_put_aside_and_nothing_else(
    kind: type[Row], subject: int, kills: list[int]
) -> None:
    with work() as tx:
        world = Lives(tx, (kind, subject))
        for ends in kills:
            world.live(ends)
        for _ in range(2 * DEATHS):
            tx.now += LAST_CHANCE_AFTER
            world.live(10 * ROWS)
        assert world.open_or_failed() == {(kind, subject)}
        assert world.given_up == ([subject] if kind is Delivery else [])
