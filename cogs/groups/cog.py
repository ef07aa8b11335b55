"""The commands about groups: parse and show, decide nothing."""

from __future__ import annotations

from contextlib import suppress

from discord import app_commands
from discord.ext import commands

from bot import places
from bot.client import Campsite, Interaction
from bot.errors import NothingSaved
from bot.signals import GatheringChanged
from bot.text import id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.channels import check_may
from bot.ui.choices import Choices, choice, offered, zone_choices
from bot.words import LANGUAGE_NAMES
from cogs.groups import mirrors, rules, service, views
from cogs.groups.rules import NoSuchGroup
from cogs.groups.service import Group

PATIENCE = 8.0
"""Seconds that the answer to a founder waits for the group's home; building goes on after that all the same."""

NEEDED = ("manage_roles", "manage_channels", "view_channel", "send_messages")
"""What the bot must be allowed in a server to build a group's home."""

LANGUAGE_CHOICES = [choice(name, language) for language, name in LANGUAGE_NAMES.items()]


class Groups(commands.GroupCog, group_name="group", group_description="Find, join and found study groups"):
    """`/group`."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Found a group with its own channel and role")
    @app_commands.describe(
        name="What people call it: a city, a topic or both; the city's name if you leave it out",
        city="The city it meets in",
        timezone="Where its times are meant; the city's if you leave it out, or UTC",
        language="The language of its public messages; the server's if you leave it out",
    )
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def create(
        self,
        interaction: Interaction,
        name: str | None = None,
        city: str | None = None,
        timezone: str | None = None,
        language: str | None = None,
    ) -> None:
        """Founds a group and answers when its home stands."""
        guild_id = guild_of(interaction)
        rules.may_found(person_of(interaction))
        if interaction.guild is not None:
            check_may(interaction.guild, NEEDED)
        await interaction.response.defer(ephemeral=True, thinking=True)
        group = await self._app.write(
            guild_id,
            service.create,
            person_of(interaction),
            name=name,
            city_id=None if city is None else id_in(city),
            zone=timezone,
            language=language,
            guild_locale=interaction.guild_locale.value if interaction.guild_locale else None,
        )
        neighbours: list[Group] = []
        with suppress(NothingSaved):  # it is founded; whether its home stands already is a detail
            await self._client.worker.mirrors.outcome(guild_id, service.HOME, group.id, PATIENCE)
            group = await self._app.read(guild_id, service.find, group.id)
            neighbours = await self._app.read(guild_id, service.neighbours, group.id)
        await reply(interaction, views.founded(words_of(interaction), group, neighbours))

    @app_commands.command(description="Join a group")
    @app_commands.describe(group="Which group")
    async def join(self, interaction: Interaction, group: str) -> None:
        """Joins."""
        joined, new = await self._app.write(
            guild_of(interaction), service.join, id_in(group), interaction.user.id
        )
        await reply(interaction, views.joined(words_of(interaction), joined, new=new))

    @app_commands.command(description="Leave a group")
    @app_commands.describe(group="Which group")
    async def leave(self, interaction: Interaction, group: str) -> None:
        """Leaves."""
        left, was = await self._app.write(
            guild_of(interaction), service.leave, id_in(group), interaction.user.id
        )
        await reply(interaction, views.left(words_of(interaction), left, was=was))

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
    async def browse(self, interaction: Interaction) -> None:
        """Shows the first page of all groups."""
        page = await self._app.read(guild_of(interaction), service.browse, 0, interaction.user.id)
        await interaction.response.send_message(
            view=views.listed(words_of(interaction), page), ephemeral=True
        )

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
    @leave.autocomplete("group")
    @info.autocomplete("group")
    @offered
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), service.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @create.autocomplete("city")
    @offered
    async def _cities(self, interaction: Interaction, typed: str) -> Choices:
        t = words_of(interaction)
        return [choice(city.label, str(city.id)) for city in places.search(typed, t.language)]

    @create.autocomplete("timezone")
    @offered
    async def _zones(self, interaction: Interaction, typed: str) -> Choices:
        return zone_choices(words_of(interaction), typed, self._app.clock.now())


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS)
    client.worker.mirrors.know(mirrors.Home(client.app, client, client.post))
    client.worker.mirrors.know(mirrors.MemberRole(client.app, client))
    client.app.signals.listen(GatheringChanged, service.gathering_changed)
    await client.add_cog(Groups(client))
