"""A server with a thousand groups against one with ten: finding a group must not care how many there are."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from statistics import median

from bench.ground import GUILD, MEETUP, NOTICE, fill, opened, pending, planned, stored
from bench.report import Figure, Report
from bot import places
from bot.app import App
from bot.db.tx import Tx
from bot.operation import forgetting
from bot.people.naming import rows_naming
from bot.people.register import Register
from bot.people.texts import rows_writing_of, servers_writing_of
from bot.places import gazetteer
from bot.places.distance import Band
from bot.signals import MemberForgotten, NextGatherings, TextsChanged
from bot.text import folded
from cogs.groups import directory, finding, people, service
from cogs.meetups import answering
from cogs.meetups import service as meetups
from cogs.members.export import Rows, as_file
from cogs.server import reporting

FEW, MANY = 10, 1_000
MEMBERS = 50
"""Of each group."""
IN_GROUPS = 5
"""Groups a person is in, where there are so many."""
AGO, AHEAD = 50, 10
"""Weekly meetups of each group, held and to come."""
CHANNEL = 1
ROUNDS = 31
ANSWERS, OF_EACH = 500_000, 10
"""In the server whose member takes along what is kept of them, of each meetup; and as many notices."""
WRITTEN = 10_000
"""Long texts in the server one of whose members is forgotten, besides its meetups; every hundredth is of them."""
PERSON = 1
TYPED = ("", "s", "sa", "lyon", "no such group")

FIRST = """
import time
from bot import places
from bot.when import zones
from bot.words import LANGUAGES, Catalogs
from cogs.groups import cog
catalogs, spans = Catalogs(), []
cog.warm_up(catalogs)
for language in LANGUAGES:
    for text in ("sao paulo", "paris texas", "lyon france", "東京"):
        begun = time.thread_time()
        places.search(text, language)
        spans.append(time.thread_time() - begun)
    begun = time.thread_time()
    zones.find("par", catalogs.of(language))
    spans.append(time.thread_time() - begun)
print(max(spans))
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two servers, and how many groups it has."""

    app: App
    count: int


async def groups(report: Report) -> None:
    """Each question to both, round by round in turn."""
    middle, cities = _cities()
    async with AsyncExitStack() as stack:
        sides: list[Side] = []
        for count in (FEW, MANY):
            app = await stack.enter_async_context(opened())
            app.signals.answer(NextGatherings, meetups.next_gatherings)
            _fill(app, cities[:count])
            sides.append(Side(app, count))
        asked: dict[str, Callable[[Tx], object]] = {
            "browse": lambda tx: service.browse(tx, 0, PERSON),
            "near": lambda tx: finding.near(tx, middle, PERSON, "en"),
            **{f"autocomplete of “{text}”": _search(text) for text in TYPED},
        }
        for name, ask in asked.items():
            few, many = await _both(sides, ask)
            report.at_most(f"{name}: {MANY:,} groups against {FEW}", many / few, 2.0, " x")
            report.show(Figure("  milliseconds of CPU", f"{many * 1e3:.2f}, {few * 1e3:.2f}"))
        few, many = await _both(sides, directory.directory)
        report.at_most("the directory, for each group in it", many / MANY / (few / FEW), 2.0, " x")
        report.show(Figure("  milliseconds for the whole", f"{many * 1e3:.1f}, {few * 1e3:.2f}"))
        seconds = await _export(sides[-1].app)
        asked_at, erased = await _forget(sides[-1].app)
    report.at_most("all that is kept of one member, as a file", seconds, 3.0, " s, CPU")
    report.at_most("who is forgotten everywhere, in the answer to their tap", asked_at, 1.0, " s, CPU")
    report.at_most("  a minute later, out of every row and every text", erased, 1.0, " s, CPU")
    slowest = max([await _first() for _ in range(3)])
    report.at_most("the slowest of the first searches for a city or a zone", slowest * 1e3, 5.0, " ms, CPU")


def _search(text: str) -> Callable[[Tx], object]:
    return lambda tx: service.search(tx, text)


async def _both(sides: list[Side], ask: Callable[[Tx], object]) -> list[float]:
    """The median seconds of each, inside the transaction: of CPU, for what else runs on the machine is not its fault."""
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(ROUNDS):
        for side, spans in zip(sides, seconds, strict=True):
            spans.append(await side.app.read(GUILD, _timed, ask))
    return [median(spans) for spans in seconds]


def _timed(tx: Tx, ask: Callable[[Tx], object]) -> float:
    begun = time.thread_time()
    ask(tx)
    return time.thread_time() - begun


def _cities() -> tuple[int, list[int]]:
    """Paris, and a thousand cities: as many as there are around it, the nearest first, then any."""
    paris = places.search("paris france", "en", 1)[0]
    around = places.around(paris, Band.A_TRIP)
    with (
        resources.as_file(resources.files("bot.places") / gazetteer.FILE) as path,
        closing(sqlite3.connect(path)) as file,
    ):
        others = [row[0] for row in file.execute("SELECT id FROM cities ORDER BY population DESC")]
    found = dict.fromkeys([*sorted(around, key=around.__getitem__), *others])
    return paris.id, list(found)[:MANY]


def _fill(app: App, cities: list[int]) -> None:
    now = datetime.now(UTC)
    names = _names(cities)
    fill(
        app.settings.database,
        "groups",
        ("id", "name", "folded", "language", "zone", "city_id", "country", "created_by", "created_at"),
        (
            (number, name, folded(name), "en", "UTC", city, "FR", number, stored(now))
            for number, (city, name) in enumerate(names.items(), 1)
        ),
    )
    people = max(len(cities) * MEMBERS // IN_GROUPS, MEMBERS)
    fill(
        app.settings.database,
        "memberships",
        ("group_id", "person_id", "standing", "joined_at"),
        (
            (
                number,
                (number * MEMBERS + turn) % people + 1,
                "founder" if turn == 0 else "member",
                stored(now),
            )
            for number in range(1, len(cities) + 1)
            for turn in range(MEMBERS)
        ),
    )
    fill(
        app.settings.database,
        "server_settings",
        ("directory_channel_id",),
        [(CHANNEL,)],
    )
    begins = [now + timedelta(days=7 * week, hours=1) for week in range(-AGO, AHEAD)]
    fill(
        app.settings.database,
        "meetups",
        MEETUP,
        (
            planned(number, at, timedelta(hours=2), now)
            for number in range(1, len(cities) + 1)
            for at in begins
        ),
    )


def _names(cities: list[int]) -> dict[int, str]:
    """What the group of each city is called: like the city, and numbered where several are called so."""
    found = [places.city(city_id, "en") for city_id in cities]
    return {city.id: f"{city.name} {number}" for number, city in enumerate(found, 1) if city is not None}


async def _export(app: App) -> float:
    """CPU seconds for a member's export where people have answered half a million times."""
    now = datetime.now(UTC)
    people = MANY * MEMBERS // IN_GROUPS
    fill(
        app.settings.database,
        "answers",
        ("meetup_id", "person_id", "answer", "let_go", "asked", "answered_at"),
        ((1 + turn // OF_EACH, 1 + turn % people, "going", 0, 0, stored(now)) for turn in range(ANSWERS)),
    )
    fill(
        app.settings.database,
        "notices",
        NOTICE,
        (pending("meetups.soon", turn, 1 + turn % people, now, now) for turn in range(ANSWERS)),
    )
    spans: list[float] = []
    for person in (2, 998, 5_000):  # not the one who has planned all meetups
        rows, span = await app.database.read(None, _rows_timed, person)
        begun = time.thread_time()
        as_file(rows, person, now)
        spans.append(span + time.thread_time() - begun)
    return max(spans)


def _rows_timed(tx: Tx, person: int) -> tuple[Rows, float]:
    begun = time.thread_time()
    rows = rows_naming(tx, person)
    return rows, time.thread_time() - begun


async def _first() -> float:
    """CPU seconds of the slowest of the first searches of a process that has warmed up as a running bot does."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FIRST), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return float(said)


async def _forget(app: App) -> tuple[float, float]:
    """CPU seconds of both transactions that write when a member is forgotten, where people have written much of them."""
    now, member = stored(datetime.now(UTC)), 7_000_000_000_000_000_007
    app.signals.listen(MemberForgotten, people.forgotten)
    app.signals.listen(MemberForgotten, answering.forgotten)
    app.signals.listen(TextsChanged, meetups.reworded)
    app.signals.listen(TextsChanged, reporting.reworded)
    with closing(sqlite3.connect(app.settings.database)) as connection, connection:
        for table in ("memberships", "answers", "notices"):
            connection.execute(f"UPDATE {table} SET person_id = ? WHERE person_id = ?", (member, PERSON))
        connection.execute("UPDATE meetups SET notes = ? WHERE id % 1000 = 0", (f"Ask <@{member}>",))
    said = "Somebody shouts at newcomers, and does not stop when they are asked to. " * 10
    fill(
        app.settings.database,
        "reports",
        ("person_id", "said", "sent_at", "request_id", "channel_id"),
        ((2, f"{said} {member if turn % 100 == 0 else turn}", now, turn, CHANNEL) for turn in range(WRITTEN)),
    )
    register = Register(app.settings.data_dir)
    writing = await app.database.read(None, servers_writing_of, member)
    asked = await app.database.write(
        None, _timed, lambda tx: forgetting.forget_everywhere(tx, member, register, writing)
    )
    rows = await app.database.read(GUILD, rows_writing_of, member)
    erased = await app.database.write(
        GUILD, _timed, lambda tx: forgetting.erase_rest_everywhere(tx, member, rows)
    )
    return asked, erased
