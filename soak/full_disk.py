"""The disk is full at the first statement, at the second, … of each command: never a false yes, and all goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.report import Figure, Report
from bot.db.migrate import upgrade
from bot.outbox.waits import LEASE
from bot.settings import DATABASE_NAME
from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.channels import Channel
from playground.world.messages import Message
from soak.failing_disk import Disk
from tests.town import Town

NOT_SAVED = "I can't save anything right now, so nothing was changed. Try again in a minute."
WAIT_FOR_A_HOME = 0.3
"""Seconds that founding a group waits for its channel: while the disk is full it would wait in vain."""

ENOUGH = 200
"""No command writes so many statements."""


@dataclass(frozen=True)
class Act:
    """Somebody does something: how, what a yes sounds like, and whether it is stored."""

    do: Callable[[], Awaitable[Reply]]
    yes: tuple[str, ...]
    stored: Callable[[], bool]


class Ground:
    """A town on a disk that can be full, with everything a command needs."""

    def __init__(self, town: Town, disk: Disk, folder: Path) -> None:
        self.town = town
        self.disk = disk
        self.database = folder / DATABASE_NAME
        self.guild = town.server()
        self.olga = town.member(self.guild, "Olga", "en-US", "manage_guild")
        self.count = 0
        self.told_to_come_not: list[Person] = []
        self.told_of_a_seat: list[Person] = []
        self.lyon: Channel
        self.card: Message

    async def settle_in(self) -> None:
        """Founds a group and plans a meetup."""
        self.lyon = await self.town.group(self.olga, self.guild)
        self.card = await self.town.meetup(self.olga, self.lyon)

    def new(self) -> tuple[int, Person]:
        """A number nobody had, and somebody new."""
        self.count += 1
        return self.count, self.town.member(self.guild, f"P{self.count}")

    def has(self, sql: str, *values: Any) -> bool:
        """Whether there is such a row on the disk."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(f"SELECT EXISTS ({sql})", values).fetchone() == (1,)

    # The commands there are

    async def going(self) -> Act:
        """Somebody taps Going."""
        _, person = self.new()
        return self._answer(person, "Going", "going", "You are going.")

    async def cant(self) -> Act:
        """Somebody who is going taps Can't go."""
        _, person = self.new()
        await person.press("Going", on=self.card)
        return self._answer(person, "Can't go", "cant", "You are not coming")

    def _answer(self, person: Person, label: str, answer: str, yes: str) -> Act:
        row = "SELECT 1 FROM answers WHERE person_id = ? AND answer = ?"
        return Act(
            lambda: person.press(label, on=self.card), (yes,), lambda: self.has(row, person.id, answer)
        )

    async def schedule(self) -> Act:
        """Somebody plans a meetup."""
        number, _ = self.new()
        # A group has at most a hundred ahead of it.
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("UPDATE meetups SET cancelled_at = created_at WHERE id > 1")
        title = f"M{number}"
        return Act(
            lambda: self.olga.slash("/meetup schedule", in_=self.lyon, when="28 nov 10:00", title=title),
            (f"{title} is planned for ",),
            lambda: self.has("SELECT 1 FROM meetups WHERE title = ?", title),
        )

    async def cancel(self) -> Act:
        """Somebody calls a meetup off that somebody wants to come to."""
        number, person = self.new()
        card = await self.town.meetup(self.olga, self.lyon, title=f"C{number}")
        await person.press("Going", on=card)
        await self.town.settle()
        self.told_to_come_not.append(person)
        [meetup_id] = [part.split(":")[2] for part in map(str, custom_ids(card)) if ":going:" in part]
        asked = await self.olga.slash("/meetup cancel", in_=self.lyon, meetup=meetup_id)
        return Act(
            lambda: self.olga.press("Cancel the meetup", on=asked.message),
            (f"C{number} is cancelled.",),
            lambda: self.has(
                "SELECT 1 FROM meetups WHERE id = ? AND cancelled_at IS NOT NULL", int(meetup_id)
            ),
        )

    async def join(self) -> Act:
        """Somebody joins a group."""
        _, person = self.new()
        return self._membership(person, "Join", "Welcome to Lyon.", "left_at IS NULL")

    async def leave(self) -> Act:
        """Somebody leaves a group."""
        _, person = self.new()
        card = self.lyon.messages[0]
        await person.press("Join", on=card)
        await self.town.settle()
        return self._membership(person, "Leave", "You have left Lyon.", "left_at IS NOT NULL")

    def _membership(self, person: Person, label: str, yes: str, state: str) -> Act:
        row = f"SELECT 1 FROM memberships WHERE person_id = ? AND {state}"
        return Act(
            lambda: person.press(label, on=self.lyon.messages[0]), (yes,), lambda: self.has(row, person.id)
        )

    async def create(self) -> Act:
        """Somebody founds a group."""
        number, _ = self.new()
        name = f"Group {number}"
        return Act(
            lambda: self.olga.slash("/group create", in_=self.guild.first_channel, name=name),
            (f"{name} is ready in", f"{name} is founded, but its channel is not finished yet"),
            lambda: self.has("SELECT 1 FROM groups WHERE name = ?", name),
        )

    async def preferences(self) -> Act:
        """Somebody sets something for themselves."""
        _, person = self.new()

        async def send() -> Reply:
            opened = await person.slash("/me preferences", in_=self.lyon)
            await person.press("Meetups a month", on=opened.message)
            return await person.fill({"monthly": "3"})

        row = "SELECT 1 FROM people WHERE person_id = ? AND monthly = 3"
        return Act(send, ("Saved.",), lambda: self.has(row, person.id))

    async def pause(self) -> Act:
        """Somebody takes a pause."""
        _, person = self.new()
        row = "SELECT 1 FROM people WHERE person_id = ? AND paused_until IS NOT NULL"
        return Act(
            lambda: person.slash("/me pause", in_=self.lyon, until="2 weeks"),
            ("You are on a pause until ",),
            lambda: self.has(row, person.id),
        )


COMMANDS: dict[str, Callable[[Ground], Awaitable[Act]]] = {
    "Going": Ground.going,
    "Can't go": Ground.cant,
    "/meetup schedule": Ground.schedule,
    "/meetup cancel": Ground.cancel,
    "Join": Ground.join,
    "Leave": Ground.leave,
    "/group create": Ground.create,
    "/me preferences": Ground.preferences,
    "/me pause": Ground.pause,
}


LEAST = 4
"""A row that is written is two statements at the least, and each is met by a full disk in two ways."""


async def full_disk(
    report: Report, commands: Collection[str] = tuple(COMMANDS), *, outbox: bool = True
) -> None:
    """Sweeps every command and the outbox's own work, then looks whether the database is sound and everybody heard what they had to."""
    begun = time.monotonic()
    disk = Disk()
    with (
        tempfile.TemporaryDirectory(prefix="campsite-soak-") as name,
        disk.below(),
    ):
        folder = Path(name)
        upgrade(folder / DATABASE_NAME, folder / "backups")
        async with Town(folder) as town:
            ground = Ground(town, disk, folder)
            await ground.settle_in()
            for command in commands:
                # The module as the bot has it by now, wherever it was loaded from.
                with patch.object(sys.modules["cogs.groups.founding_views"], "PATIENCE", WAIT_FOR_A_HOME):
                    statements, false = await _sweep(ground, command)
                report.fact(f"{command}: false answers, of {statements} full disks", len(false), 0)
                report.at_least("  full disks", statements, LEAST)
                report.broken += false[:3]
            if outbox:
                report.at_least("the outbox's own work: full disks", await _sweep_outbox(ground), LEAST)
            await town.turn(timedelta(minutes=2))
            for what, people in (
                ("people told of a cancellation", ground.told_to_come_not),
                ("people told of a free seat", ground.told_of_a_seat),
            ):
                once = [len(person.notifications) for person in people].count(1)
                report.fact(f"{what}, each exactly once", once, len(people))
        with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
            report.fact("integrity", connection.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            report.fact("broken references", connection.execute("PRAGMA foreign_key_check").fetchall(), [])
            owed = "SELECT count(*) FROM mirrors WHERE wanted > shown"
            report.fact("mirrors still owed", connection.execute(owed).fetchone()[0], 0)
    report.show(Figure("  time", f"{time.monotonic() - begun:,.0f} s"))


async def _sweep(ground: Ground, command: str) -> tuple[int, list[str]]:
    """How many full disks there were, and every answer that was not true."""
    false: list[str] = []
    swept = 0
    for rolls_back in (False, True):
        for number in range(1, ENOUGH):
            act = await COMMANDS[command](ground)
            await ground.town.settle()
            ground.disk.fills(number, rolls_back=rolls_back)
            reply = await act.do()
            ground.disk.has_room()
            refused, said, stored = ground.disk.refused, reply.text, act.stored()
            if not refused and said.startswith(act.yes):
                break
            swept += 1
            if stored != said.startswith(act.yes) or not (stored or said.startswith(NOT_SAVED)):
                false.append(
                    f"{command}, full from {number}: {'stored' if stored else 'not stored'}, {said!r}"
                )
            if not stored:
                again = await act.do()  # there is room, and nobody has started anything anew
                if not again.text.startswith(act.yes) or not act.stored():
                    false.append(f"{command}, after it was full from {number}: {again.text!r}")
            await ground.town.settle()
    return swept, false


async def _sweep_outbox(ground: Ground) -> int:
    """How many full disks there were while the outbox told somebody that a seat is theirs, and drew the card anew."""
    swept = 0
    for rolls_back in (False, True):
        for number in range(1, ENOUGH):
            _, seated = ground.new()
            _, waiting = ground.new()
            with closing(sqlite3.connect(ground.database)) as connection, connection:
                connection.execute("UPDATE meetups SET cancelled_at = created_at WHERE id > 1")
            card = await ground.town.meetup(ground.olga, ground.lyon, title=f"O{number}", seats=1)
            await seated.press("Going", on=card)
            await waiting.press("Going", on=card)
            await ground.town.settle()
            asked = await seated.press(
                "Can't go", on=card
            )  # somebody waits, so it is asked whether that is meant
            # The answer itself is written: from there on the disk is full at the outbox's statements, one by one.
            ground.disk.fills_after_commit(number, rolls_back=rolls_back)
            await seated.press("Give my seat up", on=asked.message)
            worker = ground.town.client.worker
            while not ground.disk.refused and not worker.idle:  # noqa: ASYNC110 - a full disk tells nobody
                await asyncio.sleep(0.002)
            refused = ground.disk.refused
            ground.disk.has_room()
            worker.wake()
            await ground.town.settle()
            await ground.town.turn(LEASE)  # what was sent and could not be noted down is looked up
            ground.told_of_a_seat.append(waiting)
            if not refused:
                break
            swept += 1
    return swept


def custom_ids(card: Message) -> list[str | None]:
    """What the buttons of a message do."""
    return [button.custom_id for button in card.buttons]
