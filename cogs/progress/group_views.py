"""What a group reads and presses of its progress: shared goals, the month's board, the weekly digest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, MediaGallery

from bot.pictures import board
from bot.pictures.board import Bar, Board
from bot.pictures.drawing import THEMES
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, section, text
from bot.ui.channels import check_may_open_thread
from bot.ui.forms import Form, choosing, show_form, typing
from bot.words import Words
from cogs.groups.service import Group
from cogs.progress import goals, my_views, rules, together, views
from cogs.progress.goal_models import Goal
from cogs.progress.goal_models import Item as Line
from cogs.progress.goals import Checklist
from cogs.progress.models import Post, Sum
from cogs.progress.together import Month, Week

NO_DIGEST = "none"

ROOM = 3400
"""Characters of the lists in a message, which holds 4000."""
LONGEST_TOLD = 120
"""Characters of what somebody shared where it is told in a line."""


class Tick(Tap, template=rf"progress:tick:(?P<id>{NUMBER})"):
    """Says that whoever presses it has done a line of a group's goal."""

    @classmethod
    def of(cls, t: Words, line: Line) -> Tick:
        """The button as it is first drawn."""
        return cls(Button(label=t("I did it"), custom_id=f"progress:tick:{line.id}"), line.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Ticks it, and says so."""
        await _tick(interaction, self.row_id, done=True)


class Untick(Tap, template=rf"progress:untick:(?P<id>{NUMBER})"):
    """Says that whoever presses it has not done a line after all."""

    @classmethod
    def of(cls, t: Words, line_id: int) -> Untick:
        """The button as it is first drawn."""
        return cls(Button(label=t("Not yet"), custom_id=f"progress:untick:{line_id}"), line_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Unticks it, and says so."""
        await _tick(interaction, self.row_id, done=False)


async def _tick(interaction: discord.Interaction[Any], line_id: int, *, done: bool) -> None:
    found, line = await app_of(interaction).write(
        guild_of(interaction), goals.tick, line_id, interaction.user.id, done=done
    )
    t = words_of(interaction)
    if found.goal.finished_at is not None:
        words = t(
            "With that the group has reached “{goal}”. Well done, all of you.",
            goal=my_views.title(found.goal),
        )
        await reply(interaction, words)
    elif done:
        words = t("Ticked: {line}. Of this goal, {done} of {all} are done.", line=views.shown(line), done=found.done,
                  all=len(found.items))  # fmt: skip
        await reply(interaction, layout(text(words), row(Untick.of(t, line_id))))
    else:
        await reply(interaction, t("Not ticked: {line}. It waits for you.", line=views.shown(line)))


class EndTogether(Tap, template=rf"progress:end:(?P<id>{NUMBER})"):
    """Lets a goal of a group go, when one of its organizers presses it."""

    @classmethod
    def of(cls, t: Words, goal: Goal) -> EndTogether:
        """The button as it is first drawn."""
        return cls(Button(label=t("Let it go"), custom_id=f"progress:end:{goal.id}"), goal.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Lets it go, and says so."""
        found = await app_of(interaction).write(
            guild_of(interaction), goals.let_go_together, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        await reply(
            interaction, t("The group lets “{goal}” go. Its card says so.", goal=my_views.title(found.goal))
        )


class Arrange(Tap, template=rf"progress:arrange:(?P<id>{NUMBER})"):
    """Opens the form for where and when a group's progress is shown."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> Arrange:
        """The button as it is first drawn."""
        return cls(Button(label=t("Place and digest"), custom_id=f"progress:arrange:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        t = words_of(interaction)
        _, place = await app_of(interaction).read(
            guild_of(interaction), together.arrangement, self.row_id, person_of(interaction)
        )
        days = {str(day): t.weekday(day) for day in range(7)}
        fields = [
            choosing(
                "place",
                t("Where progress is shared"),
                "thread" if place.in_thread else "channel",
                {"channel": t("In the group's channel"), "thread": t("In a thread of its own")},
            ),
            choosing(
                "day",
                t("Day of the weekly digest"),
                NO_DIGEST if place.digest_day is None else str(place.digest_day),
                {**days, NO_DIGEST: t("No digest")},
            ),
            typing(
                "hour",
                t("Hour of the digest"),
                str(place.digest_hour),
                hint=t("0 to 23, the group's time."),
                longest=5,
            ),
        ]
        await show_form(interaction, t("Place and digest"), f"progress:arranged:{self.row_id}", fields)


class Arranged(Form):
    """The form for where and when, sent."""

    template = re.compile(rf"progress:arranged:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it, and shows what holds now."""
        group_id, person, day = int(self.match["id"]), person_of(interaction), answers.get("day", "")
        in_thread = answers.get("place") == "thread"
        group, place = await app_of(interaction).read(
            guild_of(interaction), together.arrangement, group_id, person
        )
        if in_thread and place.thread_id is None and interaction.guild and group.channel_id is not None:
            check_may_open_thread(interaction.guild, group.channel_id)
        month = await app_of(interaction).write(
            guild_of(interaction),
            together.arrange,
            group_id,
            person,
            in_thread=in_thread,
            digest_day=int(day) if day in "0123456" and len(day) == 1 else None,
            digest_hour=rules.hour_of(answers.get("hour") or str(rules.DIGEST_HOUR)),
        )
        await reply(interaction, arranged(words_of(interaction), month))


def arranged(t: Words, month: Month) -> str:
    """What holds for a group's place and digest."""
    place = month.place
    where = t("Progress is shared in a thread of its own.") if place.in_thread else t(
        "Progress is shared in the group's channel."
    )  # fmt: skip
    if place.digest_day is None:
        return f"{where} {t('There is no weekly digest.')}"
    when = t(
        "The digest comes on {day} at {hour}:00, {zone} time.",
        day=t.weekday(place.digest_day),
        hour=place.digest_hour,
        zone=t.zone(month.group.zone),
    )
    return f"{where} {when}"


def goal_card(t: Words, found: Checklist, today: date) -> LayoutView:
    """A group's goal with its checklist."""
    goal = found.goal
    head = [f"## {my_views.title(goal)}", _goal_facts(t, found, today)]
    if goal.link is not None:
        head.append(goal.link)
    if goal.dropped_at is not None:
        head[1] = t("The group has let this one go.")
        return layout(box(text(*head), colour=accent(goal.group_id or 0)))
    if goal.finished_at is not None:
        head[1] = t("**Reached together** on {day}.", day=discord.utils.format_dt(goal.finished_at, "D"))
        head += [f"- {views.shown(line.title)}" for line in found.items]
        return layout(box(text(*head), colour=accent(goal.group_id or 0)))
    items: list[Item[Any]] = [text(*head)]
    items += [section(_line(t, goal, line), Tick.of(t, line)) for line in found.items]
    return layout(box(*items, colour=accent(goal.group_id or 0)))


def _goal_facts(t: Words, found: Checklist, today: date) -> str:
    facts = [t("{done} of {all} done", done=found.done, all=len(found.items))]
    if found.goal.target > 1:
        facts.append(t("each by {count} people", count=found.goal.target))
    if due := my_views.due(t, found.goal, today):
        facts.append(due)
    return " · ".join(facts)


def _line(t: Words, goal: Goal, line: Line) -> str:
    mark = "☑" if line.ticks >= goal.target else "☐"
    if goal.target > 1:
        counted = t("{done} of {target}", done=min(line.ticks, goal.target), target=goal.target)
    else:
        counted = t.plural("{count} person", "{count} people", line.ticks) if line.ticks else ""
    return " · ".join(part for part in (f"{mark} {views.shown(line.title)}", counted) if part)


def proposed(t: Words, found: Checklist) -> LayoutView:
    """The answer to who set a group's goal."""
    words = t(
        "{group} has a new goal: “{goal}”. Its card is in {channel}; everyone ticks there what they have done.",
        group=discord.utils.escape_markdown(found.group.name),
        goal=my_views.title(found.goal),
        channel=f"<#{found.goal.channel_id}>",
    )
    return layout(text(words), row(EndTogether.of(t, found.goal)))


async def show_group(interaction: discord.Interaction[Any], group_id: int) -> None:
    """Answers with a group's month: a picture, and what can be done."""
    t = words_of(interaction)
    group, belongs = await app_of(interaction).read(
        guild_of(interaction), together.belongs, group_id, interaction.user.id
    )
    if not belongs and not _reads(interaction, group):
        raise rules.NotForEveryone
    month = await app_of(interaction).read(
        guild_of(interaction), together.month, group_id, person_of(interaction)
    )
    drawing = board.draw(month_board(t, month), THEMES[month.theme or my_views.DARK])
    file = await views.painted(interaction, drawing, "month.png")
    await reply(interaction, month_card(t, month, picture=file is not None), file=file)


def _reads(interaction: discord.Interaction[Any], group: Group) -> bool:
    """Whether somebody can read a group's channel."""
    if (
        interaction.guild is None
        or group.channel_id is None
        or not isinstance(interaction.user, discord.Member)
    ):
        return False
    channel = interaction.guild.get_channel(group.channel_id)
    return channel is not None and channel.permissions_for(interaction.user).read_messages


def totals(t: Words, total: Sum) -> str:
    """What a group shared, all together."""
    if not total.posts:
        return t("Nothing is shared yet.")
    days = t.plural("{count} day of learning", "{count} days of learning", total.days)
    return f"{days} · {t.plural('{count} person', '{count} people', total.people)}"


def month_board(t: Words, month: Month) -> Board:
    """A group's month as it is drawn."""
    bars = [
        Bar(found.goal.title, found.done, len(found.items),
            t("{done} of {target}", done=found.done, target=len(found.items)))
        for found in month.open
    ]  # fmt: skip
    reached = [Bar(goal.title, 1, 1, t("reached")) for goal in month.reached]
    return Board(
        title=f"{month.group.name} · {t.month_and_year(month.first)}",
        facts=totals(t, month.sum),
        month=month.first,
        today=month.today,
        days=month.sum.by_day,
        goals_title=t("Goals"),
        goals=[*bars, *reached],
        wins_title=t("Wins"),
        wins=[win_words(t, post) for post in month.wins],
        nothing=t("Goals and wins will stand here."),
        weekday=t.weekday_short,
    )


def win_words(t: Words, post: Post) -> str:
    """A win in a line, without a name: whoever it is about has said so where they wanted to."""
    head = views.win_title(t, post.win or rules.Win.OTHER)
    return head if post.did is None else f"{head} · {post.did}"


def month_alt(t: Words, month: Month) -> str:
    """The picture in words."""
    head = t(
        "{group} in {month}. {totals}.",
        group=month.group.name,
        month=t.month_and_year(month.first),
        totals=totals(t, month.sum),
    )
    told = [head, by_day(t, month)]
    if month.reached:
        told.append(t("Goals reached: {goals}.", goals=", ".join(goal.title for goal in month.reached)))
    if month.wins:
        wins = (views.short(win_words(t, post), LONGEST_TOLD) for post in month.wins[: board.MOST_WINS])
        told.append(t("Wins: {wins}.", wins=", ".join(wins)))
    return " ".join(told)[:1000]


def by_day(t: Words, month: Month) -> str:
    """How many people shared something, day by day."""
    days = ", ".join(f"{on.day}: {people}" for on, people in sorted(month.sum.by_day.items()))
    return t("People who shared, by day: {days}.", days=days or "0")


def month_card(t: Words, month: Month, *, picture: bool) -> LayoutView:
    """A group's month."""
    group = month.group
    items: list[Item[Any]] = [
        text(
            f"## {discord.utils.escape_markdown(group.name)} · {t.month_and_year(month.first)}",
            totals(t, month.sum),
        )
    ]
    if picture:
        media = discord.MediaGalleryItem("attachment://month.png", description=month_alt(t, month))
        items.append(MediaGallery[Any](media))
    elif month.sum.by_day:
        items.append(text(by_day(t, month)))
    goals_shown = _goal_lines(t, month.open, month.today)
    wins: list[str] = []
    if not picture:
        goals_shown += _reached_lines(t, month.reached)
        wins = [f"- {views.shown(views.short(win_words(t, post), LONGEST_TOLD))}" for post in month.wins]
    items += _lists(t, (t("Goals"), goals_shown), (t("Wins"), wins))
    if month.organizes:
        items.append(row(Arrange.of(t, group.id)))
    return layout(box(*items, colour=accent(group.id)))


def _goal_lines(t: Words, found: Sequence[Checklist], today: date) -> list[str]:
    lines: list[str] = []
    for each in found:
        goal = each.goal
        name = my_views.title(goal)
        if goal.card_id is not None:
            url = f"https://discord.com/channels/{goal.guild_id}/{goal.channel_id}/{goal.card_id}"
            name = _linked(goal.title, url)
        lines.append(f"- {name} · {_goal_facts(t, each, today)}")
    return lines


def _reached_lines(t: Words, found: Sequence[Goal]) -> list[str]:
    return [f"- {my_views.title(goal)} · {t('reached')}" for goal in found]


def _lists(t: Words, *lists: tuple[str, Sequence[str]]) -> list[Item[Any]]:
    """Lists under their titles: each has its share of the room, and what the ones before it leave; the rest is counted."""
    items: list[Item[Any]] = []
    room = 0
    for title, lines in lists:
        room += ROOM // len(lists)
        kept: list[str] = []
        for line in lines:
            if len(line) >= room:
                break
            kept.append(line)
            room -= len(line) + 1
        left = len(lines) - len(kept)
        if left:
            kept.append("- " + t.plural("{count} more", "{count} more", left))
        if kept:
            items.append(text(f"**{title}**", *kept))
    return items


def digest(t: Words, week: Week) -> LayoutView:
    """A group's week: what was learned, who still waits for an answer, goals and wins."""
    assert week.digest is not None
    items: list[Item[Any]] = [
        text(
            "## " + t("The week in {group}", group=discord.utils.escape_markdown(week.group.name)),
            totals(t, week.sum),
        )
    ]
    items += _lists(
        t,
        (t("Wins"), [_told(t, week, post, win_words(t, post)) for post in week.wins]),
        (t("Learned"), [_told(t, week, post, post.learned or "") for post in week.learned]),
        (t("Can you help?"), [_told(t, week, post, post.stuck or "") for post in week.stuck]),
        (t("Goals"), _reached_lines(t, week.reached) + _goal_lines(t, week.open, week.digest.last_on)),
    )
    items.append(text("-# " + t("What somebody takes back goes from here too.")))
    items.append(row(ShowMonth.of(t, week.group.id)))
    return layout(box(*items, colour=accent(week.group.id)))


def _told(t: Words, week: Week, post: Post, words: str) -> str:
    linked = _linked(words, views.post_url(post))
    return f"- {views.named(t, post.person_id, week.group, week.hidden)} · {linked}"


def _linked(words: str, url: str) -> str:
    """Words as a link: nothing in them ends it too early."""
    plain = views.short(words, LONGEST_TOLD).replace("[", "(").replace("]", ")").rstrip("\\")
    return f"[{plain}]({url})"


class ShowMonth(Tap, template=rf"progress:month:(?P<id>{NUMBER})"):
    """Shows a group's month to whoever presses it."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> ShowMonth:
        """The button as it is first drawn."""
        return cls(Button(label=t("The month"), custom_id=f"progress:month:{group_id}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show_group(interaction, self.row_id)


def thread_name(t: Words, group: Group) -> str:
    """The name of a group's progress thread."""
    return t("Progress of {group}", group=group.name)[:100]


BUTTONS: tuple[type[Tap], ...] = (Tick, Untick, EndTogether, Arrange, ShowMonth)
