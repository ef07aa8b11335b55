"""The commands about meetups: parse and show, decide nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from zoneinfo import ZoneInfo

import tzdata
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.signals import (
    Checks,
    Deeds,
    GatheringChanged,
    GroupMoved,
    GroupZoneChanged,
    MemberBarred,
    MemberForgotten,
    NameHidden,
    NextGatherings,
    NextSteps,
    Offers,
    Regulars,
    Rhythm,
    SeriesByAnotherClock,
    TextsChanged,
)
from bot.text import folded, id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.channels import check_may_post
from bot.ui.choices import Choices, choice, offered
from bot.when.days import read_span
from bot.when.durations import read_duration
from bot.when.errors import InThePast, WhenError
from bot.when.moments import readings
from bot.when.reading import Reading
from bot.when.refusals import (
    MisspeltMoment,
    SeveralMoments,
    SkippedMoment,
    UnclearLength,
    UnclearMoment,
)
from bot.words import Words
from cogs.groups import service as groups
from cogs.meetups import (
    answering,
    calendar_file,
    editing_views,
    event_mirror,
    events,
    formats,
    mirrors,
    naming,
    needs,
    next_step,
    notices,
    offers,
    organizing,
    planning,
    rhythm,
    series,
    service,
    views,
)
from cogs.meetups.formats import Format
from cogs.meetups.listener import ChannelListener, EventListener
from cogs.meetups.planning import Plan
from cogs.meetups.rules import NoGroupMeant, NotTogether, OneOfBoth, UnclearRest, UnknownFormat
from cogs.meetups.series import Repeating
from cogs.meetups.spoken import End, HeardSeries, Spoken, typed_repeat

SHOWN = 10
"""Meetups in the answer to /meetup list: what fits into a message's 40 components."""


class Meetups(commands.GroupCog, group_name="meetup", group_description="Plan meetups and come to them"):
    """`/meetup`."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Plan a meetup, or many; only the moment is required")
    @app_commands.describe(
        when="Day and time, as you would say it: saturday 10:00, 28 November 10am, every saturday 10:00",
        format="What you meet for; code & coffee if you leave it out",
        group="Which group; this channel's if you leave it out",
        title="What it is called; like its format if you leave it out",
        duration="How long it lasts: 90 min, 2 h",
        place="Where you meet",
        link="Where to join online; only those who are going see it",
        seats="How many people there is room for",
        online_seats="How many can join online, if that is limited too",
        repeat="How it repeats: every saturday, every two weeks, first saturday of the month",
        until="How it ends if it repeats: a last day, or a number of times",
        notes="What else they should know",
    )
    async def schedule(
        self,
        interaction: Interaction,
        when: str,
        format: str | None = None,  # noqa: A002 - what the option is called
        group: str | None = None,
        title: str | None = None,
        duration: str | None = None,
        place: str | None = None,
        link: str | None = None,
        seats: int | None = None,
        online_seats: int | None = None,
        repeat: str | None = None,
        until: str | None = None,
        notes: str | None = None,
    ) -> None:
        """Plans a meetup or a series."""
        planned_for = await self._group(interaction, group)
        kind = self._format(interaction, format)
        spoken = Spoken(interaction.locale.value, self._app.clock.now(), ZoneInfo(planned_for.zone))
        length = None if duration is None else self._length(interaction, duration)
        found = None if repeat is not None else spoken.series_in(when)
        if found is not None:
            best, *others = found
            if others:
                t = words_of(interaction)
                raise SeveralMoments(when, tuple(organizing.repeat_echo(t, each) for each in found))
            first = repeated = best
        else:
            first, repeated = self._reading(interaction, when, planned_for, spoken), None
            if repeat is not None:
                pattern, *more = spoken.repeats_of(repeat, first)
                if more:
                    t = words_of(interaction)
                    ways = tuple(organizing.repeat_words(t, each) for each in (pattern, *more))
                    raise SeveralMoments(repeat, ways)
                first = repeated = spoken.first(pattern, first)
        ending = None if until is None else self._end(interaction, until, spoken)
        if ending is not None and repeated is None:
            raise NotTogether("until")
        if interaction.guild is not None and planned_for.channel_id is not None:
            await check_may_post(interaction.guild, planned_for.channel_id)
        title = title or views.format_name(self._app.catalogs.of(planned_for.language), kind)
        plan = Plan(
            first.starts_at, title, first.ends_at, length, place, link, seats, online_seats, kind, notes
        )
        await self._plan(interaction, planned_for, plan, repeated, ending)

    async def _plan(
        self,
        interaction: Interaction,
        group: groups.Group,
        plan: Plan,
        repeated: HeardSeries | None,
        ending: End | None,
    ) -> None:
        t, guild_id, person = words_of(interaction), guild_of(interaction), person_of(interaction)
        if repeated is None:
            meetup, group = await self._app.write(
                guild_id, planning.schedule, group.id, person, plan, request_id=interaction.id
            )
            said = organizing.scheduled(t, meetup, group)
            await reply(interaction, "\n".join((said, *await organizing.beside(interaction, meetup))))
            return
        ending = ending or End()
        repeating = Repeating(repeated.repeat, ending.until, ending.count, repeated.wall)
        begun = await self._app.write(
            guild_id, series.schedule, group.id, person, plan, repeating, request_id=interaction.id
        )
        said = organizing.begun(t, begun)
        await reply(interaction, "\n".join((said, *await organizing.beside(interaction, begun.first))))

    @app_commands.command(description="Let one of a series go by, or let it rest for some days")
    @app_commands.describe(
        meetup="Which meetup",
        days="Let the whole series rest then: 24 dec to 2 jan; without it, only this one",
    )
    async def skip(self, interaction: Interaction, meetup: str, days: str | None = None) -> None:
        """Skips one, or all in a stretch of days."""
        t, person = words_of(interaction), person_of(interaction)
        if days is None:
            skipped, following = await self._app.write(
                guild_of(interaction), series.skip, id_in(meetup), person
            )
            said = organizing.skipped(t, skipped, following)
            await reply(interaction, "\n".join((said, *await organizing.untold(interaction, skipped))))
            return
        found = await self._app.read(guild_of(interaction), service.find, id_in(meetup))
        today = self._app.clock.now().astimezone(ZoneInfo(found.zone)).date()
        try:
            first_on, last_on = read_span(days, today=today, locale=interaction.locale.value)
        except WhenError as error:
            raise UnclearRest(days, error) from None
        if first_on < today:
            raise UnclearRest(days, InThePast(first_on))
        count, following = await self._app.write(
            guild_of(interaction), series.rest, found.id, person, first_on, last_on
        )
        said = organizing.rests(t, first_on, last_on, count, following)
        await reply(interaction, "\n".join((said, *await organizing.untold(interaction, found))))

    @app_commands.command(description="Move a meetup to another time; everyone who wants to come is told")
    @app_commands.describe(
        meetup="Which meetup",
        when="The new day and time",
        duration="How long it lasts; as before if you leave it out",
        following="Move all that follow it in its series as well",
    )
    async def move(
        self,
        interaction: Interaction,
        meetup: str,
        when: str,
        duration: str | None = None,
        following: bool = False,  # noqa: FBT001, FBT002 - an option of a command
    ) -> None:
        """Moves it."""
        found = await self._app.read(guild_of(interaction), service.find, id_in(meetup))
        group = await self._app.read(guild_of(interaction), groups.find, found.group_id)
        reading = self._reading(interaction, when, group)
        length = None if duration is None else self._length(interaction, duration)
        if length is None and reading.ends_at is not None:
            length = reading.ends_at - reading.starts_at
        changed = await self._app.write(
            guild_of(interaction),
            series.move,
            found.id,
            person_of(interaction),
            reading.starts_at,
            length,
            following=following,
            wall=reading.wall,
        )
        said = organizing.changed(words_of(interaction), changed)
        await reply(interaction, "\n".join((said, *await organizing.untold(interaction, changed.meetup))))

    @app_commands.command(description="Change what a meetup is called, where it is, or how many seats it has")
    @app_commands.describe(meetup="Which meetup")
    async def edit(self, interaction: Interaction, meetup: str) -> None:
        """Shows what holds, and what opens the forms to change it."""
        await editing_views.show_panel(interaction, id_in(meetup))

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
        asked = await self._app.read(
            guild_of(interaction), planning.calling_off, id_in(meetup), person_of(interaction)
        )
        await interaction.response.send_message(
            view=organizing.calling_off(words_of(interaction), asked), ephemeral=True
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
        found = await self._app.read(
            guild_of(interaction), service.delivery, id_in(meetup), person_of(interaction)
        )
        await reply(interaction, organizing.told(words_of(interaction), found))

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

    def _format(self, interaction: Interaction, typed: str | None) -> Format:
        """The format that was picked or named. Raises UnknownFormat."""
        if typed is None:
            return Format.COFFEE
        t = words_of(interaction)
        for kind in Format:
            if typed == kind or folded(typed) == folded(views.format_name(t, kind)):
                return kind
        raise UnknownFormat

    def _reading(
        self, interaction: Interaction, typed: str, group: groups.Group, spoken: Spoken | None = None
    ) -> Reading:
        """The one moment a text means in the group's zone; `spoken` where a repeat may be meant as well.

        Who picked a time that the clocks skip from the list has read there which one they show instead.
        Raises UnclearMoment, UnclearRepeat, MisspeltMoment, SeveralMoments, SkippedMoment.
        """
        t = words_of(interaction)
        found = self._readings(interaction, typed, group, spoken)
        best, *others = found
        if best.corrected is not None:
            raise MisspeltMoment(typed, *best.corrected)
        if others:
            raise SeveralMoments(typed, tuple(views.echo(t, reading) for reading in found))
        if best.shift == "gap" and typed != best.value:
            raise SkippedMoment(typed, t.moment(best.local_start))
        return best

    def _readings(
        self, interaction: Interaction, typed: str, group: groups.Group, spoken: Spoken | None = None
    ) -> tuple[Reading, ...]:
        """What a text can mean in the group's zone, best first. Raises UnclearMoment, UnclearRepeat."""
        now, zone = self._app.clock.now(), ZoneInfo(group.zone)
        try:
            return readings(typed, now=now, zone=zone, locale=interaction.locale.value)
        except WhenError as error:
            raise (spoken.unclear(typed, error) if spoken else UnclearMoment(typed, error)) from None

    def _end(self, interaction: Interaction, typed: str, spoken: Spoken) -> End:
        """The one way to end that a text means. Raises UnclearEnd, SeveralMoments."""
        best, *others = found = spoken.ends_of(typed)
        if others:
            t = words_of(interaction)
            raise SeveralMoments(typed, tuple(organizing.end_echo(t, each) for each in found))
        return best

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
        t = words_of(interaction)
        group = await self._group(interaction, getattr(interaction.namespace, "group", None) or None)
        spoken = Spoken(interaction.locale.value, self._app.clock.now(), ZoneInfo(group.zone))
        if not typed.strip():
            kind = self._format(interaction, getattr(interaction.namespace, "format", None) or None)
            usual = spoken.usual(formats.usual(kind))
            return [choice(views.echo(t, usual), usual.value)]
        if (repeats := spoken.series_in(typed)) is not None:
            return [choice(organizing.repeat_echo(t, one), one.value) for one in repeats]
        found = self._readings(interaction, typed, group, spoken)
        return [choice(views.echo(t, reading), reading.value) for reading in found]

    @schedule.autocomplete("repeat")
    @offered
    async def _repeats(self, interaction: Interaction, typed: str) -> Choices:
        """What is understood so far; before anything is typed, what the day in “when” suggests."""
        t = words_of(interaction)
        group = await self._group(interaction, getattr(interaction.namespace, "group", None) or None)
        now, zone, locale = self._app.clock.now(), ZoneInfo(group.zone), interaction.locale.value
        spoken, moment = Spoken(locale, now, zone), None
        with suppress(WhenError):
            moment, *others = readings(
                str(getattr(interaction.namespace, "when", "")), now=now, zone=zone, locale=locale
            )
            moment = None if others else moment
        found = spoken.repeats_of(typed, moment) if typed.strip() else spoken.usual_repeats(moment)
        return [choice(organizing.repeat_words(t, one), typed_repeat(one)) for one in found]

    @schedule.autocomplete("until")
    @offered
    async def _ends(self, interaction: Interaction, typed: str) -> Choices:
        """What is understood so far: a last day, or a number of times."""
        t = words_of(interaction)
        if not typed.strip():
            return []
        group = await self._group(interaction, getattr(interaction.namespace, "group", None) or None)
        spoken = Spoken(interaction.locale.value, self._app.clock.now(), ZoneInfo(group.zone))
        return [choice(organizing.end_echo(t, one), one.value) for one in spoken.ends_of(typed)]

    @move.autocomplete("when")
    @offered
    async def _new_moments(self, interaction: Interaction, typed: str) -> Choices:
        """Likewise, in the time of the meetup's group."""
        meetup_id = id_in(str(getattr(interaction.namespace, "meetup", "") or ""))
        found = await self._app.read(guild_of(interaction), service.find, meetup_id)
        group = await self._app.read(guild_of(interaction), groups.find, found.group_id)
        t = words_of(interaction)
        return [
            choice(views.echo(t, reading), reading.value)
            for reading in self._readings(interaction, typed, group)
        ]

    @schedule.autocomplete("format")
    @offered
    async def _formats(self, interaction: Interaction, typed: str) -> Choices:
        t = words_of(interaction)
        names = {kind: views.format_name(t, kind) for kind in Format}
        return [choice(name, kind) for kind, name in names.items() if folded(typed) in folded(name)]

    @schedule.autocomplete("place")
    @offered
    async def _places(self, interaction: Interaction, typed: str) -> Choices:
        """From the group's venue book; any other place may be typed."""
        group = await self._group(interaction, getattr(interaction.namespace, "group", None) or None)
        found = await self._app.read(guild_of(interaction), groups.venues_like, group.id, typed)
        return [choice(place, place) for place in found]

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

    @cancel.autocomplete("meetup")
    @offered
    async def _to_call_off(self, interaction: Interaction, typed: str) -> Choices:
        t: Words = words_of(interaction)
        found = await self._app.read(
            guild_of(interaction), planning.search_to_call_off, typed, person_of(interaction)
        )
        return [choice(naming.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]

    @info.autocomplete("meetup")
    @skip.autocomplete("meetup")
    @move.autocomplete("meetup")
    @edit.autocomplete("meetup")
    @offered
    async def _meetups(self, interaction: Interaction, typed: str) -> Choices:
        t: Words = words_of(interaction)
        found = await self._app.read(guild_of(interaction), service.search, typed)
        return [choice(naming.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]

    @delivery.autocomplete("meetup")
    @calendar.autocomplete("meetup")
    @offered
    async def _recent(self, interaction: Interaction, typed: str) -> Choices:
        t: Words = words_of(interaction)
        found = await self._app.read(guild_of(interaction), service.search_recent, typed)
        return [choice(naming.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS, *organizing.BUTTONS, *editing_views.BUTTONS)
    client.add_forms(views.SaidWork, editing_views.Sent)
    client.worker.mirrors.know(mirrors.Card(client.app, client, client.post))
    client.worker.mirrors.know(mirrors.ThreadName(client.app, client))
    client.worker.mirrors.know(mirrors.Alarm(client.app, client, client.post))
    client.worker.mirrors.know(event_mirror.Events(client.app, client))
    for kind in notices.kinds(client.app.catalogs):
        client.worker.notices.know(kind)
    client.worker.chores.know(service.PASSED, service.passed)
    client.worker.chores.know(service.SEATS, answering.look)
    client.worker.chores.know(series.EXTEND, series.extend)
    client.app.signals.answer(NextGatherings, service.next_gatherings)
    client.app.signals.answer(SeriesByAnotherClock, service.series_by_another_clock)
    client.app.signals.answer(Rhythm, rhythm.held)
    client.app.signals.answer(Regulars, rhythm.regulars)
    client.app.signals.answer(Deeds, rhythm.deeds)
    client.app.signals.answer(Checks, needs.of_meetups)
    client.app.signals.answer(Offers, offers.of_meetups)
    client.app.signals.answer(NextSteps, next_step.soon)
    client.app.signals.listen(GatheringChanged, events.changed)
    client.app.signals.listen(GroupMoved, service.group_moved)
    client.app.signals.listen(GroupZoneChanged, service.group_zone_changed)
    client.app.signals.listen(MemberForgotten, answering.forgotten)
    client.app.signals.listen(NameHidden, answering.renamed)
    client.app.signals.listen(MemberForgotten, events.forgotten)
    client.app.signals.listen(TextsChanged, service.reworded)
    client.app.signals.listen(MemberBarred, answering.barred)
    database = client.app.database
    if await database.read(None, series.zone_rules) != tzdata.IANA_VERSION:
        await database.insist(None, series.follow_zone_rules, tzdata.IANA_VERSION)
    await client.add_cog(Meetups(client))
    await client.add_cog(ChannelListener(client))
    await client.add_cog(EventListener(client))
