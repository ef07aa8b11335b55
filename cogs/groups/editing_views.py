"""What organizers read, press and fill in to change a group, put it aside and take it up again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot import places
from bot.errors import Refusal
from bot.outbox.keys import KEY
from bot.ui import typed
from bot.ui.answers import app_of, explanation, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import ROOM, box, cut_together, layout, row, text
from bot.ui.forms import Form, choosing, show_form, typing
from bot.when import zones
from bot.words import LANGUAGE_NAMES, Words
from cogs.groups import editing, rules
from cogs.groups.editing import LONGEST_TEXT, Basics, Edited, Texts
from cogs.groups.models import Group
from cogs.groups.rules import ChangedMeanwhile
from cogs.groups.views import colour_of, own_words

LONGEST_CITY = 100

LONGEST_FRAME = 500
"""Characters around what holds and what was typed: why it was refused, and the lines' ends."""

LANGUAGES_BY_CODE: dict[str, str] = {str(code): str(name) for code, name in LANGUAGE_NAMES.items()}


BASICS = ("name", "topic", "city", "zone")
"""The fields that are typed into, in the order of the form."""
TEXTS = ("welcome", "dues", "links", "partners", "colour")
"""Likewise."""


async def _led(interaction: discord.Interaction[Any], group_id: int) -> Group:
    return await app_of(interaction).read(
        guild_of(interaction), editing.led, group_id, person_of(interaction)
    )


def _before(
    interaction: discord.Interaction[Any], fields: Sequence[str], held: Sequence[str]
) -> Sequence[str]:
    """What was typed before, if it stands in the message that was pressed on, or else what holds now."""
    given = tuple(typed.found(interaction, fields).values())
    return given if any(given) else held


class EditBasics(
    Tap, template=rf"groups:basics:(?P<id>{NUMBER})(?::(?P<language>{'|'.join(LANGUAGES_BY_CODE)}))?"
):
    """Opens the form for what a group is."""

    def __init__(self, button: Button[Any], group_id: int, language: str | None = None) -> None:
        super().__init__(button, group_id)
        self.language = language
        """What was chosen in the form before, where it is opened again."""

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> EditBasics:
        """The button again."""
        return cls(button, int(match["id"]), match["language"])

    @classmethod
    def of(cls, t: Words, group_id: int) -> EditBasics:
        """The button as it is first drawn."""
        return cls(Button(label=t("Name, city, language"), custom_id=f"groups:basics:{group_id}"), group_id)

    @classmethod
    def again(cls, t: Words, group_id: int, language: str) -> EditBasics:
        """The button under what was typed into the form."""
        kept = language if language in LANGUAGES_BY_CODE else None
        custom_id = f"groups:basics:{group_id}" + (f":{kept}" if kept else "")
        return cls(Button(label=t("Open the form again"), custom_id=custom_id), group_id, kept)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the form with what holds now, or with what was typed before."""
        group, t = await _led(interaction, self.row_id), words_of(interaction)
        city = None if group.city_id is None else places.city(group.city_id, t.language)
        held = (group.name, group.topic or "", "" if city is None else city.label, group.zone)
        name, topic, place, zone = _before(interaction, BASICS, held)
        fields = [
            typing("name", t("Name"), name, hint=t("Its channel and role follow."), longest=rules.LONGEST_NAME),
            typing("topic", t("Topic"), topic, hint=t("Empty for everything."), longest=rules.LONGEST_TOPIC),
            typing("city", t("City"), place, hint=t("Empty for none."), longest=LONGEST_CITY),
            typing("zone", t("Its time zone"), zone, hint=t("Empty for the city's."), longest=60, example="Europe/Paris"),
            choosing("language", t("Language"), self.language or group.language, LANGUAGES_BY_CODE),
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

    @classmethod
    def again(cls, t: Words, group_id: int) -> EditTexts:
        """The button under what was typed into the form."""
        return cls(Button(label=t("Open the form again"), custom_id=f"groups:texts:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the form with what holds now, or with what was typed before."""
        group, t = await _led(interaction, self.row_id), words_of(interaction)
        colour = "" if group.colour is None else f"#{group.colour:06x}"
        held = (group.welcome or "", group.dues or "", group.links or "", group.partners or "", colour)
        welcome, dues, links, partners, colour = _before(interaction, TEXTS, held)
        fields = [
            typing("welcome", t("Welcome"), welcome, hint=t("Who joins reads it."), longest=LONGEST_TEXT, long=True),
            typing("dues", t("Dues"), dues, hint=t("A plain note, such as: bring 5 € for pizza."), longest=LONGEST_TEXT, long=True),
            typing("links", t("Links"), links, hint=t("One on each line, with a few words."), longest=LONGEST_TEXT, long=True),
            typing("partners", t("Partners"), partners, hint=t("Who is thanked on the card."), longest=LONGEST_TEXT, long=True),
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
        t, group_id, version = words_of(interaction), int(self.match[1]), int(self.match[2])
        sent = tuple(answers.get(field, "") for field in BASICS)
        name, topic, city, zone = sent
        language = answers.get("language", "")
        again = EditBasics.again(t, group_id, language)
        try:
            zone = zones.meant(zone.strip(), t) if zone.strip() else ""
            edited = await app_of(interaction).write(
                guild_of(interaction),
                editing.set_basics,
                group_id,
                person_of(interaction),
                version,
                Basics(name, topic, city, zone, language),
            )
        except ChangedMeanwhile as refusal:
            await _show_changed(interaction, group_id, refusal, sent, again)
        except Refusal as refusal:
            await typed.give_back(interaction, refusal, sent, again)
        else:
            await reply(interaction, panel(t, edited.group, *_outlived(t, edited)))


class TextsForm(Form):
    """What a group says of itself, as somebody has filled it in."""

    template = re.compile(rf"groups:texts:({NUMBER}):({NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Changes it, and shows what holds now."""
        t, group_id, version = words_of(interaction), int(self.match[1]), int(self.match[2])
        sent = tuple(answers.get(field, "") for field in TEXTS)
        again = EditTexts.again(t, group_id)
        try:
            group = await app_of(interaction).write(
                guild_of(interaction),
                editing.set_texts,
                group_id,
                person_of(interaction),
                version,
                Texts(*sent),
            )
        except ChangedMeanwhile as refusal:
            await _show_changed(interaction, group_id, refusal, sent, again)
        except Refusal as refusal:
            await typed.give_back(interaction, refusal, sent, again)
        else:
            await reply(interaction, panel(t, group))


async def _show_changed(
    interaction: discord.Interaction[Any],
    group_id: int,
    refusal: ChangedMeanwhile,
    sent: Sequence[str],
    again: Tap,
) -> None:
    """Shows who had a form open while somebody else changed the group what holds now, and what they typed themselves."""
    group, t = await _led(interaction, group_id), words_of(interaction)
    room = ROOM - LONGEST_FRAME - sum(map(len, sent))
    holds = text("\n".join(cut_together(_holding(t, group), room)))
    why = text(explanation(interaction, refusal))
    await reply(interaction, layout(why, box(holds), *typed.shown(t, sent), row(again)))


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


def panel(t: Words, group: Group, *remarks: str) -> LayoutView:
    """What holds for a group now, and what opens the forms to change it; `remarks` on a change of it stand below."""
    taps: list[Tap] = [EditBasics.of(t, group.id), EditTexts.of(t, group.id)]
    if group.archived_at is not None:
        taps = [Revive.of(t, group.id)]
    return layout(box(text(*_holding(t, group)), row(*taps), colour=colour_of(group)), *map(text, remarks))


def _outlived(t: Words, edited: Edited) -> list[str]:
    remarks: list[str] = []
    if edited.outlived:
        remarks.append(t("Meetups that are planned already keep their times."))
    if edited.series:
        remarks.append(
            t(
                "A series keeps its old clock until you move one of its meetups, and all that follow, with /meetup move."
            )
        )
    return [" ".join(remarks)] if remarks else []


def _holding(t: Words, group: Group) -> list[str]:
    """What holds for a group now."""
    escape = discord.utils.escape_markdown
    city = None if group.city_id is None else places.city(group.city_id, t.language)
    nothing = t("nothing")
    return [
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
