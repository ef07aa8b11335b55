"""What members read and press about groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, Separator

from bot import places
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.outbox.reasons import NOT_SAVED
from bot.signals import Gathering
from bot.ui import letters
from bot.ui.answers import app_of, guild_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, cut, layout, row, section, text
from bot.ui.pages import turning
from bot.words import Words
from cogs.groups import rules, service
from cogs.groups.models import Group
from cogs.groups.rules import State
from cogs.groups.service import Entered, Page, Portrait


class Join(Tap, template=rf"groups:join:(?P<id>{NUMBER}){KEY}"):
    """Makes whoever presses it a member."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str | None = None) -> Join:
        """The button as it is first drawn; `key` is a notice's."""
        custom_id = f"groups:join:{group_id}" + (f":{key}" if key else "")
        style = discord.ButtonStyle.success
        return cls(Button(label=t("Join"), style=style, custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Joins, and says so."""
        entered = await app_of(interaction).write(
            guild_of(interaction), service.enter, self.row_id, interaction.user.id
        )
        await reply(interaction, joined(words_of(interaction), entered))


class Leave(Tap, template=rf"groups:leave:(?P<id>{NUMBER}){KEY}"):
    """Ends the membership of whoever presses it."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str | None = None) -> Leave:
        """The button as it is first drawn; `key` is a notice's."""
        custom_id = f"groups:leave:{group_id}" + (f":{key}" if key else "")
        style = discord.ButtonStyle.secondary
        return cls(Button(label=t("Leave"), style=style, custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Leaves, and says so."""
        group, was = await app_of(interaction).write(
            guild_of(interaction), service.leave, self.row_id, interaction.user.id
        )
        await reply(interaction, left(words_of(interaction), group, was=was))


class TurnTo(Tap, template=rf"groups:page:(?P<id>{NUMBER})(?::(?P<country>[A-Z]{{2}}))?"):
    """Shows another page of the list of groups in the place of this one."""

    def __init__(self, button: Button[Any], page: int, country: str | None) -> None:
        super().__init__(button, page)
        self.country = country

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> TurnTo:
        """The button again, with the country it stays in."""
        return cls(button, int(match["id"]), match["country"])

    @classmethod
    def of(cls, label: str, page: int, country: str | None) -> TurnTo:
        """The button as it is first drawn; `page` counts from 0."""
        behind = "" if country is None else f":{country}"
        return cls(Button(label=label, custom_id=f"groups:page:{page}{behind}"), page, country)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Turns to the page."""
        page = await app_of(interaction).read(
            guild_of(interaction), service.browse, self.row_id, interaction.user.id, self.country
        )
        await interaction.response.edit_message(view=listed(words_of(interaction), page))


LONGEST_OWN_WORDS = 700
"""Characters of Discord's markdown of each text that a group says of itself: all of them fit a message.

A text that is typed in plain words always fits; only one that is mostly formatting, each sign of it escaped, does not.
"""

SHOWN_NEIGHBOURS = 5
"""Groups of the same city that the answer to a founder names."""


LONGEST_SAID = 2000
"""Characters of an answer that is plain text. Source: Discord, Create Message."""


BUTTONS: tuple[type[Tap], ...] = (Join, Leave, TurnTo)


def card(t: Words, portrait: Portrait, *, personal: bool = False) -> LayoutView:
    """A group's card. On a `personal` one, what that person cannot use is left out."""
    group = portrait.group
    facts = [
        *([] if group.topic is None else [discord.utils.escape_markdown(group.topic)]),
        *whereabouts(t, group),
        t.plural("{count} member", "{count} members", portrait.members),
        t("time zone {zone}", zone=t.zone(group.zone)),
    ]
    lines = [
        f"## {discord.utils.escape_markdown(group.name)}",
        " · ".join(facts),
    ]
    if portrait.organizers:
        lines.append(
            t(
                "Organized by {people}",
                people=t.listing([f"<@{person}>" for person in portrait.organizers[:5]]),
            )
        )
    if group.archived_at is not None:
        lines.append(
            t("This group is archived. Its history stays; its organizers can revive it with /group archive.")
        )
        return layout(box(text(*lines), colour=colour_of(group)))
    lines.append(next_line(t, portrait.next, group))
    lines.extend(_own_words(t, group))
    buttons: list[Tap] = []
    if not personal or portrait.standing is None:
        buttons.append(Join.of(t, group.id))
    if not personal or portrait.standing is not None:
        buttons.append(Leave.of(t, group.id))
    return layout(box(text(*lines), row(*buttons), colour=colour_of(group)))


def colour_of(group: Group) -> int:
    """The colour of a group's cards: the one it has chosen, or one it was given."""
    return accent(group.id) if group.colour is None else group.colour


def _own_words(t: Words, group: Group) -> list[str]:
    """What a group says of itself on its card."""
    said: list[str] = []
    if group.welcome is not None:
        said.append(own_words(group.welcome))
    if group.dues is not None:
        said.append(t("**Dues** {words}", words=own_words(group.dues)))
    if group.links is not None:
        said.append(own_words(group.links))
    if group.partners is not None:
        said.append(t("With thanks to {partners}", partners=own_words(group.partners)))
    return said


def own_words(words: str) -> str:
    """What a group says, as it is shown."""
    return cut(discord.utils.escape_markdown(words), LONGEST_OWN_WORDS)


def whereabouts(t: Words, group: Group) -> list[str]:
    """The group's city and country, as far as its name does not say them: ["Lyon, France"]."""
    if group.city_id is None or group.country is None:
        return []
    country = places.country(group.country, t.language)
    city = places.city(group.city_id, t.language)
    unsaid = rules.unsaid(group.name, country if city is None else city.name, country)
    return [discord.utils.escape_markdown(", ".join(dict.fromkeys(unsaid)))] if unsaid else []


def next_line(t: Words, gathering: Gathering | None, group: Group) -> str:
    """What is planned next, in one line, with a link to its card."""
    if gathering is None:
        return t("Nothing is planned yet.")
    title = discord.utils.escape_markdown(gathering.title)
    if gathering.message_id is not None:
        place = f"{group.guild_id}/{gathering.channel_id}/{gathering.message_id}"
        title = f"[{title}](https://discord.com/channels/{place})"
    return t("Next: {title}, {moment}", title=title, moment=discord.utils.format_dt(gathering.starts_at, "F"))


def entry(t: Words, portrait: Portrait) -> Item[Any]:
    """A group among others, with the button this person can use."""
    group = portrait.group
    facts = [f"**{discord.utils.escape_markdown(group.name)}**"]
    if group.channel_id is not None:
        facts.append(f"<#{group.channel_id}>")
    facts.append(t.plural("{count} member", "{count} members", portrait.members))
    if (state := state_words(t, group.state)) is not None:
        facts.append(state)
    button = Join.of(t, group.id) if portrait.standing is None else Leave.of(t, group.id)
    return section(f"{' · '.join(facts)}\n{next_line(t, portrait.next, group)}", button)


def state_words(t: Words, state: State) -> str | None:
    """How a group is doing, as far as it is everyone's business."""
    match state:
        case State.NEW:
            return t("new")
        case State.DORMANT:
            return t("asleep")
        case State.ARCHIVED:
            return t("archived")
        case _:
            return None


def listed(t: Words, page: Page) -> LayoutView:
    """One page of the list of groups, each with the button this person can use."""
    items: list[Item[Any]] = [entry(t, portrait) for portrait in page.portraits]
    if page.country is not None:
        items.insert(0, text(f"## {places.country(page.country, t.language)}"))
    if not page.portraits:
        items.append(text(t("There are no groups here yet. /group create founds the first.")))
    if page.last > 0:
        items.append(Separator())
    items += turning(t, page.number, page.last, lambda label, number: TurnTo.of(label, number, page.country))
    return layout(box(*items))


def founded(t: Words, group: Group, neighbours: Sequence[Group] = (), hindrance: str | None = None) -> str:
    """The answer to who founded a group, whose card may or may not stand already; `hindrance` is what is in its way."""
    name = discord.utils.escape_markdown(group.name)
    if (lacks := rules.lacking(hindrance)) is not None:
        return t(
            "{name} is founded, but to go on with its channel I need the permission {permissions}. An admin can give it "
            "under Server settings, Roles; then I go on by myself.",
            name=name,
            permissions=t.listing([t.permission(permission) for permission in lacks]),
        )
    if group.channel_id is None or group.card_id is None:
        if hindrance == NOT_SAVED:
            return t(
                "{name} is founded, but its channel is not finished yet: I can't save anything right now. I go on by myself "
                "as soon as I can.",
                name=name,
            )
        return t(
            "{name} is founded, but its channel is not finished yet. I go on by myself; if it is not there in a few "
            "minutes, ask an admin whether I may manage channels and roles.",
            name=name,
        )
    ready = t(
        "{name} is ready in {channel}, and you are its organizer. Its time zone is {zone}. Plan a first meetup there "
        "with /meetup schedule.",
        name=name,
        channel=f"<#{group.channel_id}>",
        zone=t.zone(group.zone),
    )
    if not neighbours:
        return ready
    others = t.listing([discord.utils.escape_markdown(other.name) for other in neighbours[:SHOWN_NEIGHBOURS]])
    there = t("In the same city there is already: {groups}.", groups=others)
    return f"{ready} {there}"


def progress(t: Words, group: Group, hindrance: str | None, *, is_built: bool) -> str:
    """How far a group's home has come, step by step, for who activated it."""
    steps = [
        (t("role"), group.role_id is not None or (is_built and group.channel_id is not None)),
        (t("channel"), group.channel_id is not None),
        (t("card"), group.card_id is not None),
    ]
    done = [step for step, is_done in steps if is_done]
    missing = [step for step, is_done in steps if not is_done]
    name = discord.utils.escape_markdown(group.name)
    if not missing:
        return t("{name} is ready in {channel}.", name=name, channel=f"<#{group.channel_id}>")
    words = t("Still to be made: {steps}.", steps=t.listing(missing))
    if done:
        words = t("Done: {steps}.", steps=t.listing(done)) + " " + words
    if (lacks := rules.lacking(hindrance)) is not None:
        words += " " + t(
            "I need the permission {permissions}. An admin can give it under Server settings, Roles; then I go on by "
            "myself.",
            permissions=t.listing([t.permission(permission) for permission in lacks]),
        )
    elif hindrance == NOT_SAVED:
        words += " " + t("I can't save anything right now. I go on by myself as soon as I can.")
    elif hindrance is not None:
        words += " " + t("Discord says: {reason}. I try again by myself.", reason=hindrance)
    return words


def news(t: Words, group: Group, topic: Topic, people: tuple[int, ...]) -> Part:
    """Tells people that a group they waited for is there."""
    name = discord.utils.escape_markdown(group.name)
    words = t("{name} has its group now. You waited for it: one tap and you are in.", name=name)
    if topic.direct:
        url = f"https://discord.com/channels/{group.guild_id}/{group.channel_id}"
        view = letters.private(words, t("Go there"), url)
    else:
        mentions = " ".join(f"<@{person}>" for person in people)
        view = layout(text(mentions, words), row(Join.of(t, group.id, topic.key)))
    return Part(view, people, group.name, t.language)


def joined(t: Words, entered: Entered) -> str:
    """The answer to who joined, with what the group says to them."""
    group = entered.group
    name = discord.utils.escape_markdown(group.name)
    where = f"<#{group.channel_id}>" if group.channel_id is not None else name
    if entered.said is None:
        return t("You are already in {name}. It meets in {channel}.", name=name, channel=where)
    welcome = t("Welcome to {name}. It meets in {channel}; say hello there.", name=name, channel=where)
    own = [words for words in (group.welcome, *entered.said) if words is not None]
    return cut("\n".join((welcome, *map(own_words, own))), LONGEST_SAID)


def left(t: Words, group: Group, *, was: bool) -> str:
    """The answer to who left."""
    name = discord.utils.escape_markdown(group.name)
    if not was:
        return t("You are not in {name}.", name=name)
    return t("You have left {name}. You can come back any time with /group join.", name=name)
