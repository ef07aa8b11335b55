from __future__ import annotations

import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.people.boundaries import Boundaries
from cogs.meetups import seats
from cogs.meetups.seats import (
    Ask,
    Circumstances,
    Event,
    Leave,
    Look,
    Offer,
    Pass,
    Places,
    Pool,
    Resize,
    Seating,
    Take,
    after,
    look_again_at,
)
from tests.meetups.line import Line, Lines

ANA, BEN, CLEO, DAN, EVE, FAY = range(1, 7)
START = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
NIGHT, NONE, SMALL_HOURS, DAY = (1200, 480), (0, 0), (0, 360), (540, 1020)
"""Quiet times in minutes of the day."""
SLEEP = {ANA: NIGHT, BEN: NIGHT, CLEO: NONE, DAN: SMALL_HOURS, EVE: DAY, FAY: NONE}


def clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


BOUNDARIES = {
    person: Boundaries("UTC", clock(first), clock(last))
    for person, (first, last) in SLEEP.items()
    if (first, last) != NIGHT
}


def left(hours: float, starts_at: datetime = START) -> Circumstances:
    """So many hours before the start."""
    return Circumstances(starts_at - timedelta(hours=hours), starts_at, "UTC", BOUNDARIES)


def room(*events: tuple[Event, float], seats: int | None) -> Places:
    """The room after things happened, each so many hours before the start."""
    seating = Seating(Places(seats))
    for event, hours in events:
        seating = after(seating, event, left(hours))
    return seating.room


def test_the_last_seat_goes_to_whoever_asks_first():
    assert room((Ask(ANA, Pool.ROOM), 100), (Ask(BEN, Pool.ROOM), 100), seats=1) == Places(1, (ANA,), (BEN,))


FULL = ((Ask(ANA, Pool.ROOM), 100), (Ask(CLEO, Pool.ROOM), 99), (Ask(FAY, Pool.ROOM), 98))


def test_with_days_left_a_freed_seat_is_given():
    assert room(*FULL, (Leave(ANA), 48.1), seats=1) == Places(1, (CLEO,), (FAY,))


def test_with_two_days_left_it_is_held_for_two_hours():
    until = START - timedelta(hours=46)
    assert room(*FULL, (Leave(ANA), 48), seats=1) == Places(1, (), (CLEO, FAY), (Offer(CLEO, until),))
    assert room(*FULL, (Leave(ANA), 48), (Take(CLEO), 46.1), seats=1) == Places(1, (CLEO,), (FAY,))


def test_an_offer_that_runs_out_goes_to_the_next_and_the_first_keeps_waiting():
    found = room(*FULL, (Leave(ANA), 48), (Look(), 46), seats=1)
    assert found == Places(1, (), (CLEO, FAY), (Offer(FAY, START - timedelta(hours=44)),), frozenset([CLEO]))


def test_an_offer_can_be_passed_on():
    found = room(*FULL, (Leave(ANA), 48), (Pass(CLEO), 47), seats=1)
    assert found == Places(1, (), (CLEO, FAY), (Offer(FAY, START - timedelta(hours=45)),), frozenset([CLEO]))


def test_a_seat_that_everyone_let_go_is_there_for_who_thinks_again():
    found = room(*FULL, (Leave(ANA), 48), (Pass(CLEO), 47), (Pass(FAY), 47), seats=1)
    assert found == Places(1, (), (CLEO, FAY), (), frozenset([CLEO, FAY]), 1)
    found = room(*FULL, (Leave(ANA), 48), (Pass(CLEO), 47), (Pass(FAY), 47), (Take(FAY), 30), seats=1)
    assert found == Places(1, (FAY,), (CLEO,), (), frozenset([CLEO]))


def test_with_hours_left_it_is_held_for_half_an_hour_and_then_it_is_open():
    until = START - timedelta(hours=5.5)
    assert room(*FULL, (Leave(ANA), 6), seats=1) == Places(1, (), (CLEO, FAY), (Offer(CLEO, until),))
    assert room(*FULL, (Leave(ANA), 3.5), seats=1) == Places(1, (), (CLEO, FAY), open=1)


def test_an_open_seat_goes_to_the_first_tap_of_those_who_wait():
    opened = (*FULL, (Leave(ANA), 3.0))
    assert room(*opened, (Take(DAN), 2), seats=1) == Places(1, (), (CLEO, FAY), open=1)
    assert room(*opened, (Take(FAY), 2), (Take(CLEO), 2), seats=1) == Places(1, (FAY,), (CLEO,))


def test_who_only_now_asks_stands_behind_those_who_wait():
    assert room(*FULL, (Leave(ANA), 3), (Ask(DAN, Pool.ROOM), 2), seats=1).waiting == (CLEO, FAY, DAN)
    assert room((Ask(DAN, Pool.ROOM), 2), seats=1) == Places(1, (DAN,))


def test_quiet_hours_pass_somebody_over_and_keep_their_place():
    evening = 20.0  # at 19:00 the day before: an offer runs out at 21:00
    waiting = ((Ask(CLEO, Pool.ROOM), 100), (Ask(BEN, Pool.ROOM), 99), (Ask(FAY, Pool.ROOM), 98))
    found = room(*waiting, (Leave(CLEO), evening), seats=1)
    assert found == Places(1, (), (BEN, FAY), (Offer(FAY, START - timedelta(hours=18)),))


def test_when_everyone_sleeps_the_seat_waits_for_the_morning():
    seating = Seating(Places(1, (CLEO,), (ANA, BEN)))
    there = left(17)
    seating = after(seating, Leave(CLEO), there)
    assert seating.room == Places(1, (), (ANA, BEN))
    at = look_again_at(seating, there)
    assert at is not None
    assert at == datetime(2026, 11, 28, 8, 0, tzinfo=UTC)  # when they are up and hear of it
    morning = after(seating, Look(), Circumstances(at, START, "UTC", BOUNDARIES))
    assert morning.room.offers == (Offer(ANA, datetime(2026, 11, 28, 10, 0, tzinfo=UTC)),)


def test_more_seats_go_the_same_way_and_fewer_take_nobodys():
    assert room(*FULL, (Resize(Pool.ROOM, 2), 60), seats=1) == Places(2, (ANA, CLEO), (FAY,))
    offered = room(*FULL, (Resize(Pool.ROOM, 3), 40), seats=1)
    until = START - timedelta(hours=38)
    assert offered == Places(3, (ANA,), (CLEO, FAY), (Offer(CLEO, until), Offer(FAY, until)))
    fewer = room(*FULL, (Resize(Pool.ROOM, 3), 40), (Resize(Pool.ROOM, 2), 39), seats=1)
    assert fewer == Places(2, (ANA,), (CLEO, FAY), (Offer(CLEO, until),))
    assert fewer.taken_back(offered) == [Offer(FAY, until)]
    assert room(*FULL, (Resize(Pool.ROOM, None), 1), seats=1) == Places(None, (ANA, CLEO, FAY))


def test_what_changed_can_be_told():
    before = Places(2, (ANA,), (CLEO, FAY), (Offer(CLEO, START),))
    seated = before.with_seat_for(CLEO)
    assert (seated.newly_seated(before), before.newly_offered(seated)) == ([CLEO], [Offer(CLEO, START)])
    assert (Places(open=1).newly_open(before), before.newly_open(before)) == (True, False)
    assert seated.taken_back(before) == []


def test_a_seat_in_one_pool_is_kept_until_there_is_one_in_the_other():
    seating = Seating(Places(1), Places(1))
    for event in (Ask(ANA, Pool.ROOM), Ask(BEN, Pool.ONLINE), Ask(ANA, Pool.ONLINE), Ask(CLEO, Pool.ROOM)):
        seating = after(seating, event, left(100))
    assert seating == Seating(Places(1, (ANA,), (CLEO,)), Places(1, (BEN,), (ANA,)))
    assert after(seating, Leave(BEN), left(99)) == Seating(Places(1, (CLEO,)), Places(1, (ANA,)))


people = st.sampled_from(sorted(SLEEP))
pools = st.sampled_from(Pool)
numbers = st.none() | st.integers(0, 4)


def machine(told: Any = seats) -> type[RuleBasedStateMachine]:
    """Seats as `told` hands them out (the module, or a broken copy of it) beside the other telling."""

    class Sharing(RuleBasedStateMachine):
        @initialize(
            room=st.integers(1, 2),
            online=st.integers(0, 2),
            crowd=st.permutations(sorted(SLEEP)),
            hours=st.sampled_from([49, 48, 47, 30, 20, 7, 6.5, 4]),
        )
        def a_crowd_has_asked(self, room: int, online: int, crowd: list[int], hours: float) -> None:
            """The line forms early, and then it is as late as it is."""
            self.now, self.starts_at = START - timedelta(hours=100), START
            self.seating = told.Seating(told.Places(room), told.Places(online))
            self.lines = Lines(START, SLEEP, {"room": Line(room), "online": Line(online)})
            for person in crowd[:5]:
                self.ask(person, Pool.ROOM)
            self.now = START - timedelta(hours=hours)
            self.happen(told.Look())
            self.lines.pass_time(self.now)

        def there(self, now: datetime) -> Any:
            return told.Circumstances(now, self.starts_at, "UTC", BOUNDARIES)

        def happen(self, event: Any, *, twice: bool = True) -> None:
            there = self.there(self.now)
            self.seating = told.after(self.seating, event, there)
            if twice:
                assert told.after(self.seating, event, there) == self.seating, (
                    "a double click changes nothing"
                )

        @rule(person=people, pool=pools)
        def ask(self, person: int, pool: Pool) -> None:
            self.happen(told.Ask(person, told.Pool(pool.value)))
            self.lines.ask(self.now, person, pool.value)

        @rule(person=people)
        def take(self, person: int) -> None:
            self.happen(told.Take(person))
            self.lines.take(self.now, person)

        @rule(person=people)
        def pass_on(self, person: int) -> None:
            self.happen(told.Pass(person))
            self.lines.pass_on(self.now, person)

        @rule(person=people)
        def leave(self, person: int) -> None:
            self.happen(told.Leave(person))
            self.lines.leave(self.now, person)

        @rule(pool=pools)
        def leave_a_seat(self, pool: Pool) -> None:
            if seated := self.lines.lines[pool.value].seated:
                self.leave(seated[0])

        @rule(pool=pools, accept=st.booleans())
        def answer_an_offer(self, pool: Pool, accept: bool) -> None:
            held = [one.person for one in self.lines.lines[pool.value].queue if one.until is not None]
            if held:
                (self.take if accept else self.pass_on)(held[-1])

        @rule(pool=pools, number=numbers)
        def resize(self, pool: Pool, number: int | None) -> None:
            self.happen(told.Resize(told.Pool(pool.value), number))
            self.lines.resize(self.now, pool.value, number)

        @rule(pool=pools, more=st.sampled_from([-1, 2]))
        def resize_a_little(self, pool: Pool, more: int) -> None:
            if (number := self.lines.lines[pool.value].seats) is not None:
                self.resize(pool, max(number + more, 0))

        @rule(minutes=st.sampled_from([1, 30, 60, 120, 360]))
        def wait(self, minutes: int) -> None:
            self.now += timedelta(minutes=minutes)
            self.happen(told.Look())
            self.lines.pass_time(self.now)

        @rule()
        def wait_for_the_next_change(self) -> None:
            at = told.look_again_at(self.seating, self.there(self.now))
            if at is None:
                return
            assert at > self.now
            between = self.now + (at - self.now) / 2
            for early in (between, at - timedelta(microseconds=1)):
                assert told.after(self.seating, told.Look(), self.there(early)) == self.seating
            self.now = at
            self.happen(told.Look())
            self.lines.pass_time(self.now)

        @rule(hours=st.sampled_from([-3, 3]))
        def move_the_start(self, hours: int) -> None:
            self.starts_at += timedelta(hours=hours)
            self.lines.starts_at = self.starts_at
            self.happen(told.Look())
            self.lines.pass_time(self.now)

        @invariant()
        def both_tell_the_same(self) -> None:
            if not hasattr(self, "lines"):
                return
            for name, line in self.lines.lines.items():
                places = self.seating.of(told.Pool(name))
                queue = line.queue
                assert (places.seats, list(places.seated)) == (line.seats, line.seated)
                assert list(places.waiting) == [one.person for one in queue]
                held = {one.person: one.until for one in queue if one.until is not None}
                assert {offer.person_id: offer.until for offer in places.offers} == held
                assert places.let_go == {one.person for one in queue if one.let_go}
                assert places.open == self.lines.open(name, self.now)

        @invariant()
        def nobody_has_two_and_nothing_is_sold_twice(self) -> None:
            if not hasattr(self, "lines"):
                return
            pair = (self.seating.room, self.seating.online)
            seated = [person for places in pair for person in places.seated]
            waiting = [person for places in pair for person in places.waiting]
            assert len(set(seated)) == len(seated)
            assert len(set(waiting)) == len(waiting)
            for places in pair:
                assert not set(places.seated) & set(places.waiting)
                assert {offer.person_id for offer in places.offers} <= set(places.waiting)
                if places.seats is not None and places.offers:
                    assert len(places.seated) + len(places.offers) <= places.seats

    return Sharing


class TestSharing(machine().TestCase):
    settings = settings(max_examples=60, stateful_step_count=30)


def test_a_seat_held_for_somebody_is_theirs_when_the_start_moves_away() -> None:
    now = START - timedelta(hours=47)
    held = Offer(2, now + timedelta(hours=12))
    room = Places(1, waiting=(1, 2), offers=(held,), let_go=frozenset({1}))
    moved = Circumstances(now, START + timedelta(hours=3), "UTC", BOUNDARIES)
    found = after(Seating(room), Look(), moved).room
    assert (found.seated, found.waiting, found.offers) == ((2,), (1,), ())


MUTANTS = {
    "promises are forgotten when the start moves away": ("[*held, *(one for one in places.waiting if one not in held)]", "[*places.waiting]"),
    "48 h exactly is given": ("return self.starts_at - self.now > SEATED_BEFORE", "return self.starts_at - self.now >= SEATED_BEFORE"),
    "held for an hour": ("(timedelta(hours=6), timedelta(hours=2))", "(timedelta(hours=6), timedelta(hours=1))"),
    "6 h exactly is held long": ("for least, hold in HOLDS if left > least)", "for least, hold in HOLDS if left >= least)"),
    "an offer lasts one instant longer": ("if offer.until <= now:", "if offer.until < now:"),
    "held seats are forgotten": ("len(self.seated) - len(self.offers), 0)", "len(self.seated), 0)"),
    "last come, first served": ("return [person for person in self.waiting if person not in asked]", "return [person for person in self.waiting[::-1] if person not in asked]"),
    "newcomers overtake": ("waiting=(*places.waiting, person)", "waiting=(person, *places.waiting)"),
    "quiet hours are forgotten": ("elif there.may_offer_at(person, hold) is None:", "else:"),
    "quiet hours are those of the offer's begin": ("elif there.may_offer_at(person, hold) is None:", "elif there.silence(person, there.now) is None:"),
    "quiet hours are those of the offer's end": ("elif there.may_offer_at(person, hold) is None:", "elif there.silence(person, there.now + hold) is None:"),
    "who let a seat go leaves the line": ("        let_go=places.let_go | {person},", "        let_go=places.let_go | {person},\n        waiting=tuple(one for one in places.waiting if one != person),"),
    "who let a seat go is asked again": ("        let_go=places.let_go | {person},", "        let_go=places.let_go,"),
    "passing without an offer counts": ("if (places := seating.of(pool)).offered(event.person_id) is not None:", "if event.person_id in (places := seating.of(pool)).waiting:"),
    "anyone takes an open seat": ("(person in places.waiting and places.open)", "places.open"),
    "two seats": ("    seating = seating.put(other, seating.of(other).without(person))\n    return", "    return"),
    "leaving one pool only": ("            for pool in Pool:\n                seating = seating.put(pool, seating.of(pool).without(event.person_id))", "            for pool in (Pool.ROOM,):\n                seating = seating.put(pool, seating.of(pool).without(event.person_id))"),
    "a freed seat in the other pool stays free": ("        if seating == before:\n            return seating", "        return seating"),
    "fewer seats leave all offers": ("offers=places.offers[:room]", "offers=places.offers"),
    "the first offers are taken back": ("offers=places.offers[:room]", "offers=places.offers[max(len(places.offers) - room, 0) :]"),
    "nobody is woken when a seat opens": ("moments += [at for least, _ in HOLDS", "moments += [at for least, _ in ()"),
    "the morning is missed": ("moments += [at for at in awake if at is not None]", "moments += []"),
    "no second thoughts": ("let_go=places.let_go - {person}))\n    elif", "let_go=places.let_go))\n    elif"),
    "open while somebody is next": ("nobody_next = bool(places.waiting) and not places.unasked()", "nobody_next = bool(places.waiting)"),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_sharing_is_caught(name: str, monkeypatch: pytest.MonkeyPatch):
    sound, broken = MUTANTS[name]
    source = Path(seats.__file__).read_text(encoding="utf-8")
    assert source.count(sound) == 1
    mutant = ModuleType("mutant")
    monkeypatch.setitem(sys.modules, "mutant", mutant)
    exec(compile(source.replace(sound, broken), name, "exec"), mutant.__dict__)
    quick = settings(
        max_examples=2000,
        stateful_step_count=30,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(cast(Any, machine(mutant)), settings=quick)
