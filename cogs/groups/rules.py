"""What may be done with a group, and what it may be called (plain values in, plain values out)."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.people.person import Person
from bot.places.spelling import key
from bot.text import escaped, one_line
from bot.when import zones
from bot.words import LANGUAGES, Words

LONGEST_NAME = 60
"""Characters of a group's name: it stands in titles, lists and choices beside other things."""

MOST_JOINED, JOINED_IN = 30, timedelta(hours=1)
"""Groups, and requests for one, that one person joins in such a time: each is a role to give or a card to draw."""

LONGEST_TOPIC = 60
"""Characters of what a group is about."""

LONGEST_CHANNEL_NAME = 100
"""Characters. Source: Discord, Channel object."""


class Standing(StrEnum):
    """What a member is in a group."""

    MEMBER = "member"
    GREETER = "greeter"
    """Says hello to newcomers; may do nothing more than a member."""
    COHOST = "co-host"
    """Plans and runs meetups."""
    ORGANIZER = "organizer"
    """Runs the group: its settings, its people, its meetups."""
    FOUNDER = "founder"
    """The organizer who began it."""


LEADING = frozenset({Standing.FOUNDER, Standing.ORGANIZER})
"""Who decides about a group itself."""

ACTING = LEADING | {Standing.COHOST}
"""Who plans and runs its meetups."""


class State(StrEnum):
    """How a group is doing."""

    NEW = "new"
    ACTIVE = "active"
    AT_RISK = "at risk"
    DORMANT = "dormant"
    ARCHIVED = "archived"


class GroupExists(Refusal):
    """Another group of the server has this name, but for accents and case."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Offers to join it instead."""
        return t("There is already a group called {name}. Join it with /group join.", name=self.name)


class CityHasGroup(Refusal):
    """A group without a name of its own, where its city has one already."""

    def __init__(self, city: str, name: str) -> None:
        super().__init__(city, name)
        self.city = city
        self.name = name

    def sentence(self, t: Words) -> str:
        """Offers to join that one, or to name this one."""
        return t(
            "{city} already has a group: {name}. Join it with /group join, or give yours a name of its own.",
            city=self.city,
            name=self.name,
        )


class NothingToFound(Refusal):
    """Neither a name nor a city."""

    def sentence(self, t: Words) -> str:
        """Asks for one of them."""
        return t("Give the group a name or a city; one of them is enough.")


class NoSuchCity(Refusal):
    """No city of the gazetteer is meant by what was given."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t(
            "I know no such city. Pick one from the list that opens while you type; a small town may not be on it, then "
            "take the nearest larger one."
        )


class NoSuchGroup(Refusal):
    """No group of this server is meant by what was given."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("I know no such group here. Pick one from the list, or type /group browse to see them all.")


class JoinedEnough(Refusal):
    """Somebody has joined very many groups within minutes."""

    def sentence(self, t: Words) -> str:
        """Says when they can join more."""
        return t(
            "You have joined {count} groups within an hour. Come back in a while to join more.",
            count=MOST_JOINED,
        )


def may_join(joined: int) -> None:
    """Whether somebody joins one more who has joined so many in JOINED_IN. Raises JoinedEnough."""
    if joined >= MOST_JOINED:
        raise JoinedEnough


class NoGroupThere(Refusal):
    """A country without a group, or none at all."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t(
            "There is no group in that country yet. Pick one from the list, or leave it out to see all groups."
        )


class NotAsked(Refusal):
    """Somebody takes over a group that has not asked them, or not any more."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says whom to talk to."""
        return t(
            "{name} looks for nobody just now. Talk to its organizers or to a moderator.", name=self.name
        )


class NoSuchRole(Refusal):
    """Nothing somebody can be in a group."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("I know no such role. Pick one from the list.")


class NoSuchSpan(Refusal):
    """No length of time that was offered."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("Pick from the list for how long, or leave it out for a month.")


class NoSuchVenue(Refusal):
    """The venue is not in the book (any more)."""

    def sentence(self, t: Words) -> str:
        """Points to the book."""
        return t("That venue is not in the book any more. /group venues shows what is.")


class TooManyVenues(Refusal):
    """The book is full."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self, t: Words) -> str:
        """Says how many there may be."""
        return t("The book has room for {most} venues. Take one out first.", most=self.most)


class ChangedMeanwhile(Refusal):
    """Somebody else has changed a group while this form was open."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Asks to look at what holds now, which stands below it."""
        return t(
            "{name} was changed by somebody else while your form was open, so I changed nothing. This is how it is now; "
            "send yours again to change it.",
            name=self.name,
        )


class GroupArchived(Refusal):
    """The group is put aside."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says how it comes back."""
        return t(
            "{name} is archived. Its organizers or a moderator can revive it with /group archive.",
            name=self.name,
        )


class SomethingIsPlanned(Refusal):
    """A group that is to be archived still has a meetup ahead."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says what to do first."""
        return t("{name} still has a meetup ahead. Cancel it with /meetup cancel first.", name=self.name)


class Barred(Refusal):
    """The group keeps this person out, until an instant or for good; why is not known of who was forgotten since."""

    def __init__(self, name: str, reason: str | None, until: datetime | None) -> None:
        super().__init__(name, reason, until)
        self.name = name
        self.reason = reason
        self.until = until

    def sentence(self, t: Words) -> str:
        """Says why and for how long, and to whom one can turn."""
        if self.until is None:
            said = [t("{name} keeps you out.", name=self.name)]
        else:
            moment = f"<t:{int(self.until.timestamp())}:D>"
            said = [t("{name} keeps you out until {moment}.", name=self.name, moment=moment)]
        if self.reason is not None:
            said.append(t("Its organizers say: {reason}.", reason=escaped(self.reason)))
        return " ".join([*said, t("If that is wrong, tell a moderator.")])


class FounderStays(Refusal):
    """Organizers do not unseat each other's founder, nor throw each other out."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says who could."""
        return t("Only a moderator can do that to somebody who organizes {name}.", name=self.name)


class LastOrganizer(Refusal):
    """Nobody else would decide about the group."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Asks for a successor first."""
        return t("{name} would have no organizer any more. Make somebody else one first.", name=self.name)


class NotOneself(Refusal):
    """Somebody would keep themselves out."""

    def sentence(self, t: Words) -> str:
        """Points to leaving."""
        return t("You can't keep yourself out. /group leave ends your membership.")


class NotALink(Refusal):
    """A line among a group's links that has no address in it."""

    def sentence(self, t: Words) -> str:
        """Shows one."""
        return t(
            "I find no address in one of the links. Write each on a line of its own, like: Our notes https://example.org/notes"
        )


class NotAColour(Refusal):
    """No colour as the web writes it."""

    def sentence(self, t: Words) -> str:
        """Shows one."""
        return t("I know no such colour. Write it like #2a9d8f, or leave it empty.")


class NotTheirChannel(Refusal):
    """A group was to move where this person decides nothing."""

    def __init__(self, channel_id: int) -> None:
        super().__init__(channel_id)
        self.channel_id = channel_id

    def sentence(self, t: Words) -> str:
        """Says who can."""
        return t(
            "Only who may manage {channel} can bring a group there. Ask a moderator to do it with /group edit.",
            channel=f"<#{self.channel_id}>",
        )


class NotAMember(Refusal):
    """Somebody was to be simply a member of a group they have not joined."""

    def __init__(self, name: str, person_id: int) -> None:
        super().__init__(name, person_id)
        self.name = name
        self.person_id = person_id

    def sentence(self, t: Words) -> str:
        """Says that joining is up to them."""
        return t(
            "{person} is not in {name}. They can join it themselves with /group join.",
            person=f"<@{self.person_id}>",
            name=self.name,
        )


class NotInServer(Refusal):
    """Somebody was to be something in a group who is not a person in this server."""

    def sentence(self, t: Words) -> str:
        """Says who can be."""
        return t("Only people who are in this server can have a role in a group. Choose one of them.")


class NotAnOrganizer(Refusal):
    """The person organizes nothing in this group."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says who can."""
        return t("Only organizers of {name} can do that. /group info shows who they are.", name=self.name)


def name_of(text: str) -> str:
    """A group's name as it is stored. Raises TooLong, NotPlain or NoText."""
    return one_line(text, LONGEST_NAME)


def unsaid(name: str, city: str, country: str) -> list[str]:
    """Which of its city and its country a group's name does not say itself, as words."""
    return [place for place in (city, country) if f" {key(place)} " not in f" {key(name)} "]


def channel_name(name: str) -> str:
    """The name of a group's channel: lower case, words joined by dashes, as Discord wants it."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else "-" for c in name.casefold())
    return re.sub("-+", "-", "".join(kept))[:LONGEST_CHANNEL_NAME].strip("-")


def zone_of(text: str | None, of_city: str | None = None) -> str:
    """The zone a group was given, or its city's, or UTC. Raises UnknownZone."""
    return of_city or "UTC" if text is None else zones.known(text)


def language_of(chosen: str | None, guild_locale: str | None) -> str:
    """The language of a group: the one chosen, or the server's, or English."""
    wanted = chosen or (guild_locale or "").partition("-")[0]
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


NEEDS = "needs "
"""How the outbox notes that permissions are missing, before their names."""


def lacking(hindrance: str | None) -> list[str] | None:
    """The permissions, by discord.py's names, that the outbox says are missing; None where it says something else."""
    if hindrance is None or not hindrance.startswith(NEEDS):
        return None
    return hindrance.removeprefix(NEEDS).split(", ")


LONGEST_BAN = 365
"""Days for which somebody is kept out, if not for good."""


def role(text: str) -> Standing:
    """What somebody is to be in a group. Raises NoSuchRole; a founder is not made."""
    if text not in set(Standing) - {Standing.FOUNDER}:
        raise NoSuchRole
    return Standing(text)


def span(text: str) -> timedelta | None:
    """For how long somebody is kept out, from a number of days; None for good, which is 0. Raises NoSuchSpan."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= LONGEST_BAN):
        raise NoSuchSpan
    return timedelta(days=int(text)) if int(text) else None


ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s]+")


def links(text: str | None) -> str | None:
    """A group's links as they are stored: lines that each have an address. Raises NotALink."""
    if not all(ADDRESS.search(line) for line in (text or "").splitlines()):
        raise NotALink
    return text


def colour(text: str) -> int | None:
    """A colour as the web writes it, "#2a9d8f"; None when nothing is written. Raises NotAColour."""
    if not (digits := text.strip().removeprefix("#")):
        return None
    if re.fullmatch("[0-9a-fA-F]{6}", digits) is None:
        raise NotAColour
    return int(digits, 16)


CONTINENTS = {
    "Europe": "150",
    "America": "019",
    "Asia": "142",
    "Africa": "002",
    "Australia": "009",
    "Pacific": "009",
}
"""The code of the continent where a zone of the tz database is, by the beginning of its name. Source: UN M49."""


def continent(country: str | None, zone: str) -> str:
    """The code of a group's continent; "" where it has no place, or one in the middle of an ocean."""
    return "" if country is None else CONTINENTS.get(zone.partition("/")[0], "")


def may_organize(group_name: str, standing: Standing | None, person: Person) -> None:
    """Raises NotAnOrganizer unless the person may act for the group: who runs its meetups and who manages the server."""
    if standing not in ACTING and not person.manages_server:
        raise NotAnOrganizer(group_name)


def may_lead(group_name: str, standing: Standing | None, person: Person) -> None:
    """Raises NotAnOrganizer unless the person decides about the group: its organizers and who manages the server."""
    if standing not in LEADING and not person.manages_server:
        raise NotAnOrganizer(group_name)
