"""The post office: sends and looks up messages through discord.py, and says what an exception of it means."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from datetime import datetime

import aiohttp
import discord

from bot.outbox.post import Judgement, Message, Outcome
from bot.pacer import Pacer

UNKNOWN_MESSAGE = 10008
NEEDS_A_CHANGE = {
    200000: "AutoMod blocks the text",
    200001: "AutoMod blocks the title",
    30005: "the server has as many roles as Discord allows",
    30013: "the server has as many channels as Discord allows",
    160005: "the thread is locked",
    50083: "the thread is archived",
}
"""Refusals by code that last until somebody changes something. Source: Discord, Opcodes and status codes."""


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


class DiscordPost:
    """The outbox's way to Discord."""

    def __init__(self, client: discord.Client, pacer: Pacer) -> None:
        self._client = client
        self._pacer = pacer

    async def send(self, channel_id: int, message: Message, key: str) -> int | None:
        """Sends with `key` as nonce; None when the message arrived earlier and was deleted since."""
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(person) for person in message.people]
        )
        try:
            return await self._create(channel_id, message.view, key, pinged)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:  # the nonce led to a message that is gone
                return None
            raise

    async def keep(
        self,
        channel_id: int,
        message_id: int | None,
        view: discord.ui.LayoutView,
        *,
        key: str,
        mark: str,
        since: datetime | None,
    ) -> int | None:
        """Shows `view` in one message that stays: edits it, or sends it when `message_id` is None; its id.

        `since` says that an earlier attempt may have sent it: then a message with a component `mark` is looked for.
        None when somebody deleted the message by hand.
        """
        if message_id is None and since is not None:
            message_id = await self.find(channel_id, mark, since)
        if message_id is None:
            return await self._create(channel_id, view, key, discord.AllowedMentions.none())
        try:
            async with self._pacer.limited():
                await (
                    self._client.get_partial_messageable(channel_id)
                    .get_partial_message(message_id)
                    .edit(view=view)
                )
        except discord.NotFound as error:
            if error.code == UNKNOWN_MESSAGE:
                return None
            raise
        return message_id

    async def _create(
        self, channel_id: int, view: discord.ui.LayoutView, key: str, pinged: discord.AllowedMentions
    ) -> int:
        async with self._pacer.limited():
            channel = self._client.get_partial_messageable(channel_id)
            try:
                sent = await channel.send(view=view, nonce=key, allowed_mentions=pinged)
            except (TypeError, KeyError, ValueError, AttributeError) as error:
                raise Unreadable from error
        return sent.id

    async def find(self, channel_id: int, key: str, since: datetime) -> int | None:
        """The id of our own message that carries `key` in a custom id, among those since `since`."""
        async for message in self._own(channel_id, since):
            if any(key in custom_id for custom_id in custom_ids(message)):
                return message.id
        return None

    async def told(self, channel_id: int, mark: str, since: datetime) -> set[int]:
        """Who is mentioned in our own messages since `since` whose keys begin with `mark`."""
        people: set[int] = set()
        async for message in self._own(channel_id, since):
            if any(f":{mark}" in custom_id for custom_id in custom_ids(message)):
                people.update(user.id for user in message.mentions)
        return people

    async def _own(self, channel_id: int, since: datetime) -> AsyncGenerator[discord.Message]:
        channel = self._client.get_partial_messageable(channel_id)
        async for message in channel.history(after=since, limit=FURTHEST_BACK, oldest_first=True):
            if message.author == self._client.user:
                yield message

    def judge(self, error: Exception) -> Judgement | None:
        """What an exception means for the attempt that raised it; None when it is a bug of ours."""
        match error:
            case discord.RateLimited():
                return Judgement(Outcome.NOT_SENT, f"Discord asks to wait {error.retry_after:.0f} s")
            case discord.Forbidden():
                return Judgement(Outcome.BLOCKED, f"{error.code} {error.text}")
            case discord.HTTPException():
                return _judge_status(error)
            case aiohttp.ClientConnectorError():
                return Judgement(Outcome.NOT_SENT, "Discord cannot be reached")
            case TimeoutError() | aiohttp.ClientError() | OSError() | Unreadable():
                return Judgement(Outcome.UNKNOWN, f"no clear answer ({type(error).__name__})")
            case _:
                return None


def _judge_status(error: discord.HTTPException) -> Judgement:
    if error.code in NEEDS_A_CHANGE:
        return Judgement(Outcome.BLOCKED, NEEDS_A_CHANGE[error.code])
    reason = f"{error.status} {error.code} {error.text}".strip()
    if error.status == 429:
        return Judgement(Outcome.NOT_SENT, reason)
    if error.status == 401:
        return Judgement(Outcome.BLOCKED, reason)
    return Judgement(Outcome.UNKNOWN if error.status >= 500 else Outcome.IMPOSSIBLE, reason)
