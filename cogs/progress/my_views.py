"""What somebody reads and presses about their own progress: days, pace, goals, pictures; nobody else sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, MediaGallery, Separator

from bot.pictures import heatmap
from bot.pictures.drawing import THEMES
from bot.pictures.heatmap import Heatmap, Shade
from bot.ui.answers import app_of, guild_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, section, text
from bot.ui.forms import Form, choosing, show_form, typing
from bot.words import Words
from cogs.progress import goals, rules, service, views
from cogs.progress.goal_models import Goal
from cogs.progress.goals import Done
from cogs.progress.service import Mine

DARK, LIGHT = "dark", "light"

LONGEST_GOAL = 3800 // rules.MOST_OPEN
"""Characters of a goal in a list: a message holds 4000. A link that is too long for that is left out."""


class FillIn(Tap, template=rf"progress:fill:(?P<id>{NUMBER})"):
    """Keeps a day afterwards; the number is its date, as 20261119."""

    @classmethod
    def of(cls, t: Words, on: date) -> FillIn:
        """The button as it is first drawn."""
        label = t("I learned on {day}", day=t.weekday(on.weekday()))
        return cls(Button(label=label, custom_id=f"progress:fill:{on:%Y%m%d}"), int(f"{on:%Y%m%d}"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps it, and shows what it makes."""
        digits = str(self.row_id)
        try:
            on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except (ValueError, OverflowError):
            raise rules.CannotFillIn from None
        await app_of(interaction).write(guild_of(interaction), service.fill_in, interaction.user.id, on)
        await show_mine(interaction)


class Choose(Tap, template=r"progress:choose"):
    """Opens the form for one's own pace."""

    @classmethod
    def of(cls, t: Words) -> Choose:
        """The button as it is first drawn."""
        return cls(Button(label=t("My pace"), custom_id="progress:choose"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        t = words_of(interaction)
        mine = await app_of(interaction).read(guild_of(interaction), service.mine, interaction.user.id)
        fields = [
            typing("pace", t("Days a week"), str(mine.pace), hint=t("1 to 7. Less is fine."), longest=3),
            choosing(
                "willing",
                t("May I ask you to answer somebody?"),
                "yes" if mine.habit.willing else "no",
                {"no": t("No"), "yes": t("Yes, when nobody has answered for a day")},
            ),
            choosing("theme", t("Pictures"), mine.habit.theme or DARK, {DARK: t("Dark"), LIGHT: t("Light")}),
        ]
        await show_form(interaction, t("My pace"), "progress:chosen", fields)


class Chosen(Form):
    """The form for one's own pace, sent."""

    template = re.compile(r"progress:chosen")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it."""
        await app_of(interaction).write(
            guild_of(interaction),
            service.choose,
            interaction.user.id,
            pace=rules.pace_of(answers["pace"]) if answers.get("pace") else None,
            willing=answers.get("willing") == "yes",
            theme=LIGHT if answers.get("theme") == LIGHT else DARK,
        )
        await show_mine(interaction)


class Step(Tap, template=rf"progress:step:(?P<id>{NUMBER}):(?P<to>[0-9]{{1,5}})"):
    """Sets how far one has come with a goal: the number on the button, however often it is pressed."""

    to = 0

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> Step:
        """The button again, from its custom id."""
        step = cls(button, int(match["id"]))
        step.to = int(match["to"])
        return step

    @classmethod
    def of(cls, t: Words, goal: Goal) -> Step:
        """The button as it is first drawn."""
        to = goal.done + 1
        label = t("Reached") if goal.target == 1 else t("{done} of {target}", done=to, target=goal.target)
        return cls(Button(label=label, custom_id=f"progress:step:{goal.id}:{to}"), goal.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Sets it, and says so."""
        goal = await app_of(interaction).write(
            guild_of(interaction), goals.reach, self.row_id, interaction.user.id, self.to
        )
        await reply(interaction, stepped(words_of(interaction), goal))


class LetGo(Tap, template=rf"progress:letgo:(?P<id>{NUMBER})"):
    """Lets a goal of one's own go."""

    @classmethod
    def of(cls, t: Words, goal: Goal) -> LetGo:
        """The button as it is first drawn."""
        return cls(Button(label=t("Let it go"), custom_id=f"progress:letgo:{goal.id}"), goal.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Lets it go, and says so."""
        goal = await app_of(interaction).write(
            guild_of(interaction), goals.let_go, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        await reply(
            interaction, t("You let “{goal}” go. That makes room for what matters now.", goal=title(goal))
        )


class Celebrate(Tap, template=rf"progress:celebrate:(?P<id>{NUMBER})"):
    """Celebrates a goal one has reached with the group; the number is the goal."""

    @classmethod
    def of(cls, t: Words, goal: Goal) -> Celebrate:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.success
        custom_id = f"progress:celebrate:{goal.id}"
        return cls(Button(label=t("Celebrate it with the group"), style=style, custom_id=custom_id), goal.id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shares it as a win."""
        app, guild_id = app_of(interaction), guild_of(interaction)
        group, words = await app.read(
            guild_id, goals.to_celebrate, self.row_id, interaction.user.id, views.around(interaction)
        )
        entry = rules.Entry(did=words.title, link=words.link)
        # A goal is celebrated once, however often this is pressed; no interaction has such a number.
        await views.share(interaction, group.id, entry, win=rules.Win.GOAL, request_id=-words.id)


async def show_mine(interaction: discord.Interaction[Any]) -> None:
    """Answers with somebody's own progress: a picture of their year, and what they can do."""
    t = words_of(interaction)
    mine = await app_of(interaction).read(guild_of(interaction), service.mine, interaction.user.id)
    drawing = heatmap.draw(year(t, mine, interaction.user.display_name), THEMES[mine.habit.theme or DARK])
    file = await views.painted(interaction, drawing, "year.png")
    await reply(interaction, card(t, mine, picture=file is not None), file=file)


def year(t: Words, mine: Mine, name: str) -> Heatmap:
    """A year of somebody's days as it is drawn."""
    shades = dict.fromkeys(mine.rests, Shade.REST)
    for day, shares in mine.kept:
        shades[day.on] = Shade(1 + min(shares, 2))
    return Heatmap(
        title=t("{name} · a year of learning", name=name),
        facts=facts(t, mine),
        days=shades,
        today=mine.today,
        legend=(t("filled in"), t("shared"), t("shared twice or more"), t("pause")),
        month=t.month_short,
        weekday=t.weekday_short,
    )


def facts(t: Words, mine: Mine) -> str:
    """Days in total, weeks in a row, freezes: what there is, and nothing of what is not."""
    standing = mine.standing
    found = [t.plural("{count} day in total", "{count} days in total", standing.total)]
    if standing.weeks > 1:
        found.append(t.plural("{count} week in a row", "{count} weeks in a row", standing.weeks))
    if standing.freezes:
        found.append(t.plural("{count} freeze", "{count} freezes", standing.freezes))
    return " · ".join(found)


def alt(t: Words, mine: Mine) -> str:
    """The picture in words."""
    months: dict[date, int] = {}
    for day, _ in mine.kept:
        if day.on >= heatmap.first_day(mine.today):
            first = day.on.replace(day=1)
            months[first] = months.get(first, 0) + 1
    told = ", ".join(f"{t.month(month)} {count}" for month, count in sorted(months.items()))
    return t("Your year in days. {facts}. Days a month: {months}.", facts=facts(t, mine), months=told or "0")[
        :1000
    ]


def card(t: Words, mine: Mine, *, picture: bool) -> LayoutView:
    """Somebody's own progress."""
    items: list[Item[Any]] = [
        text("## " + t("Your progress"), f"{facts(t, mine)} · {views.this_week(t, mine.standing)}")
    ]
    if picture:
        media = discord.MediaGalleryItem("attachment://year.png", description=alt(t, mine))
        items.append(MediaGallery[Any](media))
    elif mine.kept:
        items.append(text(alt(t, mine)))
    if mine.standing.freezes:
        items.append(
            text(
                "-# "
                + t("A freeze stands in for a missing day, by itself. You get one for every 7 days you keep.")
            )
        )
    items.append(row(*(FillIn.of(t, day.on) for day in mine.fillable), Choose.of(t)))
    if mine.latest:
        items.append(Separator[Any]())
    items += [
        section(
            views.short(" · ".join(views.body(t, post)) or views.head(t, post, f"<@{post.person_id}>"), 200),
            views.TakeBack.of(t, post.id),
        )
        for post in mine.latest
    ]
    return layout(box(*items))


def title(goal: Goal) -> str:
    """A goal's title, as it was typed."""
    return views.shown(goal.title)


def due(t: Words, goal: Goal, today: date) -> str:
    """Until when a goal was meant; a day that has passed is no reproach."""
    if goal.due_on is None:
        return ""
    if goal.due_on < today:
        return t("it was meant for {day}; any day is good", day=t.date(goal.due_on))
    return t("until {day}", day=t.date(goal.due_on))


def goal_line(t: Words, goal: Goal, today: date) -> str:
    """A goal of one's own in a line."""
    found = [f"**{title(goal)}**"]
    if goal.target > 1:
        found.append(t("{done} of {target}", done=goal.done, target=goal.target))
    if until := due(t, goal, today):
        found.append(until)
    line = " · ".join([*found, goal.link] if goal.link else found)
    return line if len(line) <= LONGEST_GOAL else " · ".join(found)


def goal_list(t: Words, found: Sequence[Goal], today: date) -> LayoutView:
    """What somebody is working towards, each with its next step."""
    if not found:
        return layout(
            text(t("You have no goal open. /progress goal sets one: a title is enough, and only you see it."))
        )
    items: list[Item[Any]] = [text("## " + t("Your goals"), t("Only you see them."))]
    for goal in found[: rules.MOST_OPEN]:
        items.append(text(goal_line(t, goal, today)))
        items.append(row(Step.of(t, goal), LetGo.of(t, goal)))
    return layout(box(*items))


def aimed(t: Words, goal: Goal, today: date) -> LayoutView:
    """The answer to who set themselves a goal."""
    return layout(
        text(t("Set, and only you see it: {goal}", goal=goal_line(t, goal, today))),
        row(Step.of(t, goal), LetGo.of(t, goal)),
    )


def stepped(t: Words, goal: Goal) -> LayoutView:
    """The answer to who came further."""
    if goal.finished_at is not None:
        return layout(
            text(t("You have reached “{goal}”. Well done.", goal=title(goal))), row(Celebrate.of(t, goal))
        )
    words = t("“{goal}”: {done} of {target}.", goal=title(goal), done=goal.done, target=goal.target)
    return layout(text(words), row(Step.of(t, goal), LetGo.of(t, goal)))


def own_lines(t: Words, done: Done) -> str:
    """What is kept of what somebody did, in one line; what there is none of is left out."""
    counted = (
        (done.posts, t.plural("{count} post shared", "{count} posts shared", done.posts)),
        (done.days, t.plural("{count} day of learning", "{count} days of learning", done.days)),
        (done.cheers, t.plural("{count} post encouraged", "{count} posts encouraged", done.cheers)),
        (done.goals, t.plural("{count} open goal", "{count} open goals", done.goals)),
    )
    return t("**Your progress** {done}", done=" · ".join(words for count, words in counted if count))


BUTTONS: tuple[type[Tap], ...] = (FillIn, Choose, Step, LetGo, Celebrate)
