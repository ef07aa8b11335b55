"""What admins read and choose about their server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord.ui import ActionRow, ChannelSelect, Item, LayoutView, RoleSelect, Select
from discord.ui.select import BaseSelect

from bot.text import snowflake_in
from bot.ui.answers import app_of, guild_of, person_of, show_in_place, words_of
from bot.ui.cards import box, layout, text
from bot.ui.channels import check_may_post
from bot.ui.menus import Menu
from bot.words import LANGUAGE_NAMES, Words
from cogs.server import service
from cogs.server.rules import Founding, NoSuchChannel
from cogs.server.service import Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a server chooses with a menu: a field of Settings, what it is called, and what it is good for."""

    field: str
    name: Callable[[Words], str]
    purpose: Callable[[Words], str]


CHANNELS = (
    Choice(
        "moderators_channel_id",
        lambda t: t("Moderators' channel"),
        lambda t: t("Here I show what waits for a moderator. Only moderators should see it."),
    ),
    Choice(
        "welcome_channel_id",
        lambda t: t("Welcome channel"),
        lambda t: t("Here I greet newcomers, with one line and a button."),
    ),
    Choice(
        "introductions_channel_id",
        lambda t: t("Introductions channel"),
        lambda t: t("Here people introduce themselves, if they like."),
    ),
    Choice(
        "directory_channel_id",
        lambda t: t("Directory channel"),
        lambda t: t("Here I keep a list of all groups up to date."),
    ),
)
ROLE = Choice(
    "moderator_role_id",
    lambda t: t("Moderators' role"),
    lambda t: t("Who has it moderates, besides everyone who may manage the server or time members out."),
)
FOUNDING = Choice(
    "founding",
    lambda t: t("Founding groups"),
    lambda t: t("Whether members found groups by themselves, or ask the moderators first."),
)
LANGUAGE = Choice(
    "language",
    lambda t: t("Language"),
    lambda t: t("Of what I say in public outside of the groups. A group has its own."),
)


class ChooseChannel(Menu, template=rf"server:channel:(?P<field>{'|'.join(c.field for c in CHANNELS)})"):
    """Chooses a channel for something, or none any more."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it, if the bot can speak there."""
        channel_id = snowflake_in(value) if value else None
        if channel_id is not None and interaction.guild is not None:
            if interaction.guild.get_channel(channel_id) is None:
                raise NoSuchChannel
            check_may_post(interaction.guild, channel_id)
        await _keep(interaction, self.match["field"], channel_id)


class ChooseRole(Menu, template=r"server:role"):
    """Chooses who moderates."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        await _keep(interaction, ROLE.field, snowflake_in(value) if value else None)


class ChooseFounding(Menu, template=r"server:founding"):
    """Chooses who founds groups."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        await _keep(interaction, FOUNDING.field, value if value in set(Founding) else None)


class ChooseLanguage(Menu, template=r"server:language"):
    """Chooses the server's language."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        await _keep(interaction, LANGUAGE.field, value if value in LANGUAGE_NAMES else None)


MENUS: tuple[type[Menu], ...] = (ChooseChannel, ChooseRole, ChooseFounding, ChooseLanguage)


async def _keep(interaction: discord.Interaction[Any], field: str, value: str | int | None) -> None:
    app = app_of(interaction)
    held = await app.write(guild_of(interaction), service.change, person_of(interaction), **{field: value})
    t = words_of(interaction)
    await show_in_place(interaction, settings(t, held, news=t("Saved.")))


def settings(t: Words, held: Settings, news: str | None = None) -> LayoutView:
    """What holds for a server, with a menu to change each of it."""
    items: list[Item[Any]] = [
        text("## " + t("How I work in this server"), t("All of this is optional. Only you see this message."))
    ]
    for choice in CHANNELS:
        chosen: int | None = getattr(held, choice.field)
        items += _choosing(
            t,
            choice,
            ChannelSelect[Any](
                custom_id=f"server:channel:{choice.field}",
                placeholder=t("No channel yet"),
                channel_types=[discord.ChannelType.text],
                default_values=[] if chosen is None else [discord.Object(chosen, type=discord.TextChannel)],
                min_values=0,
            ),
        )
    role_id = held.moderator_role_id
    items += _choosing(
        t,
        ROLE,
        RoleSelect[Any](
            custom_id="server:role",
            placeholder=t("No role yet"),
            default_values=[] if role_id is None else [discord.Object(role_id, type=discord.Role)],
            min_values=0,
        ),
    )
    founding = {
        Founding.QUEUE: t("Members ask, moderators decide"),
        Founding.OPEN: t("Everyone founds groups"),
    }
    items += _choosing(
        t,
        FOUNDING,
        _select("server:founding", founding, held.founding),
    )
    languages = {"": t("As the server is set in Discord"), **LANGUAGE_NAMES}
    items += _choosing(t, LANGUAGE, _select("server:language", languages, held.language or ""))
    zone = t.zone(held.zone) if held.zone is not None else t("none: a group's city decides, or UTC")
    items.append(
        text(
            t("**Time zone** {zone}", zone=zone),
            t("To set it, type /campsite settings and its option “timezone”."),
        )
    )
    return layout(*([text(news)] if news else []), box(*items))


def _choosing(t: Words, choice: Choice, menu: BaseSelect[Any]) -> tuple[Item[Any], Item[Any]]:
    return text(f"**{choice.name(t)}**", choice.purpose(t)), ActionRow[Any](menu)


def _select(custom_id: str, choices: Mapping[Any, str], chosen: str) -> Select[Any]:
    return Select[Any](
        custom_id=custom_id,
        options=[
            discord.SelectOption(label=words, value=str(value) or "none", default=value == chosen)
            for value, words in choices.items()
        ],
    )
