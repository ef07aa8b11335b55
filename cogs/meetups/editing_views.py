"""What organizers read, press and fill in to change what a meetup is; its time is moved by a command of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Self

import discord
from discord.ui import Button, Item, Label, LayoutView

from bot.errors import Refusal
from bot.text import LONGEST_LINK
from bot.ui import typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, text
from bot.ui.forms import Form, show_form, typing
from bot.words import Words
from cogs.meetups import organizing, planning, rules, series, telling
from cogs.meetups.models import Meetup
from cogs.meetups.naming import title
from cogs.meetups.planning import Changed
from cogs.meetups.seats import Pool
from cogs.meetups.series import ChangedOn
from cogs.meetups.views import when


class Part(StrEnum):
    """What one form is about."""

    WORDS = "words"
    SEATS = "seats"
    WORDS_ON = "words_on"
    """As WORDS, of one of a series and all that follow it."""
    SEATS_ON = "seats_on"

    @property
    def seats(self) -> bool:
        """Whether it asks for numbers of seats, and not for words."""
        return self in (Part.SEATS, Part.SEATS_ON)

    @property
    def following(self) -> bool:
        """Whether it is about all that follow in a series as well."""
        return self in (Part.WORDS_ON, Part.SEATS_ON)


PART = rf"(?P<part>{'|'.join(Part)})"
DIGITS = 4
"""Of a number of seats, as many as the largest has."""


class OpenForm(Tap, template=rf"meetups:edit:{PART}:(?P<id>{NUMBER})"):
    """Opens a form with what holds now in it."""

    def __init__(self, button: Button[Any], meetup_id: int, part: Part) -> None:
        super().__init__(button, meetup_id)
        self.part = part

    @classmethod
    def of(cls, t: Words, meetup_id: int, part: Part) -> OpenForm:
        """The button as it is first drawn."""
        button = Button[Any](label=_name(t, part), custom_id=f"meetups:edit:{part}:{meetup_id}")
        return cls(button, meetup_id, part)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button of the part that its custom id names."""
        return cls(button, int(match["id"]), Part(match["part"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        meetup, version = await _editable(interaction, self.row_id, self.part)
        await _open(interaction, meetup, self.part, version, _held(meetup, self.part))


class OpenAgain(Tap, template=rf"meetups:editagain:{PART}:(?P<id>{NUMBER}):(?P<version>{NUMBER})"):
    """Opens a form again with what was typed into it, which stands in the message above."""

    def __init__(self, button: Button[Any], meetup_id: int, part: Part, version: int) -> None:
        super().__init__(button, meetup_id)
        self.part = part
        self.version = version

    @classmethod
    def of(cls, t: Words, meetup: Meetup, part: Part, version: int) -> OpenAgain:
        """The button as it is first drawn."""
        button = Button[Any](
            label=t("Open the form again"),
            style=discord.ButtonStyle.primary,
            custom_id=f"meetups:editagain:{part}:{meetup.id}:{version}",
        )
        return cls(button, meetup.id, part, version)

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Self:
        """The button again."""
        return cls(button, int(match["id"]), Part(match["part"]), int(match["version"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        meetup, _ = await _editable(interaction, self.row_id, self.part)
        answers = typed.found(interaction, tuple(_held(meetup, self.part)))
        await _open(interaction, meetup, self.part, self.version, answers)


class Sent(Form):
    """A form that was sent."""

    template = re.compile(rf"meetups:edited:{PART}:(?P<id>{NUMBER}):(?P<version>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Changes the meetup; if that cannot be, says why and offers the form again with what was typed."""
        app, guild_id, person, t = (
            app_of(interaction),
            guild_of(interaction),
            person_of(interaction),
            words_of(interaction),
        )
        meetup_id, part, version = int(self.match["id"]), Part(self.match["part"]), int(self.match["version"])
        try:
            meetup, _ = await _editable(interaction, meetup_id, part)
        except (rules.MeetupIsCancelled, rules.MeetupIsOver) as refusal:  # since the form was opened
            await reply(
                interaction, layout(text(refusal.sentence(t)), *typed.shown(t, tuple(answers.values())))
            )
            return
        sent = {name: answers.get(name, held) for name, held in _held(meetup, part).items()}
        try:
            values = _values(part, sent)
            if part.following:
                on = await app.write(guild_id, series.edit, meetup_id, person, version, values)
                meetup, said = on.meetup, saved_on(t, on)
            else:
                changed = await app.write(guild_id, planning.edit, meetup_id, person, version, values)
                meetup, said = changed.meetup, saved(t, changed)
        except rules.ChangedInSeries as refusal:
            meetup, version = await _editable(interaction, meetup_id, part)
            lines = (refusal.sentence(t), *_lines(t, meetup, part))
            await reply(interaction, refused(t, meetup, part, version, sent, *lines))
        except rules.ChangedMeanwhile as refusal:
            meetup, before = await app.read(guild_id, planning.changed_since, meetup_id, person, version)
            news = telling.differences(t, meetup, before) or _lines(t, meetup, part)
            await reply(
                interaction, refused(t, meetup, part, meetup.version, sent, refusal.sentence(t), *news)
            )
        except Refusal as refusal:
            await reply(interaction, refused(t, meetup, part, version, sent, refusal.sentence(t)))
        else:
            said = "\n".join((said, *await organizing.untold(interaction, meetup)))
            await show_in_place(interaction, panel(t, meetup, said))


BUTTONS: tuple[type[Tap], ...] = (OpenForm, OpenAgain)


async def _editable(
    interaction: discord.Interaction[Any], meetup_id: int, part: Part = Part.WORDS
) -> tuple[Meetup, int]:
    """A meetup that this person may change, and the version that a form about it is opened on."""
    app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
    if part.following:
        return await app.read(guild_id, series.editable, meetup_id, person)
    meetup = await app.read(guild_id, planning.editable, meetup_id, person)
    return meetup, meetup.version


async def show_panel(interaction: discord.Interaction[Any], meetup_id: int) -> None:
    """Answers an organizer with what holds for a meetup, and what opens the forms to change it."""
    meetup, _ = await _editable(interaction, meetup_id)
    await reply(interaction, panel(words_of(interaction), meetup))


async def _open(
    interaction: discord.Interaction[Any],
    meetup: Meetup,
    part: Part,
    version: int,
    answers: Mapping[str, str],
) -> None:
    t = words_of(interaction)
    custom_id = f"meetups:edited:{part}:{meetup.id}:{version}"
    await show_form(interaction, _name(t, part), custom_id, _fields(t, meetup, part, answers))


def _name(t: Words, part: Part) -> str:
    return {
        Part.WORDS: t("Title, place, notes"),
        Part.SEATS: t("Seats"),
        Part.WORDS_ON: t("Title, place, notes from here on"),
        Part.SEATS_ON: t("Seats from here on"),
    }[part]


def _held(meetup: Meetup, part: Part) -> dict[str, str]:
    """What holds now, as it would be typed, by the names of the form's fields."""
    if not part.seats:
        return {name: getattr(meetup, name) or "" for name in ("title", "place", "link", "notes")}
    names = {Pool.ROOM: "seats", Pool.ONLINE: "online_seats"}
    return {names[pool]: str(meetup.seats_in(pool) or "") for pool in meetup.pools}


def _values(part: Part, sent: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as `planning.edit` takes it. Raises SeatsOutOfRange."""
    if part.seats:
        return {name: rules.seats_of(typed) for name, typed in sent.items()}
    return {name: typed if name == "title" else typed.strip() or None for name, typed in sent.items()}


def _fields(t: Words, meetup: Meetup, part: Part, answers: Mapping[str, str]) -> list[Label[Any]]:
    if part.seats:
        names = {"seats": t("Seats"), "online_seats": t("Seats online")}
        hint = t("Empty if there is room for everyone.")
        return [
            typing(name, names[name], answers.get(name, ""), hint=hint, longest=DIGITS)
            for name in _held(meetup, part)
        ]
    return [
        typing("title", t("Title"), answers["title"], hint=t("What it is called."), longest=rules.LONGEST_TITLE),
        typing("place", t("Place"), answers["place"], hint=t("Where you meet; empty if nowhere."), longest=rules.LONGEST_PLACE),
        typing("link", t("Link"), answers["link"], hint=t("Where to join online; empty if that is not possible."), longest=LONGEST_LINK),
        typing("notes", t("Notes"), answers["notes"], hint=t("What else they should know."), longest=rules.LONGEST_NOTES, long=True),
    ]  # fmt: skip


def _lines(t: Words, meetup: Meetup, part: Part) -> list[str]:
    """What holds now of what one form is about."""
    escape, nothing = discord.utils.escape_markdown, t("nothing")
    if part.seats:
        seats = {pool: meetup.seats_in(pool) or t("no limit") for pool in meetup.pools}
        room, online = seats.get(Pool.ROOM), seats.get(Pool.ONLINE)
        lines = [t("**Seats** {seats}", seats=room)] if room is not None else []
        return lines + ([t("**Seats online** {seats}", seats=online)] if online is not None else [])
    return [
        t("**Title** {title}", title=title(meetup)),
        t("**Place** {place}", place=nothing if meetup.place is None else escape(meetup.place)),
        t("**Link** {link}", link=nothing if meetup.link is None else f"<{meetup.link}>"),
        t("**Notes** {notes}", notes=nothing if meetup.notes is None else escape(meetup.notes)),
    ]


def panel(t: Words, meetup: Meetup, news: str | None = None) -> LayoutView:
    """What holds for a meetup now, and what opens the forms to change it."""
    shown = (Part.WORDS, Part.SEATS)
    lines = [when(t, meetup), *(line for part in shown for line in _lines(t, meetup, part))]
    lines.append("-# " + t("To change its time, type /meetup move."))
    rows: list[Item[Any]] = [row(*(OpenForm.of(t, meetup.id, part) for part in shown))]
    if meetup.series_id is not None:
        on = (Part.WORDS_ON, Part.SEATS_ON)
        rows += [
            text("-# " + t("For this one and all that follow it in its series:")),
            row(*(OpenForm.of(t, meetup.id, part) for part in on)),
        ]
    said: list[Item[Any]] = [] if news is None else [text(news)]
    return layout(*said, box(text(*lines), *rows, colour=accent(meetup.group_id)))


def saved(t: Words, changed: Changed) -> str:
    """The answer to who changed a meetup."""
    if changed.was == changed.meetup:
        return t("It was like that already. Nothing has changed.")
    if not changed.told:
        return t("Saved. The card follows.")
    return t.plural(
        "Saved. The card follows, and I am telling {count} person what is different.",
        "Saved. The card follows, and I am telling {count} people what is different.",
        changed.told,
    )


def saved_on(t: Words, changed: ChangedOn) -> str:
    """The answer to who changed one of a series and all that follow it."""
    if changed.count:
        said = t.plural(
            "Saved for this one and all that follow it: {count} meetup is different now.",
            "Saved for this one and all that follow it: {count} meetups are different now.",
            changed.count,
        )
    elif changed.later:
        said = t("Saved for all that will be planned later.")
    else:
        said = t("It was like that already. Nothing has changed.")
    sentences = [said]
    if changed.told:
        sentences.append(
            t.plural("I am telling {count} person.", "I am telling {count} people.", changed.told)
        )
    if changed.why is not None:
        sentences += [*_kept(t, changed), changed.why.sentence(t)]
    return " ".join(sentences)


def _kept(t: Words, changed: ChangedOn) -> Iterator[str]:
    """Which of a series stay as they are."""
    if changed.kept:
        yield t(
            "These stay as they were: {moments}.",
            moments=t.listing([discord.utils.format_dt(one.starts_at, "F") for one in changed.kept]),
        )
    if changed.later_kept:
        yield t("Those that will be planned later stay as they were.")


def refused(
    t: Words, meetup: Meetup, part: Part, version: int, sent: Mapping[str, str], *said: str
) -> LayoutView:
    """Says why something was not changed, shows what was typed, and offers the form again with that in it."""
    kept = typed.shown(t, tuple(sent.values()))
    return layout(text(*said), *kept, row(OpenAgain.of(t, meetup, part, version)))
