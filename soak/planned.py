"""Meetups and their notices, written into a database by hand: more than people could plan while we wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.ground import NOTICE, fill, pending, stored, zone_of_noon
from cogs.meetups.rules import HOUR_BEFORE
from playground.people.person import Person
from playground.world.channels import Channel
from soak.camp import Camp


@dataclass(frozen=True)
class Planned:
    """A meetup, who has a seat, where it is and when its reminder falls due."""

    channel: Channel
    seated: Sequence[Person]
    due_at: datetime
    starts_at: datetime
    length: timedelta = timedelta(hours=1)

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + self.length


def write(camp: Camp, organizer: Person, meetups: Sequence[Planned]) -> None:
    """One group, and these meetups with a reminder for everybody who has a seat; ids count from 1."""
    now, zone = stored(camp.discord.clock.now()), zone_of_noon(camp.discord.clock.now())
    guild_id = camp.guild.id
    home = meetups[0].channel.id
    group = ("id", "name", "folded", "language", "zone", "channel_id", "created_by", "created_at")
    rows = [(1, "Lyon", "lyon", "en", zone, home, organizer.id, now)]
    fill(camp.database, "groups", group, rows, guild_id=guild_id)
    fill(
        camp.database,
        "memberships",
        ("group_id", "person_id", "standing", "joined_at"),
        [(1, organizer.id, "organizer", now)],
        guild_id=guild_id,
    )
    numbered = list(enumerate(meetups, 1))
    meetup = [
        "id",
        "group_id",
        "title",
        "starts_at",
        "ends_at",
        "wall",
        "format",
        "room_open",
        "online_open",
        "skipped",
        "moves",
        "version",
        "changed_at",
        "zone",
        "group_zone",
        "channel_id",
        "request_id",
        "created_by",
        "created_at",
    ]
    fill(
        camp.database,
        "meetups",
        meetup,
        (
            (number, 1, "Code & coffee", stored(each.starts_at), stored(each.ends_at),
             f"{each.starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}", "coffee", 0, 0, 0, 0, 1, now, zone, zone, each.channel.id,
             number, organizer.id, now)
            for number, each in numbered
        ),
        guild_id=guild_id,
    )  # fmt: skip
    fill(
        camp.database,
        "answers",
        ("meetup_id", "person_id", "answer", "seated_in", "seat_turn", "let_go", "asked", "answered_at"),
        (
            (number, person.id, "going", "room", turn, 0, 1, now)
            for number, each in numbered
            for turn, person in enumerate(each.seated)
        ),
        guild_id=guild_id,
    )
    fill(
        camp.database,
        "notices",
        NOTICE,
        (
            pending(HOUR_BEFORE, number, person.id, each.due_at, each.starts_at)
            for number, each in numbered
            for person in each.seated
        ),
        guild_id=guild_id,
    )
