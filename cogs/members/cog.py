"""The commands about oneself: parse and show, decide nothing."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.errors import BotLacks
from bot.people.naming import rows_naming
from bot.signals import Offers, OffersAnywhere
from bot.ui.answers import guild_of, reply, words_of
from bot.ui.choices import Choices, choice, offered, zone_choices
from bot.when.refusals import SeveralMoments
from cogs.members import export, forget_views, offers, rules, service, views
from cogs.members.rules import PauseEnd, SeveralZones
from cogs.members.topics import TOPICS, Scene


@app_commands.allowed_contexts(guilds=True, dms=True)
class Me(
    commands.GroupCog, group_name="me", group_description="What holds for you: when and how I tell you things"
):
    """`/me`, in servers and in direct messages."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(
        description="See and set your time zone, quiet hours, protected days and how I tell you"
    )
    @app_commands.describe(timezone="Set your time zone right away: a city, such as Paris")
    async def preferences(self, interaction: Interaction, timezone: str | None = None) -> None:
        """Shows what holds for this person."""
        if timezone is not None:
            scene, held = await views.look(interaction)
            try:
                zone = rules.zone_meant(timezone, scene.t)
            except SeveralZones as several:
                mark = TOPICS["zone"].mark(held)
                await reply(interaction, views.zones_to_pick(scene, several, mark, held.language or ""))
                return
            await self._app.database.write(None, service.set_zone, interaction.user.id, zone)
        await views.show_card(interaction)

    @app_commands.command(description="Be left alone for a while, or see your pause and end it")
    @app_commands.describe(until="Until when: 2 weeks, 1 december, monday")
    async def pause(self, interaction: Interaction, until: str | None = None) -> None:
        """Pauses, or shows the pause."""
        scene, held = await views.look(interaction)
        if until is not None:
            end = self._end(scene, until)
            held = await self._app.database.write(None, service.pause, interaction.user.id, end.at)
        t = words_of(interaction)
        if held.paused_until is not None and held.paused_until > scene.now:
            await reply(interaction, views.paused(t, held.paused_until))
        else:
            await reply(interaction, views.not_paused(t))

    def _end(self, scene: Scene, typed: str) -> PauseEnd:
        """The one end of a pause that a text means. Raises what `rules.ends_of_pause` does, and SeveralMoments."""
        best, *others = self._ends(scene, typed)
        if others:
            raise SeveralMoments(typed, tuple(views.end_of_pause(scene, end) for end in (best, *others)))
        return best

    def _ends(self, scene: Scene, typed: str) -> tuple[PauseEnd, ...]:
        return rules.ends_of_pause(typed, scene.now, scene.timezone, scene.locale)

    @app_commands.command(description="What I noted of what you did in this server; only you see it")
    async def record(self, interaction: Interaction) -> None:
        """Shows this person their own record."""
        parts = await self._app.read(guild_of(interaction), service.record, interaction.user.id)
        await reply(interaction, views.record(words_of(interaction), parts))

    @app_commands.command(description="Get a file with everything I keep that names you, in any server")
    async def export(self, interaction: Interaction) -> None:
        """Gives this person all rows that name them."""
        if interaction.guild_id is not None and not interaction.app_permissions.attach_files:
            raise BotLacks(("attach_files",), interaction.channel_id)
        t, person_id = words_of(interaction), interaction.user.id
        rows = await self._app.database.read(None, rows_naming, person_id)
        now = self._app.clock.now()
        await reply(interaction, export.answer(t, rows), file=export.as_file(rows, person_id, now))

    @app_commands.command(description="Have me forget you: in this server, or everywhere")
    async def forget(self, interaction: Interaction) -> None:
        """Says what that means, and asks."""
        t, here = words_of(interaction), interaction.guild_id is not None
        await reply(interaction, forget_views.asked(t, here=here))

    @preferences.autocomplete("timezone")
    @offered
    async def _zones(self, interaction: Interaction, typed: str) -> Choices:
        return zone_choices(words_of(interaction), typed, self._app.clock.now())

    @pause.autocomplete("until")
    @offered
    async def _pauses(self, interaction: Interaction, typed: str) -> Choices:
        """Echoes what is understood so far, with the date."""
        scene, _ = await views.look(interaction)
        return [
            choice(views.end_of_pause(scene, end), end.value)
            for typed_or_usual in ([typed] if typed.strip() else [scene.t("1 week"), scene.t("2 weeks")])
            for end in self._ends(scene, typed_or_usual)
        ]


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS, *forget_views.BUTTONS)
    client.add_menus(views.PickZone)
    client.add_forms(views.Sent)
    client.app.signals.answer(Offers, offers.here)
    client.app.signals.answer(OffersAnywhere, offers.anywhere)
    await client.add_cog(Me(client))
