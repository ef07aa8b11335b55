"""The commands about the whole server: parse and show, decide nothing."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.signals import CalledInTexts, Checks, MemberForgotten, Offers, TextsChanged
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.choices import Choices, offered, zone_choices
from bot.when import zones
from bot.words import Catalogs
from cogs.server import (
    doctor_views,
    mirrors,
    needs,
    offers,
    report_models,
    report_views,
    reporting,
    screens,
    service,
    views,
)
from cogs.server.doctor import examine, unexplained

REPORT_MESSAGE = "Report to the moderators"
"""The entry in the menu of a message."""


@app_commands.default_permissions(manage_guild=True)
class Server(commands.GroupCog, group_name="campsite", group_description="Set me up in this server"):
    """`/campsite`."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(
        description="See and choose how I work in this server: channels, moderators, language"
    )
    @app_commands.describe(timezone="Set the time zone of groups that have no city: a city, such as Paris")
    async def settings(self, interaction: Interaction, timezone: str | None = None) -> None:
        """Shows what holds in this server."""
        guild_id, person, t = guild_of(interaction), person_of(interaction), words_of(interaction)
        if timezone is None:
            held = await self._app.read(guild_id, service.look, person)
        else:
            held = await self._app.write(guild_id, service.change, person, zone=zones.meant(timezone, t))
        await reply(interaction, screens.settings(t, held))

    @app_commands.command(description="Set me up, one step after the other; all of it is optional")
    async def setup(self, interaction: Interaction) -> None:
        """Shows the first step at which nothing was chosen yet."""
        held = await self._app.read(guild_of(interaction), service.look, person_of(interaction))
        await reply(interaction, views.setup_step(words_of(interaction), held, views.first_open(held)))

    @app_commands.command(
        description="What I lack in this server, what does not work because of it, and who can mend it"
    )
    async def doctor(self, interaction: Interaction) -> None:
        """Examines the server."""
        t = words_of(interaction)
        guild_id, person = guild_of(interaction), person_of(interaction)
        wanted = await self._app.read(guild_id, service.checks, person, t)
        stuck = await self._app.read(guild_id, service.stuck, person)
        assert interaction.guild is not None
        found = await examine(interaction.guild, wanted, members=interaction.client.intents.members)
        await reply(interaction, doctor_views.diagnosis(t, found, unexplained(stuck, found), len(wanted)))

    @app_commands.command(description="My version, where my cities are from, and what I keep of people")
    async def about(self, interaction: Interaction) -> None:
        """Introduces the bot."""
        await reply(interaction, doctor_views.about(words_of(interaction)))

    @settings.autocomplete("timezone")
    @offered
    async def _zones(self, interaction: Interaction, typed: str) -> Choices:
        return zone_choices(words_of(interaction), typed, self._app.clock.now())


class Reports(commands.Cog):
    """`/report`."""

    @app_commands.command(description="Tell the moderators, and only them, that something is not right")
    async def report(self, interaction: Interaction) -> None:
        """Opens the form of a report."""
        await report_views.open_form(interaction)

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Opens the form of a report about one message."""
        await report_views.open_form(interaction, message)


def _called(catalogs: Catalogs, tx: Tx, _: CalledInTexts) -> str:
    """Answers what the texts of a server call somebody who is forgotten."""
    t = catalogs.of(service.language(tx))
    return t("someone forgotten")


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*report_views.BUTTONS, *views.BUTTONS)
    client.add_forms(report_views.SentReport, views.SentZone)
    client.worker.mirrors.know(mirrors.ReportCard(client.app, client, client.post))
    client.worker.chores.know(reporting.FORGET, reporting.let_go)
    client.janitor.clears(report_models.reports, reporting.is_over)
    client.add_menus(*views.MENUS)
    client.app.signals.answer(Checks, needs.of_the_server)
    client.app.signals.answer(Offers, offers.of_the_server)
    client.app.signals.listen(MemberForgotten, reporting.forgotten)
    client.app.signals.listen(TextsChanged, reporting.reworded)
    client.app.signals.answer(CalledInTexts, partial(_called, client.app.catalogs))
    await client.add_cog(Server(client))
    reports = Reports()
    await client.add_cog(reports)
    client.tree.add_command(
        app_commands.ContextMenu(name=REPORT_MESSAGE, callback=reports.report_message), override=True
    )
