"""What people write, read and press about introductions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot.errors import Refusal
from bot.signals import RecordPart
from bot.ui import typed
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, text
from bot.ui.channels import check_may_post
from bot.ui.forms import Form, show_form, typing
from bot.words import Words
from cogs.onboarding import introduction_rules as rules
from cogs.onboarding import introductions
from cogs.onboarding.introduction_models import Introduction

FIELDS = ("said", "topics")


class Sent(Form):
    """The form has been sent."""

    template = re.compile(r"onboarding:introduction")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it; if that cannot be, says why and gives back what was typed."""
        t, said, topics = words_of(interaction), answers.get("said", ""), answers.get("topics", "")
        try:
            await _check_place(interaction)
            kept, first = await app_of(interaction).write(
                guild_of(interaction), introductions.write, interaction.user.id, said, topics
            )
        except Refusal as refusal:
            again = [row(Again.of(t))] if said.strip() or topics.strip() else []
            answer = layout(text(refusal.sentence(t)), *typed.shown(t, (said, topics)), *again)
            await reply(interaction, answer)
            return
        channel = f"<#{kept.channel_id}>"
        if first:
            news = t("Thank you. Your introduction is in {channel}; /intro changes it.", channel=channel)
        else:
            news = t("Changed in {channel}.", channel=channel)
        await reply(interaction, news)


class Write(Tap, template=r"onboarding:intro:write"):
    """Opens the form for one's own introduction."""

    @classmethod
    def of(cls, t: Words, *, written: bool) -> Write:
        """The button as it is first drawn."""
        label = t("Change it") if written else t("Introduce yourself")
        return cls(Button(label=label, custom_id="onboarding:intro:write"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await open_form(interaction)


class Again(Tap, template=r"onboarding:intro:again"):
    """Opens the form once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words) -> Again:
        """The button as it is first drawn."""
        return cls(Button(label=t("Change and send again"), custom_id="onboarding:intro:again"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await open_form(interaction, typed.found(interaction, FIELDS))


class Edit(Tap, template=rf"onboarding:intro:edit:(?P<id>{NUMBER})"):
    """Opens the form from the card."""

    @classmethod
    def of(cls, t: Words, introduction_id: int) -> Edit:
        """The button as it is first drawn."""
        custom_id = f"onboarding:intro:edit:{introduction_id}"
        return cls(Button(label=t("Change it"), custom_id=custom_id), introduction_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it, for who wrote it."""
        await app_of(interaction).read(
            guild_of(interaction), introductions.own, self.row_id, interaction.user.id
        )
        await open_form(interaction)


class TakeAway(Tap, template=rf"onboarding:intro:remove:(?P<id>{NUMBER})"):
    """Takes an introduction away."""

    @classmethod
    def of(cls, t: Words, introduction_id: int) -> TakeAway:
        """The button as it is first drawn."""
        custom_id = f"onboarding:intro:remove:{introduction_id}"
        return cls(Button(label=t("Take it away"), custom_id=custom_id), introduction_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it away, for who wrote it or moderates."""
        await app_of(interaction).write(
            guild_of(interaction), introductions.take_away, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        await reply(interaction, t("It is taken away, and no word of it is kept."))


BUTTONS: tuple[type[Tap], ...] = (Write, Again, Edit, TakeAway)


async def open_form(interaction: discord.Interaction[Any], there: Mapping[str, str] | None = None) -> None:
    """Lets somebody introduce themselves. Raises NoPlaceForIntroductions, NamedNowhere, BotLacks, ChannelGone."""
    mine = await _check_place(interaction)
    if there is None:
        there = {} if mine is None else {"said": mine.said, "topics": ", ".join(mine.topics)}
    t = words_of(interaction)
    fields = [
        typing("said", t("Who are you?"), there.get("said", ""),
               hint=t("What you do, what you want to learn. Everyone here can read it."),
               longest=rules.LONGEST, long=True),
        typing("topics", t("Ask me about"), there.get("topics", ""),
               hint=t("At most two things, with a comma in between."),
               example=t("closures, mountain bikes"), longest=rules.LONGEST_TOPICS),
    ]  # fmt: skip
    await show_form(interaction, t("Introduce yourself"), "onboarding:introduction", fields)


async def _check_place(interaction: discord.Interaction[Any]) -> Introduction | None:
    channel_id, mine = await app_of(interaction).read(
        guild_of(interaction), introductions.place, interaction.user.id
    )
    if interaction.guild is not None:
        await check_may_post(interaction.guild, channel_id)
    return mine


def card(t: Words, introduction: Introduction) -> LayoutView:
    """An introduction as everyone reads it."""
    said = discord.utils.escape_markdown(introduction.said)
    paragraphs = [text(f"**<@{introduction.person_id}>**", said)]
    if introduction.topics:
        topics = t.listing([f"**{topic}**" for topic in introduction.topics])
        paragraphs.append(text(t("Ask me about {topics}.", topics=topics)))
    buttons = row(Edit.of(t, introduction.id), TakeAway.of(t, introduction.id))
    return layout(box(*paragraphs, text("-# " + t("Reply to say hello.")), buttons))


def own_record(mine: Introduction | None, greeted: int, guild_id: int) -> RecordPart:
    """What is kept of how somebody introduced themselves and greeted others, for them alone."""

    def words(t: Words) -> str:
        lines: list[str] = []
        if mine is not None:
            day = discord.utils.format_dt(mine.written_at, "D")
            link = f"https://discord.com/channels/{guild_id}/{mine.channel_id}"
            if mine.message_id is not None:
                link += f"/{mine.message_id}"
            lines.append(t("You [introduced yourself]({link}) {day}.", link=link, day=day))
        if greeted:
            lines.append(
                t.plural(
                    "You were the first to answer {count} introduction.",
                    "You were the first to answer {count} introductions.",
                    greeted,
                )
            )
        return "\n".join(lines)

    return RecordPart(words, ("/intro",))
