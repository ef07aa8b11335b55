"""What admins press and choose about their server, in the settings and on the way through the setup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import ActionRow, Button, Item, LayoutView, Select

from bot.text import snowflake_in
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import box, layout, row, section, text
from bot.ui.channels import check_may_post
from bot.ui.choices import LONGEST, zone_words
from bot.ui.forms import Form, show_form, typing
from bot.ui.menus import Menu
from bot.when import zones
from bot.words import LANGUAGE_NAMES, Words
from cogs.server import making, service
from cogs.server.making import Wanted
from cogs.server.rules import Founding, NoSuchChannel, NoSuchRole, NoSuchZone
from cogs.server.screens import CHANNELS, FOUNDING, LANGUAGE, ROLE, choosing, settings, zone_line
from cogs.server.service import Settings

MODERATORS, WELCOME, INTRODUCTIONS, DIRECTORY = CHANNELS

STEPS = ((LANGUAGE,), (ROLE, MODERATORS), (FOUNDING,), (WELCOME,), (INTRODUCTIONS,), (DIRECTORY,))
"""What is chosen on each screen of the setup. Behind the last one stands what was chosen."""

STEP = r"(?P<step>[1-7])"
MAYBE_STEP = rf"(?:{STEP}:)?"


class ChooseChannel(
    Menu, template=rf"server:{MAYBE_STEP}channel:(?P<field>{'|'.join(c.field for c in CHANNELS)})"
):
    """Chooses a channel for something, or none any more."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it, if the bot can speak there; says so where everyone can read what is for moderators."""
        t, field = words_of(interaction), self.match["field"]
        channel_id, warning = snowflake_in(value) if value else None, ""
        held = await app_of(interaction).read(guild_of(interaction), service.look, person_of(interaction))
        if channel_id is not None and interaction.guild is not None:
            channel = interaction.guild.get_channel(channel_id)
            # The menu offers nothing else, but who sends it by hand may name a forum or a thread.
            if not isinstance(channel, discord.TextChannel):
                raise NoSuchChannel
            await check_may_post(interaction.guild, channel_id)
            if field == MODERATORS.field and making.seen_by_all(channel):
                warning = t(
                    "But everyone can read {channel}: what is for moderators would be read by all, and reports are not "
                    "taken. Make it private under Channel settings, Permissions, or choose another one.",
                    channel=channel.mention,
                )
            role = interaction.guild.get_role(held.moderator_role_id or 0)
            if field == MODERATORS.field and role is not None and not making.seen_by(role, channel):
                warning = _closed(t, channel, role)
        await _keep(interaction, self.match, field, channel_id, warning)


class ChooseRole(Menu, template=rf"server:{MAYBE_STEP}role"):
    """Chooses who moderates."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it; then it comes into the moderators' channel if the bot has made that. Raises NoSuchRole."""
        t, guild, role_id = words_of(interaction), interaction.guild, snowflake_in(value) if value else None
        role = None if guild is None or role_id is None else guild.get_role(role_id)
        if role_id is not None and role is None:
            raise NoSuchRole
        held = await _kept(interaction, ROLE.field, role_id)
        channel = None if guild is None else guild.get_channel(held.moderators_channel_id or 0)
        warning = ""
        if role is not None and isinstance(channel, discord.TextChannel):
            ours = wanted(t, held, MODERATORS.field)
            if not await making.let_in(channel, role, ours):
                warning = _closed(t, channel, role)
        await _show_saved(interaction, self.match, held, warning)


class ChooseFounding(Menu, template=rf"server:{MAYBE_STEP}founding"):
    """Chooses who founds groups."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        await _keep(interaction, self.match, FOUNDING.field, value if value in set(Founding) else None)


class ChooseLanguage(Menu, template=rf"server:{MAYBE_STEP}language"):
    """Chooses the server's language."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it."""
        await _keep(interaction, self.match, LANGUAGE.field, value if value in LANGUAGE_NAMES else None)


class ChooseZone(Menu, template=rf"server:{STEP}:zone"):
    """Chooses the time zone among those that were found for what somebody typed."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it. Raises UnknownZone."""
        await _keep(interaction, self.match, "zone", zones.known(value))


MENUS: tuple[type[Menu], ...] = (ChooseChannel, ChooseRole, ChooseFounding, ChooseLanguage, ChooseZone)


class GoTo(Tap, template=r"server:setup:(?P<id>[1-7])"):
    """Shows a step of the setup."""

    @classmethod
    def of(cls, label: str, step: int, *, onward: bool = False) -> GoTo:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary if onward else discord.ButtonStyle.secondary
        return cls(Button[Any](label=label, custom_id=f"server:setup:{step}", style=style), step)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it in place."""
        held = await app_of(interaction).read(guild_of(interaction), service.look, person_of(interaction))
        await show_in_place(interaction, setup_step(words_of(interaction), held, self.row_id))


class TypeZone(Tap, template=r"server:setup:zone"):
    """Opens the form for the time zone."""

    @classmethod
    def of(cls, t: Words) -> TypeZone:
        """The button as it is first drawn."""
        return cls(Button[Any](label=t("Name a city"), custom_id="server:setup:zone"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it for who may choose."""
        await app_of(interaction).read(guild_of(interaction), service.look, person_of(interaction))
        await _ask_zone(interaction)


class SentZone(Form):
    """The form for the time zone, filled in."""

    template = re.compile(r"server:setup:zone")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps the zone that is meant, or offers those that may be. Raises NoSuchZone."""
        t, app, typed = words_of(interaction), app_of(interaction), answers.get("city", "")
        found = zones.find(typed, t) if typed.strip() else []
        if not found:
            raise NoSuchZone(typed)
        if len(found) == 1:
            held = await app.write(
                guild_of(interaction), service.change, person_of(interaction), zone=found[0]
            )
            await show_in_place(interaction, setup_step(t, held, 1, t("Saved.")))
            return
        await app.read(guild_of(interaction), service.look, person_of(interaction))
        now = app.clock.now()
        options = [
            discord.SelectOption(label=zone_words(t, zone, now)[:LONGEST], value=zone) for zone in found
        ]
        menu = Select[Any](custom_id="server:1:zone", placeholder=t("Which of these?"), options=options)
        await show_in_place(
            interaction, layout(text(t("Several time zones may be meant:")), ActionRow[Any](menu))
        )


class Make(Tap, template=rf"server:setup:make:(?P<field>{'|'.join(c.field for c in CHANNELS)})"):
    """Makes a channel for something that has none yet."""

    def __init__(self, button: Button[Any], field: str) -> None:
        super().__init__(button)
        self._field = field

    @classmethod
    def of(cls, t: Words, field: str) -> Make:
        """The button as it is first drawn."""
        label = t("Create #{name}", name=wanted(t, Settings(), field).name)
        return cls(Button[Any](label=label, custom_id=f"server:setup:make:{field}"), field)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Make:
        """The button again, from its custom id."""
        return cls(button, match["field"])

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Makes it, or uses the one of that name that is there; keeps it. Raises BotLacks, NoRoom."""
        t, app, guild_id = words_of(interaction), app_of(interaction), guild_of(interaction)
        person, step = person_of(interaction), _step_of(self._field)
        held = await app.read(guild_id, service.look, person)
        if getattr(held, self._field) is None and interaction.guild is not None:
            making.check_may(interaction.guild)
            await interaction.response.defer(ephemeral=True, thinking=True)
            async with making.one_at_a_time(guild_id):
                held = await app.read(guild_id, service.look, person)
                if getattr(held, self._field) is None:
                    channel_id = await making.make(interaction.guild, wanted(t, held, self._field))
                    held = await app.write(guild_id, service.change, person, **{self._field: channel_id})
        await reply(interaction, setup_step(t, held, step, t("Saved.")))


BUTTONS: tuple[type[Tap], ...] = (GoTo, TypeZone, Make)


async def _ask_zone(interaction: discord.Interaction[Any]) -> None:
    t = words_of(interaction)
    hint = t("The time there is the time of groups that name no city.")
    await show_form(
        interaction,
        t("Time zone"),
        "server:setup:zone",
        [typing("city", t("A city"), "", hint=hint, longest=80, example="Paris")],
    )


async def _keep(
    interaction: discord.Interaction[Any],
    match: re.Match[str],
    field: str,
    value: str | int | None,
    warning: str = "",
) -> None:
    held = await _kept(interaction, field, value)
    await _show_saved(interaction, match, held, warning)


async def _kept(interaction: discord.Interaction[Any], field: str, value: str | int | None) -> Settings:
    return await app_of(interaction).write(
        guild_of(interaction), service.change, person_of(interaction), **{field: value}
    )


async def _show_saved(
    interaction: discord.Interaction[Any], match: re.Match[str], held: Settings, warning: str
) -> None:
    t = words_of(interaction)
    news = t("Saved.") + (f" {warning}" if warning else "")
    step = match.groupdict().get("step")
    await show_in_place(
        interaction, settings(t, held, news) if step is None else setup_step(t, held, int(step), news)
    )


def _closed(t: Words, channel: discord.TextChannel, role: discord.Role) -> str:
    return t(
        "But {role} does not see {channel}: let the role in under Channel settings, Permissions.",
        role=role.mention,
        channel=channel.mention,
    )


def first_open(held: Settings) -> int:
    """The first step of the setup at which nothing was chosen yet."""
    for number, choices in enumerate(STEPS, start=1):
        fields = [choice.field for choice in choices if choice is not FOUNDING]
        if fields and all(getattr(held, field) is None for field in fields):
            return number
    return len(STEPS) + 1


def _step_of(field: str) -> int:
    return next(
        number
        for number, choices in enumerate(STEPS, start=1)
        if field in [choice.field for choice in choices]
    )


def setup_step(t: Words, held: Settings, step: int, news: str | None = None) -> LayoutView:
    """One screen of the setup: what is chosen here, what would be created, the way on and back."""
    last = len(STEPS)
    if step > last:
        return _set_up(t, held, news)
    items: list[Item[Any]] = [
        text(
            "## " + t("Setting up, step {step} of {last}", step=step, last=last),
            t("All of this is optional, and works without. You can stop at any time and go on later."),
        )
    ]
    for choice in STEPS[step - 1]:
        items += choosing(t, choice, held, step)
        if choice in CHANNELS and getattr(held, choice.field) is None:
            items.append(section(_would_make(t, wanted(t, held, choice.field)), Make.of(t, choice.field)))
    if LANGUAGE in STEPS[step - 1]:
        items.append(section(zone_line(t, held), TypeZone.of(t)))
    ways = [GoTo.of(t("Back"), step - 1)] if step > 1 else []
    ways.append(GoTo.of(t("Go on"), step + 1, onward=True))
    return layout(*([text(news)] if news else []), box(*items), row(*ways))


def _set_up(t: Words, held: Settings, news: str | None) -> LayoutView:
    none = t("none yet")
    lines = [
        f"**{choice.name(t)}** "
        + (none if (chosen := getattr(held, choice.field)) is None else f"<#{chosen}>")
        for choice in CHANNELS
    ]
    role = none if held.moderator_role_id is None else f"<@&{held.moderator_role_id}>"
    return layout(
        *([text(news)] if news else []),
        box(
            text("## " + t("That is all"), f"**{ROLE.name(t)}** {role}", *lines, zone_line(t, held)),
            text(
                t(
                    "/campsite settings changes any of it, and /campsite doctor says what I lack. Found the first group with "
                    "/group create."
                )
            ),
        ),
        row(GoTo.of(t("Back"), len(STEPS))),
    )


def wanted(t: Words, held: Settings, field: str) -> Wanted:
    """The channel that would be made for something."""
    names = {
        MODERATORS.field: t("moderators"),
        WELCOME.field: t("welcome"),
        INTRODUCTIONS.field: t("introductions"),
        DIRECTORY.field: t("groups"),
    }
    private, quiet = field == MODERATORS.field, field == DIRECTORY.field
    topic = next(choice.purpose(t) for choice in CHANNELS if choice.field == field)
    return Wanted(names[field], topic, private=private, quiet=quiet, role_id=held.moderator_role_id)


def _would_make(t: Words, channel: Wanted) -> str:
    name = f"**#{channel.name}**"
    if channel.private and channel.role_id is None:
        return t(
            "I would create {name}: private, until you let somebody in or choose a role above.", name=name
        )
    if channel.private:
        role = f"<@&{channel.role_id}>"
        return t("I would create {name}: private, for {role} and me.", name=name, role=role)
    if channel.quiet:
        return t("I would create {name}: everyone reads it, only I write there.", name=name)
    return t("I would create {name}: everyone reads it and writes there.", name=name)
