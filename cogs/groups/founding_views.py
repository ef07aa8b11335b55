"""What who asks for a group reads, presses and fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot.errors import NothingSaved, Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.text import escaped
from bot.ui import letters, typed
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import layout, row, text
from bot.ui.channels import check_may
from bot.ui.forms import Form, show_form, typing
from bot.words import Words
from cogs.groups import founding, service, views
from cogs.groups.founding import Asked
from cogs.groups.founding_models import Request, Stage
from cogs.groups.founding_rules import AlreadyDecided, NoSuchRequest
from cogs.groups.models import Group
from cogs.groups.service import Plan

PATIENCE = 8.0
"""Seconds that an answer waits for a group's home; building goes on after that all the same."""

NEEDED = ("manage_roles", "manage_channels", "view_channel", "send_messages")
"""What the bot must be allowed in a server to build a group's home."""


async def found(interaction: discord.Interaction[Any], plan: Plan) -> None:
    """Founds a group, or asks the moderators for it; answers when its home stands, or what happens next."""
    app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    if interaction.guild is not None and await app.read(guild_id, founding.founds_at_once, person):
        check_may(interaction.guild, NEEDED)
    asked = await app.write(guild_id, founding.found, person, interaction.channel_id or 0, plan)
    t = words_of(interaction)
    if asked.group is None:
        await reply(interaction, waits(t, asked, interaction.user.id))
        return
    await reply(interaction, await _when_built(interaction, asked.group))


async def _when_built(interaction: discord.Interaction[Any], group: Group) -> str:
    """What to say of a group once its home stands, or cannot be built on."""
    group, hindrance = await home(interaction, group)
    neighbours: list[Group] = []
    with suppress(NothingSaved):  # it is founded; who else is there is a detail
        neighbours = await app_of(interaction).read(guild_of(interaction), service.neighbours, group.id)
    return views.founded(words_of(interaction), group, neighbours, hindrance)


async def home(interaction: discord.Interaction[Any], group: Group) -> tuple[Group, str | None]:
    """A group that is founded, as it is once its home stands or cannot be built on, and what is in the way then."""
    app, guild_id = app_of(interaction), guild_of(interaction)
    hindrance: str | None = None
    with suppress(NothingSaved):  # it is founded; whether its home stands already is a detail
        mirrors = interaction.client.worker.mirrors
        hindrance = await mirrors.outcome(guild_id, service.HOME, group.id, PATIENCE)
        group = await app.read(guild_id, service.find, group.id)
    return group, hindrance


class FoundHere(Tap, template=rf"groups:found:(?P<id>{NUMBER})"):
    """Founds a group in a city, or asks for it."""

    @classmethod
    def of(cls, t: Words, city_id: int) -> FoundHere:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.success
        return cls(Button(label=t("Found it"), style=style, custom_id=f"groups:found:{city_id}"), city_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """The same as /group create with the city alone."""
        locale = interaction.guild_locale.value if interaction.guild_locale else None
        await found(interaction, Plan(city_id=self.row_id, guild_locale=locale))


class Withdraw(Tap, template=rf"groups:withdraw:(?P<id>{NUMBER})"):
    """Takes a request back."""

    @classmethod
    def of(cls, t: Words, request_id: int) -> Withdraw:
        """The button as it is first drawn."""
        return cls(
            Button(label=t("Take the request back"), custom_id=f"groups:withdraw:{request_id}"), request_id
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it back, and says so."""
        request = await app_of(interaction).write(
            guild_of(interaction), founding.withdraw, self.row_id, interaction.user.id
        )
        t, name = words_of(interaction), escaped(request.name)
        if request.person_id == interaction.user.id:
            words = t("Your request for {name} is taken back.", name=name)
        else:
            words = t(
                "You are out of the request for {name}. It goes on: others have asked for it too.", name=name
            )
        await reply(interaction, words)


class ReadStep(Tap, template=rf"groups:step:(?P<id>{NUMBER}){KEY}"):
    """Shows who asked for a group what came of it; a question opens the form for its answer."""

    @classmethod
    def of(cls, t: Words, request: Request, key: str | None = None) -> ReadStep:
        """The button as it is first drawn."""
        label = t("Read and answer") if request.stage is Stage.ASKED else t("Read it")
        custom_id = f"groups:step:{request.id}" + (f":{key}" if key else "")
        return cls(Button(label=label, custom_id=custom_id), request.id)

    @classmethod
    def again(cls, t: Words, request_id: int) -> ReadStep:
        """The button under what was typed into the form of the answer."""
        button = Button[Any](label=t("Open the form again"), custom_id=f"groups:step:{request_id}")
        return cls(button, request_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it to them alone."""
        request = await app_of(interaction).read(
            guild_of(interaction), founding.followed, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        if request.person_id != interaction.user.id:
            await reply(interaction, not_founded(t, request))
            return
        if request.stage is Stage.WAITING:
            await reply(interaction, layout(text(outcome(t, request, None)), row(Withdraw.of(t, request.id))))
            return
        if request.stage is not Stage.ASKED:
            group = (
                None
                if request.group_id is None
                else await app_of(interaction).read(guild_of(interaction), service.find, request.group_id)
            )
            await reply(interaction, outcome(t, request, group))
            return
        await show_form(
            interaction,
            short(request.name),
            f"groups:answer:{request.id}",
            [
                discord.ui.TextDisplay[Any](escaped(request.question or "")),
                typing(
                    "answer",
                    t("Your answer"),
                    typed.found(interaction, ("answer",))["answer"],
                    hint=t("The moderators read it."),
                    longest=founding.LONGEST_WORD,
                    long=True,
                ),
            ],
        )


class AnswerForm(Form):
    """The answer of who asked for a group."""

    template = re.compile(rf"groups:answer:({NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Passes it on."""
        t, request_id, said = words_of(interaction), int(self.match[1]), answers.get("answer", "")
        try:
            await app_of(interaction).write(
                guild_of(interaction), founding.answer, request_id, interaction.user.id, said
            )
        except Refusal as refusal:
            await give_back(interaction, refusal, said, ReadStep.again(t, request_id))
            return
        await reply(interaction, t("Thank you. The moderators have your answer."))


async def give_back(interaction: discord.Interaction[Any], refusal: Refusal, said: str, again: Tap) -> None:
    """What was typed goes back to who typed it; nothing opens the form again of a request that is over."""
    is_over = isinstance(refusal, AlreadyDecided | NoSuchRequest)
    await typed.give_back(interaction, refusal, (said,), None if is_over else again)


def short(title: str) -> str:
    """A title as long as a form's may be."""
    return title if len(title) <= 45 else title[:44] + "…"


def waits(t: Words, asked: Asked, person_id: int) -> LayoutView:
    """The answer to who asked for a group that a moderator decides about."""
    request = asked.request
    assert request is not None
    name = escaped(request.name)
    if asked.new:
        words = t(
            "Your request for {name} is with the moderators. I tell you in this channel what comes of it.",
            name=name,
        )
    elif request.person_id == person_id:
        words = (
            t("The moderators have a question about {name}.", name=name)
            if request.stage is Stage.ASKED
            else t("You have asked for {name} already; the moderators have not answered yet.", name=name)
        )
    else:
        words = t("Somebody has asked for {name} already. I tell you as soon as it is there.", name=name)
    if (others := asked.waiting - 1) > 0:
        words += " " + t.plural(
            "{count} other person is waiting for it.", "{count} other people are waiting for it.", others
        )
    if request.person_id != person_id:
        return layout(text(words))
    taps: list[Tap] = [ReadStep.of(t, request)] if request.stage is Stage.ASKED else []
    return layout(text(words), row(*taps, Withdraw.of(t, request.id)))


def outcome(t: Words, request: Request, group: Group | None) -> str:
    """What came of a request, for who made it."""
    name = escaped(request.name)
    match request.stage:
        case Stage.ACTIVATED if group is not None and group.channel_id is not None:
            return t(
                "{name} is founded and you are its organizer. It meets in {channel}. Plan a first meetup there with "
                "/meetup schedule.",
                name=name,
                channel=f"<#{group.channel_id}>",
            )
        case Stage.ACTIVATED:
            return t("{name} is founded and you are its organizer. Its channel is being made.", name=name)
        case Stage.DECLINED:
            return t(
                "{name} was not founded. The moderators say: {reason}",
                name=name,
                reason=escaped(request.reason or ""),
            )
        case Stage.WITHDRAWN:
            return t("Your request for {name} is taken back.", name=name)
        case _:
            return t("Your request for {name} is with the moderators.", name=name)


def not_founded(t: Words, request: Request) -> str:
    """That a request was declined, for who had joined it; why is between the moderators and who made it."""
    return t(
        "{name} was not founded. You still wait for it: I tell you if it comes to be after all. /group leave ends that.",
        name=escaped(request.name),
    )


def handed_on(t: Words, request: Request, topic: Topic) -> Part:
    """The news to who has joined a request that it is theirs now."""
    words = t(
        "Who had asked for {name} has dropped out. The request is yours now: once the moderators activate it, "
        "you are its organizer.",
        name=escaped(request.name),
    )
    return _news(t, request, request.channel_id, topic, words, words)


def joined_declined(t: Words, request: Request, channel_id: int, topic: Topic) -> Part:
    """The news to somebody who had joined a request elsewhere, in `channel_id`, that it is declined."""
    return _news(t, request, channel_id, topic, _answered(t, request), not_founded(t, request))


def step(t: Words, request: Request, group: Group | None, topic: Topic) -> Part:
    """The news to who made a request: in the channel only that there is some, if it is not good news."""
    match request.stage:
        case Stage.ACTIVATED:
            words = outcome(t, request, group)
        case Stage.ASKED:
            words = t("The moderators have a question about {name}.", name=escaped(request.name))
        case _:
            words = _answered(t, request)
    in_private = words
    if request.stage is Stage.DECLINED:
        is_theirs = topic.people == (request.person_id,)
        in_private = outcome(t, request, group) if is_theirs else not_founded(t, request)
    if request.stage is Stage.ASKED:
        in_private += " " + t("Ask for it there once more, with /group create, and you can answer.")
    return _news(t, request, request.channel_id, topic, words, in_private)


def _answered(t: Words, request: Request) -> str:
    return t("There is an answer to the request for {name}.", name=escaped(request.name))


def _news(t: Words, request: Request, channel_id: int, topic: Topic, words: str, in_private: str) -> Part:
    """News of a request: in the channel where they asked for it, or in a direct message."""
    if topic.direct:
        url = f"https://discord.com/channels/{request.guild_id}/{channel_id}"
        view = letters.private(in_private, t("Go there"), url)
    else:
        mentions = " ".join(f"<@{person}>" for person in topic.people)
        view = layout(text(mentions, words), row(ReadStep.of(t, request, topic.key)))
    return Part(view, topic.people, request.name, t.language)


BUTTONS: tuple[type[Tap], ...] = (FoundHere, Withdraw, ReadStep)
FORMS: tuple[type[Form], ...] = (AnswerForm,)
