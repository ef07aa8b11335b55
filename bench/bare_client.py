"""The least that discord.py needs to answer a button on a card: what Campsite's clicks are compared with."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from bench.process import serve
from bot.clock import SystemClock
from bot.pacer import Pacer
from playground.seam import seam


class Wish(
    discord.ui.DynamicItem[Button[Any]], template=r"bare:(?P<wish>going|maybe|cant):(?P<id>[0-9]{1,18})"
):
    """A button that answers the same sentences as Campsite's, and does nothing."""

    def __init__(self, button: Button[Any], wish: str) -> None:
        super().__init__(button)
        self.wish = wish

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py passes it
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Rebuilds the button that was pressed."""
        assert isinstance(item, Button)
        return cls(item, match["wish"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answers."""
        moment = discord.utils.format_dt(datetime.now(UTC), "F")
        said = {
            "going": f"You are going. See you {moment}.",
            "maybe": "You might come. Tap Going as soon as you know; until then no seat is kept for you.",
            "cant": "You are not coming this time. Thank you for saying so.",
        }
        await interaction.response.send_message(said[self.wish], ephemeral=True)


def card(people: list[int]) -> LayoutView:
    """A message of the same shape and length as a meetup's card."""
    starts_at = datetime.now(UTC) + timedelta(days=2)
    lines = (
        "## Code & coffee · Lyon",
        " · ".join(discord.utils.format_dt(starts_at, style) for style in ("F", "t", "R")),
        "Café Perché · 20 of 20 seats taken",
        f"**Going** {' '.join(f'<@{person}>' for person in people[:12])} and 8 more",
        "**Waiting** 10",
    )
    success, secondary = discord.ButtonStyle.success, discord.ButtonStyle.secondary
    buttons = (("Going", "going", success), ("Maybe", "maybe", secondary), ("Can't go", "cant", secondary))
    row = ActionRow[Any](
        *(
            Wish(Button(label=label, style=style, custom_id=f"bare:{wish}:1"), wish)
            for label, wish, style in buttons
        )
    )
    view = LayoutView(timeout=None)
    view.add_item(Container[Any](TextDisplay[Any]("\n".join(lines)), row, accent_colour=0x3B82F6))
    return view


class Bare(discord.Client):
    """A client with Campsite's options and nothing else; without the pacer's when it is not `paced`."""

    def __init__(self, *, paced: bool) -> None:
        pacing: dict[str, Any] = (
            {"http_trace": Pacer(SystemClock()).trace, "max_ratelimit_timeout": 30.0} if paced else {}
        )
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1,
            max_messages=None,
            **pacing,
        )

    async def setup_hook(self) -> None:
        """Registers the button."""
        self.add_dynamic_items(Wish)


async def main(url: str, gateway_url: str, token: str, options: str) -> None:
    """Runs until standard input ends; `options` are "paced" or "plain"."""
    client = Bare(paced=options == "paced")

    async def meetup(_guild_id: int, channel_id: int, _seats: int, people: list[int]) -> int:
        return (await client.get_partial_messageable(channel_id).send(view=card(people))).id

    async def ready() -> None:
        await client.wait_until_ready()

    with seam(url, gateway_url):
        async with client:
            await client.login(token)
            connected = asyncio.create_task(client.connect())
            await serve({"ready": ready, "meetup": meetup})
        await connected


if __name__ == "__main__":
    asyncio.run(main(**json.loads(sys.argv[1])))
