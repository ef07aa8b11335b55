"""The discord.py client: loads the features, registers commands when they changed, starts and stops cleanly."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from typing import Any

import discord
from discord.ext import commands

from bot import invitation
from bot.app import App
from bot.db.installation import keep, recall
from bot.errors import NothingSaved, Outdated
from bot.features import FEATURES
from bot.outbox import claims
from bot.outbox.worker import Worker
from bot.pacer import Pacer
from bot.post import DiscordPost
from bot.tree import Translator, Tree
from bot.ui.answers import begin, explain
from bot.ui.buttons import Tap, has_component
from bot.ui.forms import Form
from bot.ui.letters import StopDirect
from bot.ui.menus import Menu

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds that Discord may ask us to pause before a request gives up: a renamed channel must not hold up the rest."""


LONGEST_GOODBYE = 3.0
"""Seconds a stop waits for answers that are being given; later than that Discord takes none."""


class Campsite(commands.Bot):
    """The bot on Discord. `app` is what features work with, `worker` and `post` are how anything leaves it."""

    def __init__(self, app: App, *, ready_after: float = 2.0) -> None:
        """`ready_after` is how many seconds without a further server make the list of servers complete."""
        pacer = Pacer()
        self._taps: list[type[Tap]] = []
        self._menus: list[type[Menu]] = []
        self._forms: list[type[Form]] = []
        super().__init__(
            command_prefix=commands.when_mentioned,  # never used: without its intents no message reaches the bot
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),  # none of them privileged
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=discord.app_commands.AppCommandContext(guild=True),
            allowed_installs=discord.app_commands.AppInstallationType(guild=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=ready_after,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_PAUSE,
            http_trace=pacer.trace,
        )
        self.app = app
        self.pacer = pacer
        self.post = DiscordPost(self, pacer, app.catalogs)
        self.worker = Worker(app.database, app.clock, self.post)
        self.answering: set[asyncio.Task[Any]] = set()
        """The tasks that are answering an interaction right now."""
        self.failed = False
        """Whether it had to stop because of a fault of its own."""
        self._working: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Between login and gateway: features, commands, and the outbox."""
        await self.tree.set_translator(Translator(self.app.catalogs))
        self.add_taps(StopDirect)
        for feature in FEATURES:
            await self.load_extension(f"cogs.{feature}.cog")
        await self._register_commands()

    async def _register_commands(self) -> None:
        assert isinstance(self.tree, Tree)
        # Per application: the same data folder may be run with another token.
        name = f"commands of {self.application_id}"
        wanted = await self.tree.fingerprint()
        if await self.app.database.read(None, recall, name) == wanted:
            return
        try:
            registered = await self.tree.sync()
        except discord.DiscordException:  # the commands Discord has go on working; the next start tries again
            log.exception("Discord did not take the commands")
            return
        with suppress(NothingSaved):  # then the next start registers them once more
            await self.app.database.write(None, keep, name, wanted)
        log.info("registered %s commands", len(registered))

    async def on_ready(self) -> None:
        """The first time, lets the outbox work: from here on servers and channels are known."""
        if self._working is None:
            assert self.user is not None
            log.info("ready as %s in %s servers", self.user, len(self.guilds))
            log.info("invite it with %s", invitation.url(self.user.id))
            self._working = asyncio.create_task(self.worker.run(), name="outbox")
            self._working.add_done_callback(self._stopped_working)

    def _stopped_working(self, working: asyncio.Task[None]) -> None:
        """A bot that answers but reminds nobody is worse than one that is seen to be down."""
        if not working.cancelled() and (error := working.exception()) is not None:
            log.critical("the outbox has stopped; so does the bot", exc_info=error)
            self.failed = True
            self._closing = asyncio.create_task(self.close())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answers forms, and presses that discord.py would leave without a word.

        Those are buttons of a version that is gone, and custom ids that the message does not have: somebody made
        them up, and they get the same answer as anyone who presses such a button.
        """
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            await self._form_sent(interaction, custom_id)
        elif interaction.type is discord.InteractionType.component and interaction.message is not None:
            await self._pressed(interaction, interaction.message, custom_id)

    async def _form_sent(self, interaction: discord.Interaction[Any], custom_id: str) -> None:
        for form in self._forms:
            if match := form.template.fullmatch(custom_id):
                await form(match).callback(interaction)
                return
        begin(interaction)
        await explain(interaction, Outdated())

    async def _pressed(
        self, interaction: discord.Interaction[Any], message: discord.Message, custom_id: str
    ) -> None:
        there = has_component(message.components, custom_id)
        for tap in self._taps:
            if match := tap.__discord_ui_compiled_template__.fullmatch(custom_id):
                if not there:
                    await tap.rebuilt(discord.ui.Button(custom_id=custom_id), match).callback(interaction)
                return
        if there and any(menu.__discord_ui_compiled_template__.fullmatch(custom_id) for menu in self._menus):
            return
        begin(interaction)
        await explain(interaction, Outdated())

    def add_taps(self, *taps: type[Tap]) -> None:
        """Registers a feature's buttons."""
        self.add_dynamic_items(*taps)
        self._taps.extend(taps)

    def add_menus(self, *menus: type[Menu]) -> None:
        """Registers a feature's menus."""
        self.add_dynamic_items(*menus)
        self._menus.extend(menus)

    def add_forms(self, *forms: type[Form]) -> None:
        """Registers a feature's forms."""
        self._forms.extend(forms)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Logs what an event handler raised."""
        log.error("the handler of %s raised", event_method, exc_info=sys.exception())

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Somebody changed a role: what lacked a permission is tried again."""
        if before.permissions != after.permissions or before.position != after.position:
            await self._unblock(after.guild)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Somebody changed a channel's permissions: likewise."""
        if before.overwrites != after.overwrites:
            await self._unblock(after.guild)

    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """Our own roles changed: likewise (nobody else's change reaches us without the members intent)."""
        if after == after.guild.me:
            await self._unblock(after.guild)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Somebody unlocked a thread: likewise."""
        if before.locked and not after.locked:
            await self._unblock(after.guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Invited (again): likewise."""
        await self._unblock(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's: likewise."""
        await self._unblock(guild)

    async def _unblock(self, guild: discord.Guild) -> None:
        with suppress(NothingSaved):  # then it is tried again by itself, only later
            await self.app.write(guild.id, claims.unblock)

    async def close(self) -> None:
        """Ends what is under way, then leaves Discord."""
        working, self._working = self._working, None
        if working is not None:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        if self.answering:
            await asyncio.wait(self.answering, timeout=LONGEST_GOODBYE)
        await super().close()


Interaction = discord.Interaction[Campsite]
"""An interaction as our commands receive it."""
