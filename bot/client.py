"""The discord.py client: loads the features, registers commands when they changed, starts and stops cleanly."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
from collections import defaultdict
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from importlib import import_module
from typing import Any

import aiohttp
import discord
import discord.http
from discord.ext import commands
from sqlalchemy.exc import DBAPIError

from bot import interest, invitation, screening, servers
from bot.app import App
from bot.db.file import DamagedDatabase, check_quickly_beside
from bot.db.installation import RESTORED_FROM, keep, recall
from bot.errors import NothingSaved, OperatorMustAct, Outdated
from bot.features import FEATURES
from bot.operation import forgetting, session_starts
from bot.operation.janitor import Janitor
from bot.operation.metrics import Metrics
from bot.operation.requests import UNAUTHORIZED, Requests
from bot.outbox import claims
from bot.outbox.worker import Worker
from bot.pacer import Pacer
from bot.people import acts
from bot.people.register import Register
from bot.people.texts import rows_writing_of
from bot.pictures.painter import Painter
from bot.post import DiscordPost
from bot.said import SaidMessage
from bot.tree import Tree, fingerprint
from bot.ui.answers import begin, explain
from bot.ui.buttons import Tap, has_component
from bot.ui.forms import Form
from bot.ui.letters import StopDirect
from bot.ui.menus import Menu

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
"""Seconds that Discord may ask us to pause before a request gives up: a renamed channel must not hold up the rest."""


INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,  # that somebody has answered; no word of it comes without another intent
    voice_states=True,  # who is in the channel where a meetup is
    guild_scheduled_events=True,  # what people do to the events that show meetups
)
"""What Discord tells us of. None of them is privileged; an operator may add `members`, which is."""


def intents(*, members: bool) -> discord.Intents:
    """What Discord is asked to tell: `members` as well when who comes in and goes is to be heard directly."""
    wanted = discord.Intents(INTENTS.value)
    wanted.members = members
    return wanted


LONGEST_GOODBYE = 3.0
"""Seconds a stop waits for answers that are being given; later than that Discord takes none."""


class FeatureBroken(OperatorMustAct):
    """A feature cannot be loaded: something is missing or wrong in what is installed."""

    def __init__(self, feature: str, error: Exception) -> None:
        super().__init__(
            f"The feature “{feature}” cannot be loaded ({type(error).__name__}: {error}). Install this version anew; "
            "the log of this start says more."
        )


class TokenRejected(OperatorMustAct):
    """Discord does not know the token, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            "Discord rejected the token. Reset it in the developer portal (Bot) and put it into DISCORD_TOKEN."
        )


REDRAW_PAUSE = 1.0
"""Seconds between two edits in a channel: of cards that two hundred tap at once nobody could read more."""


class OutboxStopped(Exception):
    """The outbox's worker has raised: nobody would be reminded any more."""


class Campsite(commands.Bot):
    """The bot on Discord. `app` is what features work with, `worker` and `post` are how anything leaves it."""

    def __init__(self, app: App, *, ready_after: float = 2.0, redraw_pause: float = REDRAW_PAUSE) -> None:
        """`ready_after` is how many seconds without a further server make the list of servers complete."""
        pacer = Pacer(app.clock)
        self.taps = defaultdict[str, list[type[Tap]]](list)
        """Buttons by how their custom ids begin: up to the first colon, with their feature's name."""
        self.menus: list[type[Menu]] = []
        self.forms: list[type[Form]] = []
        super().__init__(
            command_prefix=commands.when_mentioned,  # never used: without its intents no message reaches the bot
            help_command=None,
            tree_cls=Tree,
            intents=intents(members=app.settings.members_intent),
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
        interest.hear(self)
        screening.hear(self)
        self.app = app
        self.pacer = pacer
        self.post = DiscordPost(self, pacer, app.catalogs)
        self.worker = Worker(app.database, app.clock, self.post, redraw_pause=redraw_pause)
        self.metrics = Metrics()
        self.requests = Requests(self.metrics, pacer.trace)
        self.requests.on_unauthorized = self._doubt_the_token
        self.janitor = Janitor(app, self.post.clock_is_right)
        self.janitor.clears(acts.acts, acts.long_ago)
        self.painter = Painter()
        self.answering: set[asyncio.Task[Any]] = set()
        """The tasks that are answering an interaction right now."""
        self.gave_up: Exception | None = None
        """Why it stopped by itself; None when it did not."""
        self._working: asyncio.Task[None] | None = None
        self._tidying: asyncio.Task[None] | None = None
        self._doubting: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._given_up = asyncio.Event()
        self._new_here = False

    async def serve(self, token: str) -> None:
        """Runs until it is cancelled or gives up, wherever it is waiting then. Raises what discord.py's `start` does."""
        running = asyncio.create_task(self.start(token))
        leaving = asyncio.create_task(self._given_up.wait())
        try:
            await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
            if self._closing is not None:
                await self._closing
            else:
                await running
        finally:
            running.cancel()
            leaving.cancel()
            await asyncio.gather(running, leaving, return_exceptions=True)

    async def setup_hook(self) -> None:
        """Between login and gateway: features, commands, and the outbox."""
        self._heed_switches()
        self.add_taps(StopDirect)
        for feature in FEATURES:
            # Not `load_extension`, which runs a module anew for each client so that it can be reloaded.
            try:
                await import_module(f"cogs.{feature}.cog").setup(self)
            except (DBAPIError, NothingSaved):
                raise  # that is not about the feature
            except Exception as error:
                log.exception("the feature %s cannot be loaded", feature)
                raise FeatureBroken(feature, error) from error
        self.worker.chores.know(forgetting.HERE, forgetting.erase_rest_here, rows_writing_of)
        self.worker.chores.know(forgetting.EVERYWHERE, forgetting.erase_rest_everywhere, rows_writing_of)
        self.worker.mirrors.know(SaidMessage(self.app, self.post))
        await self._forget_again()
        await self._register_commands()
        await self._heed_session_starts()

    async def _forget_again(self) -> None:
        """After a backup was put back: nobody is shown or told anything before who was forgotten since is forgotten again."""
        if await self.app.database.read(None, recall, RESTORED_FROM) is None:
            return
        register = Register(self.app.settings.data_dir)
        again = await self.app.database.insist(None, forgetting.forget_again, register)
        if again:
            log.info("the backup still knew %s people who have been forgotten since; they are again", again)

    def _heed_switches(self) -> None:
        """Does without the members intent where it is not switched on: Discord would refuse the whole session."""
        flags = self.application_flags
        if self.intents.members and not (flags.gateway_guild_members or flags.gateway_guild_members_limited):
            log.warning(
                "CAMPSITE_MEMBERS_INTENT is on, but Server Members Intent is not switched on in the developer portal "
                "(Bot): I go on without it, and hear of who comes in only where Discord's join messages are on"
            )
            # Only now Discord has said so, and discord.py takes intents only when it is made.
            self._connection._intents = intents(members=False)  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001

    async def _heed_session_starts(self) -> None:
        """Waits when few sessions may still be started: whoever crashes at every start must not use up the last."""
        remaining, reset_after = await self._session_starts()
        wait = session_starts.pause(remaining, reset_after)
        self.metrics.start_pause.set(wait.total_seconds())
        if wait:
            log.warning(
                "only %s session starts are left until Discord counts anew in %s, so this one waits for %s. Something has "
                "started the bot again and again: look for it further up in the log",
                *(remaining, reset_after, wait),
            )
            await asyncio.sleep(wait.total_seconds())

    async def _session_starts(self) -> tuple[int, timedelta]:
        """How many sessions may still be started, and when they are counted anew."""
        _, _, limit = await self.http.get_bot_gateway()
        self.metrics.session_starts_left.set(limit["remaining"])
        return limit["remaining"], timedelta(milliseconds=limit["reset_after"])

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Before every new session but the first, which `setup_hook` has seen to.

        Raises SessionStartsScarce when few are left: a socket that is open already cannot wait.
        """
        if not initial:
            remaining, _ = await self._session_starts()
            if remaining < session_starts.FEW:
                raise session_starts.SessionStartsScarce(remaining)
        await super().before_identify_hook(shard_id, initial=initial)

    async def _register_commands(self) -> None:
        assert isinstance(self.tree, Tree)
        # Per application: the same data folder may be run with another token.
        name = f"commands of {self.application_id}"
        commands = self.tree.payload()
        wanted = fingerprint(commands)
        known = await self.app.database.read(None, recall, name)
        self._new_here = known is None
        if known == wanted:
            return
        assert self.application_id is not None
        try:
            registered = await self.http.bulk_upsert_global_commands(self.application_id, payload=commands)
        except discord.DiscordException:  # the commands Discord has go on working; the next start tries again
            log.exception("Discord did not take the commands")
            return
        with suppress(NothingSaved):  # then the next start registers them once more
            await self.app.database.write(None, keep, name, wanted)
        log.info("registered %s commands", len(registered))

    async def on_ready(self) -> None:
        """The first time, lets the outbox work: from here on servers and channels are known."""
        first = self._working is None
        if first:
            assert self.user is not None
            log.info("ready as %s in %s servers", self.user, len(self.guilds))
            log.info("invite it with %s", invitation.url(self.user.id))
            if self._new_here and self.guilds:
                log.warning(
                    "%s knows nothing of this bot, which is in servers already (%s). If it has run before, its data is "
                    "elsewhere: check CAMPSITE_DATA_DIR and what is mounted there",
                    *(self.app.settings.database, len(self.guilds)),
                )
            self._working = asyncio.create_task(self._work(), name="outbox")
            self._working.add_done_callback(self._stopped_working)
        await self._note_servers()
        if (
            first and not self.is_closed()
        ):  # only now: it must not erase what belongs to a server that is back
            self._tidying = asyncio.create_task(self.janitor.run(), name="janitor")

    async def _work(self) -> None:
        """The outbox: it says nothing out of a database that is damaged. People are answered while it is looked at."""
        try:
            await check_quickly_beside(self.app.settings.database)
        except sqlite3.Error as error:  # that says nothing of what is in it
            log.error("the database cannot be read from start to end just now: %s", error)
        await self.worker.run()

    async def _note_servers(self) -> None:
        """Discord has told all servers, those with an outage too: from any other the bot was removed meanwhile."""
        present = {guild.id: _locale(guild) for guild in self.guilds}
        with suppress(NothingSaved):  # then it is noted the next time
            await self.janitor.welcome_back(set(present))
            await self.app.database.write(None, servers.only_present, present)

    def _stopped_working(self, working: asyncio.Task[None]) -> None:
        """A bot that answers but reminds nobody is worse than one that is seen to be down."""
        if working.cancelled() or (error := working.exception()) is None:
            return
        if isinstance(error, DamagedDatabase):
            self.give_up(error)
        else:
            log.critical("the outbox has stopped; so does the bot", exc_info=error)
            self.give_up(OutboxStopped())

    def give_up(self, why: Exception) -> None:
        """Stops the bot; `gave_up` says why."""
        if self.gave_up is None:
            self.gave_up = why
            self._given_up.set()
            self._closing = asyncio.create_task(self.close())

    def _doubt_the_token(self) -> None:
        """Discord has refused a request as nobody's. During the login discord.py deals with it."""
        if self.is_ready() and (self._doubting is None or self._doubting.done()):
            # In a context of its own: the limit of the attempt that was refused is not the limit of this question.
            self._doubting = asyncio.create_task(self._ask_whose_token_it_is(), context=Context())

    async def _ask_whose_token_it_is(self) -> None:
        # One refusal may be a fault of Discord's; to go on with a token that is none would get us banned.
        try:
            await self.http.request(discord.http.Route("GET", "/users/@me"))
        except discord.HTTPException as error:
            if error.status == UNAUTHORIZED:
                self.give_up(TokenRejected())
        except (aiohttp.ClientError, OSError):  # the next refusal asks again
            log.warning("Discord refused the token; whether it means it cannot be asked now")

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answers forms and presses of buttons, also of a version that is gone; menus are answered by discord.py.

        A custom id that the message does not have was made up by somebody, who gets the same answer as anyone who
        presses such a button.
        """
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            await self._form_sent(interaction, custom_id)
        elif interaction.type is discord.InteractionType.component and interaction.message is not None:
            await self._pressed(interaction, interaction.message, custom_id)

    async def on_message(self, message: discord.Message, /) -> None:
        """Words are no commands; features listen for the fact that somebody has answered."""

    async def _form_sent(self, interaction: discord.Interaction[Any], custom_id: str) -> None:
        for form in self.forms:
            if match := form.template.fullmatch(custom_id):
                await form(match).callback(interaction)
                return
        begin(interaction)
        await explain(interaction, Outdated())

    async def _pressed(
        self, interaction: discord.Interaction[Any], message: discord.Message, custom_id: str
    ) -> None:
        for tap in self.taps.get(custom_id.partition(":")[0], ()):
            if (pressed := tap.pressed_as(custom_id)) is not None:
                await pressed.callback(interaction)
                return
        is_menu = any(menu.__discord_ui_compiled_template__.fullmatch(custom_id) for menu in self.menus)
        if is_menu and has_component(message.components, custom_id):
            return
        begin(interaction)
        await explain(interaction, Outdated())

    def add_taps(self, *taps: type[Tap]) -> None:
        """Registers a feature's buttons."""
        for tap in taps:
            self.taps[tap.__discord_ui_compiled_template__.pattern.partition(":")[0]].append(tap)

    def add_menus(self, *menus: type[Menu]) -> None:
        """Registers a feature's menus."""
        self.add_dynamic_items(*menus)
        self.menus.extend(menus)

    def add_forms(self, *forms: type[Form]) -> None:
        """Registers a feature's forms."""
        self.forms.extend(forms)

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

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Somebody opened an archived thread, which discord.py does not know until then: likewise."""
        archived = payload.data["thread_metadata"]["archived"]
        guild = self.get_guild(payload.guild_id)
        if payload.thread is None and not archived and guild is not None:
            await self._unblock(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Invited (again): likewise. What was to be erased goes first, the rest is as it was."""
        with suppress(NothingSaved):  # then it is noted at the next start
            await self.janitor.welcome_back([guild.id])
            await self.app.write(guild.id, servers.present, {guild.id: _locale(guild)})
        await self._unblock(guild)

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        """A server speaks another language."""
        if before.preferred_locale is not after.preferred_locale:
            with suppress(NothingSaved):  # then it is noted at the next start
                await self.app.write(after.id, servers.present, {after.id: _locale(after)})

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Removed by somebody; an outage of Discord's is another event. Its data stays for a while."""
        log.info("removed from server %s", guild.id)
        with suppress(NothingSaved):  # then it is noted at the next start
            await self.app.write(guild.id, servers.left)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's: likewise."""
        await self._unblock(guild)

    async def _unblock(self, guild: discord.Guild) -> None:
        with suppress(NothingSaved):  # then it is tried again by itself, only later
            await self.app.write(guild.id, claims.unblock)

    async def close(self) -> None:
        """Ends what is under way, then leaves Discord."""
        tasks = [task for task in (self._working, self._tidying, self._doubting) if task is not None]
        self._working = self._tidying = self._doubting = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.answering:
            await asyncio.wait(self.answering, timeout=LONGEST_GOODBYE)
        await self.painter.close()
        await super().close()


def _locale(guild: discord.Guild) -> str | None:
    """A server's language; None while Discord has told no more of it than that it is there."""
    return None if guild.unavailable else guild.preferred_locale.value


Interaction = discord.Interaction[Campsite]
"""An interaction as our commands receive it."""
