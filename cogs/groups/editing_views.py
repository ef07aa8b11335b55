"""What organizers read, press and fill in to change a group, put it aside and take it up again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot import places
from bot.outbox.keys import KEY
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, text
from bot.ui.forms import Form, choosing, show_form, typing
from bot.words import LANGUAGE_NAMES, Words
from cogs.groups import editing, rules
from cogs.groups.editing import LONGEST_TEXT, Basics, Texts
from cogs.groups.models import Group
from cogs.groups.views import colour_of, own_words

LONGEST_CITY = 100

LANGUAGES_BY_CODE: dict[str, str] = {str(code): str(name) for code, name in LANGUAGE_NAMES.items()}


async def _led(interaction: discord.Interaction[Any], group_id: int) -> Group:
    return await app_of(interaction).read(
        guild_of(interaction), editing.led, group_id, person_of(interaction)
    )


class EditBasics(Tap, template=rf"groups:basics:(?P<id>{NUMBER})"):
    """Opens the form for what a group is."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> EditBasics:
        """The button as it is first drawn."""
        return cls(Button(label=t("Name, city, language"), custom_id=f"groups:basics:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the form with what holds now."""
        group, t = await _led(interaction, self.row_id), words_of(interaction)
        city = None if group.city_id is None else places.city(group.city_id, t.language)
        fields = [
            typing("name", t("Name"), group.name, hint=t("Its channel and role follow."), longest=rules.LONGEST_NAME),
            typing("topic", t("Topic"), group.topic or "", hint=t("Empty for everything."), longest=rules.LONGEST_TOPIC),
            typing("city", t("City"), "" if city is None else city.label, hint=t("Empty for none."), longest=LONGEST_CITY),
            typing("zone", t("Its time zone"), group.zone, hint=t("Empty for the city's."), longest=60, example="Europe/Paris"),
            choosing("language", t("Language"), group.language, LANGUAGES_BY_CODE),
        ]  # fmt: skip
        await show_form(
            interaction, t("What the group is"), f"groups:basics:{group.id}:{group.version}", fields
        )


class EditTexts(Tap, template=rf"groups:texts:(?P<id>{NUMBER})"):
    """Opens the form for what a group says of itself."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> EditTexts:
        """The button as it is first drawn."""
        return cls(Button(label=t("Welcome, dues, links"), custom_id=f"groups:texts:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the form with what holds now."""
        group, t = await _led(interaction, self.row_id), words_of(interaction)
        colour = "" if group.colour is None else f"#{group.colour:06x}"
        fields = [
            typing("welcome", t("Welcome"), group.welcome or "", hint=t("Who joins reads it."), longest=LONGEST_TEXT, long=True),
            typing("dues", t("Dues"), group.dues or "", hint=t("A plain note, such as: bring 5 € for pizza."), longest=LONGEST_TEXT, long=True),
            typing("links", t("Links"), group.links or "", hint=t("One on each line, with a few words."), longest=LONGEST_TEXT, long=True),
            typing("partners", t("Partners"), group.partners or "", hint=t("Who is thanked on the card."), longest=LONGEST_TEXT, long=True),
            typing("colour", t("Colour"), colour, hint=t("Of the card's bar, such as #2a9d8f."), longest=7),
        ]  # fmt: skip
        await show_form(
            interaction, t("What the group says"), f"groups:texts:{group.id}:{group.version}", fields
        )


class BasicsForm(Form):
    """What a group is, as somebody has filled it in."""

    template = re.compile(rf"groups:basics:({NUMBER}):({NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Changes it, and shows what holds now."""
        typed = Basics(*(answers.get(field, "") for field in ("name", "topic", "city", "zone", "language")))
        group = await app_of(interaction).write(
            guild_of(interaction),
            editing.set_basics,
            int(self.match[1]),
            person_of(interaction),
            int(self.match[2]),
            typed,
        )
        await reply(interaction, panel(words_of(interaction), group))


class TextsForm(Form):
    """What a group says of itself, as somebody has filled it in."""

    template = re.compile(rf"groups:texts:({NUMBER}):({NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Changes it, and shows what holds now."""
        typed = Texts(
            *(answers.get(field, "") for field in ("welcome", "dues", "links", "partners", "colour"))
        )
        group = await app_of(interaction).write(
            guild_of(interaction),
            editing.set_texts,
            int(self.match[1]),
            person_of(interaction),
            int(self.match[2]),
            typed,
        )
        await reply(interaction, panel(words_of(interaction), group))


class Archive(Tap, template=rf"groups:archive:(?P<id>{NUMBER})"):
    """Puts a group aside."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> Archive:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.danger
        return cls(
            Button(label=t("Archive it"), style=style, custom_id=f"groups:archive:{group_id}"), group_id
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Archives, and says how it comes back."""
        group = await app_of(interaction).write(
            guild_of(interaction), editing.archive, self.row_id, person_of(interaction)
        )
        await reply(interaction, put_aside(words_of(interaction), group))


class Revive(Tap, template=rf"groups:revive:(?P<id>{NUMBER}){KEY}"):
    """Takes a group up again."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str | None = None) -> Revive:
        """The button as it is first drawn; `key` is a notice's."""
        custom_id = f"groups:revive:{group_id}" + (f":{key}" if key else "")
        style = discord.ButtonStyle.success
        return cls(Button(label=t("Revive it"), style=style, custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Revives, and names the next step."""
        group = await app_of(interaction).write(
            guild_of(interaction), editing.revive, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        await reply(
            interaction,
            t(
                "{name} is open again, with everyone who was in it. Plan a meetup with /meetup schedule.",
                name=discord.utils.escape_markdown(group.name),
            ),
        )


BUTTONS: tuple[type[Tap], ...] = (EditBasics, EditTexts, Archive, Revive)
FORMS: tuple[type[Form], ...] = (BasicsForm, TextsForm)


def panel(t: Words, group: Group) -> LayoutView:
    """What holds for a group now, and what opens the forms to change it."""
    escape = discord.utils.escape_markdown
    city = None if group.city_id is None else places.city(group.city_id, t.language)
    nothing = t("nothing")
    lines = [
        f"## {escape(group.name)}",
        t("**Topic** {topic}", topic=nothing if group.topic is None else escape(group.topic)),
        t("**City** {city}", city=nothing if city is None else escape(city.label)),
        t("**Clock** {zone}", zone=t.zone(group.zone)),
        t("**Speaks** {language}", language=LANGUAGES_BY_CODE[group.language]),
        t("**Channel** {channel}", channel=nothing if group.channel_id is None else f"<#{group.channel_id}>"),
        t("**Welcome** {words}", words=own_words(group.welcome or nothing)),
        t("**Dues** {words}", words=own_words(group.dues or nothing)),
        t("**Links** {words}", words=own_words(group.links or nothing)),
        t("**Partners** {words}", words=own_words(group.partners or nothing)),
    ]
    taps: list[Tap] = [EditBasics.of(t, group.id), EditTexts.of(t, group.id)]
    if group.archived_at is not None:
        taps = [Revive.of(t, group.id)]
    return layout(box(text(*lines), row(*taps), colour=colour_of(group)))


def archiving(t: Words, group: Group) -> LayoutView:
    """Asks whether a group is to be put aside, or offers to take it up again."""
    name = discord.utils.escape_markdown(group.name)
    if group.archived_at is not None:
        return layout(text(put_aside(t, group)), row(Revive.of(t, group.id)))
    words = t(
        "{name} leaves the list; its channel, its people and its history stay, and one tap revives it.",
        name=name,
    )
    return layout(text(words), row(Archive.of(t, group.id)))


def put_aside(t: Words, group: Group) -> str:
    """That a group is archived."""
    name = discord.utils.escape_markdown(group.name)
    return t("{name} is archived. Its history stays; /group archive revives it.", name=name)
