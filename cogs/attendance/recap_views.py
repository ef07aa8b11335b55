"""What people read and press about recaps: how a meetup was, told by its organizers, and the pictures under that."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, MediaGallery

from bot.errors import Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.ui import letters, typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, text
from bot.ui.channels import check_may_attach
from bot.ui.forms import Form, agreeing, attaching, show_form, typing
from bot.ui.uploads import attached, fetched
from bot.words import Words
from cogs.attendance import pictures, recaps, rules, service, views
from cogs.attendance.models import Recap
from cogs.attendance.picture_models import Picture
from cogs.attendance.recaps import Told
from cogs.attendance.views import title
from cogs.meetups.attending import Meetup

FIELDS = ("words", "links")
"""Of the form for a recap, in their order."""
LONGEST_LABEL = 80
"""Characters on a button. Source: Discord, Button."""


# Words and links


class RecapWritten(Form):
    """A recap."""

    template = re.compile(rf"attendance:recap:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it and has it shown; what cannot be kept is given back."""
        t, meetup_id = words_of(interaction), int(self.match["id"])
        sent = tuple(answers.get(name, "") for name in FIELDS)
        try:
            told = await app_of(interaction).write(
                guild_of(interaction), recaps.write, meetup_id, person_of(interaction), *sent
            )
        except Refusal as refusal:
            again = row(RecapAgain.of(t, meetup_id))
            await reply(interaction, layout(text(refusal.sentence(t)), *typed.shown(t, sent), again))
            return
        words = t(
            "Your recap of {title} stands in {channel}. Type /meetup recap again to change it.",
            title=title(told.meetup),
            channel=f"<#{told.recap.channel_id}>",
        )
        await reply(interaction, layout(text(words), row(AddPictures.of(t("Add pictures"), meetup_id))))


class RecapAgain(Tap, template=rf"attendance:recap_again:(?P<id>{NUMBER})"):
    """Opens the form for a recap once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> RecapAgain:
        """The button as it is first drawn."""
        button = Button[Any](label=t("Open the form again"), custom_id=f"attendance:recap_again:{meetup_id}")
        return cls(button, meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        meetup, _ = await app_of(interaction).read(
            guild_of(interaction), recaps.writable, self.row_id, person_of(interaction)
        )
        given = typed.found(interaction, FIELDS)
        await _ask(interaction, meetup, given["words"], given["links"])


async def ask(interaction: discord.Interaction[Any], meetup: Meetup, before: Recap | None) -> None:
    """Opens the form for a recap; what was written before stands in it."""
    await _ask(interaction, meetup, before.words if before else "", before.links if before else "")


async def _ask(interaction: discord.Interaction[Any], meetup: Meetup, words: str, links: str) -> None:
    t = words_of(interaction)
    fields = [
        typing(
            "words",
            t("What happened"),
            words,
            hint=t("What you did, learned and liked. Name people only if they agree."),
            longest=recaps.LONGEST,
            long=True,
        ),
        typing(
            "links",
            t("Links"),
            links,
            hint=t("Slides, repositories: at most five, with spaces between them."),
            longest=1000,
            long=True,
        ),
    ]
    await show_form(interaction, t("Recap"), f"attendance:recap:{meetup.id}", fields)


# Pictures


class AddPictures(Tap, template=rf"attendance:pictures:(?P<id>{NUMBER}){KEY}"):
    """Opens the form for pictures, with what was typed and refused in it."""

    @classmethod
    def of(cls, label: str, meetup_id: int, key: str = "") -> AddPictures:
        """The button as it is first drawn."""
        custom_id = f"attendance:pictures:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=label, custom_id=custom_id), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it, where pictures may be posted."""
        told, room = await app_of(interaction).read(
            guild_of(interaction), pictures.room, self.row_id, person_of(interaction)
        )
        if interaction.guild is not None:
            check_may_attach(interaction.guild, told.recap.channel_id)
        t = words_of(interaction)
        fields = [
            attaching(
                "pictures",
                t("The pictures"),
                hint=t.plural(
                    "{count} picture at most: PNG, JPEG, GIF or WebP.",
                    "{count} pictures at most: PNG, JPEG, GIF or WebP.",
                    room,
                ),
                most=room,
            ),
            typing(
                "described",
                t("What is to be seen"),
                typed.found(interaction, ("described",))["described"],
                hint=t("A line for each picture, in their order, for those who cannot see them."),
                longest=rules.LONGEST_DESCRIPTIONS,
                long=True,
                needed=True,
            ),
            agreeing("agreed", t("The people in them"), t("Everyone in the pictures agreed to be shown.")),
        ]
        await show_form(interaction, t("Add pictures"), f"attendance:pictures:{self.row_id}", fields)


class PicturesSent(Form):
    """Pictures for a recap."""

    template = re.compile(rf"attendance:pictures:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Fetches them and has them shown; the words for what cannot be shown are given back."""
        t, meetup_id = words_of(interaction), int(self.match["id"])
        described = answers.get("described", "")
        app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)  # fetching takes its time
        try:
            _, room = await app.read(guild_id, pictures.room, meetup_id, person)
            files = attached(interaction, "pictures")
            if len(files) > room:
                raise rules.TooManyPictures
            photos = await asyncio.gather(*map(fetched, files))
            agreed = answers.get("agreed") == "yes"
            told = await app.write(
                guild_id, pictures.add, meetup_id, person, photos, described, agreed=agreed
            )
        except Refusal as refusal:
            again = row(AddPictures.of(t("Open the form again"), meetup_id))
            await reply(interaction, layout(text(refusal.sentence(t)), *typed.shown(t, (described,)), again))
            return
        words = t(
            "The pictures come under your recap of {title} in {channel}, without where and when they were taken. Whoever is "
            "in one can take it down with the button under it.",
            title=title(told.meetup),
            channel=f"<#{told.recap.channel_id}>",
        )
        await reply(interaction, words)


class TakeDown(Tap, template=rf"attendance:take_down:(?P<id>{NUMBER})"):
    """Asks which picture of a recap is to be taken down."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> TakeDown:
        """The button as it is first drawn."""
        button = Button[Any](label=t("Take a picture down"), custom_id=f"attendance:take_down:{meetup_id}")
        return cls(button, meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Asks."""
        shown = await app_of(interaction).read(guild_of(interaction), pictures.under, self.row_id)
        await reply(interaction, which(words_of(interaction), shown))


class TakeThisDown(Tap, template=rf"attendance:taken_down:(?P<id>{NUMBER})"):
    """Takes a picture down."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it down at once."""
        left = await app_of(interaction).write(
            guild_of(interaction), pictures.take_down, self.row_id, interaction.user.id
        )
        stays = _is_shut(interaction)
        await show_in_place(interaction, taken_down(words_of(interaction), left, stays=stays))


def _is_shut(interaction: discord.Interaction[Any]) -> bool:
    """Whether this is a thread that nothing can be taken out of: archived, and only others may open it."""
    thread = interaction.channel
    if not isinstance(thread, discord.Thread):
        return False
    return thread.archived and thread.locked and not interaction.app_permissions.manage_threads


def which(t: Words, shown: Sequence[Picture]) -> LayoutView:
    """Asks which of these pictures is to go."""
    if not shown:
        return layout(text(t("There is no picture any more.")))
    words = t("Which picture are you in? It goes at once: nobody asks why, and nobody hears that it was you.")
    return layout(text(words), _choice(t, shown))


def taken_down(t: Words, left: Sequence[Picture], *, stays: bool) -> LayoutView:
    """The answer to who took a picture down, with those that are left; `stays` while its thread is shut."""
    words = t("It is taken down. The organizers hear that somebody in it wanted that, not who.")
    if stays:
        words = t(
            "It is still to be seen: this thread is locked, and I may not open it. A moderator can; the picture goes as "
            "soon as it is open. The organizers hear that somebody in it wants that, not who."
        )
    return layout(text(words), *([_choice(t, left)] if left else []))


def _choice(t: Words, shown: Sequence[Picture]) -> Item[Any]:
    taps: list[Tap] = []
    for picture in shown:
        label = t("Take down: {picture}", picture=picture.description)
        label = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
        button = Button[Any](label=label, custom_id=f"attendance:taken_down:{picture.id}")
        taps.append(TakeThisDown(button, picture.id))
    return row(*taps)


def told_of(t: Words, told: Told, topic: Topic, whom: tuple[int, ...], *, stays: bool) -> Part:
    """Tells organizers that a picture under a recap was taken down, or that it `stays` because its thread is shut."""
    words = t(
        "Somebody who is in a picture under the recap of {title} took it down. Please do not show it again.",
        title=title(told.meetup),
    )
    if stays:
        words = t(
            "Somebody who is in a picture under the recap of {title} wants it gone, but {thread} is locked, and I may not "
            "open it. Ask a moderator to open it: then the picture goes.",
            title=title(told.meetup),
            thread=f"<#{told.recap.channel_id}>",
        )
    if topic.direct:
        place = f"https://discord.com/channels/{told.meetup.guild_id}/{told.recap.channel_id}"
        view = letters.private(words, t("Open the thread"), place)
    else:
        mentions = " ".join(f"<@{person}>" for person in whom)
        view = layout(
            text(mentions, words), row(AddPictures.of(t("Add other pictures"), told.meetup.id, topic.key))
        )
    return Part(view, whom, told.group.name, t.language)


# What everyone reads


class RecapButton(Tap, template=rf"attendance:told:(?P<id>{NUMBER})"):
    """Lets who was there say how it was; a recap is known again by it."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Asks."""
        evening = await app_of(interaction).read(
            guild_of(interaction), service.evening, self.row_id, interaction.user.id
        )
        await reply(interaction, views.question(words_of(interaction), evening))


def recap(t: Words, told: Told) -> LayoutView:
    """A recap as everyone reads it."""
    meetup = told.meetup
    lines = [t("## How {title} was", title=discord.utils.escape_markdown(meetup.title)), told.recap.words]
    lines += [f"- <{address}>" for address in told.recap.links.split("\n") if address]
    items: list[Item[Any]] = [text(*lines)]
    button = Button[Any](label=t("I was there too"), custom_id=f"attendance:told:{meetup.id}")
    taps: list[Tap] = [RecapButton(button, meetup.id)]
    if told.pictures:
        shown = (
            discord.MediaGalleryItem(f"attachment://{one.file_name}", description=one.description)
            for one in told.pictures
        )
        items.append(MediaGallery[Any](*shown))
        taps.append(TakeDown.of(t, meetup.id))
    return layout(box(*items, row(*taps), colour=accent(meetup.group_id)))


BUTTONS: tuple[type[Tap], ...] = (AddPictures, TakeDown, TakeThisDown, RecapButton, RecapAgain)
FORMS: tuple[type[Form], ...] = (RecapWritten, PicturesSent)
