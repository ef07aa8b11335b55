"""How seats are handed out, told once more in another way: one move after the other, by people and by the clock.

It shares no code with `cogs.meetups.seats`, not even the quiet hours: here they are minutes of a day in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class Waiter:
    """Somebody in a line: until when a seat is held for them, and whether they have let one go."""

    person: int
    until: datetime | None = None
    let_go: bool = False
    turn: int = 0
    """Which offer it was, counted from the first of all."""


@dataclass(slots=True)
class Line:
    """One pool."""

    seats: int | None
    seated: list[int] = field(default_factory=list[int])
    queue: list[Waiter] = field(default_factory=list[Waiter])

    def held(self) -> int:
        return sum(waiter.until is not None for waiter in self.queue)

    def leave(self, person: int) -> None:
        self.seated = [one for one in self.seated if one != person]
        self.queue = [waiter for waiter in self.queue if waiter.person != person]

    def waiter(self, person: int) -> Waiter | None:
        return next((waiter for waiter in self.queue if waiter.person == person), None)


@dataclass(slots=True)
class Lines:
    """Both pools; `sleep` has each person's quiet minutes of the day, first and the one after the last."""

    starts_at: datetime
    sleep: dict[int, tuple[int, int]]
    lines: dict[str, Line]
    turns: int = 0

    def hours_left(self, now: datetime) -> float:
        return (self.starts_at - now) / timedelta(hours=1)

    def hold(self, now: datetime) -> timedelta | None:
        left = self.hours_left(now)
        if left > 48 or left <= 3.5:
            return None
        return timedelta(minutes=120 if left > 6 else 30)

    def asleep(self, person: int, at: datetime) -> bool:
        first, last = self.sleep[person]
        minute = at.hour * 60 + at.minute
        return first <= minute < last if first <= last else minute >= first or minute < last

    def open(self, name: str, now: datetime) -> int:
        line = self.lines[name]
        if line.seats is None or not line.queue or self.hours_left(now) > 48:
            return 0
        if self.hold(now) is not None and any(not one.let_go and one.until is None for one in line.queue):
            return 0
        return max(line.seats - len(line.seated) - line.held(), 0)

    def sit(self, name: str, person: int) -> None:
        for line in self.lines.values():
            line.leave(person)
        self.lines[name].seated.append(person)

    def move(self, now: datetime, asker: int | None) -> bool:
        """Makes the one next move that is due, and says whether there was one."""
        for name, line in self.lines.items():
            if not line.queue:
                continue
            if line.seats is None or (self.hours_left(now) > 48 and len(line.seated) < line.seats):
                promised = [one for one in line.queue if one.until is not None]
                first = min(promised, key=lambda one: one.turn, default=line.queue[0])
                self.sit(name, first.person)
                return True
            hold = self.hold(now)
            if hold is None or len(line.seated) + line.held() >= line.seats:
                continue
            for one in line.queue:
                if one.let_go or one.until is not None:
                    continue
                if one.person == asker:
                    self.sit(name, one.person)
                    return True
                if not self.asleep(one.person, now) and not self.asleep(one.person, now + hold):
                    self.turns += 1
                    one.until, one.turn = now + hold, self.turns
                    return True
        return False

    def settle(self, now: datetime, asker: int | None = None) -> None:
        while self.move(now, asker):
            pass

    def pass_time(self, now: datetime) -> None:
        for line in self.lines.values():
            for one in line.queue:
                if one.until is not None and now >= one.until:
                    one.until, one.let_go = None, True
        self.settle(now)

    def ask(self, now: datetime, person: int, name: str) -> None:
        self.pass_time(now)
        for other, line in self.lines.items():
            if other != name and person not in line.seated:
                line.leave(person)
        line = self.lines[name]
        waiter = line.waiter(person)
        if waiter is not None and waiter.until is not None:
            self.sit(name, person)
        elif waiter is not None:
            waiter.let_go = False
        elif person not in line.seated:
            nobody = not line.queue and line.seats is not None and len(line.seated) < line.seats
            line.queue.append(Waiter(person))
            if nobody:
                self.sit(name, person)
        self.settle(now, person)

    def take(self, now: datetime, person: int) -> None:
        self.pass_time(now)
        for name, line in self.lines.items():
            waiter = line.waiter(person)
            if waiter is not None and (waiter.until is not None or self.open(name, now)):
                self.sit(name, person)
                break
        self.settle(now)

    def pass_on(self, now: datetime, person: int) -> None:
        self.pass_time(now)
        for line in self.lines.values():
            waiter = line.waiter(person)
            if waiter is not None and waiter.until is not None:
                waiter.until, waiter.let_go = None, True
        self.settle(now)

    def leave(self, now: datetime, person: int) -> None:
        self.pass_time(now)
        for line in self.lines.values():
            line.leave(person)
        self.settle(now)

    def resize(self, now: datetime, name: str, seats: int | None) -> None:
        self.pass_time(now)
        line = self.lines[name]
        line.seats = seats
        while seats is not None and line.held() and len(line.seated) + line.held() > seats:
            max((one for one in line.queue if one.until is not None), key=lambda one: one.turn).until = None
        self.settle(now)
