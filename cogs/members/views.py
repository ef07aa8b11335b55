"""What members read and press about what they have set for themselves."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

import discord
from discord.ui import ActionRow, Button, Item, LayoutView, Select

from bot.errors import Refusal
from bot.people.models import Preferences
from bot.signals import RecordPart
from bot.ui import typed
from bot.ui.answers import app_of, reply, show_in_place, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import ROOM, box, cut_together, layout, row, section, text
from bot.ui.choices import zone_words
from bot.ui.forms import Form, show_form
from bot.ui.menus import Menu
from bot.words import Words
from cogs.members import rules, service
from cogs.members.rules import ChangedMeanwhile, SeveralZones
from cogs.members.service import Choice
from cogs.members.topics import TOPICS, Scene, Topic, line

log = logging.getLogger(__name__)

TOPIC = rf"(?P<topic>{'|'.join(TOPICS)})"
MARK = r"(?P<mark>[0-9a-f]{8})"
CHOICE = r"(?P<choice>[a-z0-9]{0,8})"


class OpenForm(Tap, template=rf"members:form:{TOPIC}"):
    """Opens the form of a topic, with what holds now in it."""

    def __init__(self, button: Button[Any], topic: Topic) -> None:
        super().__init__(button)
        self.topic = topic

    @classmethod
    def of(cls, t: Words, topic: Topic) -> OpenForm:
        """The button as it is first drawn."""
        return cls(Button(label=topic.title(t), custom_id=f"members:form:{topic.name}"), topic)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button of the topic that its custom id names."""
        return cls(button, TOPICS[match["topic"]])

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        scene, held = await look(interaction)
        await _open(interaction, scene, self.topic, self.topic.mark(held), self.topic.answers(scene, held))


class Again(Tap, template=rf"members:again:{TOPIC}:{MARK}:{CHOICE}"):
    """Opens a form again with what was typed into it, which stands in the message above."""

    def __init__(self, button: Button[Any], match: re.Match[str]) -> None:
        super().__init__(button)
        self.match = match

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button again."""
        return cls(button, match)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        scene, held = await look(interaction)
        topic = TOPICS[self.match["topic"]]
        answers = dict(typed.found(interaction, tuple(topic.answers(scene, held))))
        if topic.choice in answers:
            answers[topic.choice] = self.match["choice"]
        await _open(interaction, scene, topic, self.match["mark"], answers)


class AllAsUsual(Tap, template=r"members:usual"):
    """Asks whether everything is to be as usual."""

    @classmethod
    def of(cls, t: Words) -> AllAsUsual:
        """The button as it is first drawn."""
        return cls(Button(label=t("All as usual"), custom_id="members:usual"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Asks."""
        t = words_of(interaction)
        question = t("Take back everything you have set, your pause and protected days too?")
        await show_in_place(interaction, layout(text(question), row(TakeBack.of(t), ShowCard.of(t))))


class TakeBack(Tap, template=r"members:usual:yes"):
    """Takes back everything a person has set."""

    @classmethod
    def of(cls, t: Words) -> TakeBack:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.danger
        return cls(Button(label=t("Take it back"), style=style, custom_id="members:usual:yes"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Does it."""
        app, person_id = app_of(interaction), interaction.user.id
        await app.database.write(None, service.set_back, person_id)
        app.languages.chose(person_id, None)
        t = words_of(interaction)
        await show_card(interaction, news=t("Done. The usual holds for you again."))


class ShowCard(Tap, template=r"members:card"):
    """Shows the card again."""

    @classmethod
    def of(cls, t: Words) -> ShowCard:
        """The button as it is first drawn."""
        return cls(Button(label=t("Keep what I have set"), custom_id="members:card"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show_card(interaction)


class EndPause(Tap, template=r"members:resume"):
    """Ends the pause of whoever presses it."""

    @classmethod
    def of(cls, t: Words) -> EndPause:
        """The button as it is first drawn."""
        return cls(Button(label=t("End the pause"), custom_id="members:resume"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Ends it, and says so."""
        was = await app_of(interaction).database.write(None, service.resume, interaction.user.id)
        await show_in_place(interaction, layout(text(resumed(words_of(interaction), was=was))))


class PickZone(Menu, template=rf"members:pick:{MARK}:{CHOICE}"):
    """Sets the zone that was picked, with the language that was chosen in the same form."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Sets both."""
        answers = {"zone": rules.zone_of(value), "language": self.match["choice"]}
        await _keep(interaction, TOPICS["zone"], self.match["mark"], answers)


class Sent(Form):
    """A topic's form that was sent."""

    template = re.compile(rf"members:save:{TOPIC}:{MARK}")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps what it says, or says what is not understood."""
        await _keep(interaction, TOPICS[self.match["topic"]], self.match["mark"], answers)


BUTTONS: tuple[type[Tap], ...] = (OpenForm, Again, AllAsUsual, TakeBack, ShowCard, EndPause)


async def look(interaction: discord.Interaction[Any]) -> tuple[Scene, Preferences]:
    """What holds for the person who acted, and by what their texts are read."""
    app = app_of(interaction)
    held, zone = await app.database.read(None, service.look, interaction.user.id, interaction.guild_id)
    return Scene(words_of(interaction), interaction.locale.value, app.clock.now(), zone), held


async def show_card(interaction: discord.Interaction[Any], news: str | None = None) -> None:
    """Shows a person what holds for them."""
    scene, held = await look(interaction)
    await show_in_place(interaction, card(scene, held, news))


async def _open(
    interaction: discord.Interaction[Any], scene: Scene, topic: Topic, mark: str, answers: Mapping[str, str]
) -> None:
    custom_id = f"members:save:{topic.name}:{mark}"
    await show_form(interaction, topic.title(scene.t), custom_id, topic.fields(scene.t, answers))


async def _keep(
    interaction: discord.Interaction[Any], topic: Topic, mark: str, answers: Mapping[str, str]
) -> None:
    """Keeps what was sent; if that cannot be, says why and offers the form again with what was typed."""
    app, person_id = app_of(interaction), interaction.user.id
    scene, held = await look(interaction)
    try:
        values = topic.read(scene, answers)
        held = await app.database.write(None, service.change, person_id, Choice(values, mark))
    except SeveralZones as several:
        await show_in_place(interaction, zones_to_pick(scene, several, mark, answers.get("language", "")))
    except Refusal as refusal:
        said = [refusal.sentence(scene.t)]
        if isinstance(refusal, ChangedMeanwhile):
            scene, held = await look(interaction)
            said += topic.lines(scene, held)
            mark = topic.mark(held)
        sent = {name: answers.get(name, there) for name, there in topic.answers(scene, held).items()}
        await reply(interaction, again(scene, topic, mark, sent, *said))
    else:
        app.languages.chose(person_id, held.language)
        t = words_of(interaction)  # they may be new ones
        await show_card(interaction, news=t("Saved. From now on I go by this."))


def card(scene: Scene, held: Preferences, news: str | None = None) -> LayoutView:
    """What holds for a person, where each of it comes from, and the buttons to change it."""
    t = scene.t
    items: list[Item[Any]] = [
        text(
            "## " + t("What holds for you"),
            t("In every server where I am. Only you see this."),
        )
    ]
    items += [
        section("\n".join(topic.lines(scene, held)), OpenForm.of(t, topic)) for topic in TOPICS.values()
    ]
    paused = held.paused_until is not None and held.paused_until > scene.now
    if paused and held.paused_until is not None:
        items.append(
            section(
                line(t, t("**Pause** until {moment}", moment=moment(held.paused_until)), own=True),
                EndPause.of(t),
            )
        )
    else:
        items.append(text(t("**Pause** none"), t("/me pause leaves you alone for a while.")))
    if replace(held, closed_at=None, closed_told=False) != Preferences():
        items.append(row(AllAsUsual.of(t)))
    return layout(*([text(news)] if news else []), box(*items))


def again(scene: Scene, topic: Topic, mark: str, answers: Mapping[str, str], *said: str) -> LayoutView:
    """Says why something was not kept, shows what was typed, and offers the form again with that in it."""
    chosen = answers.get(topic.choice or "", "")
    choice = chosen if re.fullmatch(CHOICE, chosen) else ""
    texts = ["" if name == topic.choice else value for name, value in answers.items()]
    button = Button[Any](
        label=scene.t("Open the form again"),
        style=discord.ButtonStyle.primary,
        custom_id=f"members:again:{topic.name}:{mark}:{choice}",
    )
    match = re.fullmatch(Again.__discord_ui_compiled_template__, str(button.custom_id))
    assert match is not None
    return layout(text(*said), *typed.shown(scene.t, texts), row(Again(button, match)))


def zones_to_pick(scene: Scene, several: SeveralZones, mark: str, language: str) -> LayoutView:
    """Asks which of several zones is meant."""
    menu = Select[Any](
        custom_id=f"members:pick:{mark}:{language}",
        placeholder=scene.t("Your time zone"),
        options=[
            discord.SelectOption(
                label=zone_words(scene.t, zone, scene.now)[:100], value=zone, description=city[:100] or None
            )
            for zone, city in several.zones.items()
        ],
    )
    return layout(text(several.sentence(scene.t)), ActionRow[Any](menu))


def moment(instant: datetime) -> str:
    """An instant, and how far away it is, each reader in their own time."""
    return f"{discord.utils.format_dt(instant, 'F')} ({discord.utils.format_dt(instant, 'R')})"


def end_of_pause(scene: Scene, end: rules.PauseEnd) -> str:
    """When a pause would end, in one line for a list of choices."""
    t = scene.t
    when = t.day(end.on) if end.on is not None else t.moment(end.at.astimezone(scene.timezone))
    return f"{when} · {t.zone(scene.zone)}"


def paused(t: Words, until: datetime) -> LayoutView:
    """Says that somebody is paused, and what that means."""
    return layout(
        text(
            t("You are on a pause until {moment}.", moment=moment(until)),
            t(
                "Until then nothing of mine pings you. Reminders of meetups you said yes to stand in their threads without "
                "a sound, your seats stay yours, and everything else waits and comes in one message afterwards. If you "
                "can't come to a meetup, tap Can't go on its card, so that somebody else can."
            ),
        ),
        row(EndPause.of(t)),
    )


def record(t: Words, parts: Sequence[RecordPart]) -> LayoutView:
    """What is kept of what somebody did in this server, and where they can correct it."""
    head = "## " + t("What you did here")
    if not parts:
        return layout(text(head, t("I have noted nothing yet. /group browse shows the groups you can join.")))
    foot = t("Only you see this. /me export gives you all of it as a file, /me forget takes it away.")
    below = 100 * len(parts)  # what corrects each part
    told = cut_together([part.words(t) for part in parts], ROOM - len(head) - len(foot) - below)
    shown: list[Item[Any]] = []
    for part, words in zip(parts, told, strict=True):
        lines = [words]
        if part.commands:
            commands = t.listing([f"`{t.command(command)}`" for command in part.commands])
            lines.append("-# " + t("Something is not right? {commands}", commands=commands))
        shown.append(text(*lines))
    return layout(text(head), box(*shown), text("-# " + foot))


def not_paused(t: Words) -> LayoutView:
    """Says that somebody is not paused, and how to be."""
    return layout(
        text(
            t(
                "You are not on a pause. To take one, type /me pause and until when: “2 weeks” or “1 december”."
            )
        )
    )


def resumed(t: Words, *, was: bool) -> str:
    """The answer to who ends a pause."""
    if not was:
        return t("You are not on a pause any more.")
    return t("Welcome back. Your pause is over, and I tell you things again.")
