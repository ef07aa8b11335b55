"""What somebody reads and presses about their own path; nobody else sees it."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView

from bot import places
from bot.signals import RecordPart
from bot.ui.answers import app_of, guild_of, show_in_place, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import layout, row, section, text
from bot.words import Words
from cogs.onboarding import path
from cogs.onboarding.path import OffThePath, OwnPath, Path
from cogs.onboarding.path_rules import STAGES, Action, Phase


class Begin(Tap, template=r"onboarding:path:begin"):
    """Begins the path, or takes it up again."""

    @classmethod
    def of(cls, label: str) -> Begin:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.success
        return cls(Button(label=label, style=style, custom_id="onboarding:path:begin"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Begins it, and shows it."""
        guild_id, t = guild_of(interaction), words_of(interaction)
        seen = await app_of(interaction).write(guild_id, path.begin, interaction.user.id, t)
        await show(interaction, seen)


class Observe(Tap, template=r"onboarding:path:observe"):
    """Silences every suggestion for good."""

    @classmethod
    def of(cls, t: Words) -> Observe:
        """The button as it is first drawn."""
        return cls(Button(label=t("I am happy observing"), custom_id="onboarding:path:observe"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps it, and says so."""
        seen = await app_of(interaction).write(guild_of(interaction), path.observe, interaction.user.id)
        await show(interaction, seen)


class See(Tap, template=r"onboarding:path:see:(?P<id>[1-4])"):
    """Shows a phase; the number is which."""

    @classmethod
    def of(cls, t: Words, phase: Phase, *, shown: bool) -> See:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary if shown else discord.ButtonStyle.secondary
        custom_id = f"onboarding:path:see:{int(phase)}"
        return cls(Button(label=phase_name(t, phase), style=style, custom_id=custom_id), phase)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        guild_id, t = guild_of(interaction), words_of(interaction)
        seen = await app_of(interaction).write(guild_id, path.look, interaction.user.id, t)
        await show(interaction, seen, Phase(self.row_id))


class Tick(Tap, template=rf"onboarding:path:tick:(?P<action>{'|'.join(Action)}):(?P<done>[01])"):
    """Sets whether one has done something: 1 yes, 0 not yet."""

    action = Action.RULES
    done = True

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> Tick:
        """The button again, from its custom id."""
        tick = cls(button)
        tick.action, tick.done = Action(match["action"]), match["done"] == "1"
        return tick

    @classmethod
    def of(cls, t: Words, action: Action, *, done: bool) -> Tick:
        """The button as it is first drawn; `done` is what it sets."""
        label = t("I did it") if done else t("Not done yet")
        style = discord.ButtonStyle.success if done else discord.ButtonStyle.secondary
        custom_id = f"onboarding:path:tick:{action}:{int(done)}"
        return cls(Button(label=label, style=style, custom_id=custom_id))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Sets it, and shows the phase it belongs to, or the next one once that is reached."""
        app, guild_id, person_id = app_of(interaction), guild_of(interaction), interaction.user.id
        before = await app.read(guild_id, path.where, person_id)
        t = words_of(interaction)
        seen = await app.write(guild_id, path.tick, person_id, self.action, t, done=self.done)
        moved = isinstance(seen, Path) and seen.phase != before
        phase = next(phase for phase, stage in STAGES.items() if self.action in stage.actions)
        await show(interaction, seen, None if moved else phase)


BUTTONS = (Begin, Observe, See, Tick)


async def show(
    interaction: discord.Interaction[Any], seen: Path | OffThePath, phase: Phase | None = None
) -> None:
    """Shows somebody their path, at the phase they are in or at another one."""
    t = words_of(interaction)
    if isinstance(seen, Path):
        await show_in_place(interaction, drawn(t, seen, phase or seen.phase))
    else:
        await show_in_place(interaction, resting(t) if seen.quiet else offered(t))


def offered(t: Words) -> LayoutView:
    """What the path is, before somebody begins it."""
    words = t(
        "Some people come here to listen, others end up running a group. The path shows four phases between the two, and "
        "what people usually do in each. Only you see it, and nobody is compared with anybody."
    )
    return layout(text("## " + t("Your path"), words), row(Begin.of(t("Begin")), Observe.of(t)))


def resting(t: Words) -> LayoutView:
    """What somebody reads who is happy observing."""
    words = t(
        "You are happy observing. That is a good way to be here, and I won't suggest anything to you. If you ever change "
        "your mind, this button is here."
    )
    return layout(text(words), row(Begin.of(t("Open my path"))))


def drawn(t: Words, seen: Path, phase: Phase) -> LayoutView:
    """One phase of somebody's path."""
    head = t(
        "Phase {number} of 4: **{name}** · {months}",
        number=int(phase),
        name=phase_name(t, phase),
        months=usual(t, phase),
    )
    if phase == seen.phase:
        where = t("You are here. You began {day}.", day=discord.utils.format_dt(seen.began_at, "D"))
    elif phase < seen.phase:
        where = t("This is behind you.")
    else:
        where = t("This is still to come. Nothing stops you from beginning with it.")
    items: list[Item[Any]] = [text("## " + t("Your path"), head, where)]
    words = action_words(t)
    for action in STAGES[phase].actions:
        if action not in seen.done:
            items.append(section(f"○ {words[action]}", Tick.of(t, action, done=True)))
        elif seen.done[action]:
            items.append(text(f"✓ {words[action]}"))
        else:
            items.append(section(f"✓ {words[action]}", Tick.of(t, action, done=False)))
    items.append(text("-# " + t("Three of the four are plenty. Take the time you need."), now(t, seen)))
    items.append(row(*(See.of(t, one, shown=one == phase) for one in Phase)))
    items.append(row(Observe.of(t)))
    return layout(*items)


def own_record(found: OwnPath) -> RecordPart:
    """What is kept of somebody's path, for them alone."""

    def words(t: Words) -> str:
        lines: list[str] = []
        if found.began is not None:
            phase, began_at = found.began
            day = discord.utils.format_dt(began_at, "D")
            lines.append(
                t("You began your path {day}, and are at: {phase}.", day=day, phase=phase_name(t, phase))
            )
        if found.ticked:
            named = action_words(t)
            lines.append(t("Ticked on it:"))
            lines += [f"- {words}" for action, words in named.items() if action in found.ticked]
        if found.quiet_at is not None:
            lines.append(t("You want to be left alone, so nobody writes to you and nothing is suggested."))
        city = None if found.city_id is None else places.city(found.city_id, t.language)
        if city is not None:
            name = discord.utils.escape_markdown(city.label)
            lines.append(t("The city you have named with /start: {city}.", city=name))
        return "\n".join(lines)

    return RecordPart(words, ("/path", "/start"))


def now(t: Words, seen: Path) -> str:
    """What can be done right now."""
    if seen.steps:
        return "\n".join((t("**What you can do now**"), *(f"- {step.words}" for step in seen.steps)))
    if not seen.in_a_group:
        return t("Right now: find a group near you with /group near.")
    return t("Right now: nothing is planned in your groups. Share what you learn with /progress share.")


def phase_name(t: Words, phase: Phase) -> str:
    """What a phase is called."""
    return {
        Phase.OBSERVE: t("Observe"),
        Phase.TAKE_PART: t("Take part"),
        Phase.CONTRIBUTE: t("Contribute"),
        Phase.LEAD: t("Lead"),
    }[phase]


def usual(t: Words, phase: Phase) -> str:
    """How long people usually are in a phase."""
    first, last = STAGES[phase].months
    if last is None:
        return t("usually from month {first} on", first=first)
    return t("usually {first} to {last} months", first=first, last=last)


def action_words(t: Words) -> dict[Action, str]:
    """What each action is, to who reads it."""
    return {
        Action.RULES: t("Read the rules of this server"),
        Action.JOIN: t("Be in a group"),
        Action.LISTEN: t("Follow one channel for a week, to hear its tone"),
        Action.EXPERTS: t("Note two people who know what you want to learn"),
        Action.ASK: t("Ask a question, and say what you have tried"),
        Action.HELP: t("Help somebody who is stuck, or say hello to somebody new"),
        Action.SHARE: t("Share what you did or learned"),
        Action.COME: t("Come to a meetup"),
        Action.COHOST: t("Become a co-host of a group"),
        Action.DEPTH: t("Write up something you know in depth"),
        Action.BEGINNER: t("Help a beginner through their first weeks"),
        Action.IMPROVE: t("Propose one thing that would make your group better"),
        Action.ORGANIZE: t("Organize a group"),
        Action.HOLD: t("Plan a meetup and hold it"),
        Action.TALK: t("Give a talk"),
        Action.HAND_ON: t("Show somebody else how it is done, and let them"),
    }
