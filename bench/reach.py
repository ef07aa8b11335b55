"""Reaching five hundred people, from the commit to the last message: by direct messages, and in one channel, against the
least time that Discord's limits allow. Everything goes the bot's own way: outbox, post office, pacer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from math import ceil
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bench import ground
from bench.report import Figure, Report
from bot import outbox
from bot.app import App
from bot.clock import SystemClock
from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import Skip
from bot.outbox.post import Part
from bot.outbox.worker import Worker
from bot.pacer import Pacer
from bot.people import service as people
from bot.people.boundaries import Weight
from bot.post import DiscordPost
from bot.ui.cards import layout, text
from playground import Person, Playground
from playground.rate_limits import BUCKETS, OVERALL, Allowance

PEOPLE = 500
CROWD = 1_000
SHORT, LONG = 0.1, 0.25
"""Round trips in seconds. What a bot sees of Discord lies between a tenth and a quarter of a second."""

A_MESSAGE = 88
"""People whom a message of 2,000 characters can mention. The least time for five hundred is reckoned by these: six
messages, one more than Discord takes in five seconds. Ours hold a hundred people each, so they beat it."""

SENDS, OPENS = ("POST", "/channels/{channel_id}/messages"), ("POST", "/users/@me/channels")
WORD = "bench.word"


@dataclass(frozen=True)
class Word:
    """What is said: one line, in one channel."""

    channel_id: int
    name: str = WORD
    superseded_by: Collection[str] = ()

    def place(self, tx: Tx, subject_id: int) -> int | None:  # noqa: ARG002 - all kinds are asked alike
        """The channel."""
        return self.channel_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:  # noqa: ARG002 - all kinds are asked alike
        """The line, and who it is for."""
        names = " ".join(f"<@{person}>" for person in topic.people)
        return Part(layout(text(names, "Code & coffee is in an hour.")), topic.people)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:  # noqa: ARG002 - all kinds are asked alike
        """It is not deleted here."""
        return False

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Then the figures say so."""


@dataclass(frozen=True)
class Ground:
    """A playground that enforces its limits, far away, and the outbox at work on it."""

    playground: Playground
    campsite: App
    bot: Any
    people: Sequence[Person]
    round_trip: float
    subjects: Callable[[], int]

    def least(self, requests: int) -> float:
        """Seconds that so many requests take at the least, as Discord limits a bot as a whole."""
        limit, window = OVERALL
        return (ceil(requests / limit) - 1) * window + self.round_trip

    def least_in_a_channel(self, messages: int) -> float:
        """Likewise for messages in one channel."""
        limit, window = BUCKETS[SENDS]
        return (ceil(messages / limit) - 1) * window + self.round_trip

    async def tell(self, heard: Callable[[Person], int]) -> float:
        """Seconds from the commit that plans it until everybody has one more message of those they have `heard`."""
        before = {person: heard(person) for person in self.people}
        subject = self.subjects()

        def plan(tx: Tx) -> None:
            event_at = tx.now + timedelta(hours=1)
            ids = [person.id for person in self.people]
            outbox.say(
                tx, WORD, subject, ids, weight=Weight.SAFETY, zone="UTC", group_id=None, event_at=event_at
            )

        self.playground.requests.clear()
        begun = time.perf_counter()
        await self.campsite.write(self.playground.guilds[0].id, plan)
        waiting = list(self.people)

        def all_heard() -> bool:  # asked at every event: it must cost nothing beside what is measured
            while waiting and heard(waiting[-1]) > before[waiting[-1]]:
                waiting.pop()
            return not waiting

        await self.playground.until(all_heard, 120)
        return time.perf_counter() - begun


@asynccontextmanager
async def far_away(crowd: int, round_trip: float) -> AsyncGenerator[Ground]:
    """With so many people in it: half of the way is before Discord counts a request, half of it after."""
    async with Playground() as playground, ground.opened() as campsite:
        app = playground.application("Campsite")
        guild = playground.guild("Learners")
        guild.invite(app, permissions="send_messages")
        members = [playground.person(f"P{number}") for number in range(crowd)]
        for person in members:
            person.joins(guild)
        # How many direct messages may be opened at once is nowhere said; here only the limit of the whole bot counts.
        playground.rate_limits.buckets[OPENS] = OVERALL
        playground.rate_limits.allowances[Allowance.DIRECT_CHANNELS] = (10 * crowd, 600.0)
        for path in ("/channels/*/messages", "/users/*", "/users/@me/channels", "/oauth2/applications/@me"):
            playground.faults.stall("*", path, round_trip / 2, times=1 << 30)
        pacer = Pacer(SystemClock())
        for way in (pacer.trace.on_connection_reuseconn, pacer.trace.on_connection_create_end):
            way.append(_travel(round_trip / 2))
        with playground.seam():
            client = discord.Client(
                intents=discord.Intents(guilds=True), http_trace=pacer.trace, max_ratelimit_timeout=30.0
            )
            async with client:
                await client.login(app.token)
                post = DiscordPost(client, pacer, campsite.catalogs)
                worker = Worker(campsite.database, SystemClock(), post)
                worker.notices.know(Word(guild.first_channel.id))
                working = asyncio.create_task(worker.run())
                try:
                    for _ in range(4):  # so many requests a bot has behind it that has just started
                        await asyncio.gather(*(client.fetch_user(members[0].id) for _ in range(20)))
                    await asyncio.sleep(OVERALL[1])  # what came before does not count any more
                    yield Ground(playground, campsite, app, members, round_trip, count(1).__next__)
                finally:
                    working.cancel()
                    await asyncio.gather(working, return_exceptions=True)


def _travel(seconds: float) -> Callable[[aiohttp.ClientSession, SimpleNamespace, Any], Any]:
    async def travel(_session: aiohttp.ClientSession, _context: SimpleNamespace, _params: Any) -> None:
        await asyncio.sleep(seconds)

    return travel


async def reach(report: Report) -> None:
    """Direct messages that have to be opened first, then such as are open, at two distances; then one channel."""
    for round_trip in (SHORT, LONG):
        await _by_direct_message(report, round_trip)
    for crowd in (PEOPLE, CROWD):
        await _in_one_channel(report, crowd)


async def _by_direct_message(report: Report, round_trip: float) -> None:
    async with far_away(PEOPLE, round_trip) as here:
        await here.campsite.write(here.playground.guilds[0].id, _ask_for_direct, here.people)
        for name, requests in (("each opened first", 2 * PEOPLE), ("all of them open", PEOPLE)):
            seconds = await here.tell(lambda person: len(person.direct_messages))
            what = f"{PEOPLE} direct messages, {name}"
            _judge(report, here, what, seconds, here.least(requests), 1.10)
            await asyncio.sleep(OVERALL[1])
        once = sum(len(person.direct_messages) == 2 for person in here.people)
        report.fact("  reached exactly once each time", once, PEOPLE)


def _ask_for_direct(tx: Tx, who: Sequence[Person]) -> None:
    for person in who:
        people.set_direct(tx, person.id, wanted=True)


async def _in_one_channel(report: Report, crowd: int) -> None:
    async with far_away(crowd, SHORT) as here:
        seconds = await here.tell(lambda person: len(person.notifications))
        messages = sum(request.route == SENDS[1] for request in here.playground.requests)
        least = here.least_in_a_channel(max(messages, ceil(PEOPLE / A_MESSAGE)))
        _judge(report, here, f"{crowd:,} people in one channel, {messages} messages", seconds, least, 1.05)
        once = sum(len(person.notifications) == 1 for person in here.people)
        report.fact("  reached exactly once", once, crowd)


def _judge(report: Report, here: Ground, what: str, seconds: float, least: float, goal: float) -> None:
    if not report.at_most(what, seconds / least, goal, " x"):
        report.broken.append(f"{what}: {seconds / least:.3f} x the least, not {goal} x")
    trip = f"{seconds:.2f}, {least:.2f}, {here.round_trip:.3f}"
    report.show(Figure("  seconds, the least, of it one round trip", trip))
    report.fact("  requests that met a limit (429)", len(here.playground.requests.limited), 0)
    arrived = sorted(request.at for request in here.playground.requests)
    densest = max(
        sum(first <= other < first + timedelta(seconds=OVERALL[1]) for other in arrived[start : start + 60])
        for start, first in enumerate(arrived)
    )
    report.fact("  most that arrived in any second, 50 are allowed", max(densest, OVERALL[0]), OVERALL[0])
