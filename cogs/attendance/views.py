"""What people read and press about who came and how it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord.ui import ActionRow, Button, Item, LayoutView, Select, UserSelect

from bot.errors import Outdated, Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.text import id_in
from bot.ui import letters, typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import ROOM, accent, as_fit, box, layout, row, text
from bot.ui.forms import Form, show_form, typing
from bot.ui.menus import Menu
from bot.ui.people_menus import PeopleMenu
from bot.words import Words
from cogs.attendance import rules, service
from cogs.attendance.rules import Again, Mood, Outcome, Summary, Witnessed
from cogs.attendance.service import CheckIn, Evening, Heard, Roll
from cogs.meetups import attending, naming
from cogs.meetups.attending import Meetup

MOST = 25
"""People or options in one menu. Source: Discord, Select Menus."""
LINES_ROOM = 1000
"""Characters of a roll that are kept for what was written about the meetup."""


def title(meetup: Meetup) -> str:
    """A meetup's title, to stand out."""
    return f"**{naming.title(meetup)}**"


def checked_in(t: Words, came: CheckIn) -> str:
    """The answer to who typed a code."""
    if came.meetup is not None:
        return t("Welcome to {title}. I have noted that you are here.", title=title(came.meetup))
    return t.plural(
        "No meetup here has that code now. Look at it once more; {count} try is left.",
        "No meetup here has that code now. Look at it once more; {count} tries are left.",
        came.left,
    )


# The roll


class WereThere(PeopleMenu, template=rf"attendance:there:(?P<id>{NUMBER})"):
    """Notes people whom an organizer saw."""

    async def picked(self, interaction: discord.Interaction[Any], people: list[int]) -> None:
        """Notes them."""
        await _call(interaction, service.were_there, int(self.match["id"]), people)


class WereNotThere(PeopleMenu, template=rf"attendance:absent:(?P<id>{NUMBER})"):
    """Notes people whom an organizer did not see."""

    async def picked(self, interaction: discord.Interaction[Any], people: list[int]) -> None:
        """Notes them."""
        await _call(interaction, service.were_not_there, int(self.match["id"]), people)


class AllThere(Tap, template=rf"attendance:all:(?P<id>{NUMBER})"):
    """Notes everyone who said they come."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Notes them."""
        await _call(interaction, service.all_there, self.row_id)


class NewCode(Tap, template=rf"attendance:code:(?P<id>{NUMBER})"):
    """Gives the door another code."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Makes one."""
        await _call(interaction, service.new_code, self.row_id)


async def _call(interaction: discord.Interaction[Any], verb: Any, meetup_id: int, *people: list[int]) -> None:
    called: Roll = await app_of(interaction).write(
        guild_of(interaction), verb, meetup_id, person_of(interaction), *people
    )
    await interaction.response.edit_message(view=roll(words_of(interaction), called))


def roll(t: Words, called: Roll) -> LayoutView:
    """The roll of a meetup, for its organizers alone."""
    meetup = called.meetup
    lines = [f"## {title(meetup)}", discord.utils.format_dt(meetup.starts_at, "F")]
    if called.code is not None:
        lines.append(
            t(
                "The code at the door is **{code}**. Whoever is there types /meetup checkin and these letters.",
                code=called.code,
            )
        )
    expected = called.people[: called.expected]
    others = called.people[called.expected :]
    after: list[str] = []
    if called.may_miss:
        names = " ".join(f"<@{person}>" for person in called.may_miss[:MOST])
        after.append(
            t(
                "Somebody waits for a seat, and these have missed more than one meetup lately: {names}. A friendly "
                "word beforehand may free a seat. Only organizers read this.",
                names=names,
            )
        )
    if called.said.answers:
        after.append("\n".join(_summary(t, called.said)))
    room = ROOM - sum(len(one) + 1 for one in (*lines, *after))
    people = [_people(t, t("**Said they come**"), expected, t("Nobody has said so."), room)]
    if others:
        people.append(_people(t, t("**Others**"), others, "", room - len(people[0])))
    items: list[Item[Any]] = [text(*lines), *map(text, people), *map(text, after)]
    buttons = [
        Button[Any](
            label=t("Everyone was there"),
            style=discord.ButtonStyle.success,
            custom_id=f"attendance:all:{meetup.id}",
        )
    ]
    taps: list[Tap] = [AllThere(buttons[0], meetup.id)]
    if called.code is not None:
        taps.append(
            NewCode(Button(label=t("Another code"), custom_id=f"attendance:code:{meetup.id}"), meetup.id)
        )
    items += [
        _picker(f"attendance:there:{meetup.id}", t("Who was there, or is? Also without an answer")),
        _picker(f"attendance:absent:{meetup.id}", t("Who was not there?")),
        row(*taps),
    ]
    return layout(box(*items, colour=accent(meetup.group_id)))


def _picker(custom_id: str, words: str) -> ActionRow[Any]:
    return ActionRow[Any](
        UserSelect[Any](custom_id=custom_id, placeholder=words, min_values=1, max_values=MOST)
    )


def _people(t: Words, head: str, people: Sequence[tuple[int, Witnessed]], nobody: str, room: int) -> str:
    if not people:
        return f"{head}\n{nobody}"
    lines = [f"- <@{person}> · {known(t, seen)}" for person, seen in people]
    return "\n".join([head, *as_fit(t, lines, room - len(head))])


def known(t: Words, seen: Witnessed) -> str:
    """What is known of somebody, and how."""
    match rules.outcome(seen):
        case Outcome.CAME:
            return t("came ({how})", how=t.listing(_witnesses(t, seen)))
        case Outcome.AWAY:
            return t("could not come")
        case Outcome.RELEASED:
            return t("gave the seat up late")
        case Outcome.MISSED:
            return t("not seen")
        case Outcome.UNKNOWN:
            return t("not known yet")


def _witnesses(t: Words, seen: Witnessed) -> list[str]:
    there = {
        t("in voice"): seen.voice,
        t("code at the door"): seen.code,
        t("roll-call"): seen.called,
        t("by their own word"): seen.own is Outcome.CAME,
    }
    return [how for how, was in there.items() if was]


def _summary(t: Words, said: Summary) -> list[str]:
    lines = [t.plural("**How it was** {count} answer", "**How it was** {count} answers", said.answers)]
    if not said.moods:
        lines.append(
            t(
                "What was said is shown from {count} answers on, so that nobody is recognized by it.",
                count=rules.ENOUGH_ANSWERS,
            )
        )
        return lines
    moods = [f"{name} {count}" for name, count in zip(_moods(t).values(), said.moods, strict=True)]
    agains = [f"{name} {count}" for name, count in zip(_agains(t).values(), said.agains, strict=True)]
    lines.append(" · ".join(moods))
    lines.append(t("Would come again: {counts}", counts=" · ".join(agains)))
    written = [f"> {discord.utils.escape_markdown(line)}" for line in said.lines]
    return lines + as_fit(t, written, LINES_ROOM)


def _moods(t: Words) -> dict[Mood, str]:
    return {Mood.GLAD: t("Glad I came"), Mood.FINE: t("It was all right"), Mood.NOT_FOR_ME: t("Not for me")}


def _agains(t: Words) -> dict[Again, str]:
    return {Again.YES: t("Yes"), Again.PERHAPS: t("Perhaps"), Again.NO: t("No")}


# Afterwards


class HowWasIt(Tap, template=rf"attendance:after:(?P<id>{NUMBER}){KEY}"):
    """Asks somebody how it was; what they are asked depends on what is known of them, which nobody else sees."""

    @classmethod
    def of(cls, label: str, meetup_id: int, key: str = "") -> HowWasIt:
        """The button as it is first drawn."""
        button = Button[Any](
            label=label,
            style=discord.ButtonStyle.primary,
            custom_id=f"attendance:after:{meetup_id}" + (f":{key}" if key else ""),
        )
        return cls(button, meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Asks."""
        evening = await app_of(interaction).read(
            await _server(interaction, self.row_id), service.evening, self.row_id, interaction.user.id
        )
        await reply(interaction, question(words_of(interaction), evening))


async def _server(interaction: discord.Interaction[Any], meetup_id: int) -> int:
    """The server it was pressed in; in a direct message, the one the meetup belongs to.

    Raises Outdated, or NotAMember to who has left it since: the letter stays with them.
    """
    if interaction.guild_id is not None:
        return interaction.guild_id
    guild_id = await app_of(interaction).database.read(None, attending.server_of, meetup_id)
    guild = None if guild_id is None else interaction.client.get_guild(guild_id)
    if guild is None:
        raise Outdated
    try:
        await guild.fetch_member(interaction.user.id)
    except discord.NotFound:
        raise rules.NotAMember from None
    return guild.id


class Came(Tap, template=rf"attendance:came:(?P<id>{NUMBER})"):
    """Somebody says that they were there."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Notes it, and asks how it was."""
        await _correct(interaction, self.row_id, came=True)


class Away(Tap, template=rf"attendance:away:(?P<id>{NUMBER})"):
    """Somebody says that they were not there."""

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Notes it."""
        await _correct(interaction, self.row_id, came=False)


async def _correct(interaction: discord.Interaction[Any], meetup_id: int, *, came: bool) -> None:
    evening = await app_of(interaction).write(
        await _server(interaction, meetup_id), service.correct, meetup_id, interaction.user.id, came=came
    )
    t = words_of(interaction)
    if came:
        view = question(t, evening)
    else:
        view = layout(text(t("I have noted that you could not come. It is not held against you.")))
    await show_in_place(interaction, view)


class Feeling(Tap, template=rf"attendance:mood:(?P<id>{NUMBER}):(?P<mood>glad|fine|not)"):
    """The first of two taps."""

    def __init__(self, button: Button[Any], row_id: int = 0, mood: Mood = Mood.FINE) -> None:
        super().__init__(button, row_id)
        self.mood = mood

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Feeling:
        """The button again."""
        return cls(button, int(match["id"]), Mood(match["mood"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps it and asks the second question."""
        evening = await app_of(interaction).write(
            await _server(interaction, self.row_id),
            service.say,
            self.row_id,
            interaction.user.id,
            mood=self.mood,
        )
        await show_in_place(interaction, second(words_of(interaction), evening))


class ComeAgain(Tap, template=rf"attendance:again:(?P<id>{NUMBER}):(?P<again>yes|perhaps|no)"):
    """The second of two taps."""

    def __init__(self, button: Button[Any], row_id: int = 0, again: Again = Again.PERHAPS) -> None:
        super().__init__(button, row_id)
        self.again = again

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> ComeAgain:
        """The button again."""
        return cls(button, int(match["id"]), Again(match["again"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps it and thanks."""
        evening = await app_of(interaction).write(
            await _server(interaction, self.row_id),
            service.say,
            self.row_id,
            interaction.user.id,
            again=self.again,
        )
        await show_in_place(interaction, thanks(words_of(interaction), evening))


class OneLine(Tap, template=rf"attendance:line:(?P<id>{NUMBER})"):
    """Opens the form for a line."""

    @classmethod
    def of(cls, meetup_id: int, label: str) -> OneLine:
        """The button as it is first drawn."""
        return cls(Button(label=label, custom_id=f"attendance:line:{meetup_id}"), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it, with what was typed and refused in it."""
        t = words_of(interaction)
        field = typing(
            "line",
            t("One line"),
            typed.found(interaction, ("line",))["line"],
            hint=t("Organizers read it without your name."),
            longest=rules.LONGEST_NOTE,
        )
        await show_form(interaction, t("How was it?"), f"attendance:line:{self.row_id}", [field])


class LineWritten(Form):
    """A line about a meetup."""

    template = re.compile(rf"attendance:line:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it; what cannot be kept is given back."""
        t, meetup_id, line = words_of(interaction), int(self.match["id"]), answers.get("line", "")
        try:
            await app_of(interaction).write(
                await _server(interaction, meetup_id),
                service.say,
                meetup_id,
                interaction.user.id,
                line=line,
            )
        except Refusal as refusal:
            again = row(OneLine.of(meetup_id, t("Open the form again")))
            await reply(interaction, layout(text(refusal.sentence(t)), *typed.shown(t, (line,)), again))
            return
        await reply(interaction, t("Thank you. The organizers read it without your name."))


def question(t: Words, evening: Evening) -> LayoutView:
    """What somebody is asked the next morning: how it was, or whether they were there at all."""
    meetup = evening.meetup
    if evening.outcome is not Outcome.CAME:
        return layout(text(_not_seen(t, meetup)), row(*_corrections(t, meetup.id)))
    words = t("How was {title} for you? Organizers see how many said what, never who.", title=title(meetup))
    taps = [
        Feeling(Button(label=label, custom_id=f"attendance:mood:{meetup.id}:{mood}"), meetup.id, mood)
        for mood, label in _moods(t).items()
    ]
    return layout(text(words), row(*taps, _was_not_there(t, meetup.id)))


def letter(t: Words, evening: Evening) -> LayoutView:
    """What somebody is asked in a direct message: nobody else reads it, so it says at once what is known of them."""
    meetup = evening.meetup
    place = f"https://discord.com/channels/{meetup.guild_id}/{meetup.thread_id or meetup.channel_id}"
    if evening.outcome is Outcome.CAME:
        words = asked(t, meetup)
        taps = HowWasIt.of(t("Tell the organizers"), meetup.id), _was_not_there(t, meetup.id)
    else:
        words, taps = _not_seen(t, meetup), _corrections(t, meetup.id)
    view = letters.private(words, t("Open the thread"), place)
    view.add_item(row(*taps))
    return view


def asked(t: Words, meetup: Meetup) -> str:
    """The question of the next morning, in words that everyone may read."""
    return t("How was {title}? Two taps are enough, and nobody sees who said what.", title=title(meetup))


def _not_seen(t: Words, meetup: Meetup) -> str:
    return t(
        "I have not seen you at {title}. Were you there? Nobody but you is asked, and either answer is fine.",
        title=title(meetup),
    )


def _was_not_there(t: Words, meetup_id: int) -> Tap:
    return Away(Button(label=t("I was not there"), custom_id=f"attendance:away:{meetup_id}"), meetup_id)


def _corrections(t: Words, meetup_id: int) -> tuple[Tap, Tap]:
    return (
        Came(Button(label=t("I was there"), custom_id=f"attendance:came:{meetup_id}"), meetup_id),
        Away(Button(label=t("I could not come"), custom_id=f"attendance:away:{meetup_id}"), meetup_id),
    )


def second(t: Words, evening: Evening) -> LayoutView:
    """The second question."""
    meetup_id = evening.meetup.id
    taps = [
        ComeAgain(Button(label=label, custom_id=f"attendance:again:{meetup_id}:{again}"), meetup_id, again)
        for again, label in _agains(t).items()
    ]
    return layout(text(t("Noted. Would you come again?")), row(*taps))


def thanks(t: Words, evening: Evening) -> LayoutView:
    """Thanks, and asks for a line; who was there for the first time sees best what newcomers need."""
    if evening.first:
        words = t(
            "Thank you. It was your first time: what helped you, what did you miss? One line helps the organizers welcome the "
            "next who come."
        )
    else:
        words = t("Thank you. If there is more to say, one line is enough.")
    return layout(text(words), row(OneLine.of(evening.meetup.id, t("Write a line"))))


class WhatWasSaid(Tap, template=rf"attendance:said:(?P<id>{NUMBER}){KEY}"):
    """Shows organizers what has been said by now."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str) -> WhatWasSaid:
        """The button as it is first drawn."""
        button = Button[Any](label=t("What was said by now"), custom_id=f"attendance:said:{meetup_id}:{key}")
        return cls(button, meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        heard = await app_of(interaction).read(
            guild_of(interaction), service.heard_by, self.row_id, person_of(interaction)
        )
        await reply(interaction, layout(text(*_heard(words_of(interaction), heard))))


def said(t: Words, heard: Heard, topic: Topic, whom: tuple[int, ...]) -> Part:
    """What people said about a meetup, counted and without names, for these organizers."""
    lines = _heard(t, heard)
    if topic.direct:
        where = heard.group.thread_id or heard.group.channel_id
        place = f"https://discord.com/channels/{heard.group.guild_id}/{where}"
        view = letters.private("\n".join(lines), t("Open the thread"), place)
    else:
        mentions = " ".join(f"<@{person}>" for person in whom)
        if topic.channel_id != heard.group.thread_id:  # others read it: what was said they see when they tap
            lines = [
                t("There are answers about {title}, for those who run the group.", title=title(heard.meetup))
            ]
        view = layout(text(mentions, *lines), row(WhatWasSaid.of(t, heard.meetup.id, topic.key)))
    return Part(view, whom, heard.group.name, t.language)


def _heard(t: Words, heard: Heard) -> list[str]:
    day = discord.utils.format_dt(heard.meetup.starts_at, "D")
    return [f"{title(heard.meetup)}, {day}", *_summary(t, heard.said)]


# One's own record


class Correct(Menu, template=r"attendance:record"):
    """Chooses which evening is to be corrected."""

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """Asks what is right."""
        meetup_id = id_in(value)
        evening = await app_of(interaction).read(
            guild_of(interaction), service.evening, meetup_id, interaction.user.id
        )
        t = words_of(interaction)
        words = t(
            "{title}: what I have noted is “{known}”. What is right?",
            title=title(evening.meetup),
            known=known(t, evening.witnessed),
        )
        await interaction.response.edit_message(view=layout(text(words), row(*_corrections(t, meetup_id))))


def record(t: Words, evenings: Sequence[Evening]) -> LayoutView:
    """Somebody's own record, which nobody else sees, with the way to correct it."""
    lines = record_lines(t, evenings)
    if not evenings:
        return layout(text(lines))
    options = [
        discord.SelectOption(
            label=evening.meetup.title[:100],
            value=str(evening.meetup.id),
            description=t.day(evening.meetup.starts_at.astimezone(ZoneInfo(evening.meetup.zone)).date()),
        )
        for evening in evenings[:MOST]
    ]
    menu = Select[Any](
        custom_id="attendance:record", placeholder=t("Something is not right? Choose it."), options=options
    )
    return layout(text(lines), ActionRow[Any](menu))


def record_lines(t: Words, evenings: Sequence[Evening]) -> str:
    """Somebody's own record in words."""
    if not evenings:
        return t("I have noted nothing about meetups you came to in the last half year.")
    head = t("**Meetups of your last half year**. Only you see this, and older ones are forgotten.")
    lines = [
        f"- {discord.utils.format_dt(evening.meetup.starts_at, 'D')} {title(evening.meetup)} · "
        f"{known(t, evening.witnessed)}"
        for evening in evenings[:MOST]
    ]
    return "\n".join([head, *as_fit(t, lines, ROOM - len(head))])


BUTTONS: tuple[type[Tap], ...] = (
    AllThere,
    NewCode,
    HowWasIt,
    Came,
    Away,
    Feeling,
    ComeAgain,
    OneLine,
    WhatWasSaid,
)
MENUS: tuple[type[Menu], ...] = (WereThere, WereNotThere, Correct)
FORMS: tuple[type[Form], ...] = (LineWritten,)


def room(t: Words, group: str, channel_id: int | None) -> str:
    """The answer to who named a group's voice channel."""
    name = discord.utils.escape_markdown(group)
    if channel_id is None:
        return t(
            "{group} has no voice channel now. The code at the door and the roll go on counting.", group=name
        )
    return t(
        "Whoever is in {channel} for ten minutes while {group} meets has come.",
        channel=f"<#{channel_id}>",
        group=name,
    )
