"""The directory: all groups of a server in messages that stay, one or several for each continent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot import outbox
from bot.db.tx import Tx
from bot.signals import GatheringChanged, GroupChanged, ServerSettingsChanged
from cogs.groups import cards, directory_models, models, rules, service
from cogs.groups.directory_models import PagePlace
from cogs.groups.models import Group
from cogs.server import service as server

DIRECTORY = "groups.directory"
"""The mirror of a server's directory; its subject is 0, for there is one."""

SETTLES = timedelta(minutes=1)
"""How long changes are gathered before the directory is drawn again."""

ON_A_PAGE = 25
"""Groups in one message: what its menu holds, and its text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A group in the directory."""

    group: Group
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One message of the directory; pages count from 0."""

    number: int
    continent: str | None
    """The code of its continent; None where all fits on one page, "" where groups have no place."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """A whole directory, and where its messages are."""

    channel_id: int | None
    language: str | None
    pages: tuple[DirectoryPage, ...]
    places: dict[int, PagePlace]


def directory(tx: Tx) -> Directory:
    """What the directory says now."""
    chosen = server.settings(tx)
    found = [] if chosen.directory_channel_id is None else models.all_groups(tx)
    return Directory(
        chosen.directory_channel_id, chosen.language, _pages(tx, found), directory_models.places_of_pages(tx)
    )


def _pages(tx: Tx, found: list[Group]) -> tuple[DirectoryPage, ...]:
    if len(found) <= ON_A_PAGE:
        return (DirectoryPage(0, None, _lines(tx, found)),)
    found.sort(
        key=lambda group: (rules.continent(group.country, group.zone), group.country or "", group.name)
    )
    pages: list[DirectoryPage] = []
    for continent, there in groupby(found, lambda group: rules.continent(group.country, group.zone)):
        rest = list(there)
        while rest:
            pages.append(DirectoryPage(len(pages), continent, _lines(tx, rest[:ON_A_PAGE])))
            rest = rest[ON_A_PAGE:]
    return tuple(pages)


def _lines(tx: Tx, found: list[Group]) -> tuple[Line, ...]:
    plans = service.planned(tx, [group.id for group in found])
    return tuple(Line(group, plans[group.id].starts_at if group.id in plans else None) for group in found)


def changed(tx: Tx, _fact: GroupChanged | GatheringChanged | ServerSettingsChanged) -> None:
    """What stands in the directory is no longer what it was; many changes are one new drawing."""
    if server.settings(tx).directory_channel_id is not None or directory_models.places_of_pages(tx):
        outbox.show(tx, DIRECTORY, 0, within=SETTLES)


def placed(tx: Tx, number: int, channel_id: int, message_id: int) -> None:
    """Keeps where a page is; the one that stands where the directory was before is taken away."""
    before = directory_models.places_of_pages(tx).get(number)
    if before is not None and before.channel_id != channel_id:
        cards.left_behind(tx, before.channel_id, before.message_id)
    directory_models.place_page(tx, number, channel_id, message_id)


def gone(tx: Tx, number: int) -> None:
    """A page is not needed any more: it is taken away."""
    place = directory_models.places_of_pages(tx).get(number)
    if place is not None:
        cards.left_behind(tx, place.channel_id, place.message_id)
    directory_models.forget_page(tx, number)
