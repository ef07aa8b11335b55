"""What moderators read and press at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView

from bot import places
from bot.ui.answers import app_of, guild_of, is_private_to, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, cut, layout, row, section, text
from bot.words import Words
from cogs.onboarding import buddy_views, desk, desk_rules, presence
from cogs.onboarding.desk import Desk, Waiting
from cogs.onboarding.desk_models import DeskEntry
from cogs.onboarding.desk_rules import Kind

MARK = "onboarding:desk:open"
"""The custom id by which the desk is known again among other messages."""

LONGEST_NAME = 60
"""Characters of a group's name in the list of first answers."""

MOST_GROUPS = 10
"""Groups whose first answers are told: those where people wait longest."""


class Open(Tap, template=r"onboarding:desk:open"):
    """Opens the whole desk for one person."""

    @classmethod
    def of(cls, t: Words) -> Open:
        """The button as it is first drawn."""
        return cls(Button(label=t("Open the desk"), custom_id=MARK))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows its first page."""
        await show(interaction)


class Turn(Tap, template=rf"onboarding:desk:page:(?P<id>{NUMBER})"):
    """Shows another page; the number is which, from 0."""

    @classmethod
    def of(cls, label: str, page: int) -> Turn:
        """The button as it is first drawn."""
        return cls(Button(label=label, custom_id=f"onboarding:desk:page:{page}"), page)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show(interaction, page=self.row_id)


class Take(Tap, template=rf"onboarding:desk:take:(?P<id>{NUMBER})"):
    """Takes care of somebody."""

    @classmethod
    def of(cls, t: Words, entry: DeskEntry) -> Take:
        """The button as it is first drawn."""
        match entry.kind:
            case Kind.NEWCOMER:
                label = t("I’ll greet")
            case Kind.BUDDY:
                label = t("I’ll find someone")
            case _:
                label = t("I’ll reply")
        custom_id = f"onboarding:desk:take:{entry.id}"
        return cls(Button(label=label, style=discord.ButtonStyle.primary, custom_id=custom_id), entry.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it, if nobody has."""
        person, t = person_of(interaction), words_of(interaction)
        taken = await app_of(interaction).write(guild_of(interaction), desk.take, self.row_id, person)
        who = f"<@{taken.person_id}>"
        if taken.kind is not Kind.BUDDY and await _is_gone(interaction, taken.person_id):
            news = t("{person} has left the server, and the desk with it.", person=who)
        elif taken.taken_by != person.id:
            news = t("{taker} takes care of {person} already.", taker=f"<@{taken.taken_by}>", person=who)
        elif taken.kind is Kind.BUDDY:
            await buddy_views.show_matching(interaction, taken.subject_id)
            return
        else:
            news = t(
                "{person} is yours. As soon as you answer, they leave the desk; tap Done if nobody sees your answer.",
                person=who,
            )
        await _answer(interaction, news)


class Done(Tap, template=rf"onboarding:desk:done:(?P<id>{NUMBER})"):
    """Says that somebody was answered where the bot does not see it."""

    @classmethod
    def of(cls, t: Words, entry: DeskEntry) -> Done:
        """The button as it is first drawn."""
        return cls(Button(label=t("Done"), custom_id=f"onboarding:desk:done:{entry.id}"), entry.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it off the desk."""
        person, t = person_of(interaction), words_of(interaction)
        over = await app_of(interaction).write(guild_of(interaction), desk.done, self.row_id, person)
        await _answer(interaction, t("Done. {person} has left the desk.", person=f"<@{over.person_id}>"))


class HandBack(Tap, template=rf"onboarding:desk:back:(?P<id>{NUMBER})"):
    """Leaves somebody to others again."""

    @classmethod
    def of(cls, t: Words, entry: DeskEntry) -> HandBack:
        """The button as it is first drawn."""
        return cls(Button(label=t("Hand back"), custom_id=f"onboarding:desk:back:{entry.id}"), entry.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Hands it back."""
        person, t = person_of(interaction), words_of(interaction)
        free = await app_of(interaction).write(guild_of(interaction), desk.hand_back, self.row_id, person)
        await _answer(
            interaction, t("{person} is for whoever comes first again.", person=f"<@{free.person_id}>")
        )


BUTTONS: tuple[type[Tap], ...] = (Open, Turn, Take, Done, HandBack)


async def _answer(interaction: discord.Interaction[Any], news: str) -> None:
    """Says it, and on somebody's own view of the desk shows what is left."""
    if is_private_to(interaction):
        await show(interaction, news=news)
    else:
        await reply(interaction, news)


async def _is_gone(interaction: discord.Interaction[Any], *people: int) -> bool:
    """Whether anybody of these has left; then they are off the desk."""
    guild = interaction.guild
    if guild is None:
        return False
    return await presence.leave_out_the_gone(app_of(interaction), guild, people, presence.FOR_AN_ANSWER)


async def show(interaction: discord.Interaction[Any], page: int = 0, news: str | None = None) -> None:
    """Shows somebody the desk, with all that is there. Raises NotAtTheDesk, NoDesk."""
    app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
    found = await app.write(guild_id, desk.visit, person, page)
    if await _is_gone(interaction, *(waiting.entry.person_id for waiting in found.waiting)):
        found = await app.write(guild_id, desk.visit, person, page)
    names = await app.read(guild_id, desk.group_names, person)
    if (
        found.place is not None
        and interaction.guild
        and interaction.guild.get_channel(found.place[0]) is None
    ):
        found = replace(found, place=None)  # somebody deleted its channel
    await show_in_place(interaction, whole(words_of(interaction), found, names, guild_id, news))


def live(t: Words, found: Desk, guild_id: int) -> LayoutView:
    """The desk as it stands in its channel."""
    items = [text(_head(t, found)), *_entries(t, found, guild_id)]
    if (more := found.count - len(found.waiting)) > 0:
        items.append(text(t.plural("And {count} more.", "And {count} more.", more)))
    if None in found.answers:
        items.append(text("-# " + _usual(t, found.answers[None])))
    return layout(box(*items, row(Open.of(t))))


def whole(
    t: Words, found: Desk, names: Mapping[int, str], guild_id: int, news: str | None = None
) -> LayoutView:
    """One page of the desk as one person sees it, with how long first answers take."""
    items: list[Item[Any]] = [text(_head(t, found)), *_entries(t, found, guild_id)]
    if found.place is not None and found.place[1] is not None:
        link = f"https://discord.com/channels/{guild_id}/{found.place[0]}/{found.place[1]}"
        items.append(text(t("The desk for all of you is here: {link}", link=link)))
    if None in found.answers:
        items.append(text(t("**First answers**"), *_answers(t, found, names)))
    turns: list[Turn] = []
    if found.page > 0:
        turns.append(Turn.of(t("Earlier page"), found.page - 1))
    if (found.page + 1) * desk_rules.ON_A_PAGE < found.count:
        turns.append(Turn.of(t("Next page"), found.page + 1))
    if turns:
        items.append(row(*turns))
    return layout(*([text(news)] if news else []), box(*items))


def _head(t: Words, found: Desk) -> str:
    if not found.count:
        return "## " + t("Welcome desk") + "\n" + t("Nobody waits for anyone.")
    waiting = t.plural("{count} person waits for someone", "{count} people wait for someone", found.people)
    return f"## {t('Welcome desk')} · {waiting}"


def _entries(t: Words, found: Desk, guild_id: int) -> list[Item[Any]]:
    items: list[Item[Any]] = []
    for waiting in found.waiting:
        entry, words = waiting.entry, _told(t, waiting, guild_id)
        if entry.taken_by is None:
            items.append(section(words, Take.of(t, entry)))
        else:
            taken = t("Taken by {person}", person=f"<@{entry.taken_by}>")
            over = buddy_views.Find.of(t, entry.subject_id) if entry.kind is Kind.BUDDY else Done.of(t, entry)
            items += [text(f"{words}\n-# {taken}"), row(over, HandBack.of(t, entry))]
    return items


def _told(t: Words, waiting: Waiting, guild_id: int) -> str:
    entry = waiting.entry
    person, moment = f"<@{entry.person_id}>", discord.utils.format_dt(entry.since_at, "R")
    link = f"https://discord.com/channels/{guild_id}/{entry.channel_id}/{entry.message_id}"
    match entry.kind:
        case Kind.NEWCOMER if waiting.city_id is not None:
            city = places.city(waiting.city_id, t.language)
            name = discord.utils.escape_markdown(city.name) if city is not None else "?"
            return t("{person} came in {moment} and named {city}", person=person, moment=moment, city=name)
        case Kind.NEWCOMER:
            return t("{person} came in {moment}", person=person, moment=moment)
        case Kind.POST:
            return t(
                "{person} wrote [here]({link}) for the first time {moment}",
                person=person,
                link=link,
                moment=moment,
            )
        case Kind.INTRODUCTION:
            return t(
                "{person} [introduced themselves]({link}) {moment}", person=person, link=link, moment=moment
            )
        case Kind.BUDDY:
            return t("{person} asked for a buddy {moment}", person=person, moment=moment)
        case Kind.STUCK:
            words = _cut(" ".join((entry.words or "").split()), desk_rules.LONGEST_WORDS)
            return t(
                "{person} said {moment} that they are [stuck]({link}): “{words}”",
                person=person,
                moment=moment,
                link=link,
                words=words,
            )


def _cut(plain: str, longest: int) -> str:
    """The first of these words, escaped: then they may be twice as long, and all of them more than a message holds."""
    return cut(discord.utils.escape_markdown(plain), longest)


def _usual(t: Words, answers: desk_rules.FirstAnswers) -> str:
    return t(
        "Half of the first answers of the last {days} days came within {span}.",
        days=desk_rules.MEASURED.days,
        span=t.span(answers.usual),
    )


def _answers(t: Words, found: Desk, names: Mapping[int, str]) -> list[str]:
    lines = [_usual(t, found.answers[None])]
    told = [(name, found.answers[group]) for group, name in names.items() if group in found.answers]
    slowest = sorted(told, key=lambda group: group[1].usual, reverse=True)
    lines += [
        t("- {group}: {span}", group=_cut(name, LONGEST_NAME), span=t.span(answers.usual))
        for name, answers in slowest[:MOST_GROUPS]
    ]
    return lines
