"""What moderators see of who has joined and never said a word, and what those people read of a word to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, TextDisplay

from bot.errors import ChannelGone, Outdated, Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.signals import RecordPart
from bot.text import snowflake_in
from bot.ui import letters, typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import layout, row, section, text
from bot.ui.channels import check_may_post
from bot.ui.forms import Form, show_form, typing
from bot.words import Words
from cogs.onboarding import leaving, lurker_rules, lurkers, path, views
from cogs.onboarding.lurker_models import Count, Invitation
from cogs.onboarding.lurker_rules import By
from cogs.onboarding.lurkers import Draft, Overview, OwnSigns, Place, Portrait

COHORT = rf"(?P<by>{'|'.join(By)}):(?P<day>[0-9]{{8}})"
"""A cohort in a custom id: how long it is, and its first day as YYYYMMDD."""


FIELDS = ("words",)
"""What is typed in the form."""

NAMED = 2000
"""The component id of the text that says whom a word goes to: it goes to those and to nobody else."""


def _mark(by: By, day: date) -> str:
    return f"{by}:{day:%Y%m%d}"


def _cohort(match: re.Match[str]) -> tuple[By, date]:
    """The cohort in a custom id. Raises Outdated."""
    return By(match["by"]), _day(match["day"])


def _day(digits: str) -> date:
    """A day in a custom id. Raises Outdated for one there is not, which only somebody who makes it up names."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Outdated from None
    if not 2015 <= day.year <= 9000:  # since Discord exists, and as far as days can be counted on from
        raise Outdated
    return day


class _OfCohort(Tap, template=r"(?!)"):
    """A button about one cohort."""

    match: re.Match[str] | None = None

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> _OfCohort:
        """The button again, from its custom id."""
        tap = cls(button)
        tap.match = match
        return tap

    @property
    def cohort(self) -> tuple[By, date]:
        """Which one. Raises Outdated."""
        assert self.match is not None
        return _cohort(self.match)


class Look(_OfCohort, template=rf"onboarding:lurkers:look:{COHORT}"):
    """Shows a cohort."""

    @classmethod
    def of(cls, t: Words, by: By, day: date) -> Look:
        """The button as it is first drawn."""
        return cls(Button(label=t("Look"), custom_id=f"onboarding:lurkers:look:{_mark(by, day)}"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        found = await app_of(interaction).read(
            guild_of(interaction), lurkers.portrait, person_of(interaction), *self.cohort
        )
        await show_in_place(interaction, cohort(words_of(interaction), found))


class Write(_OfCohort, template=rf"onboarding:lurkers:write:{COHORT}"):
    """Opens the form for a word to a cohort, with one to begin with."""

    @classmethod
    def of(cls, t: Words, by: By, day: date) -> Write:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary
        custom_id = f"onboarding:lurkers:write:{_mark(by, day)}"
        return cls(Button(label=t("Write to them"), custom_id=custom_id, style=style))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        by, day = self.cohort
        app = app_of(interaction)
        found = await app.read(guild_of(interaction), lurkers.portrait, person_of(interaction), by, day)
        if not found.people:
            raise lurker_rules.NobodyToInvite
        place = _place(interaction)
        channel_id = found.channel_id or place.channel_id
        if channel_id is None:
            raise lurker_rules.NoPlaceToInvite
        await _check_place(interaction, channel_id)
        theirs = app.catalogs.of(found.language or place.language)
        await _ask(interaction, by, day, suggestion(theirs))


class Change(Tap, template=rf"onboarding:lurkers:change:(?P<id>{NUMBER})"):
    """Opens the form again with what was written."""

    @classmethod
    def of(cls, t: Words, invitation_id: int) -> Change:
        """The button as it is first drawn."""
        custom_id = f"onboarding:lurkers:change:{invitation_id}"
        return cls(Button(label=t("Write it otherwise"), custom_id=custom_id), invitation_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        by, day, words = await app_of(interaction).read(
            guild_of(interaction), lurkers.rewrite, person_of(interaction), self.row_id
        )
        await _ask(interaction, by, day, words)


class Send(Tap, template=rf"onboarding:lurkers:send:(?P<id>{NUMBER})"):
    """Sends a word."""

    @classmethod
    def of(cls, t: Words, invitation_id: int) -> Send:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.success
        custom_id = f"onboarding:lurkers:send:{invitation_id}"
        return cls(Button(label=t("Send it"), custom_id=custom_id, style=style), invitation_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Sends it to those whom the message names and who are still to be written to, and to nobody else."""
        t, app, guild_id = words_of(interaction), app_of(interaction), guild_of(interaction)
        person = person_of(interaction)
        found = await app.read(guild_id, lurkers.draft, person, self.row_id)
        await _check_place(interaction, found.invitation.channel_id)
        named = _named(interaction)
        here = await _here(interaction, named)
        if gone := named - here:
            await app.write(guild_id, leaving.left, gone)
        count = await app.write(guild_id, lurkers.send, person, self.row_id, here)
        if not count:
            others = await app.read(guild_id, lurkers.draft, person, self.row_id)
            news = t("Nobody it was for can be written to any more. It would go to these people now:")
            await show_in_place(interaction, preview(t, others, news))
            return
        said = t.plural(
            "Your word is on its way to {count} person, and waits where it is night.",
            "Your word is on its way to {count} people, and waits where it is night.",
            count,
        )
        await show_in_place(interaction, layout(text(said)))


class Read(Tap, template=rf"onboarding:lurkers:read:(?P<id>{NUMBER}){KEY}"):
    """Shows a word to whom it was written to."""

    @classmethod
    def of(cls, t: Words, invitation_id: int, key: str) -> Read:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary
        custom_id = f"onboarding:lurkers:read:{invitation_id}:{key}"
        return cls(Button(label=t("Read it"), custom_id=custom_id, style=style), invitation_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        t, guild_id = words_of(interaction), guild_of(interaction)
        found = await app_of(interaction).read(guild_id, lurkers.read, interaction.user.id, self.row_id)
        head = t("{moderator} writes to you:", moderator=f"<@{found.written_by}>")
        view = layout(
            text(f"{head}\n{_quoted(found.words)}"), row(views.Start.of(t, 0), LeaveAlone.of(t, guild_id))
        )
        await reply(interaction, view)


class LeaveAlone(Tap, template=r"onboarding:quiet:(?P<guild>[0-9]{1,19})"):
    """Whoever presses it is never written to again, and nothing is suggested to them; the number is the server."""

    guild_id = 0

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> LeaveAlone:
        """The button again, from its custom id."""
        tap = cls(button)
        tap.guild_id = snowflake_in(match["guild"])
        return tap

    @classmethod
    def of(cls, t: Words, guild_id: int) -> LeaveAlone:
        """The button as it is first drawn."""
        return cls(Button(label=t("Don’t ask me again"), custom_id=f"onboarding:quiet:{guild_id}"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps it: for the server it is pressed in, or for the one that a direct message comes from."""
        guild_id = interaction.guild_id or self.guild_id
        if interaction.client.get_guild(guild_id) is None:
            raise Outdated
        await app_of(interaction).write(guild_id, path.observe, interaction.user.id)
        t = words_of(interaction)
        await reply(
            interaction,
            t(
                "Nobody will ask you again, and I won’t suggest anything to you. Reading along is a good way to be here. "
                "If you ever change your mind, /path opens the way."
            ),
        )


class ShowBy(Tap, template=rf"onboarding:lurkers:by:(?P<by>{'|'.join(By)})"):
    """Shows the latest weeks, or months."""

    by = By.MONTH

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> ShowBy:
        """The button again, from its custom id."""
        tap = cls(button)
        tap.by = By(match["by"])
        return tap

    @classmethod
    def of(cls, t: Words, by: By, *, shown: bool) -> ShowBy:
        """The button as it is first drawn."""
        label = {By.WEEK: t("By week"), By.MONTH: t("By month")}[by]
        style = discord.ButtonStyle.primary if shown else discord.ButtonStyle.secondary
        return cls(Button(label=label, custom_id=f"onboarding:lurkers:by:{by}", style=style))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows them."""
        await show(interaction, self.by)


class Earlier(_OfCohort, template=rf"onboarding:lurkers:until:{COHORT}"):
    """Shows a cohort with those before it."""

    @classmethod
    def of(cls, t: Words, by: By, day: date) -> Earlier:
        """The button as it is first drawn."""
        return cls(Button(label=t("Earlier"), custom_id=f"onboarding:lurkers:until:{_mark(by, day)}"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows them."""
        await show(interaction, *self.cohort)


class Again(_OfCohort, template=rf"onboarding:lurkers:again:{COHORT}"):
    """Opens the form once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words, by: By, day: date) -> Again:
        """The button as it is first drawn."""
        custom_id = f"onboarding:lurkers:again:{_mark(by, day)}"
        return cls(Button(label=t("Change and send again"), custom_id=custom_id))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        by, day = self.cohort
        await app_of(interaction).read(
            guild_of(interaction), lurkers.portrait, person_of(interaction), by, day
        )
        await _ask(interaction, by, day, typed.found(interaction, FIELDS)["words"])


class Written(Form):
    """The form with a word has been sent."""

    template = re.compile(rf"onboarding:lurkers:word:{COHORT}")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it, and shows how it will look; what was refused is given back."""
        t, (by, day), words = words_of(interaction), _cohort(self.match), answers.get("words", "")
        try:
            found = await app_of(interaction).write(
                guild_of(interaction),
                lurkers.write,
                person_of(interaction),
                by,
                day,
                words,
                _place(interaction),
            )
            await _check_place(interaction, found.invitation.channel_id)
        except Refusal as refusal:
            items: list[Item[Any]] = [text(refusal.sentence(t))]
            if given := typed.shown(t, (words,)):
                items += [*given, row(Again.of(t, by, day))]
            await reply(interaction, layout(*items))
            return
        await show_in_place(interaction, preview(t, found))


BUTTONS: tuple[type[Tap], ...] = (Look, Write, Change, Again, Send, Read, LeaveAlone, ShowBy, Earlier)
FORMS: tuple[type[Form], ...] = (Written,)


async def show(interaction: discord.Interaction[Any], by: By, day: date | None = None) -> None:
    """Shows a moderator the weeks or months up to the one that a day is in, or the latest."""
    found = await app_of(interaction).read(
        guild_of(interaction), lurkers.overview, person_of(interaction), by, day
    )
    await show_in_place(interaction, overview(words_of(interaction), found))


async def _ask(interaction: discord.Interaction[Any], by: By, day: date, words: str) -> None:
    t = words_of(interaction)
    field = typing(
        "words",
        t("Your words"),
        words,
        hint=t("They read it with your name on it. Make it yours."),
        longest=lurker_rules.LONGEST,
        long=True,
    )
    await show_form(interaction, t("A gentle word"), f"onboarding:lurkers:word:{_mark(by, day)}", [field])


def _place(interaction: discord.Interaction[Any]) -> Place:
    guild = interaction.guild
    if guild is None:
        return Place(None, "en")
    channel = guild.system_channel
    return Place(None if channel is None else channel.id, guild.preferred_locale.value)


async def _check_place(interaction: discord.Interaction[Any], channel_id: int) -> None:
    """Raises BotLacks with what is missing to say a word in a channel, NoPlaceToInvite when that is gone."""
    assert interaction.guild is not None
    try:
        await check_may_post(interaction.guild, channel_id)
    except ChannelGone:
        raise lurker_rules.NoPlaceToInvite from None


def _named(interaction: discord.Interaction[Any]) -> frozenset[int]:
    """Whom the preview that was pressed on names."""
    if interaction.message is None:
        return frozenset()
    view = LayoutView.from_message(interaction.message, timeout=None)
    item = view.find_item(NAMED)
    said = item.content if isinstance(item, TextDisplay) else ""
    return frozenset(snowflake_in(found) for found in re.findall(r"<@([0-9]{1,20})>", said))


async def _here(interaction: discord.Interaction[Any], people: Collection[int]) -> frozenset[int]:
    """Who of these is in the server."""
    if not people:
        return frozenset()
    assert interaction.guild is not None
    members = await interaction.guild.query_members(user_ids=list(people), limit=len(people), cache=False)
    return frozenset(member.id for member in members)


def suggestion(t: Words) -> str:
    """A word to begin with."""
    return t(
        "Hello! You joined a while ago, and it is good to have you here. Reading along is fine. If you would like to take "
        "a first step, tap Start: it shows what is near you. And if you are looking for something, just ask me."
    )


def overview(t: Words, found: Overview) -> LayoutView:
    """The cohorts, each with how many of it gave no sign."""
    title = "## " + t("Who joined and never said a word")
    items: list[Item[Any]] = [text(title, *(f"-# {line}" for line in _basis(t, found)))]
    for one in found.cohorts:
        first = discord.utils.format_dt(one.span.begins_at, "D")
        name = t("Week from {day}", day=first) if found.by is By.WEEK else t("Month from {day}", day=first)
        said = f"**{name}**\n{_counted(t, one.count)}"
        if one.count.silent or one.count.unheard:
            items.append(section(said, Look.of(t, found.by, one.span.first_on)))
        elif one.count.joined:
            items.append(text(said))
    taps = [ShowBy.of(t, by, shown=by is found.by) for by in By]
    earlier = [] if found.earlier_on is None else [Earlier.of(t, found.by, found.earlier_on)]
    items.append(row(*taps, *earlier))
    return layout(*items)


def _basis(t: Words, found: Overview) -> list[str]:
    """Of whom it speaks, and what it goes by."""
    lines: list[str] = []
    if found.census.known_at is not None:
        day = discord.utils.format_dt(found.census.known_at, "D")
        lines.append(t("Everyone who is here, by the list of members of {day}.", day=day))
        if found.listed:
            lines.append(
                t(
                    "Who was here before I could see them join may have said something then: of them, only those "
                    "count who have given no sign for three months since."
                )
            )
    elif found.since is not None:
        day = discord.utils.format_dt(found.since, "D")
        lines.append(t("Those I have seen join, since {day}.", day=day))
    else:
        lines.append(t("I have seen nobody join yet."))
    if found.census.begun_at is not None:
        lines.append(t("I am reading the list of members now. Look again in a minute."))
    lines.append(
        t(
            "I read nothing of what people write, I only note that they wrote, pressed something or came to talk; who "
            "did so only while I was away is taken for silent."
        )
    )
    return lines


def cohort(t: Words, found: Portrait) -> LayoutView:
    """Who of a cohort can be written to."""
    span, count = found.cohort.span, found.cohort.count
    begins = discord.utils.format_dt(span.begins_at, "D")
    name = t("Week from {day}", day=begins) if span.by is By.WEEK else t("Month from {day}", day=begins)
    items: list[Item[Any]] = [text(f"## {name}", _counted(t, count))]
    if found.people:
        names = t.listing([f"<@{person}>" for person in found.people])
        items.append(text(t("You can write to {people}.", people=names)))
        items.append(row(Write.of(t, span.by, span.first_on), ShowBy.of(t, span.by, shown=False)))
    else:
        items.append(
            text(
                t(
                    "Nobody of them is to be written to now: they joined less than a week ago, were written to within three "
                    "months, have left, or want to be left alone."
                )
            )
        )
        items.append(row(ShowBy.of(t, span.by, shown=False)))
    return layout(*items)


def _counted(t: Words, count: Count) -> str:
    said = [
        t.plural("{count} joined", "{count} joined", count.joined),
        t.plural("{count} never said a word", "{count} never said a word", count.silent),
    ]
    if count.unheard:
        said.append(
            t.plural(
                "{count} gave no sign for three months",
                "{count} gave no sign for three months",
                count.unheard,
            )
        )
    if count.unknown:
        said.append(
            t.plural(
                "{count} may have said something before",
                "{count} may have said something before",
                count.unknown,
            )
        )
    return " · ".join(said)


def preview(t: Words, found: Draft, news: str | None = None) -> LayoutView:
    """A word as it will be read, before it is sent; above it, what has just happened."""
    where = t(
        "I mention them in {channel} with a button; only they read it, with your name on it. From then on they are left in "
        "peace for three months, and for good if they like.",
        channel=f"<#{found.invitation.channel_id}>",
    )
    people = t("To {people}.", people=t.listing([f"<@{person}>" for person in found.people]))
    return layout(
        *([text(news)] if news else []),
        text("## " + t("Before you send it"), _quoted(found.invitation.words)),
        TextDisplay(people, id=NAMED),
        text(f"-# {where}"),
        row(Send.of(t, found.invitation.id), Change.of(t, found.invitation.id)),
    )


def invited(t: Words, found: Invitation, topic: Topic, guild_id: int) -> Part:
    """Says to some people that there is a word for them; in a direct message, the word itself."""
    if topic.direct:
        head = t("A moderator writes to you:")
        words = f"{head}\n{_quoted(found.words)}"
        link = f"https://discord.com/channels/{guild_id}/{found.channel_id}"
        view = letters.private(words, t("Go there"), link)
        view.add_item(row(LeaveAlone.of(t, guild_id)))
    else:
        mentions = " ".join(f"<@{person}>" for person in topic.people)
        words = t("A moderator has a word for you. Only you see it.")
        buttons = row(Read.of(t, found.id, topic.key), LeaveAlone.of(t, guild_id))
        view = layout(text(mentions, words), buttons)
    return Part(view, topic.people, language=t.language)


def own_record(found: OwnSigns) -> RecordPart:
    """What is noted of somebody's coming in, for them alone."""

    def words(t: Words) -> str:
        lines = [t("You joined {day}.", day=discord.utils.format_dt(found.arrived_at, "D"))]
        if found.active:
            lines.append(t("I have noted that you wrote, pressed something or came to talk since, not what."))
        else:
            lines.append(t("I have not noted that you wrote, pressed anything or came to talk since."))
        if found.listed_at is not None:
            day = discord.utils.format_dt(found.listed_at, "D")
            lines.append(t("I know it from the list of members, as it was read {day}.", day=day))
        if found.invited_at is not None:
            day = discord.utils.format_dt(found.invited_at, "D")
            lines.append(t("A moderator last wrote to you {day}.", day=day))
        return "\n".join(lines)

    return RecordPart(words)


def _quoted(words: str) -> str:
    return "\n".join(f"> {discord.utils.escape_markdown(line)}" for line in words.splitlines())
