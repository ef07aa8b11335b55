"""What was said in channels calls nobody by name who is forgotten: a message that did is written anew without them."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

from bot.app import App
from bot.operation.forgetting import SAID, called_in_texts
from bot.outbox import ledger
from bot.outbox.models import Mirror
from bot.people.register import Register
from bot.post import MENTION, DiscordPost

EVER = datetime.min.replace(tzinfo=UTC)


class SaidMessage:
    """A message that told several people something, one of whom is forgotten."""

    name = SAID

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Puts the word for who is forgotten in the place of whoever is; who was told and is not forgotten stays."""
        found = await self._app.read(mirror.guild_id, ledger.said, mirror.subject_id)
        if found is None:
            return None
        called = await self._app.read(mirror.guild_id, called_in_texts)
        forgotten = await asyncio.to_thread(Register(self._app.settings.data_dir).since, EVER)

        def named(mention: re.Match[str]) -> str:
            person_id = int(mention[1])
            stays = person_id in found.people or not forgotten(mirror.guild_id, person_id)
            return mention[0] if stays else called

        await self._post.reword(found.channel_id, found.message_id, lambda text: MENTION.sub(named, text))
        return found.channel_id
