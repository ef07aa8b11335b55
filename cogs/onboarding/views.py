"""What newcomers read and press: a welcome, and the one card that Start opens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.ui import ActionRow, Button, Item, LayoutView, Select, Separator

from bot.text import id_in
from bot.ui.answers import app_of, guild_of, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, named_as_fit, row, section, text
from bot.ui.forms import Form, show_form, typing
from bot.ui.menus import Menu
from bot.words import LANGUAGE_NAMES, Words
from cogs.members import service as members
from cogs.onboarding import buddy_views, rules, service
from cogs.onboarding.introduction_views import Write
from cogs.onboarding.models import Newcomer
from cogs.onboarding.service import Greeting, Guide

MOST_SAYING = 3
"""Groups whose own words are shown to who has joined them."""

LONGEST_LIST = 700
"""Characters of somebody's groups."""

LONGEST_CHOICE = 100
"""Characters of an option's label. Source: Discord, Select Option."""


class Start(Tap, template=rf"onboarding:start:(?P<id>{NUMBER})"):
    """Opens the card that whoever presses it alone sees."""

    @classmethod
    def of(cls, t: Words, welcome_id: int) -> Start:
        """The button below a welcome."""
        style = discord.ButtonStyle.primary
        button = Button[Any](label=t("Start"), custom_id=f"onboarding:start:{welcome_id}", style=style)
        return cls(button, welcome_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Begins, or goes on."""
        await show_start(interaction)


class NameCity(Tap, template=r"onboarding:city"):
    """Asks where somebody is."""

    @classmethod
    def of(cls, t: Words, *, known: bool) -> NameCity:
        """The button beside the city."""
        label = t("Another city") if known else t("Name your city")
        return cls(Button(label=label, custom_id="onboarding:city"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens the form."""
        t = words_of(interaction)
        guide = await app_of(interaction).read(guild_of(interaction), service.guide, interaction.user.id, t)
        field = typing(
            "city",
            t("City"),
            "" if guide.city is None else guide.city.name,
            hint=t("Groups near it come first. Leave it empty to see all."),
            example=t("Paris"),
            longest=rules.LONGEST_CITY,
        )
        await show_form(interaction, t("Where are you?"), "onboarding:city_named", [field])


class Search(Tap, template=r"onboarding:search"):
    """Asks what a group should be about, or what it is called."""

    @classmethod
    def of(cls, t: Words) -> Search:
        """The button below the groups."""
        return cls(Button(label=t("Search groups"), custom_id="onboarding:search"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens the form."""
        t = words_of(interaction)
        field = typing(
            "about",
            t("Topic or name"),
            "",
            hint=t("A word is enough. Leave it empty to see all."),
            example="SQL",
            longest=rules.LONGEST_SEARCH,
        )
        await show_form(interaction, t("Search groups"), "onboarding:searched", [field])


class Searched(Form):
    """The form with a topic has been sent."""

    template = re.compile(r"onboarding:searched")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Shows the groups that are about it. Raises NoSuchTopic."""
        t, about = words_of(interaction), answers.get("about", "")
        found = await app_of(interaction).read(
            guild_of(interaction), service.guide, interaction.user.id, t, about
        )
        await show_in_place(interaction, card(t, found))


class CityNamed(Form):
    """The form with a city has been sent."""

    template = re.compile(r"onboarding:city_named")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it, and shows what is near."""
        t = words_of(interaction)
        typed = answers.get("city", "")
        found = await app_of(interaction).write(
            guild_of(interaction), service.live_in, interaction.user.id, typed, t
        )
        await show_in_place(interaction, card(t, found))


class ChooseLanguage(Menu, template=r"onboarding:language"):
    """In which language somebody is answered from now on."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Keeps it, and goes on in it."""
        app = app_of(interaction)
        held = await app.database.write(None, members.set_language, interaction.user.id, value)
        app.languages.chose(interaction.user.id, held.language)
        await show_start(interaction)


class ChooseGroup(Menu, template=r"onboarding:group"):
    """Joins a group."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Joins, and shows what is next."""
        t = words_of(interaction)
        found = await app_of(interaction).write(
            guild_of(interaction), service.join, interaction.user.id, id_in(value), t
        )
        await show_in_place(interaction, card(t, found))


BUTTONS: tuple[type[Tap], ...] = (Start, NameCity, Search)
MENUS: tuple[type[Menu], ...] = (ChooseLanguage, ChooseGroup)
FORMS: tuple[type[Form], ...] = (CityNamed, Searched)


async def show_start(interaction: discord.Interaction[Any]) -> None:
    """Shows somebody their card: as a new private message, or in the place of the one they are on."""
    t = words_of(interaction)
    found = await app_of(interaction).write(guild_of(interaction), service.start, interaction.user.id, t)
    await show_in_place(interaction, card(t, found))


def welcome(t: Words, greeting: Greeting) -> LayoutView:
    """One line for everyone who has come in together, and one button."""
    return layout(section(_hello(t, greeting), Start.of(t, greeting.welcome.id)))


def _hello(t: Words, greeting: Greeting) -> str:
    if greeting.count > rules.NAMED or not greeting.named:
        many = t.plural(
            "{count} person has just come in: welcome.",
            "{count} people have just come in: welcome.",
            greeting.count,
        )
        return _with_tap(t, many, greeting.words)
    new = [_mention(person) for person in greeting.named if person.times == 1]
    back = [_mention(person) for person in greeting.named if person.times > 1]
    return hello(t, new, back, greeting.words)


def hello(t: Words, new: Sequence[str], back: Sequence[str], words: str | None) -> str:
    """A welcome to these by name, with what the server says besides in its own words."""
    lines: list[str] = []
    if new:
        lines.append(t("Welcome, {people}.", people=t.listing(new)))
    if back:
        lines.append(t("Welcome back, {people}.", people=t.listing(back)))
    return _with_tap(t, " ".join(lines), words)


def _with_tap(t: Words, greeting: str, words: str | None) -> str:
    tap = t("Tap Start and I’ll show you the groups near you.")
    return f"{greeting} {tap}" if words is None else f"{greeting}\n{_escaped(words)}\n{tap}"


def of_group(name: str, words: str) -> str:
    """What a group says to who joins, in its own words; its name is escaped already."""
    return f"**{name}** {_escaped(words)}"


def _mention(person: Newcomer) -> str:
    return f"<@{person.person_id}>"


def card(t: Words, guide: Guide) -> LayoutView:
    """Everything Start offers, with how far somebody is: in any order, and each of it optional."""
    languages = [
        discord.SelectOption(label=name, value=code, default=code == t.language)
        for code, name in LANGUAGE_NAMES.items()
    ]
    items: list[Item[Any]] = [
        text(
            t("## A good start"),
            t("Do what you like of this; tap Start again whenever you want to go on."),
        ),
        _menu("onboarding:language", t("Language of my answers"), languages),
        section(_where(t, guide), NameCity.of(t, known=guide.city is not None)),
    ]
    if guide.joined:
        names = [_escaped(group.name) for group in guide.joined]
        items.append(text(t("**Your groups** {groups}", groups=named_as_fit(t, names, LONGEST_LIST))))
        said = [(group.name, guide.said[group.id]) for group in guide.joined if group.id in guide.said]
        items += [text(of_group(_escaped(name), words)) for name, words in said[:MOST_SAYING]]
    if guide.offered:
        options = [
            discord.SelectOption(
                label=group.name[:LONGEST_CHOICE],
                value=str(group.id),
                description=t("near you") if number < guide.near else None,
            )
            for number, group in enumerate(guide.offered)
        ]
        if guide.about:
            items.append(text(t("**Groups for “{about}”**", about=_escaped(guide.about))))
        items.append(_menu("onboarding:group", t("Join a group"), options))
        if guide.about or guide.more:
            items.append(row(Search.of(t)))
    elif not guide.joined:
        items.append(text(t("There is no group here yet: `/group create` asks for the first one.")))
    if guide.introduced is not None:
        words = (
            t("**Your introduction** written")
            if guide.introduced
            else t("**Your introduction** a line or two, if you like.")
        )
        items.append(section(words, Write.of(t, written=guide.introduced)))
    if guide.buddy is not None:
        items.append(buddy_views.on_start(t, guide.buddy))
    if guide.steps:
        items.append(Separator())
        items.append(text(t("**What you can do now**"), *(f"- {step.words}" for step in guide.steps)))
    return layout(box(*items))


def _where(t: Words, guide: Guide) -> str:
    if guide.city is None:
        return t("**Your city** not named; with it I show the groups near you first.")
    city = t("**Your city** {city}", city=_escaped(guide.city.label))
    if guide.near or guide.about:
        return city
    nothing = t(
        "No other group within 100 km yet. With `/group near` you can ask to be told when your city has one."
    )
    return f"{city}\n-# {nothing}"


def _menu(custom_id: str, words: str, options: list[discord.SelectOption]) -> ActionRow[Any]:
    return ActionRow[Any](Select[Any](custom_id=custom_id, placeholder=words, options=options))


def _escaped(words: str) -> str:
    return discord.utils.escape_markdown(words)
