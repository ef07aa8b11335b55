"""Clicks on a card: what one costs, how many at once are answered in time, whether seats are ever sold twice."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bench.process import Client, started
from bench.report import Figure, Report
from bot.client import REDRAW_PAUSE
from bot.invitation import PERMISSIONS
from cogs.meetups.views import NAMED
from playground import Application, Channel, Guild, Message, Person, Playground
from playground.requests import Request, RequestLog

PEOPLE = 60
ROUNDS = 15
SEATS = 20
AT_ONCE = 500
STORMS = 3
CROWD = 200
CARDS = 2
SPREAD_OVER = 2.0
"""Seconds in which a crowd taps on the cards of one channel."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two clients, in a server of its own."""

    client: Client
    guild: Guild
    channel: Channel

    async def meetup(self, people: Sequence[Person] = (), seats: int = SEATS) -> Message:
        """The card of a new meetup that half of `people` are going to."""
        ids = [person.id for person in people]
        card_id = await self.client.ask("meetup", self.guild.id, self.channel.id, seats, ids)
        return self.channel.message_by_id[card_id]


@dataclass(frozen=True, slots=True)
class Fair:
    """A Discord with both clients in it."""

    discord: Playground
    campsite: Side
    bare: Side
    """A bare handler with the same client options."""
    plain: Side
    """The same without the option that paces requests."""

    def people(self, count: int) -> list[Person]:
        """New people who are in both servers."""
        found = [self.discord.person(f"Person {index}") for index in range(count)]
        for person in found:
            person.joins(self.campsite.guild)
            person.joins(self.bare.guild)
            person.joins(self.plain.guild)
        return found


@asynccontextmanager
async def fair() -> AsyncGenerator[Fair]:
    """Both clients at one playground, ready."""
    with tempfile.TemporaryDirectory() as folder:
        async with Playground() as discord:
            apps = {name: discord.application(name) for name in ("Campsite", "Bare", "Plain")}
            guilds = {name: _invited(discord, app) for name, app in apps.items()}
            where = {"url": discord.url, "gateway_url": discord.gateway_url}
            async with (
                started(
                    "bench.campsite_client", **where, token=apps["Campsite"].token, data_dir=folder
                ) as campsite,
                started("bench.bare_client", **where, token=apps["Bare"].token, options="paced") as bare,
                started("bench.bare_client", **where, token=apps["Plain"].token, options="plain") as plain,
            ):
                for client in (campsite, bare, plain):
                    await client.ask("ready")
                yield Fair(
                    discord,
                    Side(campsite, guilds["Campsite"], guilds["Campsite"].first_channel),
                    Side(bare, guilds["Bare"], guilds["Bare"].first_channel),
                    Side(plain, guilds["Plain"], guilds["Plain"].first_channel),
                )


def _invited(discord: Playground, app: Application) -> Guild:
    guild = discord.guild(f"Home of {app.user.name}")
    guild.invite(app, permissions=PERMISSIONS.value)
    return guild


async def click(report: Report) -> None:
    """CPU time of one click that changes something, against a handler that only answers."""
    async with fair() as ground:
        people = ground.people(PEOPLE)
        # A seat for everyone: whoever taps Going goes, and nobody has to be put in line.
        sides = {
            side: await side.meetup(people, PEOPLE) for side in (ground.campsite, ground.bare, ground.plain)
        }
        resting = await _rounds(report, sides, people)
        await ground.campsite.client.ask("work")
        working = await _rounds(report, sides, people)
    report.at_most(
        "Going to first answer, CPU against a bare handler with the same options",
        median(mine / bare for mine, bare, _ in resting),
        2.5,
        " x",
        " (aim 1.75 x)",
    )
    report.show(
        Figure(
            "  against one whose requests are not paced",
            f"{median(mine / plain for mine, _, plain in resting):.2f} x",
        ),
        Figure(
            "  microseconds of Campsite, of the bare handler, of the unpaced one",
            ", ".join(f"{median(column):,.0f}" for column in zip(*resting, strict=True)),
        ),
        Figure(
            "  the same with all that follows: card redrawn, people told",
            f"{median(mine / bare for mine, bare, _ in working):.2f} x",
        ),
    )


async def _rounds(
    report: Report, sides: dict[Side, Message], people: Sequence[Person]
) -> list[tuple[float, float, float]]:
    """Microseconds of CPU per click of each side, a round each, after one round that does not count."""
    half = len(people) // 2
    pairs = list(zip(people[:half], people[half:], strict=True))
    measured: list[tuple[float, float, float]] = []
    for turn in range(ROUNDS + 1):
        costs: list[float] = []
        for side, card in sides.items():
            before = await side.client.cpu()
            for one, other in pairs:
                leaves, comes = (one, other) if turn % 2 == 0 else (other, one)
                for person, wish in ((leaves, "Can't go"), (comes, "Going")):
                    reply = await person.press(wish, on=card)
                    if reply.failed:
                        report.broken.append(f"a click was not answered: {reply.failed}")
            costs.append((await side.client.cpu() - before) / len(people) * 1e6)
        mine, bare, plain = costs
        measured.append((mine, bare, plain))
    return measured[1:]


async def storm(report: Report) -> None:
    """As many clicks at once as a large server may bring: all must be answered in Discord's three seconds."""
    async with fair() as ground:
        people = ground.people(AT_ONCE)
        sides = {"campsite": ground.campsite, "bare": ground.bare}
        cards = [{name: await side.meetup() for name, side in sides.items()} for _ in range(STORMS)]
        await ground.campsite.client.ask("work")
        slowest: dict[str, list[float]] = {name: [] for name in sides}
        unanswered = 0
        for of_a_round in cards:
            for name, card in of_a_round.items():
                taken = await asyncio.gather(*(_timed(person, card) for person in people))
                slowest[name].append(max(seconds for seconds, _ in taken))
                if name == "campsite":
                    unanswered += sum(text is None for _, text in taken)
    report.at_most(f"{AT_ONCE} clicks at once: the slowest answer", median(slowest["campsite"]), 3.0, " s")
    ratio = median(mine / bare for mine, bare in zip(slowest["campsite"], slowest["bare"], strict=True))
    report.show(
        Figure("  against the bare handler (the playground's share is in both)", f"{ratio:.2f} x"),
    )
    report.fact(f"  unanswered of {AT_ONCE * STORMS:,}", unanswered, 0)


async def _timed(person: Person, card: Message) -> tuple[float, str | None]:
    """Seconds until the answer, and what it says; None when there was none."""
    begun = time.perf_counter()
    reply = await person.press("Going", on=card)
    return time.perf_counter() - begun, None if reply.failed else reply.text


async def edits(report: Report) -> None:
    """A crowd on the cards of one channel: edited once a second at most, and in the end each shows the last answer."""
    async with fair() as ground:
        people = ground.people(CROWD)
        cards = [await ground.campsite.meetup(seats=CROWD) for _ in range(CARDS)]
        await ground.campsite.client.ask("work")
        edited: list[float] = []

        def note(request: Request) -> None:
            if request.method == "PATCH" and request.path.endswith(
                tuple(f"/messages/{card.id}" for card in cards)
            ):
                edited.append(time.perf_counter())

        with RequestLog.watched(note):
            begun = time.perf_counter()
            taps: list[asyncio.Task[tuple[float, str | None]]] = []
            for number, person in enumerate(people):
                await asyncio.sleep(begun + number * SPREAD_OVER / CROWD - time.perf_counter())
                taps.append(asyncio.create_task(_timed(person, cards[number % CARDS])))
            replies = [text for _, text in await asyncio.gather(*taps)]
            spread = time.perf_counter() - begun
            await ground.campsite.client.ask("settle")
        where = ground.campsite.guild.id
        going = [len((await ground.campsite.client.ask("seats", where, card.id))[0]) for card in cards]
        shown = [f"and {count - NAMED} more" in card.text for card, count in zip(cards, going, strict=True)]
    unanswered = replies.count(None)
    report.fact(
        f"{CROWD} clicks in {SPREAD_OVER:g} s on {CARDS} cards of a channel: unanswered", unanswered, 0
    )
    report.show(Figure("  of them going, as the cards say", str(sum(going))))
    report.fact("  cards that show the last answer in the end", shown.count(True), CARDS)
    closest = min((later - sooner for sooner, later in pairwise(edited)), default=0.0)
    report.show(
        Figure("  the clicks took, and the cards were edited", f"{spread:.1f} s, {len(edited)} times"),
        Figure(
            "  seconds between the two closest edits",
            f"{closest:.2f} s",
            f"at least {REDRAW_PAUSE:g} s",
            closest >= REDRAW_PAUSE,
        ),
    )


async def seats(report: Report) -> None:
    """A crowd on few seats: exactly as many are seated as there are seats, the others wait in the order they came."""
    async with fair() as ground:
        people = ground.people(CROWD)
        card = await ground.campsite.meetup()
        await ground.campsite.client.ask("work")
        replies = [text for _, text in await asyncio.gather(*(_timed(person, card) for person in people))]
        seated, waiting = await ground.campsite.client.ask("seats", ground.campsite.guild.id, card.id)
    came = [person.id for person in people]
    told = [_position(text) for text in replies]
    report.fact(f"{CROWD} on {SEATS} seats at once: seated", len(seated), SEATS)
    report.fact("  waiting", len(waiting), CROWD - SEATS)
    report.fact("  seated and waiting in the order they came", [*seated, *waiting] == came, wanted=True)
    report.fact(
        "  everyone was told exactly that", told == [0] * SEATS + [*range(1, CROWD - SEATS + 1)], wanted=True
    )


def _position(text: str | None) -> int | None:
    """The place in the line that an answer names; 0 for a seat, None for anything else."""
    if text is None:
        return None
    if text.startswith("You are going."):
        return 0
    found = re.search(r"you are number (\d+) in line", text)
    return None if found is None else int(found[1])
