"""Pictures that people attach: fetched from Discord, where they stay only for a while, and rid of what is beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import discord

from bot.errors import Refusal
from bot.pictures.photos import LARGEST, NotAPicture, Photo, photo
from bot.ui.answers import UNREACHED
from bot.words import Words


class PictureLost(Refusal):
    """Discord did not give us the picture that somebody attached."""

    def sentence(self, t: Words) -> str:
        """Asks for another try."""
        return t("I could not fetch the picture from Discord, so nothing was changed. Attach it again.")


async def fetched(attachment: discord.Attachment) -> Photo:
    """An attached picture. Raises NotAPicture, PictureLost."""
    if attachment.size > LARGEST:
        raise NotAPicture(attachment.filename)
    try:
        data = await attachment.read()
    except UNREACHED as error:
        raise PictureLost from error
    return await asyncio.to_thread(photo, data, attachment.filename)


def attached(interaction: discord.Interaction[Any], name: str) -> list[discord.Attachment]:
    """The files in a field of a form that was sent, in their order; `name` is the field's custom id."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    files: Mapping[str, Any] = data.get("resolved", {}).get("attachments", {})
    fields = (part.get("component", {}) for part in data.get("components", []))
    return [
        discord.Attachment(
            data=files[file_id], state=interaction.client
        )  # of a state it uses only the way to Discord
        for field in fields
        if field.get("custom_id") == name
        for file_id in field.get("values", [])
        if file_id in files
    ]
