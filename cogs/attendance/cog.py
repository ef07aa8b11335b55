"""The commands about who came: they are part of `/meetup`. They parse and show, and decide nothing."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import (
    Deeds,
    GatheringChanged,
    MemberForgotten,
    Offers,
    OwnRecord,
    RecordPart,
    Regulars,
    SeatGivenUp,
    TextsChanged,
)
from bot.text import id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.choices import Choices, choice, offered
from cogs.attendance import mirrors, notices, offers, recap_views, recaps, service, views
from cogs.groups import service as groups
from cogs.meetups import naming
from cogs.meetups import service as meetups


class Attendance(commands.Cog):
    """`/meetup checkin`, `rollcall`, `recap`, `record` and `voice`; and who comes into a voice channel."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Say that you are there, with the code at the door")
    @app_commands.describe(code="The four letters at the door")
    async def checkin(self, interaction: Interaction, code: str) -> None:
        """Notes who is there."""
        came = await self._app.write(guild_of(interaction), service.check_in, interaction.user.id, code)
        await reply(interaction, views.checked_in(words_of(interaction), came))

    @app_commands.command(description="Who came: the code for the door, and the roll to call")
    @app_commands.describe(meetup="Which meetup")
    async def rollcall(self, interaction: Interaction, meetup: str) -> None:
        """Shows the roll to an organizer."""
        called = await self._app.write(
            guild_of(interaction), service.roll, id_in(meetup), person_of(interaction)
        )
        await reply(interaction, views.roll(words_of(interaction), called))

    @app_commands.command(description="Tell how a meetup was, for everyone")
    @app_commands.describe(meetup="Which meetup")
    async def recap(self, interaction: Interaction, meetup: str) -> None:
        """Opens the form for a recap."""
        found, before = await self._app.read(
            guild_of(interaction), recaps.writable, id_in(meetup), person_of(interaction)
        )
        await recap_views.ask(interaction, found, before)

    @app_commands.command(description="Which meetups you came to, as I have noted it; and correct it")
    async def record(self, interaction: Interaction) -> None:
        """Shows somebody their own record."""
        evenings = await self._app.read(guild_of(interaction), service.record, interaction.user.id)
        await reply(interaction, views.record(words_of(interaction), evenings))

    @app_commands.command(
        description="Name the voice channel where a group meets: ten minutes in it count as coming"
    )
    @app_commands.describe(group="Which group", channel="The voice channel; none if you leave it out")
    async def voice(
        self,
        interaction: Interaction,
        group: str,
        channel: discord.VoiceChannel | discord.StageChannel | None = None,
    ) -> None:
        """Sets a group's voice channel."""
        found = await self._app.write(
            guild_of(interaction),
            service.set_room,
            id_in(group),
            person_of(interaction),
            None if channel is None else channel.id,
        )
        await reply(interaction, views.room(words_of(interaction), found.name, channel and channel.id))
        if channel is not None:
            await self._look(channel.guild)

    @rollcall.autocomplete("meetup")
    @recap.autocomplete("meetup")
    @offered
    async def _recent(self, interaction: Interaction, typed: str) -> Choices:
        t = words_of(interaction)
        found = await self._app.read(guild_of(interaction), meetups.search_recent, typed)
        return [choice(naming.choice(t, meetup, group), str(meetup.id)) for meetup, group in found]

    @voice.autocomplete("group")
    @offered
    async def _my_groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), groups.search_mine, typed, person_of(interaction))
        return [choice(group.name, str(group.id)) for group in found]

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Somebody came into a voice channel, or left it."""
        if member.bot or before.channel == after.channel:
            return
        channel_id = None if after.channel is None else after.channel.id
        with suppress(NothingSaved):  # then another witness has to do
            await self._app.write(member.guild.id, service.moved, member.id, channel_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: who came and went since the last one is unknown."""
        for guild in self._client.guilds:
            await self._look(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's: likewise."""
        await self._look(guild)

    async def _look(self, guild: discord.Guild) -> None:
        present = {
            person_id: channel.id
            for channel in (*guild.voice_channels, *guild.stage_channels)
            for person_id in channel.voice_states
        }
        with suppress(NothingSaved):
            await self._app.write(guild.id, service.in_voice, present)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is kept of somebody's evenings."""
    evenings = service.record(tx, question.person_id)
    if not evenings:
        return None
    return RecordPart(lambda t: views.record_lines(t, evenings), ("/meetup record",))


async def setup(client: Campsite) -> None:
    """Loads the feature; its commands join those about meetups."""
    cog = Attendance(client)
    client.add_taps(*views.BUTTONS, *recap_views.BUTTONS)
    client.add_menus(*views.MENUS)
    client.add_forms(*views.FORMS, *recap_views.FORMS)
    client.worker.notices.know(notices.Afterwards(client.app.catalogs))
    client.worker.notices.know(notices.Said(client.app.catalogs))
    client.worker.notices.know(notices.TakenDown(client.app.catalogs))
    client.worker.mirrors.know(mirrors.RecapMessage(client.app, client.post))
    client.worker.chores.know(service.OVER, service.over)
    client.worker.chores.know(service.SUMMED_UP, service.summed_up)
    client.worker.chores.know(service.EXPIRED, service.expired)
    client.app.signals.listen(GatheringChanged, service.planned)
    client.app.signals.listen(SeatGivenUp, service.given_up)
    client.app.signals.listen(MemberForgotten, service.forgotten)
    client.app.signals.listen(TextsChanged, recaps.reworded)
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.answer(Deeds, service.deeds)
    client.app.signals.answer(Regulars, service.regulars)
    client.app.signals.answer(Offers, offers.of_attendance)
    await client.add_cog(cog)
    meetup = client.tree.get_command("meetup")
    assert isinstance(meetup, app_commands.Group)
    for command in cog.get_app_commands():
        client.tree.remove_command(command.name)
        meetup.add_command(command)
