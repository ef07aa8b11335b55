"""A server with one of everything in it and every kind of person, and a second server beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import discord

from bot.people.person import Person as Somebody
from cogs.server import service as server
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

INSIDE = ("stranger", "member", "greeter", "cohost", "organizer", "moderator", "admin", "banned")
"""Kinds of people of the server itself."""

KINDS = (*INSIDE, "elsewhere", "direct")
"""Likewise, somebody who manages another server, and a member in direct messages."""


@dataclass(frozen=True, slots=True)
class Camp:
    """Where things are; the first row of each table is this server's, whoever made it is the member or the organizer."""

    here: Guild
    there: Guild
    people: dict[str, Person]
    place: dict[str, Channel]
    """Where each kind of person is."""
    message: dict[str, Message]
    """A message of the bot's that they see."""


async def pitch(town: Town) -> Camp:
    """Makes the two servers as their people would."""
    here, there = town.server("Here"), town.server("There")
    permissions = {"admin": ("manage_guild",), "moderator": ("moderate_members",)}
    people = {kind: town.member(here, kind.title(), "en-US", *permissions.get(kind, ())) for kind in INSIDE}
    people["direct"] = town.member(here, "Direct")
    people["elsewhere"] = town.member(there, "Elsewhere", "en-US", "manage_guild")
    await _choose(town, here, people["admin"])
    lyon = await _group(town, here, people)
    await _meetups(town, people["organizer"], people["member"], lyon)
    await _words(town, people, lyon)
    other = await town.group(people["elsewhere"], there, "Elsewhere")
    direct = people["direct"].direct(town.campsite)
    opened = await people["direct"].slash("/me preferences", in_=direct)
    assert opened.message is not None
    place = dict.fromkeys(INSIDE, lyon) | {"elsewhere": other, "direct": direct}
    message = dict.fromkeys(INSIDE, lyon.messages[0]) | {
        "elsewhere": other.messages[0],
        "direct": opened.message,
    }
    for kind, person in people.items():
        if kind != "direct":
            person.goes_to(place[kind])
    return Camp(here, there, people, place, message)


async def _choose(town: Town, here: Guild, admin: Person) -> None:
    desk, hello = here.add_channel("desk"), here.add_channel("hello")
    desk.set_overwrite(here.everyone, deny="view_channel")
    desk.set_overwrite(here.role_of(town.campsite), allow="view_channel")

    def known() -> bool:
        found = town.client.get_channel(desk.id)
        return isinstance(found, discord.TextChannel) and len(found.overwrites) == len(desk.overwrites)

    await town.discord.until(known)
    await town.app.write(
        here.id,
        server.change,
        Somebody(admin.id, manages_server=True),
        moderators_channel_id=desk.id,
        introductions_channel_id=hello.id,
        founding="open",
    )


async def _group(town: Town, here: Guild, people: dict[str, Person]) -> Channel:
    organizer = people["organizer"]
    lyon = await town.group(organizer, here)
    for kind in ("member", "greeter", "cohost", "direct"):
        await people[kind].press("Join", on=lyon.messages[0])
    await organizer.slash("/group organizers", in_=lyon, person=people["cohost"], role="co-host")
    await organizer.slash("/group organizers", person=people["greeter"], role="greeter")
    await organizer.slash("/group ban", person=people["banned"], reason="Insults", span="0")
    await organizer.slash("/group venue", name="Café Perché")
    admin = Somebody(people["admin"].id, manages_server=True)
    await town.app.write(here.id, server.change, admin, founding="queue")
    await people["stranger"].slash("/group create", in_=lyon, name="Nantes")
    await town.settle()
    return lyon


async def _meetups(town: Town, organizer: Person, member: Person, lyon: Channel) -> None:
    card = await town.meetup(organizer, lyon, "every saturday 10:00", seats=5)
    await member.press("Going", on=card)
    over = await town.meetup(organizer, lyon, "in 1 hour", duration="1 h")
    await member.press("Going", on=over)
    await town.turn(timedelta(hours=1, minutes=30))


async def _words(town: Town, people: dict[str, Person], lyon: Channel) -> None:
    organizer, member = people["organizer"], people["member"]
    await member.slash("/progress share", in_=lyon, stuck="closures")
    await member.slash("/progress goal", title="Read the book", by="31 december")
    await organizer.slash("/progress goal", in_=lyon, title="Read it", checklist="One; Two")
    await member.slash("/progress goal", title="Read another", by="31 december")
    await member.slash("/report")
    await member.fill({"What happened?": "Somebody shouts."})
    await member.slash("/intro")
    assert member.form is not None
    await member.fill(dict.fromkeys(member.form[1].labels[:1], "I teach"))
    for kind, label in (
        ("cohost", "Be a buddy"),
        ("member", "Ask for a buddy"),
        ("stranger", "Ask for a buddy"),
    ):
        opened = await people[kind].slash("/buddy", in_=lyon)
        await people[kind].press(label, on=opened.message)
        await people[kind].fill({})
    await town.settle()
