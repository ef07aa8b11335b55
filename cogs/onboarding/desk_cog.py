"""`/welcome`, and the ear for who answers whom: parse and show, decide nothing."""

from __future__ import annotations

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.errors import NothingSaved
from bot.people.person import Person
from bot.signals import (
    GroupChanged,
    MemberForgotten,
    ServerSettingsChanged,
    SomebodyIsStuck,
    StuckIsOver,
    TextsChanged,
    WordsForWhoJoins,
)
from bot.text import id_in
from bot.ui.answers import guild_of, person_in, person_of, reply, words_of
from bot.ui.choices import Choices, choice, offered
from cogs.groups import service as groups
from cogs.onboarding import desk, desk_views, hearing, welcoming, welcoming_views
from cogs.onboarding.desk import Said
from cogs.onboarding.desk_mirror import LiveDesk

log = logging.getLogger(__name__)

SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
"""Messages in which a person says something; everything else is Discord's own."""


class Desk(
    commands.GroupCog, group_name="welcome", group_description="For moderators: who is new, and who waits"
):
    """`/welcome`."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(name="desk", description="Who waits for a person, and since when; for moderators")
    async def desk(self, interaction: Interaction) -> None:
        """Shows the desk."""
        await desk_views.show(interaction)

    @app_commands.command(description="Choose how newcomers are welcomed: channels, greeters, your own words")
    @app_commands.describe(group="What this group says to who joins")
    async def settings(self, interaction: Interaction, group: str | None = None) -> None:
        """Shows what holds, for the server or for a group."""
        t, guild_id, person = words_of(interaction), guild_of(interaction), person_of(interaction)
        if group is None:
            held = await self._app.read(guild_id, welcoming.look, person)
            await reply(interaction, welcoming_views.settings(t, held, person.id))
        else:
            said = await self._app.read(guild_id, welcoming.look_at_group, person, id_in(group))
            await reply(interaction, welcoming_views.of_group(t, *said))

    @settings.autocomplete("group")
    @offered
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), groups.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Notices who has answered whom: by a reply, by a mention or in a thread. No word of it is read."""
        if message.guild is None or message.author.bot or message.type not in SPOKEN:
            return
        said = _said(message)
        try:
            if await self._app.read(message.guild.id, hearing.matters, said):
                await self._app.write(message.guild.id, hearing.heard, said)
        except NothingSaved:
            log.warning("an answer could not be noted")


def _said(message: discord.Message) -> Said:
    """What is known of a message."""
    to_people = {person.id for person in message.mentions if not person.bot}
    answered = None
    if message.reference is not None:
        answered = message.reference.message_id
        resolved = message.reference.resolved
        if isinstance(resolved, discord.Message) and not resolved.author.bot:
            to_people.add(resolved.author.id)
    elif isinstance(message.channel, discord.Thread | discord.PartialMessageable):
        answered = message.channel.id  # a thread has the id of the message it starts at
    author = message.author
    person = person_in(author) if isinstance(author, discord.Member) else Person(author.id)
    return Said(person, message.id, message.channel.id, answered, frozenset(to_people))


async def load(client: Campsite) -> None:
    """Loads the desk."""
    client.add_taps(*desk_views.BUTTONS, *welcoming_views.BUTTONS)
    client.add_menus(*welcoming_views.MENUS)
    client.add_forms(welcoming_views.WordsTyped)
    client.worker.mirrors.know(LiveDesk(client.app, client, client.post))
    client.worker.chores.know(desk.DUE, desk.due)
    client.app.signals.answer(WordsForWhoJoins, welcoming.said_to_who_joins)
    client.app.signals.listen(SomebodyIsStuck, desk.stuck)
    client.app.signals.listen(StuckIsOver, desk.unstuck)
    client.app.signals.listen(ServerSettingsChanged, desk.settings_changed)
    client.app.signals.listen(MemberForgotten, desk.forgotten)
    client.app.signals.listen(TextsChanged, desk.reworded)
    client.app.signals.listen(GroupChanged, desk.group_changed)
    await client.add_cog(Desk(client))
