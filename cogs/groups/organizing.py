"""The commands of those who run a group: its settings, its people, its venues, its end and its new beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Interaction
from bot.text import folded, id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.channels import check_may_post
from bot.ui.choices import Choices, choice, offered
from cogs.groups import editing, editing_views, people, people_views, rules, service, venue_views, venues
from cogs.groups.rules import NoSuchGroup, NotInServer, Standing
from cogs.groups.venues import Facts

if TYPE_CHECKING:
    from bot.app import App


class Organizing(commands.Cog):
    """The part of `/group` that is for organizers."""

    _app: App

    @app_commands.command(description="Change a group: its name, city, language, texts, colour, channel")
    @app_commands.describe(
        group="Which group; this channel's if you leave it out",
        channel="Where it meets from now on, if that is to change",
    )
    async def edit(
        self, interaction: Interaction, group: str | None = None, channel: discord.TextChannel | None = None
    ) -> None:
        """Shows what holds, with the forms to change it; moves the group where a channel is named."""
        guild_id, group_id = guild_of(interaction), await self._meant(interaction, group)
        person = person_of(interaction)
        if channel is None:
            led = await self._app.read(guild_id, editing.led, group_id, person)
        else:
            if interaction.guild is not None:
                await check_may_post(interaction.guild, channel.id)
            manages = (
                isinstance(interaction.user, discord.Member)
                and channel.permissions_for(interaction.user).manage_channels
            )
            led = await self._app.write(
                guild_id, editing.move, group_id, person, channel.id, manages_channel=manages
            )
        await reply(interaction, editing_views.panel(words_of(interaction), led))

    @app_commands.command(description="Put a group aside with its history, or take it up again")
    @app_commands.describe(group="Which group; this channel's if you leave it out")
    async def archive(self, interaction: Interaction, group: str | None = None) -> None:
        """Asks first."""
        group_id = await self._meant(interaction, group)
        led = await self._app.read(guild_of(interaction), editing.led, group_id, person_of(interaction))
        await reply(interaction, editing_views.archiving(words_of(interaction), led))

    @app_commands.command(description="Who does what in a group; give somebody a role in it")
    @app_commands.describe(
        group="Which group; this channel's if you leave it out",
        person="Who gets the role",
        role="What they are from now on",
    )
    async def organizers(
        self,
        interaction: Interaction,
        group: str | None = None,
        person: discord.User | None = None,
        role: str | None = None,
    ) -> None:
        """Shows the team, or changes it."""
        guild_id, group_id = guild_of(interaction), await self._meant(interaction, group)
        me, t = person_of(interaction), words_of(interaction)
        if person is not None and role is not None and not isinstance(person, discord.Member):
            # Discord says so here, and without the members intent nowhere else.
            await self._app.write(guild_id, people.left_server, person.id)
            raise NotInServer
        if person is not None and role is not None and person.bot:
            raise NotInServer
        if person is None or role is None:
            team = await self._app.read(guild_id, people.team, group_id, me)
            await reply(interaction, people_views.shown(t, team))
            return
        given = await self._app.write(guild_id, people.appoint, group_id, me, person.id, rules.role(role))
        of = await self._app.read(guild_id, service.find, group_id)
        await reply(interaction, people_views.appointed(t, of, person.id, given.standing))

    @app_commands.command(description="Keep somebody out of a group, with a reason they read")
    @app_commands.describe(
        person="Who is kept out",
        reason="Why; they read it when they try to join",
        span="For how long",
        group="Which group; this channel's if you leave it out",
    )
    async def ban(
        self,
        interaction: Interaction,
        person: discord.User,
        reason: str,
        span: str = "30",
        group: str | None = None,
    ) -> None:
        """Keeps out."""
        group_id = await self._meant(interaction, group)
        ban = await self._app.write(
            guild_of(interaction),
            people.keep_out,
            group_id,
            person_of(interaction),
            person.id,
            reason,
            rules.span(span),
        )
        await reply(interaction, people_views.kept_out(words_of(interaction), ban))

    @app_commands.command(description="Let somebody into a group again")
    @app_commands.describe(
        person="Who may come again", group="Which group; this channel's if you leave it out"
    )
    async def unban(self, interaction: Interaction, person: discord.User, group: str | None = None) -> None:
        """Lets in."""
        group_id = await self._meant(interaction, group)
        await self._app.write(
            guild_of(interaction), people.let_in, group_id, person_of(interaction), person.id
        )
        t = words_of(interaction)
        await reply(interaction, t("{person} can join again.", person=person.mention))

    @app_commands.command(
        description="Write a place into the group's venue book, or add to what stands there"
    )
    @app_commands.describe(
        name="What the place is called",
        address="Where it is",
        capacity="How many fit in",
        comfort="Wifi, sockets, noise",
        access="Steps, doors, toilets: what somebody in a wheelchair wants to know",
        cost="What it costs, to the group or to each",
        contact="Whom to call; only organizers see it",
        group="Which group; this channel's if you leave it out",
    )
    async def venue(
        self,
        interaction: Interaction,
        name: str,
        address: str | None = None,
        capacity: app_commands.Range[int, 1, 10_000] | None = None,
        comfort: str | None = None,
        access: str | None = None,
        cost: str | None = None,
        contact: str | None = None,
        group: str | None = None,
    ) -> None:
        """Notes it, and shows what is known now."""
        group_id = await self._meant(interaction, group)
        facts = Facts(address, capacity, comfort, access, cost, contact)
        noted = await self._app.write(
            guild_of(interaction), venues.note, group_id, person_of(interaction), name, facts
        )
        await reply(interaction, venue_views.described(words_of(interaction), noted))

    @app_commands.command(description="Where a group can meet, and what is there")
    @app_commands.describe(group="Which group; this channel's if you leave it out")
    async def venues(self, interaction: Interaction, group: str | None = None) -> None:
        """Shows the venue book."""
        group_id = await self._meant(interaction, group)
        book = await self._app.read(guild_of(interaction), venues.book, group_id, person_of(interaction))
        await reply(interaction, venue_views.shown(words_of(interaction), book))

    async def _meant(self, interaction: Interaction, group: str | None) -> int:
        """The group that was named, or the channel's own, or the only one they run. Raises NoSuchGroup."""
        if group is not None:
            return id_in(group)
        meant = await self._app.read(
            guild_of(interaction), service.meant, interaction.channel_id or 0, person_of(interaction)
        )
        if meant is None:
            raise NoSuchGroup
        return meant.id

    @edit.autocomplete("group")
    @archive.autocomplete("group")
    @ban.autocomplete("group")
    @unban.autocomplete("group")
    @offered
    async def _led(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), service.search_led, typed, person_of(interaction))
        return [choice(group.name, str(group.id)) for group in found]

    @venue.autocomplete("group")
    @offered
    async def _mine(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(
            guild_of(interaction), service.search_mine, typed, person_of(interaction)
        )
        return [choice(group.name, str(group.id)) for group in found]

    @organizers.autocomplete("group")
    @venues.autocomplete("group")
    @offered
    async def _any(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), service.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @venue.autocomplete("name")
    @offered
    async def _known_venues(self, interaction: Interaction, typed: str) -> Choices:
        group_id = await self._meant(interaction, getattr(interaction.namespace, "group", None))
        names = await self._app.read(guild_of(interaction), venues.search, group_id, typed)
        return [choice(name, name) for name in names]

    @organizers.autocomplete("role")
    @offered
    async def _roles(self, interaction: Interaction, typed: str) -> Choices:
        names = people_views.role_names(words_of(interaction)).items()
        wanted = folded(typed)
        return [
            choice(name, role)
            for role, name in names
            if role is not Standing.FOUNDER and wanted in folded(name)
        ]

    @ban.autocomplete("span")
    @offered
    async def _spans(self, interaction: Interaction, typed: str) -> Choices:  # noqa: ARG002 - there are few
        t = words_of(interaction)
        spans = [choice(t.span(timedelta(days=days)), str(days)) for days in (7, 30, 90)]
        return [*spans, choice(t("for good"), "0")]
