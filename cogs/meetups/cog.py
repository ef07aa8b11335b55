"""The commands about meetups: parse and show, decide nothing."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.signals import Checks, GatheringChanged, NextGathering, Regulars, Rhythm
from bot.text import id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.channels import check_may_post
from bot.ui.choices import Choices, choice, offered
from bot.when.durations import read_duration
from bot.when.errors import WhenError
from bot.when.moments import readings
from bot.when.reading import Reading
from bot.when.refusals import MisspeltMoment, SeveralMoments, SkippedMoment, UnclearLength, UnclearMoment
from bot.words import Words
from cogs.groups import service as groups
from cogs.meetups import (
    answering,
    calendar_file,
    event_mirror,
    events,
    mirrors,
    needs,
    notices,
    organizing,
    planning,
    rhythm,
    service,
    views,
)
from cogs.meetups.formats import Format
from cogs.meetups.listener import EventListener
from cogs.meetups.planning import Plan
from cogs.meetups.rules import NoGroupMeant, OneOfBoth

SHOWN = 10
"""Meetups in the answer to /meetup list: what fits into a message's 40 components."""


class Meetups(commands.GroupCog, group_name="meetup", group_description="Plan meetups and come to them"):
    """`/meetup`."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Plan a meetup; only the moment is required")
    @app_commands.describe(
        when="Day and time, as you would say it: saturday 10:00, 28 November 10am, in 2 hours",
        group="Which group; this channel's if you leave it out",
        title="What it is called; Code & coffee if you leave it out",
        duration="How long it lasts: 90 min, 2 h",
        place="Where you meet",
        link="Where to join online; only those who are going see it",
        seats="How many people there is room for",
    )
    async def schedule(
        self,
        interaction: Interaction,
        when: str,
        group: str | None = None,
        title: str | None = None,
        duration: str | None = None,
        place: str | None = None,
        link: str | None = None,
        seats: int | None = None,
    ) -> None:
        """Plans a meetup."""
        planned_for = await self._group(interaction, group)
        reading = self._reading(interaction, when, planned_for)
        length = None if duration is None else self._length(interaction, duration)
        if interaction.guild is not None and planned_for.channel_id is not None:
            check_may_post(interaction.guild, planned_for.channel_id)
        title = title or views.format_name(self._app.catalogs.of(planned_for.language), Format.COFFEE)
        meetup, planned_for = await self._app.write(
            guild_of(interaction),
            planning.schedule,
            planned_for.id,
            person_of(interaction),
            Plan(reading.starts_at, title, reading.ends_at, length, place, link, seats),
            request_id=interaction.id,
        )
        await reply(interaction, organizing.scheduled(words_of(interaction), meetup, planned_for))

    @app_commands.command(name="list", description="What comes next, in this server or in one group")
    @app_commands.describe(group="Only this group's meetups")
    async def upcoming(self, interaction: Interaction, group: str | None = None) -> None:
        """Shows what comes next."""
        found = await self._app.read(
            guild_of(interaction), service.upcoming, None if group is None else id_in(group), SHOWN + 1
        )
        view = organizing.listed(words_of(interaction), found[:SHOWN], more=len(found) > SHOWN)
        await interaction.response.send_message(view=view, ephemeral=True)

    @app_commands.command(description="One meetup: when, where, who comes, and your own answer")
    @app_commands.describe(meetup="Which meetup")
    async def info(self, interaction: Interaction, meetup: str) -> None:
        """Shows one meetup."""
        await views.show_details(interaction, id_in(meetup))

    @app_commands.command(description="Call a meetup off; everyone who wanted to come is told")
    @app_commands.describe(meetup="Which meetup")
    async def cancel(self, interaction: Interaction, meetup: str) -> None:
        """Asks whether it is meant."""
        found, people = await self._app.read(
            guild_of(interaction),
            planning.calling_off,
            id_in(meetup),
            person_of(interaction),
        )
        await interaction.response.send_message(
            view=organizing.calling_off(words_of(interaction), found, people), ephemeral=True
        )

    @app_commands.command(
        description="A file for your own calendar: of your meetups, of one, or of a group's"
    )
    @app_commands.describe(meetup="Only this meetup", group="All that this group has planned")
    async def calendar(
        self, interaction: Interaction, meetup: str | None = None, group: str | None = None
    ) -> None:
        """Gives a calendar."""
        if meetup is not None and group is not None:
            raise OneOfBoth
        if meetup is not None:
            await calendar_file.give_meetup(interaction, id_in(meetup))
        elif group is not None:
            await calendar_file.give_group(interaction, id_in(group))
        else:
            await calendar_file.give_mine(interaction)

    @app_commands.command(description="How people were told about a meetup, and who was not reached")
    @app_commands.describe(meetup="Which meetup")
    async def delivery(self, interaction: Interaction, meetup: str) -> None:
        """Shows an organizer how the notices about a meetup came."""
        found, entries = await self._app.read(
            guild_of(interaction), service.delivery, id_in(meetup), person_of(interaction)
        )
        await reply(interaction, organizing.told(words_of(interaction), found, entries))

    async def _group(self, interaction: Interaction, named: str | None) -> groups.Group:
        """The group an organizer means, by name or by where they are. Raises NoSuchGroup, NoGroupMeant."""
        if named is not None:
            return await self._app.read(guild_of(interaction), groups.find, id_in(named))
        meant = await self._app.read(
            guild_of(interaction),
            groups.meant,
            interaction.channel_id or 0,
            person_of(interaction),
        )
        if meant is None:
            raise NoGroupMeant
        return meant

    def _reading(self, interaction: Interaction, typed: str, group: groups.Group) -> Reading:
        """The one moment a text means in the group's zone.

        Raises UnclearMoment, MisspeltMoment, SeveralMoments, SkippedMoment.
        """
        t = words_of(interaction)
        found = self._readings(interaction, typed, group)
        best, *others = found
        if best.corrected is not None:
            raise MisspeltMoment(typed, *best.corrected)
        if others:
            raise SeveralMoments(typed, tuple(views.echo(t, reading) for reading in found))
        if best.shift == "gap":
            raise SkippedMoment(typed, t.moment(best.local_start))
        return best

    def _readings(self, interaction: Interaction, typed: str, group: groups.Group) -> tuple[Reading, ...]:
        """What a text can mean in the group's zone, best first. Raises UnclearMoment."""
        now, zone = self._app.clock.now(), ZoneInfo(group.zone)
        try:
            return readings(typed, now=now, zone=zone, locale=interaction.locale.value)
        except WhenError as error:
            raise UnclearMoment(typed, error) from None

    def _length(self, interaction: Interaction, typed: str) -> timedelta:
        """The length of time a text means. Raises UnclearLength."""
        try:
            return read_duration(typed, locale=interaction.locale.value)
        except WhenError as error:
            raise UnclearLength(typed, error) from None

    @schedule.autocomplete("when")
    @offered
    async def _moments(self, interaction: Interaction, typed: str) -> Choices:
        """Echoes what is understood so far, in the group's own time."""
        group = await self._group(interaction, getattr(interaction.namespace, "group", None) or None)
        found = self._readings(interaction, typed, group)
        t = words_of(interaction)
        return [choice(views.echo(t, reading), reading.value) for reading in found]

    @schedule.autocomplete("group")
    @offered
    async def _my_groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(
            guild_of(interaction),
            groups.search_mine,
            typed,
            person_of(interaction),
        )
        return [choice(group.name, str(group.id)) for group in found]

    @upcoming.autocomplete("group")
    @calendar.autocomplete("group")
    @offered
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), groups.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @info.autocomplete("meetup")
    @cancel.autocomplete("meetup")
    @offered
    async def _meetups(self, interaction: Interaction, typed: str) -> Choices:
        t: Words = words_of(interaction)
        found = await self._app.read(guild_of(interaction), service.search, typed)
        return [choice(views.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]

    @delivery.autocomplete("meetup")
    @calendar.autocomplete("meetup")
    @offered
    async def _recent(self, interaction: Interaction, typed: str) -> Choices:
        t: Words = words_of(interaction)
        found = await self._app.read(guild_of(interaction), service.search_recent, typed)
        return [choice(views.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS, *organizing.BUTTONS)
    client.add_forms(views.SaidWork)
    client.worker.mirrors.know(mirrors.Card(client.app, client, client.post))
    client.worker.mirrors.know(event_mirror.Events(client.app, client))
    for kind in notices.kinds(client.app.catalogs):
        client.worker.notices.know(kind)
    client.worker.chores.know(service.PASSED, service.passed)
    client.worker.chores.know(service.SEATS, answering.look)
    client.app.signals.answer(NextGathering, service.next_gathering)
    client.app.signals.answer(Rhythm, rhythm.held)
    client.app.signals.answer(Regulars, rhythm.regulars)
    client.app.signals.answer(Checks, needs.of_meetups)
    client.app.signals.listen(GatheringChanged, events.changed)
    await client.add_cog(Meetups(client))
    await client.add_cog(EventListener(client))
