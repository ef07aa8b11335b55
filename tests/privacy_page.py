"""Writes PRIVACY.md from the tables there are and what each keeps of people: `python -m tests.privacy_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Table

from bot import retention
from bot.db.types import metadata
from bot.features import import_models
from bot.people.naming import columns_naming
from cogs.onboarding import buddy_rules, desk_rules
from cogs.server import reporting

PAGE = Path(__file__).parents[1] / "PRIVACY.md"

SERVER = "as long as I am in the server"
TOLD = f"{retention.SETTLED_NOTICES.days} days after it was said or dropped"
SET = "until you take it back with /me preferences"

REPORT = f"{reporting.KEPT.days} days; what it says goes as soon as it is done"

KEPT = {
    "answers": (
        "your answer to a meetup, your seat or place in line, what you will work on",
        "to seat you",
        SERVER,
    ),
    "attendances": (
        "whether you came to a meetup, who or what saw you, and your own word",
        "your own record; a hint to organizers only when seats are scarce",
        "six months after the meetup",
    ),
    "bans": (
        "whom a group keeps out, why, until when, and who decided",
        "so that it holds",
        f"{retention.BANS.days} days after it ended",
    ),
    "buddies": (
        "whose buddy you are or were, what you asked for, and whom you have brought together",
        "to tell you both what comes next, and so that nobody is given the same one twice",
        f"{retention.BUDDIES.days} days after it ended",
    ),
    "buddy_offers": (
        "that you would be a buddy, for how many at once, in what language and for what",
        "to find whom it suits",
        "until you stop offering it",
    ),
    "buddy_requests": (
        "that you wait for a buddy, in what language and for what",
        "to find one",
        f"until there is one, {buddy_rules.LOOKED_FOR.days} days at most",
    ),
    "deliveries": ("messages sent to you directly, without their text", "so that none is sent twice", TOLD),
    "desk_entries": (
        "that you wait for an answer, with what, how long you waited, and who takes care of it",
        "so that moderators answer you; how long answers take",
        f"{desk_rules.MEASURED.days} days after it ended",
    ),
    "feedback": (
        "what you said about a meetup you came to",
        "organizers see it counted and without names",
        "six months after the meetup",
    ),
    "founding_requests": (
        "groups you asked for, and who decided",
        "so that moderators can answer",
        f"{retention.REQUESTS.days} days after it was decided",
    ),
    "groups": ("who founded a group", "so that its organizers are known", SERVER),
    "interested": ("your Interested on a scheduled event of Discord's", "it counts as Maybe", SERVER),
    "introductions": (
        "how you introduced yourself, and whose introduction you answered first",
        "it stands in the channel for introductions; a hello counts on your path",
        "until you take it away",
    ),
    "meetup_changes": ("who changed a meetup, and what it was before", "to tell people what changed", SERVER),
    "meetups": ("who planned a meetup", "to answer questions about it", SERVER),
    "memberships": (
        "groups you are or were in, since when, and as what",
        "roles and reminders follow",
        SERVER,
    ),
    "newcomers": (
        "when you came in and how I know it, the city you named, whether you tapped Start or said anything since, and who has left",
        "to welcome you once, to show you what is near, and to write you a gentle word at most once a quarter",
        SERVER,
    ),
    "invitations": (
        "what you wrote as a moderator to people who never said a word",
        "so that they can read it",
        SERVER,
    ),
    "notices": ("what you are to be told, when, and what came of it", "to tell you once and in time", TOLD),
    "path_ticks": ("what you have done on your path", "to show it to you alone", SERVER),
    "paths": (
        "whether you began the path or are happy observing, and how far you are",
        "to show it to you alone, or to leave you alone",
        SERVER,
    ),
    "pauses": ("when you were on a pause", "so that no streak breaks in it", "for good, as yet"),
    "people": (
        "your time zone, or that you were asked for it, language, quiet hours, day off, pause and how you are told",
        "to keep to it",
        SET,
    ),
    "reports": (
        "what you reported to the moderators, and who looked into it",
        "so that they can help",
        REPORT,
    ),
    "progress_cheers": ("posts you have encouraged", "so that each counts once", SERVER),
    "progress_days": ("days on which you shared something", "for your own count of days", SERVER),
    "progress_goals": ("goals you or your group have set", "to show how far they are", SERVER),
    "progress_habits": (
        "whether you would answer others, and how your pictures look",
        "to ask you, or not to",
        SERVER,
    ),
    "progress_paces": ("how many days a week you want to keep", "for your own count of days", SERVER),
    "progress_posts": (
        "what you shared with a group; of what you took back, no word: its day and, of a win, its kind",
        "it stands in the group's channel; what you took back is not shared again by a late tap",
        SERVER,
    ),
    "progress_ticks": ("items of a list you have ticked", "to show how far a goal is", SERVER),
    "protected_days": ("days on which you want to be left alone", "to keep to it", SET),
    "recap_pictures": (
        "who put a picture under a recap and said that everyone in it agreed; the picture itself until Discord has it",
        "to answer questions about it; whoever is in a picture can take it down",
        SERVER,
    ),
    "recaps": ("who told how a meetup was", "to answer questions about it", SERVER),
    "series": ("who planned a series of meetups", "to answer questions about it", SERVER),
    "tries": (
        "how many wrong codes you typed",
        "so that nobody guesses one",
        "until the next meetup is over",
    ),
    "venues": (
        "who entered a venue, and the contact they wrote down",
        "so that organizers can book it",
        SERVER,
    ),
    "visits": (
        "that you are in a voice channel where a group meets",
        "it counts as coming",
        "until you leave it",
    ),
    "wishes": (
        "cities and groups you wait for, and with which request and in which channel you asked for one",
        "to tell you when there is a group",
        SERVER,
    ),
}
"""By table: what it keeps of a person, what for, and how long."""


def tables() -> list[Table]:
    """Every table that names people, by name."""
    import_models()
    return sorted(
        (table for table in metadata.tables.values() if columns_naming(table)), key=lambda it: it.name
    )


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield "# What Campsite keeps of people"
    yield ""
    yield "Campsite reads no messages. It keeps what people tell it with commands, buttons and forms, by their Discord id,"
    yield "on the machine of whoever runs it, and sends it nowhere but to Discord."
    yield ""
    yield "- **Take it along**: `/me export` gives you one file of every row that names you, in all servers."
    yield "- **Take it back**: `/me preferences` (All as usual), `/group leave`, Can't go on a card."
    yield "- **Be forgotten**: `/me forget` erases you, in one server or in all. Your seats go to who waits, your roles are taken"
    yield "  away, what you shared is deleted, no row and no card names you any more, and the database's files are written anew"
    yield "  without your id. What remains is the instant and a keyed hash, so that no backup brings you back; it goes once no"
    yield "  backup is older. Where a group keeps you out, that goes on until it ends: instead of your id and the reason it"
    yield "  keeps a hash, whose key is in the same database. Whoever has both can find out whether an id they know is meant."
    yield f"  Another hash of that kind counts for {retention.ACTS.days} days how often somebody founded, asked for, joined, reported or shared"
    yield "  something: else who has themselves forgotten could do so without an end."
    yield "  Where others had written of you by a mention or by your id, in a report, a welcome, a title or any other text that"
    yield "  they gave to Campsite, another word stands there then; a name they typed is a word like any other, and stays. So does"
    yield "  a message in which Campsite told you something longer ago than it remembers. That you never want to be asked"
    yield "  again is forgotten as well."
    yield f"- **A server that removes the bot**: all its data is erased {retention.LEFT_SERVERS.days} days later."
    yield "- **When its time is over** what you asked for or reported leaves its card in the moderators' channel as well; the card"
    yield "  then says that it is not kept."
    yield f"- **Backups** are deleted after {retention.BACKUPS.days} days; the newest one stays."
    yield ""
    yield "Every table that names people:"
    yield ""
    yield "| table | what it keeps | what for | how long | columns |"
    yield "|---|---|---|---|---|"
    for table in tables():
        what, why, long = KEPT[table.name]
        columns = ", ".join(f"`{column.name}`" for column in table.columns)
        yield f"| `{table.name}` | {what} | {why} | {long} | {columns} |"


def page() -> str:
    """PRIVACY.md as it should be. Raises KeyError for a table that says nowhere what it keeps."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
