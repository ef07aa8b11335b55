"""The commands about groups: parse and show, decide nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import discord
from discord import app_commands
from discord.ext import commands

from bot import places
from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import (
    Checks,
    Deeds,
    GatheringChanged,
    GroupChanged,
    MemberForgotten,
    NextSteps,
    Offers,
    OwnRecord,
    RecordPart,
    ServerSettingsChanged,
    StillNeeded,
    TextsChanged,
)
from bot.text import folded, id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.choices import Choices, choice, offered, zone_choices
from bot.when import zones
from bot.words import LANGUAGE_NAMES, LANGUAGES, Catalogs, Words
from cogs.groups import (
    ban_models,
    deciding_views,
    directory,
    directory_views,
    editing,
    editing_views,
    finding,
    finding_views,
    founding,
    founding_models,
    founding_views,
    mirrors,
    needs,
    next_step,
    notices,
    offers,
    people,
    people_views,
    roles,
    service,
    state_views,
    states,
    team_room,
    venue_views,
    views,
    waiting,
)
from cogs.groups.organizing import Organizing
from cogs.groups.presence import take_leave
from cogs.groups.rules import NoGroupThere, NoSuchCity, NoSuchGroup
from cogs.groups.service import Plan

MOST_CHOICES = 25
"""Source: Discord, Application command, autocomplete."""

LOOKED_FOR = 5
"""Organizers of an archived group of whom Discord is asked whether they are still there, before they are named."""

LANGUAGE_CHOICES = [choice(name, language) for language, name in LANGUAGE_NAMES.items()]


class Groups(
    Organizing, commands.GroupCog, group_name="group", group_description="Find, join and found study groups"
):
    """`/group`."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Found a group with its own channel and role")
    @app_commands.describe(
        name="What people call it: a city, a topic or both; the city's name if you leave it out",
        city="The city it meets in",
        topic="What it is about, if not everything: Python, job search, design",
        timezone="Where its times are meant; the city's if you leave it out, or UTC",
        language="The language of its public messages; the server's if you leave it out",
    )
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def create(
        self,
        interaction: Interaction,
        name: str | None = None,
        city: str | None = None,
        topic: str | None = None,
        timezone: str | None = None,
        language: str | None = None,
    ) -> None:
        """Founds a group or asks the moderators for it."""
        t = words_of(interaction)
        plan = Plan(
            name=name,
            city_id=None if city is None else _city(t, city),
            topic=topic,
            zone=None if timezone is None else zones.meant(timezone, t),
            language=language,
            guild_locale=interaction.guild_locale.value if interaction.guild_locale else None,
        )
        await founding_views.found(interaction, plan)

    @app_commands.command(description="Join a group")
    @app_commands.describe(group="Which group")
    async def join(self, interaction: Interaction, group: str) -> None:
        """Joins; where there is no such group, shows what there is around a city of that name."""
        guild_id, group_id = guild_of(interaction), id_in(group)
        if group_id == 0:
            meant = await self._app.read(guild_id, finding.named, group)
            if meant is None:
                await self._unknown(interaction, group)
                return
            group_id = meant.id
        entered = await self._app.write(guild_id, service.enter, group_id, interaction.user.id)
        await reply(interaction, views.joined(words_of(interaction), entered))

    @app_commands.command(description="Leave a group, or stop waiting for one")
    @app_commands.describe(group="Which group")
    async def leave(self, interaction: Interaction, group: str) -> None:
        """Leaves; what somebody only waits for, they wait for no longer."""
        guild_id, person_id, t = guild_of(interaction), interaction.user.id, words_of(interaction)
        if id_in(group) == 0:
            wait = await self._app.write(guild_id, waiting.give_up, person_id, group, t.language)
            await reply(interaction, finding_views.given_up(t, wait))
            return
        left, was = await self._app.write(guild_id, service.leave, id_in(group), person_id)
        await reply(interaction, views.left(t, left, was=was))

    @app_commands.command(description="What a group is, who organizes it and what it plans next")
    @app_commands.describe(group="Which group; this channel's if you leave it out")
    async def info(self, interaction: Interaction, group: str | None = None) -> None:
        """Shows a group's card to one person."""
        guild_id = guild_of(interaction)
        group_id = id_in(group) if group is not None else await self._here(interaction)
        portrait = await self._app.read(guild_id, service.portrait, group_id, interaction.user.id)
        await interaction.response.send_message(
            view=views.card(words_of(interaction), portrait, personal=True), ephemeral=True
        )

    @app_commands.command(description="All groups of this server, with what they plan next")
    @app_commands.describe(country="Only the groups of one country", city="Only what there is in one city")
    async def browse(
        self, interaction: Interaction, country: str | None = None, city: str | None = None
    ) -> None:
        """Shows the first page of all groups, or of a country's; or a city with what is around it."""
        if city is not None:
            await self._around(interaction, city)
            return
        if country is not None and country not in await self._app.read(
            guild_of(interaction), finding.countries
        ):
            raise NoGroupThere
        page = await self._app.read(guild_of(interaction), service.browse, 0, interaction.user.id, country)
        await interaction.response.send_message(
            view=views.listed(words_of(interaction), page), ephemeral=True
        )

    @app_commands.command(description="Groups in a city and around it, by how far they are")
    @app_commands.describe(city="Where you are, or would go")
    async def near(self, interaction: Interaction, city: str) -> None:
        """Shows the groups of a city and up to 100 km around it."""
        await self._around(interaction, city)

    @app_commands.command(description="For moderators: the groups that members ask for")
    async def queue(self, interaction: Interaction) -> None:
        """Shows the first page of open requests."""
        page = await self._app.read(guild_of(interaction), founding.queue, 0, person_of(interaction))
        await reply(interaction, deciding_views.queued(words_of(interaction), page))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Somebody deleted a channel, which may have been a group's."""
        with suppress(NothingSaved):  # then the next change of the group finds out
            await self._app.write(channel.guild.id, service.channel_lost, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Likewise where a group lives in a thread."""
        with suppress(NothingSaved):
            await self._app.write(payload.guild_id, service.channel_lost, payload.thread_id)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody left the server (Discord tells it only with the members intent): their groups go on without them."""
        with suppress(NothingSaved):
            await self._app.write(payload.guild_id, people.left_server, payload.user.id)

    async def _around(self, interaction: Interaction, city: str) -> None:
        await self._show_around(interaction, _city(words_of(interaction), city))

    async def _show_around(self, interaction: Interaction, city_id: int) -> None:
        guild_id, person_id, t = guild_of(interaction), interaction.user.id, words_of(interaction)
        around = await self._app.read(guild_id, finding.near, city_id, person_id, t.language)
        if revivers := {one for asleep in around.asleep for one in asleep.organizers[:LOOKED_FOR]}:
            await interaction.response.defer(ephemeral=True, thinking=True)
            # While a group is asleep nobody looks whether its organizers are still there.
            with suppress(discord.HTTPException):
                await take_leave(self._app, interaction.client.http, guild_id, sorted(revivers))
            around = await self._app.read(guild_id, finding.near, city_id, person_id, t.language)
        await reply(interaction, finding_views.shown(t, around))

    async def _unknown(self, interaction: Interaction, typed: str) -> None:
        """Somebody typed the name of a group instead of picking one: it may be that of a city without a group."""
        city = places.meant(typed, words_of(interaction).language)
        if city is None:
            raise NoSuchGroup
        await self._show_around(interaction, city.id)

    async def _here(self, interaction: Interaction) -> int:
        meant = await self._app.read(
            guild_of(interaction),
            service.meant,
            interaction.channel_id or 0,
            person_of(interaction),
        )
        if meant is None:
            raise NoSuchGroup
        return meant.id

    @join.autocomplete("group")
    @info.autocomplete("group")
    @offered
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), service.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @leave.autocomplete("group")
    @offered
    async def _own(self, interaction: Interaction, typed: str) -> Choices:
        guild_id, person_id, t = guild_of(interaction), interaction.user.id, words_of(interaction)
        found = await self._app.read(guild_id, service.search_own, typed, person_id)
        choices = [choice(group.name, str(group.id)) for group in found]
        for wait in await self._app.read(guild_id, waiting.waits, person_id):
            name = wait.name(t.language)
            if folded(typed) in folded(name):
                choices.append(choice(t("{name} (you wait for it)", name=name), wait.wanted))
        return choices[:MOST_CHOICES]

    @browse.autocomplete("country")
    @offered
    async def _countries(self, interaction: Interaction, typed: str) -> Choices:
        t = words_of(interaction)
        counts = await self._app.read(guild_of(interaction), finding.countries)
        names = sorted((places.country(code, t.language), code) for code in counts)
        fitting = [(name, code) for name, code in names if folded(typed) in folded(name)]
        return [choice(f"{name} ({counts[code]})", code) for name, code in fitting[:MOST_CHOICES]]

    @create.autocomplete("city")
    @browse.autocomplete("city")
    @near.autocomplete("city")
    @offered
    async def _cities(self, interaction: Interaction, typed: str) -> Choices:
        t = words_of(interaction)
        return [choice(city.label, str(city.id)) for city in places.search(typed, t.language)]

    @create.autocomplete("timezone")
    @offered
    async def _zones(self, interaction: Interaction, typed: str) -> Choices:
        return zone_choices(words_of(interaction), typed, self._app.clock.now())


def _city(t: Words, typed: str) -> int:
    """The id of the city that was picked or typed. Raises NoSuchCity."""
    if (city := places.meant(typed, t.language)) is None:
        raise NoSuchCity
    return city.id


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers which groups somebody is in, and which they wait for."""
    mine, waits = people.groups_of(tx, question.person_id), waiting.waits(tx, question.person_id)

    def words(t: Words) -> str:
        lines = [people_views.own_groups(t, mine)] if mine else []
        return "\n".join([*lines, finding_views.own_waits(t, waits)] if waits else lines)

    return RecordPart(words, ("/group leave",)) if mine or waits else None


def warm_up(catalogs: Catalogs) -> None:
    """Loads what the first city and the first zone that somebody types need, in every language; takes a while."""
    places.warm_up(LANGUAGES)
    for language in LANGUAGES:
        zones.find("a", catalogs.of(language))


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS, *founding_views.BUTTONS, *deciding_views.BUTTONS, *finding_views.BUTTONS)
    client.add_taps(*editing_views.BUTTONS, *venue_views.BUTTONS, *state_views.BUTTONS, *people_views.BUTTONS)
    client.add_forms(*founding_views.FORMS, *deciding_views.FORMS, *editing_views.FORMS)
    client.worker.mirrors.know(mirrors.Home(client.app, client, client.post))
    client.worker.mirrors.know(mirrors.OldCard(client.app, client.post))
    client.worker.mirrors.know(roles.GroupRole(client.app, client))
    client.worker.mirrors.know(roles.MemberRole(client.app, client))
    client.worker.mirrors.know(mirrors.Names(client.app, client))
    client.worker.mirrors.know(team_room.TeamRoom(client.app, client))
    client.worker.mirrors.know(team_room.TeamThere(client.app, client))
    client.worker.mirrors.know(team_room.TeamSeat(client.app, client))
    client.worker.mirrors.know(mirrors.RequestCard(client.app, client.post))
    client.worker.mirrors.know(mirrors.DirectoryPages(client.app, client, client.post))
    client.add_menus(*directory_views.MENUS)
    for fact in (GroupChanged, GatheringChanged, ServerSettingsChanged):
        client.app.signals.listen(fact, directory.changed)
    # In a thread, and not waited for: nobody who types first should wait for it, nor anyone else.
    asyncio.get_running_loop().run_in_executor(None, warm_up, client.app.catalogs)
    for kind in notices.kinds(client.app.catalogs):
        client.worker.notices.know(kind)
    client.app.signals.listen(GatheringChanged, service.gathering_changed)
    client.app.signals.listen(GatheringChanged, states.gathering_changed)
    client.app.signals.listen(GroupChanged, founding.group_changed)
    client.app.signals.listen(GroupChanged, states.group_changed)
    client.worker.chores.know(service.LOOK, states.look)
    client.worker.chores.know(service.MONTH, states.month)
    client.worker.chores.know(founding.HINDERED, founding.show_hindrance)
    client.worker.chores.know(founding.LET_GO, founding.let_go)
    client.worker.chores.know(people.SEAL_ENDS, people.seal_ends)
    client.app.signals.answer(Checks, needs.of_groups)
    client.app.signals.answer(Offers, offers.of_groups)
    client.app.signals.answer(Deeds, people.deeds)
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.listen(MemberForgotten, people.forgotten)
    client.janitor.clears(ban_models.bans, ban_models.long_over)
    client.janitor.clears(founding_models.requests, founding.is_over)
    client.app.signals.listen(TextsChanged, editing.reworded)
    client.app.signals.listen(TextsChanged, founding.reworded)
    client.app.signals.answer(StillNeeded, people.still_needed)
    client.worker.chores.know(people.ROLE_GOES, people.role_goes)
    client.app.signals.answer(NextSteps, next_step.of_groups)
    await client.add_cog(Groups(client))
