"""Due notices while the process is killed: how many people were never told, how many were told twice?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from bench.report import Figure, Report
from bot.outbox.quarantine import LAST_CHANCE_AFTER
from playground.people.person import Person
from soak import planned
from soak.apscheduler_yardstick import MODULE, Yardstick
from soak.camp import Camp
from soak.planned import Planned

ROWS, KILLS = 10_000, 50
PLACES = 200
"""Channels: enough that Discord's limit for each does not count beside its limit for the whole bot."""

SIZES = (1, 1, 1, 1, 1, 5)
"""How many people come to a meetup, in turn: most deliveries are for one person, for more of them go out then."""

PATIENCE = LAST_CHANCE_AFTER.total_seconds() + 300.0
"""Seconds after the last kill by which everybody must have been told: also who was under way, alone, at two deaths."""

UNTOLD = 20
"""Of so many people who were not told the report says what the ledger has."""


@dataclass(frozen=True)
class Weather:
    """What Discord does meanwhile."""

    name: str
    nonce_window: timedelta
    failing: float
    """Which part of the messages fails after it was accepted: half of them with a 500, half cut off."""


WEATHERS = (
    Weather("10 % fail after acceptance, nonces hold 300 s", timedelta(seconds=300), 0.1),
    Weather("10 % fail after acceptance, nonces hold 8 s", timedelta(seconds=8), 0.1),
    Weather("none fails, nonces hold 0.2 s", timedelta(seconds=0.2), 0.0),
)


@dataclass(frozen=True)
class Seen:
    """What the people saw."""

    lost: int
    doubled: int
    kills: int
    told: int
    """How many had been told when the last kill fell."""
    failed: int
    seconds: float
    at_work: int = 0
    """How many of the kills fell while there was work."""
    untold: tuple[str, ...] = ()
    """What the ledger says of those who were not told."""

    def shown(self) -> str:
        """In one cell of a table."""
        return f"{self.lost:,} lost, {self.doubled:,} doubled"


def counted(people: Sequence[Person]) -> tuple[int, int]:
    """How many heard nothing, and how many messages were too many."""
    heard = [len(person.notifications) for person in people]
    return heard.count(0), sum(count - 1 for count in heard if count > 1)


def untold(camp: Camp, people: Sequence[Person]) -> tuple[str, ...]:
    """What the ledger says of those who heard nothing, and how far the message to them came."""
    deaf = [person.id for person in people if not person.notifications][:UNTOLD]
    rows = camp.rows(
        "SELECT notices.person_id, fate, coalesce(reason, 'no reason'), delivery_id, attempts, deaths, in_flight,"
        " uncertain, retry_at, message_id FROM notices LEFT JOIN deliveries ON deliveries.id = delivery_id"
        f" WHERE notices.person_id IN ({', '.join('?' * len(deaf))})",
        *deaf,
    )
    return tuple(
        f"{person_id}: {fate}, {reason}; delivery {delivery_id}: {attempts} attempts, {deaths} deaths, "
        f"in flight {in_flight}, uncertain {uncertain}, again at {retry_at}, message {message_id}"
        for person_id, fate, reason, delivery_id, attempts, deaths, in_flight, uncertain, retry_at, message_id in rows
    )


def spoil(camp: Camp, weather: Weather) -> None:
    """Makes the playground behave like that."""
    camp.discord.nonce_window = weather.nonce_window
    if weather.failing:
        each, where = weather.failing / 2, "/channels/*/messages"
        # The second trap is set for what the first one let through.
        camp.discord.faults.fail("POST", where, status=500, after_effect=True, times=1 << 30, chance=each)
        camp.discord.faults.cut("POST", where, after_effect=True, times=1 << 30, chance=each / (1 - each))


def plan(camp: Camp, rows: int) -> list[Person]:
    """So many people, each with one reminder that is due, about meetups in an hour."""
    organizer, *people = camp.people(rows + 1)
    places = cycle([camp.guild.add_channel(f"place-{number}") for number in range(min(PLACES, rows))])
    now = camp.discord.clock.now()
    meetups: list[Planned] = []
    first = 0
    for size, place in zip(cycle(SIZES), places, strict=False):
        if first >= len(people):
            break
        seated = people[first : first + size]
        meetups.append(Planned(place, seated, now, now + timedelta(hours=1), timedelta(hours=1)))
        first += size
    planned.write(camp, organizer, meetups)
    return people


async def campsite(
    weather: Weather, rows: int, kills: int, longest: float, last_chance: timedelta | None = None
) -> Seen:
    """Campsite under this weather; a life lasts up to `longest` seconds after its session is ready."""
    async with Camp(last_chance=last_chance) as camp:
        people = plan(camp, rows)
        spoil(camp, weather)
        begun = time.monotonic()
        open_rows = "SELECT count(*) FROM notices WHERE fate IN ('pending', 'claimed')"
        at_work = 0
        for _ in range(kills):
            await camp.lives(1, longest / 5, longest)
            at_work += camp.rows(open_rows) != [(0,)]
        told = len(people) - counted(people)[0]
        await camp.start()
        await camp.until(lambda: camp.rows(open_rows) == [(0,)], PATIENCE)
        await camp.discord.calm(quiet=0.5)
        lost, doubled = counted(people)
        failed = sum(trap.hits for trap in camp.discord.faults.traps)
        return Seen(
            lost, doubled, camp.kills, told, failed, time.monotonic() - begun, at_work, untold(camp, people)
        )


async def yardstick(weather: Weather, rows: int, kills: int, longest: float) -> Seen:
    """A scheduler with a job for each reminder, under the same weather and the same kills."""
    async with Camp(module=MODULE) as camp:
        people = camp.people(rows)
        places = cycle([camp.guild.add_channel(f"place-{number}") for number in range(min(PLACES, rows))])
        spoil(camp, weather)
        jobs = Yardstick(camp.data_dir)
        # All due at once would freeze it for the whole of each life: it takes every job out of its store before the
        # first one runs. They fall due one after the other, as reminders mostly do, from the first life to the last.
        over = timedelta(seconds=kills * (0.6 * longest + START))
        first = camp.discord.clock.now()
        jobs.plan(
            (first + over * (number / rows), place.id, person.id)
            for number, (place, person) in enumerate(zip(places, people, strict=False))
        )
        begun = time.monotonic()
        await camp.lives(kills, longest / 5, longest)
        told = len(people) - counted(people)[0]
        await camp.start()
        await camp.until(lambda: jobs.left() == 0, PATIENCE)
        await camp.discord.calm(quiet=5, seconds=PATIENCE)
        lost, doubled = counted(people)
        failed = sum(trap.hits for trap in camp.discord.faults.traps)
        return Seen(lost, doubled, camp.kills, told, failed, time.monotonic() - begun)


START = 0.3
"""About how many seconds a start takes."""


def life(rows: int, kills: int) -> float:
    """How long a life may be, so that at Discord's 50 requests a second there is work for most of the kills."""
    return rows / 60 / kills


async def notices(report: Report, rows: int = ROWS, kills: int = KILLS) -> None:
    """Every weather, and the yardstick beside the first."""
    longest = life(rows, kills)
    for weather in WEATHERS:
        seen = await campsite(weather, rows, kills, longest)
        report.fact(weather.name, seen.shown(), "0 lost, 0 doubled")
        report.at_least("  kills while there was work", seen.at_work, kills // 2)
        show(report, seen, rows, kills, weather)
    seen = await yardstick(WEATHERS[0], rows, kills, longest)
    report.show(Figure(f"yardstick: a job each in APScheduler 3; {WEATHERS[0].name}", seen.shown()))
    show(report, seen, rows, kills, WEATHERS[0])


def show(report: Report, seen: Seen, rows: int, kills: int, weather: Weather) -> None:
    """What it was that they survived, or did not; where nothing happened, nothing was shown."""
    report.fact("  kills", seen.kills, kills)
    report.at_least("  told when the last of them fell", seen.told, rows // 100)
    if weather.failing:
        report.at_least("  failed after they were accepted", seen.failed, int(rows * weather.failing / 10))
    for line in seen.untold:
        print(f"    not told: {line}", flush=True)
    report.show(Figure("  time", f"{seen.seconds:,.0f} s"))
