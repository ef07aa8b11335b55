"""Seats as members and organizers move them, stored in the database, beside the same told once more in another way."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import Fate, chores, notices
from bot.people import models as people
from bot.signals import MemberBarred, MemberForgotten, Signals
from cogs.meetups import answer_models, answering, planning, rules, service
from cogs.meetups.planning import Plan
from cogs.meetups.rules import Answer
from cogs.meetups.seats import Pool
from tests.builders import GUILD
from tests.meetups.line import Line, Lines
from tests.meetups.test_seats import NIGHT, SLEEP, clock
from tests.meetups.test_service import ORGANIZER, a_group
from tests.tables import empty_tables

START = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
LENGTH = timedelta(hours=2)
persons = st.sampled_from(sorted(SLEEP))
pools = st.sampled_from(Pool)
COLUMNS = {Pool.ROOM: "seats", Pool.ONLINE: "online_seats"}


class Sharing(RuleBasedStateMachine):
    """What people press and what falls due, in one transaction a step."""

    def __init__(self) -> None:
        super().__init__()
        self._database = ExitStack()
        self._connection = self._database.enter_context(empty_tables())

    def teardown(self) -> None:
        self._database.close()

    @initialize(
        room=st.integers(1, 2),
        online=st.integers(1, 2),
        crowd=st.permutations(sorted(SLEEP)),
        hours=st.sampled_from([60, 49, 47, 30, 7, 4]),
    )
    def a_crowd_has_asked(self, room: int, online: int, crowd: list[int], hours: float) -> None:
        self.now, self.starts_at = START - timedelta(hours=100), START
        tx = self.tx()
        group = a_group(tx)
        for person, (first, last) in SLEEP.items():
            if (first, last) != NIGHT:
                people.save(tx, person, zone="UTC", quiet_from=clock(first), quiet_until=clock(last))
            else:
                people.save(tx, person, zone="UTC")
        plan = Plan(START, "Coffee", START + LENGTH, None, "Café", "https://example.org", room, online)
        self.group_id = group.id
        self.meetup_id = planning.schedule(tx, group.id, ORGANIZER, plan, request_id=1)[0].id
        self.lines = Lines(START, SLEEP, {"room": Line(room), "online": Line(online)})
        self.maybe: set[int] = set()
        self.promoted: Counter[int] = Counter()
        for person in crowd[:5]:
            self.ask(person, Pool.ROOM)
        self.pass_time(START - timedelta(hours=hours))

    def tx(self) -> Tx:
        return Tx(self._connection, self.now, GUILD, Signals())

    def seats(self) -> set[tuple[str, int]]:
        return {(name, person) for name, line in self.lines.lines.items() for person in line.seated}

    def seated(self) -> set[int]:
        return {person for _, person in self.seats()}

    def both(self, verb: Any, *facts: Any, told: Any, doer: int | None = None) -> None:
        """The verb of the service and the model's; pressing twice is pressing once."""
        before = self.seats()
        verb(self.tx(), *facts)
        told()
        self.count_promoted(before, doer)

    def count_promoted(self, before: set[tuple[str, int]], doer: int | None) -> None:
        self.promoted.update(person for _, person in self.seats() - before if person != doer)

    def rows(self) -> list[Any]:
        found = select(notices.c.kind, notices.c.person_id, notices.c.generation, notices.c.fate)
        return [tuple(row) for row in self._connection.execute(found.order_by(notices.c.id))]

    def pressed(self, person: int, verb: Any, *facts: Any, told: Any) -> None:
        if self.now >= self.starts_at + LENGTH:
            with pytest.raises(rules.MeetupIsOver):
                verb(self.tx(), *facts)
            return
        self.both(verb, *facts, told=told, doer=person)
        seating, said = answer_models.seating(self.tx(), service.find(self.tx(), self.meetup_id)), self.rows()
        verb(self.tx(), *facts)
        assert answer_models.seating(self.tx(), service.find(self.tx(), self.meetup_id)) == seating
        assert self.rows() == said

    @rule(person=persons, pool=pools)
    def ask(self, person: int, pool: Pool) -> None:
        def tap(tx: Tx) -> None:
            answering.answer(tx, self.meetup_id, person, Answer.GOING, pool=pool)

        def told() -> None:
            self.lines.ask(self.now, person, pool.value)
            self.maybe.discard(person)

        self.pressed(person, tap, told=told)

    @rule(person=persons, wish=st.sampled_from([Answer.MAYBE, Answer.CANT]))
    def do_not_come(self, person: int, wish: Answer) -> None:
        def told() -> None:
            self.lines.leave(self.now, person)
            (self.maybe.add if wish is Answer.MAYBE else self.maybe.discard)(person)

        self.pressed(person, answering.answer, self.meetup_id, person, wish, told=told)

    @rule(pool=pools)
    def leave_a_seat(self, pool: Pool) -> None:
        if seated := self.lines.lines[pool.value].seated:
            self.do_not_come(seated[0], Answer.CANT)

    @rule(person=persons)
    def take(self, person: int) -> None:
        self.pressed(
            person, answering.take, self.meetup_id, person, told=lambda: self.lines.take(self.now, person)
        )

    @rule(person=persons)
    def pass_on(self, person: int) -> None:
        self.pressed(
            person,
            answering.pass_on,
            self.meetup_id,
            person,
            told=lambda: self.lines.pass_on(self.now, person),
        )

    @rule(pool=pools, accept=st.booleans())
    def answer_an_offer(self, pool: Pool, accept: bool) -> None:
        if held := [one.person for one in self.lines.lines[pool.value].queue if one.until is not None]:
            (self.take if accept else self.pass_on)(held[-1])

    @rule(pool=pools, number=st.none() | st.integers(1, 4))
    def resize(self, pool: Pool, number: int | None) -> None:
        if self.now >= self.starts_at + LENGTH:
            return

        def told() -> None:
            for name, line in self.lines.lines.items():
                self.lines.resize(self.now, name, number if name == pool.value else line.seats)

        self.both(planning.edit, self.meetup_id, ORGANIZER, None, {COLUMNS[pool]: number}, told=told)

    @rule(person=persons, forgotten=st.booleans())
    def leave_the_server(self, person: int, forgotten: bool) -> None:
        """Somebody is kept out, or forgotten: they are not there any more, whatever they said."""
        if self.now >= self.starts_at + LENGTH:
            return

        def told() -> None:
            self.lines.leave(self.now, person)
            self.maybe.discard(person)

        if forgotten:
            self.both(answering.forgotten, MemberForgotten(person), told=told, doer=person)
            self._connection.execute(notices.delete().where(notices.c.person_id == person))  # as erasing does
            self.promoted.pop(person, None)
        else:
            fact = MemberBarred(self.group_id, person)
            self.both(answering.barred, fact, told=told, doer=person)

    @rule(minutes=st.sampled_from([1, 30, 60, 120, 360]))
    def wait(self, minutes: int) -> None:
        self.pass_time(self.now + timedelta(minutes=minutes))

    def pass_time(self, until: datetime) -> None:
        """What falls due meanwhile is done at its moment; nothing else may change by time alone."""
        due = select(chores.c.due_at).where(chores.c.kind == service.SEATS)
        while (at := self._connection.scalar(due)) is not None and at <= until:
            assert at >= self.now
            self.now = at
            self._connection.execute(chores.delete().where(chores.c.kind == service.SEATS))
            self.both(answering.look, self.meetup_id, told=lambda: self.lines.pass_time(self.now))
        self.now = until
        if until < self.starts_at + LENGTH:
            before = self.seated()
            self.lines.pass_time(until)
            assert self.seated() == before

    @invariant()
    def both_tell_the_same(self) -> None:
        if not hasattr(self, "lines"):
            return
        seating = answer_models.seating(self.tx(), service.find(self.tx(), self.meetup_id))
        for name, line in self.lines.lines.items():
            places = seating.of(Pool(name))
            assert (places.seats, list(places.seated)) == (line.seats, line.seated)
            assert list(places.waiting) == [one.person for one in line.queue]
            assert {offer.person_id: offer.until for offer in places.offers} == {
                one.person: one.until for one in line.queue if one.until is not None
            }
            assert places.let_go == {one.person for one in line.queue if one.let_go}
            assert places.open == self.lines.open(name, self.now)
            assert places.seats is None or len(places.offers) <= max(places.seats - len(places.seated), 0)

    @invariant()
    def exactly_those_with_a_seat_are_reminded_and_those_in_doubt_asked(self) -> None:
        if not hasattr(self, "lines"):
            return
        for kind, before, wanted in (
            *((kind, before, self.seated()) for kind, before in rules.REMINDERS),
            (rules.STILL_COMING, rules.ASKED_AGAIN, self.maybe),
        ):
            found = select(notices.c.person_id).where(notices.c.kind == kind, notices.c.fate == Fate.PENDING)
            planned = list(self._connection.scalars(found))
            assert len(planned) == len(set(planned))
            assert set(planned) <= wanted or kind == rules.STILL_COMING  # who has said meanwhile is not asked
            if self.starts_at - before > self.now:
                assert wanted <= set(planned)

    @invariant()
    def everyone_who_got_a_seat_without_a_tap_was_told_once_each_time(self) -> None:
        if not hasattr(self, "lines"):
            return
        said = select(notices.c.person_id).where(notices.c.kind == service.SEAT_IS_YOURS)
        assert Counter(self._connection.scalars(said)) == +self.promoted


class TestSharing(Sharing.TestCase):
    # Shrinking a failure of this would take minutes: the steps are told as they are.
    settings = settings(max_examples=25, stateful_step_count=25, deadline=None, phases=[Phase.generate])
