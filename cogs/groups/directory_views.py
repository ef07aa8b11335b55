"""What people read and choose in the directory."""

from __future__ import annotations

from typing import Any

import discord
from discord.ui import ActionRow, Item, LayoutView, Select

from bot import places
from bot.text import id_in
from bot.ui.answers import app_of, guild_of, reply, words_of
from bot.ui.buttons import NUMBER
from bot.ui.cards import box, layout, text
from bot.ui.menus import Menu
from bot.words import Words
from cogs.groups import service, views
from cogs.groups.directory import DirectoryPage, Line

LONGEST_OPTION = 100
"""Characters of an option's label. Source: Discord, Components reference."""


class JoinOne(Menu, template=rf"groups:directory:(?P<id>{NUMBER})"):
    """Makes whoever chooses a group there its member."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Joins, and says so."""
        entered = await app_of(interaction).write(
            guild_of(interaction), service.enter, id_in(value), interaction.user.id
        )
        await reply(interaction, views.joined(words_of(interaction), entered))


MENUS: tuple[type[Menu], ...] = (JoinOne,)


def shown(t: Words, page: DirectoryPage) -> LayoutView:
    """A page of the directory, with a menu that joins."""
    heading = t("Groups")
    if page.continent is not None:
        heading = t("Everywhere") if page.continent == "" else places.country(page.continent, t.language)
    lines = [f"## {heading}", *(_line(t, line) for line in page.lines)]
    if not page.lines:
        lines.append(t("There are no groups here yet. /group create founds the first."))
        return layout(box(text(*lines)))
    menu = Select[Any](
        custom_id=f"groups:directory:{page.number}",
        placeholder=t("Join a group"),
        options=[
            discord.SelectOption(label=line.group.name[:LONGEST_OPTION], value=str(line.group.id))
            for line in page.lines
        ],
    )
    items: list[Item[Any]] = [text(*lines), ActionRow[Any](menu)]
    return layout(box(*items))


def _line(t: Words, line: Line) -> str:
    group = line.group
    facts = [f"**{discord.utils.escape_markdown(group.name)}**"]
    if group.channel_id is not None:
        facts.append(f"<#{group.channel_id}>")
    if (state := views.state_words(t, group.state)) is not None:
        facts.append(state)
    if line.next_at is not None:
        facts.append(discord.utils.format_dt(line.next_at, "d"))
    return " · ".join(facts)
