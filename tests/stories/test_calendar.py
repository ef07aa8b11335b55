"""What people take along into their own calendars, read by another program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playground.people.reply import Reply
from tests.ical import read
from tests.town import Town

STARTS = datetime(2026, 11, 28, 9, tzinfo=UTC).timestamp()
LINK = "https://meet.example/secret"


def events(reader: Path, reply: Reply) -> list[dict[str, Any]]:
    assert reply.ephemeral
    assert reply.message is not None, reply.failed
    [file] = reply.message.attachments
    assert file.filename.endswith(".ics")
    return read(reader, file.data.decode())["events"]


async def test_a_calendar_has_what_is_planned_and_the_link_only_for_who_has_a_seat(
    town: Town, reader: Path
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, title="Café & code", seats=1, link=LINK)
    await town.meetup(olga, lyon, "5 dec 10:00", title="Later", place="Café Perché")
    empty = await ana.slash("/meetup calendar", in_=lyon)
    assert empty.text == (
        "You are not going to anything yet. Tap Going on a card, or choose a group to get all it has planned."
    )
    await ana.press("Going", on=card)
    await ben.press("Going", on=card)

    [one] = events(reader, pressed := await ana.press("Calendar", on=card))
    assert pressed.text.splitlines() == [
        "Open the file, and your calendar takes the meetup in.",
        "Your join link is in it: keep the file to yourself.",
    ]
    url = f"https://discord.com/channels/{guild.id}/{lyon.id}/{card.id}"
    assert one == {
        "uid": one["uid"],
        "sequence": 0,
        "changed_at": one["changed_at"],
        "starts_at": STARTS,
        "ends_at": STARTS + 5400,
        "title": "Café & code",
        "place": "online",
        "notes": f"Join here: {LINK}\nWho comes, and your answer: {url}",
        "link": LINK,
        "status": "CONFIRMED",
    }
    [waits] = events(reader, await ben.slash("/meetup calendar", in_=lyon))
    assert (waits["uid"], waits["status"], waits["link"]) == (one["uid"], "TENTATIVE", url)

    [group] = await ana.complete("/meetup calendar", "group", "ly")
    for person in (ana, ben):
        both = events(reader, await person.slash("/meetup calendar", in_=lyon, group=group.value))
        assert [(event["title"], event["place"]) for event in both] == [
            ("Café & code", "online"),
            ("Later", "Café Perché"),
        ]
        assert "secret" not in str(both)

    choices = await olga.complete("/meetup cancel", "meetup", "caf")
    asked = await olga.slash("/meetup cancel", in_=lyon, meetup=choices[0].value)
    await olga.press("Cancel the meetup", on=asked.message)
    [off] = events(reader, await ana.slash("/meetup calendar", in_=lyon, meetup=choices[0].value))
    assert (off["uid"], off["sequence"], off["status"], off["link"]) == (one["uid"], 1, "CANCELLED", url)
    refused = await ana.slash("/meetup calendar", in_=lyon, meetup=choices[0].value, group=group.value)
    assert refused.text == "Choose a meetup or a group, not both."
    await town.settle()
    await town.turn(timedelta(days=60))
    gone = await ana.slash("/meetup calendar", in_=lyon, group=group.value)
    assert gone.text == "Lyon has planned nothing yet, so its calendar is empty."


async def test_a_calendar_in_french_and_the_same_instants_across_a_change_of_the_clocks(
    town: Town, reader: Path
) -> None:
    guild = town.server("Apprenants", "fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    for day in ("27 mars 2027 10:00", "3 avril 2027 10:00"):
        await town.meetup(olga, lyon, day)
    [group] = await olga.complete("/meetup calendar", "group", "")
    given = await olga.slash("/meetup calendar", in_=lyon, group=group.value)
    assert given.text.startswith("Tout ce que Lyon a prévu.")
    assert [event["starts_at"] for event in events(reader, given)] == [
        datetime(2027, 3, 27, 9, tzinfo=UTC).timestamp(),
        datetime(2027, 4, 3, 8, tzinfo=UTC).timestamp(),
    ]


async def test_where_files_may_not_be_given_the_missing_permission_is_named(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    lyon.set_overwrite(guild.role_of(town.campsite), deny=("attach_files",))
    refused = await olga.press("Calendar", on=card)
    assert refused.text == (
        f"I can't post in {lyon.mention}: I need the permission Attach Files there. An admin can give it under "
        "Channel settings, Permissions."
    )
