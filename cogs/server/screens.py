"""What admins see of their server's settings: all at once, or one step of the setup after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord.ui import ActionRow, ChannelSelect, Item, LayoutView, RoleSelect, Select
from discord.ui.select import BaseSelect

from bot.ui.cards import box, layout, text
from bot.words import LANGUAGE_NAMES, Words
from cogs.server.rules import Founding
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


def settings(t: Words, held: Settings, news: str | None = None) -> LayoutView:
    """What holds for a server, with a menu to change each of it."""
    items: list[Item[Any]] = [
        text("## " + t("How I work in this server"), t("All of this is optional. Only you see this message."))
    ]
    for choice in (*CHANNELS, ROLE, FOUNDING, LANGUAGE):
        items += choosing(t, choice, held)
    items.append(
        text(
            zone_line(t, held),
            t("To set it, type /campsite settings and its option “timezone”."),
        )
    )
    return layout(*([text(news)] if news else []), box(*items))


def zone_line(t: Words, held: Settings) -> str:
    """The time zone of groups without a city."""
    zone = t.zone(held.zone) if held.zone is not None else t("none: a group's city decides, or UTC")
    return t("**Time zone** {zone}", zone=zone)


def choosing(
    t: Words, choice: Choice, held: Settings, step: int | None = None
) -> tuple[Item[Any], Item[Any]]:
    """What something is good for, and the menu to choose it; `step` where that is one of the setup."""
    menu = _menu(t, choice, held, "server:" if step is None else f"server:{step}:")
    return text(f"**{choice.name(t)}**", choice.purpose(t)), ActionRow[Any](menu)


def _menu(t: Words, choice: Choice, held: Settings, prefix: str) -> BaseSelect[Any]:
    chosen: Any = getattr(held, choice.field)
    if choice is FOUNDING:
        founding = {
            Founding.QUEUE: t("Members ask, moderators decide"),
            Founding.OPEN: t("Everyone founds groups"),
        }
        return _select(f"{prefix}founding", founding, chosen)
    if choice is LANGUAGE:
        languages = {"": t("As the server is set in Discord"), **LANGUAGE_NAMES}
        return _select(f"{prefix}language", languages, chosen or "")
    if choice is ROLE:
        return RoleSelect[Any](
            custom_id=f"{prefix}role",
            placeholder=t("No role yet"),
            default_values=[] if chosen is None else [discord.Object(chosen, type=discord.Role)],
            min_values=0,
        )
    return ChannelSelect[Any](
        custom_id=f"{prefix}channel:{choice.field}",
        placeholder=t("No channel yet"),
        channel_types=[discord.ChannelType.text],
        default_values=[] if chosen is None else [discord.Object(chosen, type=discord.TextChannel)],
        min_values=0,
    )


def _select(custom_id: str, choices: Mapping[Any, str], chosen: str) -> Select[Any]:
    return Select[Any](
        custom_id=custom_id,
        options=[
            discord.SelectOption(label=words, value=str(value) or "none", default=value == chosen)
            for value, words in choices.items()
        ],
    )
