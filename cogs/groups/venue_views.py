"""What people read and press about the places a group meets at."""

from __future__ import annotations

import re
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView

from bot.text import escaped
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, cut, layout, section, text
from bot.ui.pages import turning
from bot.words import Words
from cogs.groups import venues
from cogs.groups.venue_models import Venue
from cogs.groups.venues import Book
from cogs.groups.views import colour_of


class StrikeVenue(Tap, template=rf"groups:strike:(?P<id>{NUMBER})"):
    """Takes a venue out of the book."""

    @classmethod
    def of(cls, t: Words, venue_id: int) -> StrikeVenue:
        """The button as it is first drawn."""
        return cls(Button(label=t("Take out"), custom_id=f"groups:strike:{venue_id}"), venue_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it out, and says so."""
        venue = await app_of(interaction).write(
            guild_of(interaction), venues.strike, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        await reply(
            interaction,
            t("{venue} is out of the book.", venue=escaped(venue.name)),
        )


class TurnVenues(Tap, template=rf"groups:venues:(?P<id>{NUMBER}):(?P<page>{NUMBER})"):
    """Shows another page of a venue book in the place of this one."""

    def __init__(self, button: Button[Any], group_id: int, page: int) -> None:
        super().__init__(button, group_id)
        self.page = page

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> TurnVenues:
        """The button again, with its page."""
        return cls(button, int(match["id"]), int(match["page"]))

    @classmethod
    def of(cls, label: str, group_id: int, page: int) -> TurnVenues:
        """The button as it is first drawn; `page` counts from 0."""
        return cls(Button(label=label, custom_id=f"groups:venues:{group_id}:{page}"), group_id, page)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Turns to the page."""
        book = await app_of(interaction).read(
            guild_of(interaction), venues.book, self.row_id, person_of(interaction), self.page
        )
        await show_in_place(interaction, shown(words_of(interaction), book))


BUTTONS: tuple[type[Tap], ...] = (StrikeVenue, TurnVenues)

LONGEST = 920
"""Characters of Discord's markdown of one venue: a page of these fits a message."""


def shown(t: Words, book: Book) -> LayoutView:
    """A page of a group's venue book; contacts only where they were handed out."""
    name = escaped(book.group.name)
    items: list[Item[Any]] = [text("## " + t("Where {name} can meet", name=name))]
    for venue in book.venues:
        words = cut(described(t, venue), LONGEST)
        items.append(section(words, StrikeVenue.of(t, venue.id)) if book.acts else text(words))
    if not book.venues:
        items.append(text(t("The book is empty. Organizers add places with /group venue.")))
    items += turning(t, book.number, book.last, lambda label, page: TurnVenues.of(label, book.group.id, page))
    return layout(box(*items, colour=colour_of(book.group)))


def described(t: Words, venue: Venue) -> str:
    """A venue with what is known of it."""
    facts = [
        *([] if venue.address is None else [escaped(venue.address)]),
        *([] if venue.seats is None else [t.plural("{count} seat", "{count} seats", venue.seats)]),
        *([] if venue.comfort is None else [t("wifi and sockets: {facts}", facts=escaped(venue.comfort))]),
        *([] if venue.access is None else [t("access: {facts}", facts=escaped(venue.access))]),
        *([] if venue.cost is None else [t("cost: {facts}", facts=escaped(venue.cost))]),
    ]
    lines = [f"**{escaped(venue.name)}**", *([" · ".join(facts)] if facts else [])]
    if venue.contact is not None:
        lines.append("-# " + t("For organizers: {contact}", contact=escaped(venue.contact)))
    return "\n".join(lines)
