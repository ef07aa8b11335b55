"""What members read when they ask for help, and the buttons that do what is said there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

import discord
from discord import app_commands
from discord.ui import Button, Item, LayoutView

from bot.errors import Outdated
from bot.signals import Hat, Offer
from bot.ui.answers import app_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, text
from bot.words import Words
from cogs.help import service
from cogs.help.service import Offered

A_ROW = 5
"""Buttons side by side. Source: Discord, Action Row."""

LABEL = 80
"""Characters of a button's label. Source: Discord, Button."""


class Do(
    Tap, template=rf"help:do:(?P<command>[a-z ]{{1,40}})(?::(?P<option>[a-z]{{1,20}})=(?P<id>{NUMBER}))?"
):
    """Runs a command for whoever presses it, as if they had typed it: the command itself decides whether they may."""

    def __init__(self, button: Button[Any], match: re.Match[str]) -> None:
        super().__init__(button)
        self._line = match["command"]
        self._options = {} if match["option"] is None else {match["option"]: match["id"]}

    @classmethod
    def of(cls, label: str, command: str, option: tuple[str, int] | None) -> Self:
        """The button as it is first drawn."""
        about = "" if option is None else f":{option[0]}={option[1]}"
        button = Button[Any](label=label[:LABEL], custom_id=f"help:do:{command}{about}")
        match = cls.__discord_ui_compiled_template__.fullmatch(str(button.custom_id))
        assert match is not None
        return cls(button, match)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button again, from its custom id."""
        return cls(button, match)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Runs it. Raises Outdated for a command that is not there, or that needs more than this."""
        command = runnable(interaction.client.tree, self._line, self._options)
        if command is None:
            raise Outdated
        of_cog: Any = command.binding
        run: Any = command.callback
        await run(*([] if of_cog is None else [of_cog]), interaction, **self._options)


class WearHat(Tap, template=rf"help:as:(?P<hat>{'|'.join(Hat)})"):
    """Shows what somebody can do as something else."""

    def __init__(self, button: Button[Any], hat: Hat) -> None:
        super().__init__(button)
        self._hat = hat

    @classmethod
    def of(cls, label: str, hat: Hat, *, worn: bool) -> Self:
        """The button as it is first drawn; what is shown already cannot be pressed."""
        style = discord.ButtonStyle.primary if worn else discord.ButtonStyle.secondary
        return cls(Button[Any](label=label, custom_id=f"help:as:{hat}", style=style, disabled=worn), hat)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button again, from its custom id."""
        return cls(button, Hat(match["hat"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it in place."""
        await show_in_place(interaction, await _drawn(interaction, self._hat))


BUTTONS: tuple[type[Tap], ...] = (Do, WearHat)


async def show(interaction: discord.Interaction[Any]) -> None:
    """Answers with what this person can do."""
    await reply(interaction, await _drawn(interaction, None))


async def _drawn(interaction: discord.Interaction[Any], hat: Hat | None) -> LayoutView:
    app, t = app_of(interaction), words_of(interaction)
    if interaction.guild_id is None:
        offered = await app.database.read(None, service.anywhere, t)
    else:
        offered = await app.read(
            interaction.guild_id, service.here, person_of(interaction), interaction.channel_id or 0, t
        )
    return help_card(t, interaction.client.tree, offered, hat, in_server=interaction.guild_id is not None)


def help_card(
    t: Words, tree: app_commands.CommandTree[Any], offered: Offered, hat: Hat | None, *, in_server: bool
) -> LayoutView:
    """What somebody can do as one thing, with what else they are."""
    worn = hat if hat is not None and hat in offered else next(iter(offered))
    lines = [_line(t, tree, offer) for offer in offered[worn]]
    taps = [_button(t, offer) for offer in offered[worn] if _runs(tree, offer)]
    items: list[Item[Any]] = [text("## " + heads(t)[worn], *lines)]
    items += [row(*taps[start : start + A_ROW]) for start in range(0, len(taps), A_ROW)]
    if not in_server:
        items.append(text(t("In a server I can do more: type /help there.")))
    others = [WearHat.of(names(t)[one], one, worn=one is worn) for one in offered]
    return layout(box(*items), *([row(*others)] if len(others) > 1 else []))


def _line(t: Words, tree: app_commands.CommandTree[Any], offer: Offer) -> str:
    about = f" · {discord.utils.escape_markdown(offer.about)}" if offer.about else ""
    said = f"**{t.command(offer.command)}**{about}: {offer.words}"
    return said if _runs(tree, offer) else said + " " + t("You type this one.")


def _button(t: Words, offer: Offer) -> Do:
    label = t.command(offer.command) + (f" · {offer.about}" if offer.about else "")
    return Do.of(label, offer.command.lstrip("/"), offer.option)


def _runs(tree: app_commands.CommandTree[Any], offer: Offer) -> bool:
    options = {} if offer.option is None else {offer.option[0]: str(offer.option[1])}
    return runnable(tree, offer.command.lstrip("/"), options) is not None


def runnable(
    tree: app_commands.CommandTree[Any], line: str, options: Mapping[str, str]
) -> app_commands.Command[Any, ..., Any] | None:
    """The command, if these options are all it needs and are texts that people type."""
    first, *rest = line.split() or [""]
    found = tree.get_command(first)
    for name in rest:
        found = found.get_command(name) if isinstance(found, app_commands.Group) else None
    if not isinstance(found, app_commands.Command):
        return None
    typed = {one.name for one in found.parameters if one.type is discord.AppCommandOptionType.string}
    needed = {one.name for one in found.parameters if one.required}
    return found if needed <= options.keys() <= typed else None


def names(t: Words) -> dict[Hat, str]:
    """What people are called, on a button."""
    return {
        Hat.MEMBER: t("As a member"),
        Hat.ORGANIZER: t("As an organizer"),
        Hat.MODERATOR: t("As a moderator"),
        Hat.ADMIN: t("As an admin"),
        Hat.ONESELF: t("For yourself"),
    }


def heads(t: Words) -> dict[Hat, str]:
    """What is said over what they can do."""
    return {
        Hat.MEMBER: t("What you can do here"),
        Hat.ORGANIZER: t("For the groups you organize"),
        Hat.MODERATOR: t("For who moderates here"),
        Hat.ADMIN: t("For who manages this server"),
        Hat.ONESELF: t("For yourself, wherever you are"),
    }
