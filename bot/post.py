"""The post office: sends and looks up messages through discord.py, and says what an exception of it means."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath
from secrets import token_hex
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
import discord
import discord.http

from bot.errors import BotLacks
from bot.outbox import reasons
from bot.outbox.keys import read, seal_in
from bot.outbox.post import Address, Found, InChannel, Judgement, Message, Outcome, ToPerson
from bot.outbox.reasons import needs
from bot.pacer import Pacer, Stale, UnclearAnswer
from bot.ui import letters
from bot.ui.cards import layout
from bot.words import Catalogs

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE = 10008
TOO_MANY_ROLES = 30005
"""A server has 250 roles at most."""
TOO_MANY_CHANNELS = 30013
"""A server has 500 channels at most."""
ARCHIVED_THREAD = 50083
NEEDS_A_CHANGE = {
    200000: reasons.AUTOMOD,
    200001: reasons.AUTOMOD_TITLE,
    TOO_MANY_ROLES: reasons.ROLES_FULL,
    TOO_MANY_CHANNELS: reasons.CHANNELS_FULL,
    160005: reasons.THREAD_LOCKED,
    ARCHIVED_THREAD: reasons.THREAD_ARCHIVED,
}
"""Refusals by code that last until somebody changes something. Source: Discord, Opcodes and status codes."""


PEOPLE = {
    50007: (Outcome.CLOSED, "takes no direct messages"),
    50278: (Outcome.LEFT, "has no server in common with us"),
    10013: (Outcome.LEFT, "the account is gone"),
    40003: (Outcome.TOO_FAST, "direct messages were opened too fast"),
}
"""Refusals by code that are about one person's direct messages. Source as above."""

UNKNOWN_CHANNEL = 10003

PLACES = {10003, 10004, 10011}
"""Codes that say a channel, a server or a role is not there any more. Source as above."""

MENTION = re.compile(r"<@([0-9]+)>")

ASK_AGAIN = 15.0
"""Seconds until Discord is asked again what time it is, while our clock is wrong."""

FURTHEST_BACK = 1000
"""Messages of a channel's history that are looked through at most."""


class Unreadable(Exception):
    """Discord answered with success, in words discord.py cannot read: what happened is unknown."""


def custom_ids(message: discord.Message) -> Iterator[str]:
    """The custom ids of all components of a message."""
    shape = discord.ui.LayoutView if message.flags.components_v2 else discord.ui.View
    for item in shape.from_message(message, timeout=None).walk_children():
        if isinstance(item, discord.ui.Button | discord.ui.Select) and item.custom_id is not None:
            yield item.custom_id


class ServerAway(Exception):
    """The server is not there for us just now: an outage of Discord's, or we were removed."""


@dataclass(frozen=True, slots=True)
class _FileThere:
    """A file of a message, as an edit names what it keeps."""

    id: int
    filename: str

    def to_dict(self) -> dict[str, object]:
        """As discord.py asks for it."""
        return {"id": self.id, "filename": self.filename}


def _files_in(message: discord.Message) -> Iterator[_FileThere]:
    """The files that a message shows in its galleries: Discord lists them nowhere else."""
    for item in discord.ui.LayoutView.from_message(message, timeout=None).walk_children():
        if isinstance(item, discord.ui.MediaGallery):
            for shown in item.items:
                if shown.media.attachment_id is not None:
                    name = PurePosixPath(urlsplit(shown.media.url).path).name
                    yield _FileThere(shown.media.attachment_id, name)


def _new_files(files: Mapping[str, bytes | None]) -> list[discord.File]:
    return [discord.File(BytesIO(data), name) for name, data in files.items() if data is not None]


def told_by(message: discord.Message, person_id: int | None = None) -> dict[str, frozenset[int]]:
    """Whom a message of ours told, by the marks on its buttons: who is mentioned above each, or its one reader."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    told: dict[str, frozenset[int]] = {}
    above: frozenset[int] = frozenset() if person_id is None else frozenset({person_id})
    under_a_button = False
    for item in view.walk_children():
        if isinstance(item, discord.ui.TextDisplay) and person_id is None:
            mentioned = frozenset(int(digits) for digits in MENTION.findall(item.content))
            above = mentioned if under_a_button else above | mentioned
            under_a_button = False
        elif isinstance(item, discord.ui.Button) and item.custom_id is not None:
            keys = read(item.custom_id)
            under_a_button = True
            for mark in keys.marks if keys is not None else ():
                told[mark] = told.get(mark, frozenset()) | above
    return told


class DiscordPost:
    """The outbox's way to Discord."""

    def __init__(self, client: discord.Client, pacer: Pacer, catalogs: Catalogs) -> None:
        self._client = client
        self._pacer = pacer
        self._catalogs = catalogs
        self._direct: dict[int, int] = {}
        self._being_edited: set[int] = set()
        self._asked_at = -ASK_AGAIN

    def limited(self) -> AbstractAsyncContextManager[None]:
        """See Pacer.limited."""
        return self._pacer.limited()

    async def clock_is_right(self) -> bool:
        """Whether our clock is within five minutes of Discord's.

        When it seems not to be, Discord is asked before that is believed: a machine that was suspended seems so too.
        """
        skew, loop = self._pacer.skew, asyncio.get_running_loop()
        if skew.tolerable:
            return True
        if loop.time() - self._asked_at < ASK_AGAIN:
            return False
        try:
            async with self.limited():
                await self._client.http.request(discord.http.Route("GET", "/gateway"))
        except Exception as error:
            if self.judge(error) is None:
                raise
            log.warning("Discord cannot be asked what time it is: %r", error)
        if not skew.tolerable:
            self._asked_at = loop.time()
        return skew.tolerable

    async def send(self, address: Address, message: Message, key: str) -> int | None:
        """Sends with `key` as nonce; None when the message arrived earlier and was deleted since.

        Raises Stale where it would have to wait so long that it may not be true any more.
        """
        with self._pacer.fresh():
            return await self._send(address, message, key)

    async def _send(self, address: Address, message: Message, key: str) -> int | None:
        channel_id = await self._channel_of(address)
        pinged = discord.AllowedMentions.none()
        if isinstance(address, ToPerson):
            guild = self._client.get_guild(message.guild_id)
            view = letters.letter(self._catalogs, message, "" if guild is None else guild.name, seal_in(key))
        else:
            view = letters.public(message)
            if not message.silent:
                pinged.users = [discord.Object(person) for person in message.people]
        try:
            return await self._create(channel_id, view, key, pinged, silent=message.silent)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:  # the nonce led to a message that is gone
                return None
            if error.code == UNKNOWN_CHANNEL and isinstance(address, ToPerson):
                self._direct.pop(address.person_id, None)
            raise

    async def _channel_of(self, address: Address) -> int:
        """The channel of an address; a person's is opened, which Discord does only once."""
        if isinstance(address, InChannel):
            return address.channel_id
        known = self._direct.get(address.person_id)
        if known is None:
            opened = await self._client.http.start_private_message(address.person_id)
            known = self._direct[address.person_id] = int(opened["id"])
        return known

    async def keep(
        self,
        channel_id: int,
        message_id: int | None,
        view: discord.ui.LayoutView,
        *,
        key: str,
        mark: str,
        since: datetime | None,
        files: Mapping[str, bytes | None] | None = None,
        pinged: discord.AllowedMentions | None = None,
    ) -> int | None:
        """Shows `view` in one message that stays: edits it, or sends it when `message_id` is None; its id.

        `files` are those it shall have by their names, which are no others' of this message, None for one that is there
        already; an edit takes away the others. Without it (None) an edit leaves files as they are. Only what is sent
        pings, and only whom `pinged` lets it: nobody, when None.

        `since` says that an earlier attempt may have sent it: then a message with the custom id `mark` is looked for.
        None when somebody deleted the message by hand. What stands in an archived thread is edited there as well.
        """
        if message_id is None and since is not None:
            found = await self._first(channel_id, since, lambda custom_id: custom_id == mark)
            message_id = None if found is None else found.id
        if message_id is None:
            pinged = pinged or discord.AllowedMentions.none()
            try:
                return await self._create(channel_id, view, key, pinged, files=_new_files(files or {}))
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                if since is not None:
                    return None
            # The nonce led to a message of an earlier drawing, begun in the same second, that has been taken away.
            return await self._create(channel_id, view, token_hex(8), pinged, files=_new_files(files or {}))
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            try:
                await self._edit(message, view, files)
            except discord.HTTPException as error:
                if error.code != ARCHIVED_THREAD:
                    raise
                await self._edit_in_archive(message, view, files, error)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:
                return None
            raise
        return message_id

    async def reword(self, channel_id: int, message_id: int, anew: Callable[[str], str]) -> None:
        """Writes each text of a message of ours as `anew` gives it, if the message is there and that changes anything."""
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            there = await message.fetch()
        except discord.NotFound:
            return
        if not there.flags.components_v2:
            return
        view = discord.ui.LayoutView.from_message(there, timeout=None)
        changed = False
        for item in view.walk_children():
            if isinstance(item, discord.ui.TextDisplay):
                before, item.content = item.content, anew(item.content)
                changed |= item.content != before
        if changed:
            await self.keep(channel_id, message_id, layout(*view.children), key="", mark="", since=None)

    async def _edit(
        self,
        message: discord.PartialMessage,
        view: discord.ui.LayoutView,
        files: Mapping[str, bytes | None] | None,
    ) -> None:
        if files is None:
            await message.edit(view=view)
            return
        there = {file.filename: file for file in _files_in(await message.fetch()) if file.filename in files}
        missing = {name: data for name, data in files.items() if name not in there}
        kept = cast("list[discord.Attachment]", [*there.values()])
        await message.edit(view=view, attachments=[*kept, *_new_files(missing)])

    async def _edit_in_archive(
        self,
        message: discord.PartialMessage,
        view: discord.ui.LayoutView,
        files: Mapping[str, bytes | None] | None,
        refused: discord.HTTPException,
    ) -> None:
        """Opens an archived thread for as long as the edit takes. Raises what was refused where it may not be opened."""
        thread_id, http = message.channel.id, self._client.http
        thread = cast("dict[str, Any]", await http.get_channel(thread_id))
        # Somebody may have opened it by now.
        archived = bool(thread.get("thread_metadata", {}).get("archived"))
        try:
            if archived:
                await http.edit_channel(thread_id, archived=False)
        except discord.HTTPException as error:
            if isinstance(error, discord.Forbidden) or error.code == ARCHIVED_THREAD:
                raise refused from None
            raise
        try:
            await self._edit(message, view, files)
        finally:
            if archived:
                await http.edit_channel(thread_id, archived=True)

    async def remove(
        self, channel_id: int, message_id: int | None, *, mark: str, since: datetime | None
    ) -> None:
        """Takes a message of ours away, if it is there; `mark` and `since` as above."""
        if message_id is None and since is not None:
            found = await self._first(channel_id, since, lambda custom_id: custom_id == mark)
            message_id = None if found is None else found.id
        if message_id is not None:
            with suppress(discord.NotFound):
                await self._client.http.delete_message(channel_id, message_id)

    async def _create(
        self,
        channel_id: int,
        view: discord.ui.LayoutView,
        key: str,
        pinged: discord.AllowedMentions,
        *,
        silent: bool = False,
        files: Sequence[discord.File] = (),
    ) -> int:
        channel = self._client.get_partial_messageable(channel_id)
        try:
            sent = await channel.send(
                view=view, nonce=key, allowed_mentions=pinged, silent=silent, files=files
            )
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise Unreadable from error
        return sent.id

    @contextmanager
    def alone_with(self, message_id: int | None) -> Generator[bool]:
        """Whether nobody else is editing this message through a click; within it, nobody else begins to."""
        if message_id is None or message_id in self._being_edited:
            yield False
            return
        self._being_edited.add(message_id)
        try:
            yield True
        finally:
            self._being_edited.discard(message_id)

    async def find(self, address: Address, seal: str, since: datetime) -> Found | None:
        """Our own message that carries `seal` at the end of a custom id, among those since `since`."""
        channel_id = await self._channel_of(address)
        message = await self._first(channel_id, since, lambda custom_id: custom_id.endswith(seal))
        if message is None:
            return None
        return Found(message.id, message.created_at, told_by(message, _reader(address)))

    async def told(
        self, address: Address, marks: Collection[str], since: datetime
    ) -> Mapping[str, frozenset[int]]:
        """Whom our own messages since `since` told of the topics with these marks."""
        told: dict[str, frozenset[int]] = defaultdict(frozenset)
        async for message in self._own(await self._channel_of(address), since):
            for mark, people in told_by(message, _reader(address)).items():
                if mark in marks:
                    told[mark] |= people
        return told

    async def _first(
        self, channel_id: int, since: datetime, fits: Callable[[str], bool]
    ) -> discord.Message | None:
        async for message in self._own(channel_id, since):
            if any(fits(custom_id) for custom_id in custom_ids(message)):
                return message
        return None

    async def _own(self, channel_id: int, since: datetime) -> AsyncGenerator[discord.Message]:
        channel = self._client.get_partial_messageable(channel_id)
        async for message in channel.history(after=since, limit=FURTHEST_BACK, oldest_first=True):
            if message.author == self._client.user:
                yield message

    def judge(self, error: Exception) -> Judgement | None:
        """What an exception means for the attempt that raised it; None when it is a bug of ours."""
        match error:
            case discord.RateLimited():
                wait = timedelta(seconds=error.retry_after)
                return Judgement(Outcome.NOT_SENT, f"Discord asks to wait {wait}", wait)
            case Stale():
                return Judgement(Outcome.NOT_SENT, "it would come too late", timedelta(seconds=error.pause))
            case BotLacks():
                return Judgement(Outcome.BLOCKED, needs(error.permissions))
            case ServerAway():
                return Judgement(Outcome.BLOCKED, reasons.SERVER_AWAY)
            case discord.HTTPException() if error.code in PEOPLE:
                return Judgement(*PEOPLE[error.code])
            case discord.HTTPException() if error.code in NEEDS_A_CHANGE:
                return Judgement(Outcome.BLOCKED, NEEDS_A_CHANGE[error.code])
            case discord.Forbidden():
                return Judgement(Outcome.BLOCKED, f"{error.code} {error.text}")
            case discord.HTTPException():
                return _judge_status(error)
            case aiohttp.ClientConnectorError():
                return Judgement(Outcome.NOT_SENT, "Discord cannot be reached")
            case TimeoutError() | aiohttp.ClientError() | OSError() | Unreadable() | UnclearAnswer():
                return Judgement(Outcome.UNKNOWN, f"no clear answer ({type(error).__name__})")
            case _:
                return None


def _reader(address: Address) -> int | None:
    """Who alone reads what goes there."""
    return address.person_id if isinstance(address, ToPerson) else None


def _judge_status(error: discord.HTTPException) -> Judgement:
    reason = f"{error.status} {error.code} {error.text}".strip()
    if error.code in PLACES:
        return Judgement(Outcome.GONE, reason)
    match error.status:
        case 429:
            return Judgement(Outcome.NOT_SENT, reason)
        case 401:
            return Judgement(Outcome.BLOCKED, reason)
        case status:
            return Judgement(Outcome.UNKNOWN if status >= 500 else Outcome.IMPOSSIBLE, reason)
