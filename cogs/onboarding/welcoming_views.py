"""What moderators read, press and type about how newcomers are welcomed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import discord
from discord.ui import ActionRow, Button, ChannelSelect, Item, LayoutView, RoleSelect
from discord.ui.select import BaseSelect

from bot.errors import Refusal
from bot.text import snowflake_in
from bot.ui import typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, section, text
from bot.ui.channels import check_may_post
from bot.ui.forms import Form, show_form, typing
from bot.ui.menus import Menu
from bot.words import Words
from cogs.groups.service import Group
from cogs.onboarding import views, welcoming, welcoming_rules
from cogs.onboarding.welcoming import Chosen

CHANNELS: Mapping[str, Callable[[Words], tuple[str, str]]] = {
    "welcome_channel_id": lambda t: (
        t("Welcome channel"),
        t("Here I greet newcomers, with one line and a button. Without one, where Discord says who came in."),
    ),
    "introductions_channel_id": lambda t: (
        t("Introductions channel"),
        t("Here people introduce themselves, if they like."),
    ),
    "desk_channel_id": lambda t: (
        t("Desk"),
        t("Here moderators and greeters see who waits. Without one, in the moderators’ channel."),
    ),
}
"""What each channel is called and good for, by its field."""


class ChooseChannel(Menu, template=rf"onboarding:channel:(?P<field>{'|'.join(CHANNELS)})"):
    """Chooses a channel for something, or none any more."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it, if the bot can speak there."""
        channel_id = snowflake_in(value) if value else None
        if channel_id is not None and interaction.guild is not None:
            if interaction.guild.get_channel(channel_id) is None:
                raise welcoming_rules.NoSuchPlace
            await check_may_post(interaction.guild, channel_id)
        held = await app_of(interaction).write(
            guild_of(interaction),
            welcoming.choose_channel,
            person_of(interaction),
            self.match["field"],
            channel_id,
        )
        await _saved(interaction, held)


class ChooseGreeters(Menu, template=r"onboarding:greeters"):
    """Chooses who greets besides moderators."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        role_id = snowflake_in(value) if value else None
        held = await app_of(interaction).write(
            guild_of(interaction), welcoming.choose_greeters, person_of(interaction), role_id
        )
        await _saved(interaction, held)


class ChangeWords(Tap, template=rf"onboarding:words:(?P<id>{NUMBER})"):
    """Opens the form for a text: the server's, or that of the group with this number."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> ChangeWords:
        """The button as it is first drawn; 0 is the server."""
        return cls(Button(label=t("Change the text"), custom_id=f"onboarding:words:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        app, person = app_of(interaction), person_of(interaction)
        if self.row_id:
            _, held = await app.read(guild_of(interaction), welcoming.look_at_group, person, self.row_id)
        else:
            held = (await app.read(guild_of(interaction), welcoming.look, person)).welcoming.words
        await _ask(interaction, self.row_id, held or "")


class WordsAgain(Tap, template=rf"onboarding:words_again:(?P<id>{NUMBER})"):
    """Opens the form once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> WordsAgain:
        """The button as it is first drawn."""
        custom_id = f"onboarding:words_again:{group_id}"
        return cls(Button(label=t("Change and send again"), custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _ask(interaction, self.row_id, typed.found(interaction, ("words",))["words"])


class WordsTyped(Form):
    """The form for a text has been sent."""

    template = re.compile(rf"onboarding:words:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it and shows it as newcomers will see it; what cannot be kept is given back."""
        app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
        t, group_id, words = words_of(interaction), int(self.match["id"]), answers.get("words", "")
        try:
            if group_id:
                said = await app.write(guild_id, welcoming.say_in_group, person, group_id, words)
                await show_in_place(interaction, of_group(t, *said, news=t("Saved.")))
            else:
                await _saved(interaction, await app.write(guild_id, welcoming.say, person, words))
        except Refusal as refusal:
            again = row(WordsAgain.of(t, group_id))
            await reply(interaction, layout(text(refusal.sentence(t)), *typed.shown(t, (words,)), again))


BUTTONS: tuple[type[Tap], ...] = (ChangeWords, WordsAgain)
MENUS: tuple[type[Menu], ...] = (ChooseChannel, ChooseGreeters)


async def _ask(interaction: discord.Interaction[Any], group_id: int, there: str) -> None:
    t = words_of(interaction)
    field = typing(
        "words",
        t("In your own words"),
        there,
        hint=t("One to three short lines. Leave it empty to say nothing besides."),
        longest=welcoming_rules.LONGEST,
        long=True,
    )
    title = t("To who joins the group") if group_id else t("To who comes in")
    await show_form(interaction, title, f"onboarding:words:{group_id}", [field])


async def _saved(interaction: discord.Interaction[Any], held: Chosen) -> None:
    t = words_of(interaction)
    await show_in_place(interaction, settings(t, held, interaction.user.id, news=t("Saved.")))


def settings(t: Words, held: Chosen, person_id: int, news: str | None = None) -> LayoutView:
    """What holds, with a menu to change each of it, and a welcome as it would greet who reads this."""
    items: list[Item[Any]] = [
        text(
            "## " + t("How newcomers are welcomed"),
            t("All of this is optional. Only you see this message."),
        )
    ]
    for field, told in CHANNELS.items():
        name, purpose = told(t)
        of_server = field != "desk_channel_id"
        chosen: int | None = getattr(held.settings if of_server else held.welcoming, field)
        if of_server and not held.may_manage:
            where = f"<#{chosen}>" if chosen is not None else t("No channel yet")
            items.append(text(f"**{name}** {where}", t("An admin chooses it with /campsite settings.")))
            continue
        items += _choosing(
            name,
            purpose,
            ChannelSelect[Any](
                custom_id=f"onboarding:channel:{field}",
                placeholder=t("No channel yet"),
                channel_types=[discord.ChannelType.text],
                default_values=[] if chosen is None else [discord.Object(chosen, type=discord.TextChannel)],
                min_values=0,
            ),
        )
    role_id = held.welcoming.greeter_role_id
    items += _choosing(
        t("Greeters"),
        t("Who has this role takes care of newcomers at the desk, besides moderators."),
        RoleSelect[Any](
            custom_id="onboarding:greeters",
            placeholder=t("No role yet"),
            default_values=[] if role_id is None else [discord.Object(role_id, type=discord.Role)],
            min_values=0,
        ),
    )
    items.append(section(t("**A welcome looks like this**"), ChangeWords.of(t, 0)))
    items.append(text(_quoted(views.hello(t, [f"<@{person_id}>"], [], held.welcoming.words))))
    items.append(
        text("-# " + t("What a group says to who joins: /welcome settings with its option “group”."))
    )
    return layout(*([text(news)] if news else []), box(*items))


def of_group(t: Words, group: Group, words: str | None, news: str | None = None) -> LayoutView:
    """What a group says to who joins it on the way through Start."""
    name = discord.utils.escape_markdown(group.name)
    shown = views.of_group(name, words) if words else t("It says nothing of its own yet.")
    told = section(t("## What {group} says to who joins", group=name), ChangeWords.of(t, group.id))
    return layout(*([text(news)] if news else []), box(told, text(_quoted(shown))))


def _choosing(name: str, purpose: str, menu: BaseSelect[Any]) -> tuple[Item[Any], Item[Any]]:
    return text(f"**{name}**", purpose), ActionRow[Any](menu)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.splitlines())
