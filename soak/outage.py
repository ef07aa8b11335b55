"""The bot is down while meetups begin and end: nothing after the end, one "started" for those that are on."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from bench.report import Figure, Report
from playground.people.person import Person
from soak import planned
from soak.camp import Camp
from soak.planned import Planned

MEETUPS, MINUTES = 500, 10.0
PLACES = 100
EACH = 2
"""People at a meetup."""
LENGTHS = (timedelta(minutes=2), timedelta(minutes=90))
"""In turn: some are over before the bot is back, others still on."""
PATIENCE = 300.0
STARTED = re.compile(r"started <t:[0-9]+:R> and is on until <t:([0-9]+):t>")


async def outage(report: Report, rows: int = MEETUPS, minutes: float = MINUTES) -> None:
    """Down for so many minutes, over the starts of so many meetups; then up, until all is accounted for."""
    begun = time.monotonic()
    async with Camp() as camp:
        organizer, *people = camp.people(1 + rows * EACH)
        down_at = camp.discord.clock.now()
        meetups = plan(camp, people, down_at, timedelta(minutes=minutes))
        planned.write(camp, organizer, meetups)
        camp.turn(timedelta(minutes=minutes))
        up_at = camp.discord.clock.now()
        await camp.start()
        open_rows = "SELECT count(*) FROM notices WHERE fate IN ('pending', 'claimed')"
        settled = await camp.until(lambda: camp.rows(open_rows) == [(0,)], PATIENCE)
        await camp.discord.calm(quiet=0.5, seconds=30)
        await camp.kill()

        report.fact("everything settled", settled, wanted=True)
        said = sayings(meetups)
        on = [each for each in meetups if each.starts_at <= up_at < each.ends_at]
        over = [each for each in meetups if each.ends_at <= up_at]
        report.fact("said after the end", sum(late for _, late in said.values()), 0)
        report.fact(
            "people of meetups that are on who were told exactly once that it has started",
            sum(said[person.id] == (1, 0) for each in on for person in each.seated),
            len(on) * EACH,
        )
        report.fact(
            "people of meetups that are over who were told anything",
            sum(len(person.notifications) for each in over for person in each.seated),
            0,
        )
        ledger = Counter(
            (fate, reason)
            for fate, reason in camp.rows("SELECT fate, reason FROM notices WHERE kind LIKE '%hour_before'")
        )
        report.fact("people told, by the ledger", ledger["sent", None], len(on) * EACH)
        report.fact(
            "people not told, each with the reason", ledger["skipped", "the meetup is over"], len(over) * EACH
        )
        report.fact("rows of the ledger that say anything else", sum(ledger.values()) - rows * EACH, 0)
        report.fact("meetups whose organizer heard of it", len(organizer.notifications), len(over))
        report.fact("faults in the log", camp.faults()[:3], [])
        report.at_least("  meetups that are on", len(on), rows // 4)
        report.at_least("  meetups that are over", len(over), rows // 4)
        report.show(Figure("  time", f"{time.monotonic() - begun:,.0f} s"))


def plan(camp: Camp, people: Sequence[Person], down_at: datetime, down: timedelta) -> list[Planned]:
    """Meetups that begin while the bot is down, one after the other, their reminders due a moment before."""
    places = [camp.guild.add_channel(f"place-{number}") for number in range(PLACES)]
    count = len(people) // EACH
    # Between the last end and the return of the bot there is a minute: none ends while the messages go out.
    span = down - LENGTHS[0] - timedelta(minutes=1)
    return [
        Planned(
            places[number % len(places)],
            people[number * EACH : (number + 1) * EACH],
            down_at + span * (number / count),
            down_at + span * (number / count) + timedelta(seconds=1),
            LENGTHS[number % len(LENGTHS)],
        )
        for number in range(count)
    ]


def sayings(meetups: Sequence[Planned]) -> dict[int, tuple[int, int]]:
    """For each person: how often they were told that it has started, and how often after its end."""
    found: dict[int, tuple[int, int]] = {}
    for each in meetups:
        for person in each.seated:
            started = sum(bool(STARTED.search(message.text)) for message in person.notifications)
            late = sum(message.sent_at >= each.ends_at for message in person.notifications)
            found[person.id] = (started, late)
    return found
