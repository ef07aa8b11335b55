"""What Discord's scheduled events show of meetups: compared with what is planned, and put right."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping

import discord

from bot.app import App
from bot.outbox.models import Mirror
from bot.post import ServerAway
from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups import events, views
from cogs.meetups.event_steps import LONGEST_NAME, Native, Steps, Wanted, steps
from cogs.meetups.models import Meetup

log = logging.getLogger(__name__)

TOO_MANY = 30038
"""Discord's code for a server with a hundred open events."""
FINISHED = 180000
"""Its code for an event that is over, and so cannot be changed."""
AT_ONCE = 5
"""Events made in one go, so that a mirror is drawn within its lease."""
OPEN = (discord.EventStatus.scheduled, discord.EventStatus.active)


class Events:
    """The scheduled events of a server."""

    name = events.EVENTS

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Looks first, also after a crash: what is there already is never made twice."""
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        if not guild.me.guild_permissions.create_events:
            return  # simply off, until somebody gives the permission
        plan = await self._app.read(guild.id, events.plan)
        there = [event for event in await guild.fetch_scheduled_events() if event.status in OPEN]
        by_id = {event.id: event for event in there}
        wanted = [
            wanted_event(self._app.catalogs.of(group.language), meetup, group)
            for meetup, group in plan.candidates
        ]
        todo = steps(wanted, plan.known, plan.on_now, [_native(event, guild) for event in there])
        for event_id in todo.remove:
            await _gone_is_fine(by_id[event_id].delete())
        for event_id, target in todo.change:
            await _gone_is_fine(_change(by_id[event_id], target))
        found, more = await self._create(guild, todo)
        kept = {
            meetup: event for event, meetup in plan.known.items() if meetup in plan.on_now and event in by_id
        }
        await self._app.write(guild.id, events.made, {**kept, **found}, more=more)
        await self._ask_who_is_interested(found, by_id)

    async def _create(self, guild: discord.Guild, todo: Steps) -> tuple[Mapping[int, int], bool]:
        """The events of all meetups then, by the meetups' ids, and whether more are to be made."""
        found = dict(todo.found)
        for target in todo.create[:AT_ONCE]:
            try:
                event = await guild.create_scheduled_event(
                    name=target.name,
                    start_time=target.starts_at,
                    end_time=target.ends_at,
                    entity_type=discord.EntityType.external,
                    privacy_level=discord.PrivacyLevel.guild_only,
                    location=target.location,
                    description=target.description,
                )
            except discord.HTTPException as error:
                if error.code != TOO_MANY:
                    raise
                log.info("server %s has no room for another event", guild.id)
                return found, False
            found[target.meetup_id] = event.id
        return found, len(todo.create) > AT_ONCE

    async def _ask_who_is_interested(
        self, found: Mapping[int, int], there: Mapping[int, discord.ScheduledEvent]
    ) -> None:
        """Somebody may have tapped Interested, or taken it back, while nobody listened."""
        for meetup_id, event_id in found.items():
            event = there.get(event_id)
            if event is None:
                continue
            if event.user_count != await self._app.read(event.guild_id, events.interest, meetup_id):
                people = [user.id async for user in event.users()]
                await self._app.write(event.guild_id, events.all_interested, meetup_id, people)


def wanted_event(t: Words, meetup: Meetup, group: Group) -> Wanted:
    """A meetup as its event shows it. The join link is never in it: everybody sees an event."""
    card = views.card_url(meetup)
    location = meetup.place or (t("online") if meetup.link is not None else group.name)
    name = f"{meetup.title} · {group.name}"
    return Wanted(
        meetup.id,
        name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…",
        meetup.starts_at,
        meetup.ends_at,
        location[:LONGEST_NAME],
        card,
        t("Who comes, and your answer: {address}", address=card),
    )


def _native(event: discord.ScheduledEvent, guild: discord.Guild) -> Native:
    return Native(
        event.id,
        event.creator_id == guild.me.id,
        event.status is discord.EventStatus.active,
        event.name,
        event.start_time,
        event.end_time,
        event.location,
        event.description,
    )


async def _change(event: discord.ScheduledEvent, target: Wanted) -> None:
    await event.edit(
        name=target.name,
        start_time=target.starts_at,
        end_time=target.ends_at,
        entity_type=discord.EntityType.external,
        location=target.location,
        description=target.description,
    )


async def _gone_is_fine(request: Awaitable[object]) -> None:
    """Somebody may have deleted or ended the event since we looked; then we are told, and look again."""
    try:
        await request
    except discord.HTTPException as error:
        if not isinstance(error, discord.NotFound) and error.code != FINISHED:
            raise
        log.info("an event was gone before it could be changed: %s", error)
