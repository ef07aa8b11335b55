"""What people read and press who look for a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, Separator

from bot.places.distance import Band
from bot.ui.answers import app_of, guild_of, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, named_as_fit, row, text
from bot.words import Words
from cogs.groups import waiting
from cogs.groups.finding import Around, Asleep
from cogs.groups.founding_views import FoundHere
from cogs.groups.views import entry
from cogs.groups.waiting import Wait

ROOM_FOR_ORGANIZERS = 300
"""Characters for who can revive one archived group; with finding.ASLEEP of them the message stays far below 4,000."""


LONGEST_WAITS = 700
"""Characters for what somebody waits for."""


class WaitFor(Tap, template=rf"groups:wait:(?P<id>{NUMBER})"):
    """Lets whoever presses it wait for a group of a city."""

    @classmethod
    def of(cls, t: Words, city_id: int) -> WaitFor:
        """The button as it is first drawn."""
        return cls(Button(label=t("Tell me when there is one"), custom_id=f"groups:wait:{city_id}"), city_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Waits, and shows how many do."""
        t = words_of(interaction)
        around = await app_of(interaction).write(
            guild_of(interaction), waiting.wait, self.row_id, interaction.user.id, t.language
        )
        await interaction.response.edit_message(view=shown(t, around))


class WaitNoMore(Tap, template=rf"groups:unwait:(?P<id>{NUMBER})"):
    """Lets whoever presses it wait no longer."""

    @classmethod
    def of(cls, t: Words, city_id: int) -> WaitNoMore:
        """The button as it is first drawn."""
        return cls(Button(label=t("Stop waiting"), custom_id=f"groups:unwait:{city_id}"), city_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Waits no more, and shows how many do."""
        t = words_of(interaction)
        around = await app_of(interaction).write(
            guild_of(interaction), waiting.wait_no_more, self.row_id, interaction.user.id, t.language
        )
        await interaction.response.edit_message(view=shown(t, around))


BUTTONS: tuple[type[Tap], ...] = (WaitFor, WaitNoMore)


def shown(t: Words, around: Around) -> LayoutView:
    """A city's groups and those around it by how far they are; what can be done where it has none."""
    city = discord.utils.escape_markdown(around.city.label)
    items: list[Item[Any]] = [text(f"## {city}")]
    if around.in_city == 0:
        items.append(text(*(_asleep(t, one) for one in around.asleep), _nobody(t, around)))
        wait = WaitNoMore if around.is_waiting else WaitFor
        taps: list[Tap] = [wait.of(t, around.city.id)]
        if not around.asleep:  # one that is called as the city would be refused: it is to be revived
            taps.insert(0, FoundHere.of(t, around.city.id))
        items.append(row(*taps))
    for band, portraits in around.bands:
        items.append(Separator())
        items.append(text(f"**{distance(t, band)}**"))
        items.extend(entry(t, portrait) for portrait in portraits)
    if around.more:
        more = t.plural("{count} more group within 100 km", "{count} more groups within 100 km", around.more)
        items.append(text(f"-# {more}"))
    return layout(box(*items))


def given_up(t: Words, wait: Wait) -> str:
    """The answer to who waits for a group no longer."""
    return t("You don’t wait for {name} any more.", name=discord.utils.escape_markdown(wait.name(t.language)))


def own_waits(t: Words, found: Sequence[Wait]) -> str:
    """What somebody waits for."""
    names = [discord.utils.escape_markdown(wait.name(t.language)) for wait in found]
    return t("**You wait for** {groups}", groups=named_as_fit(t, names, LONGEST_WAITS))


def distance(t: Words, band: Band) -> str:
    """How far away a band is."""
    match band:
        case Band.IN_TOWN:
            return t("Less than 10 km away")
        case Band.AROUND:
            return t("10 to 30 km away")
        case Band.A_TRIP:
            return t("30 to 100 km away")


def _asleep(t: Words, asleep: Asleep) -> str:
    """Since when a group is archived, and who can revive it."""
    group = asleep.group
    assert group.archived_at is not None
    since = discord.utils.format_dt(group.archived_at, "D")
    name = discord.utils.escape_markdown(group.name)
    if not asleep.organizers:
        return t(
            "{name} has been asleep since {day}. Ask a moderator to revive it with /group archive.",
            name=name,
            day=since,
        )
    return t(
        "{name} has been asleep since {day}. Ask {people} or a moderator to revive it with /group archive.",
        name=name,
        day=since,
        people=named_as_fit(t, [f"<@{person}>" for person in asleep.organizers], ROOM_FOR_ORGANIZERS),
    )


def _nobody(t: Words, around: Around) -> str:
    city = discord.utils.escape_markdown(around.city.name)
    nobody = t("There is no group in {city} yet: found it, or wait for it.", city=city)
    others = around.waiting - around.is_waiting
    if around.asleep:
        nobody = (
            t("I tell you as soon as there is a group in {city} again.", city=city)
            if around.is_waiting
            else t("Or found one of another name with /group create, or wait until there is one again.")
        )
    elif around.is_waiting:
        nobody = t("There is no group in {city} yet. I tell you as soon as there is one.", city=city)
    if others == 0:
        return nobody
    waiting = (
        t.plural(
            "{count} other person is waiting for it.", "{count} other people are waiting for it.", others
        )
        if around.is_waiting
        else t.plural("{count} person is waiting for it.", "{count} people are waiting for it.", others)
    )
    return f"{nobody} {waiting}"
