"""People doing things through the wire all the time, and what they were told about each of them."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.messages import Message
from soak.camp import Camp

WISHES = {"Going": "going", "Maybe": "maybe", "Can't go": "cant"}
"""What stands on a card's buttons, and how it is stored."""

ACKNOWLEDGED = {
    "Going": ("You are going.", "The room is full"),
    "Maybe": ("You might come.",),
    "Can't go": ("You are not coming",),
}
GOING = re.compile(r"meetups:going:([0-9]+)")
MOST_MEETUPS = 60
"""So many meetups at once; a group may have a hundred ahead of it."""


class Deeds:
    """Members who answer, an organizer who plans and calls off, and others who join and leave.

    `broken` says what somebody was told and is not so. Somebody who was told nothing because the bot died may find it
    done or not; anything else is false.
    """

    def __init__(self, camp: Camp, members: int = 12, pause: float = 0.0) -> None:
        self.camp = camp
        self.acknowledged = 0
        self.broken: list[str] = []
        self.organizer = camp.discord.person("Olga")
        self.organizer.joins(camp.guild)
        camp.guild.grant(self.organizer, "manage_guild")
        self.members = camp.people(members)
        self._pause = pause
        self._answers: dict[tuple[int, int], set[str | None]] = defaultdict(lambda: {None})
        """By meetup and person: the answers that would be right; one when it was acknowledged."""
        self._memberships: dict[tuple[int, int], set[bool]] = defaultdict(lambda: {False})
        self._planned: set[str] = set()
        self._cancelled: set[int] = set()
        self._count = 0
        self._doers: list[asyncio.Task[None]] = []

    async def found(self, *names: str) -> list[Channel]:
        """Founds the groups, while the bot lives; their channels."""
        channels: list[Channel] = []
        for name in names:
            await self.organizer.slash("/group create", in_=self.camp.guild.first_channel, name=name)
            channels.append(await self._home(name.lower()))
        return channels

    async def _home(self, name: str) -> Channel:
        guild = self.camp.guild
        await self.camp.discord.until(lambda: guild.has_channel(name) and guild.channel(name).messages, 30)
        return guild.channel(name)

    async def plan(self, channel: Channel) -> Message:
        """Plans a meetup with few seats, while the bot lives; its card."""
        before = len(channel.messages)
        await self._schedule(channel)
        await self.camp.discord.until(lambda: len(channel.messages) > before, 30)
        return channel.messages[-1]

    def begin(self, channels: list[Channel]) -> None:
        """From here on everybody does one thing after the other, as fast as they are answered."""
        doings: list[Callable[[], Awaitable[None]]] = [
            lambda: self._plan_or_cancel(channels),
            *(lambda member=member: self._answer(member, channels) for member in self.members[::2]),
            *(lambda member=member: self._come_or_go(member) for member in self.members[1::2]),
        ]
        self._doers = [asyncio.create_task(self._go_on(doing)) for doing in doings]

    async def end(self) -> None:
        """Nobody does anything more; who still waits for an answer gives it up."""
        for doer in self._doers:
            doer.cancel()
        done = await asyncio.gather(*self._doers, return_exceptions=True)
        self._doers = []
        for outcome in done:
            if isinstance(outcome, Exception):
                raise outcome

    async def _go_on(self, doing: Callable[[], Awaitable[None]]) -> None:
        while True:
            await doing()
            await asyncio.sleep(self._pause)

    # What they do

    async def _answer(self, person: Person, channels: list[Channel]) -> None:
        cards = [message for channel in channels for message in channel.messages if has_going(message)]
        card, label = self.camp.random.choice(cards), self.camp.random.choice([*WISHES])
        right = self._answers[meetup_of(card), person.id]
        right.add(WISHES[label])
        reply = await person.press(label, on=card)
        if reply.text.startswith(ACKNOWLEDGED[label]):
            self.acknowledged += 1
            right.clear()
            right.add(WISHES[label])

    async def _come_or_go(self, person: Person) -> None:
        group_id = self.camp.random.choice(self.camp.rows("SELECT id FROM groups"))[0]
        joins = self.camp.random.random() < 0.5
        right = self._memberships[group_id, person.id]
        right.add(joins)
        line = "/group join" if joins else "/group leave"
        reply = await person.slash(line, in_=self.camp.guild.first_channel, group=str(group_id))
        if "Welcome to" in reply.text or "You have left" in reply.text:
            self.acknowledged += 1
            right.clear()
            right.add(joins)

    async def _plan_or_cancel(self, channels: list[Channel]) -> None:
        open_ids = [row[0] for row in self.camp.rows("SELECT id FROM meetups WHERE cancelled_at IS NULL")]
        if len(open_ids) < MOST_MEETUPS and self.camp.random.random() < 0.6:
            await self._schedule(self.camp.random.choice(channels))
        elif len(open_ids) > len(channels):
            await self._cancel(self.camp.random.choice(open_ids[len(channels) :]))

    async def _schedule(self, channel: Channel) -> None:
        self._count += 1
        title = f"Meetup {self._count}"
        reply = await self.organizer.slash(
            "/meetup schedule", in_=channel, when="in 48 hours", title=title, seats=3
        )
        if f"{title} is planned for" in reply.text:
            self.acknowledged += 1
            self._planned.add(title)

    async def _cancel(self, meetup_id: int) -> None:
        asked = await self.organizer.slash(
            "/meetup cancel", in_=self.camp.guild.first_channel, meetup=str(meetup_id)
        )
        if asked.failed or not asked.text.startswith("Cancel "):
            return
        reply = await self.organizer.press("Cancel the meetup", on=asked.message)
        if "is cancelled." in reply.text:
            self.acknowledged += 1
            self._cancelled.add(meetup_id)

    # What became of it

    def check(self) -> None:
        """Compares what people were told with what is stored, while the bot is dead and nobody does anything."""
        rows = self.camp.rows
        answers = {
            (row[0], row[1]): row[2] for row in rows("SELECT meetup_id, person_id, answer FROM answers")
        }
        inside = {
            (row[0], row[1])
            for row in rows("SELECT group_id, person_id FROM memberships WHERE left_at IS NULL")
        }
        titles = {row[0] for row in rows("SELECT title FROM meetups")}
        cancelled = {row[0] for row in rows("SELECT id FROM meetups WHERE cancelled_at IS NOT NULL")}
        for key, right in self._answers.items():
            self._compare(f"the answer {key}", answers.get(key), right)
        for key, belongs in self._memberships.items():
            self._compare(f"the membership {key}", key in inside, belongs)
        self.broken += [f"{title} is not planned" for title in self._planned - titles]
        self.broken += [f"meetup {meetup_id} is not cancelled" for meetup_id in self._cancelled - cancelled]

    def _compare(self, what: str, stored: Any, right: set[Any]) -> None:
        if stored not in right:
            self.broken.append(f"{what} is {stored!r} and was said to be one of {right!r}")
        right.clear()
        right.add(stored)


def has_going(message: Message) -> bool:
    """Whether it is the card of a meetup that can be answered."""
    return any(button.label == "Going" for button in message.buttons)


def meetup_of(card: Message) -> int:
    """Which meetup's card it is."""
    [found] = [
        match[1]
        for button in card.buttons
        if button.custom_id and (match := GOING.fullmatch(button.custom_id))
    ]
    return int(found)
