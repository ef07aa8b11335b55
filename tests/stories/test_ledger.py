"""What organizers read of how a meetup was told: every fate, in their language, and nothing that is not so."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import update

from bot.db.backup import back_up, restore
from bot.db.tx import Tx
from bot.outbox import reasons
from bot.outbox.models import Fate, notices
from cogs.meetups import rules
from playground.people.person import Person
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING
from tests.town import Town


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return FRIDAY_MORNING.replace(day=day, hour=hour, minute=minute)


async def turn_to(town: Town, instant: datetime) -> None:
    await town.turn(instant - town.discord.clock.now())


async def ledger(organizer: Person) -> list[str]:
    """What `/meetup delivery` shows, without its head."""
    [found] = await organizer.complete("/meetup delivery", "meetup", "")
    shown = await organizer.slash("/meetup delivery", meetup=found.value)
    return shown.text.splitlines()[1:]


def in_thread(card: Message) -> list[Message]:
    assert card.thread is not None
    return card.thread.messages[1:]


def thread_path(card: Message) -> str:
    assert card.thread is not None
    return f"/channels/{card.thread.id}/messages"


@pytest.fixture
def guild(town: Town) -> Guild:
    return town.server()


@pytest.fixture
def olga(town: Town, guild: Guild) -> Person:
    return town.member(guild, "Olga", "en-US", "manage_guild")


IN_TIME = [
    "Going 1: 1 in the thread.",
    "- Reminder a day before: 1 in the thread",
    "- Reminder an hour before: 1 waits for its time",
]


async def test_what_came_in_time_is_not_late_because_its_answer_was_lost_and_the_bot_then_off(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    town.discord.faults.fail("POST", thread_path(card), status=503, after_effect=True)
    await turn_to(town, november(27, 10))
    await town.stop()
    town.discord.clock.turn_to(november(27, 14))
    await town.start()
    await town.settle()
    assert [message.sent_at for message in in_thread(card)] == [november(27, 10)]
    assert await ledger(olga) == IN_TIME


async def test_what_came_in_time_is_not_late_because_the_database_was_put_back(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    files = town.app.settings
    copy = await asyncio.to_thread(back_up, files.database, files.backups)
    await turn_to(town, november(27, 10))
    await town.stop()
    town.discord.clock.turn_to(november(27, 15))
    restore(copy, files.database, files.backups, town.discord.clock.now())
    await town.start()
    await town.settle()
    assert [message.sent_at for message in in_thread(card)] == [november(27, 10)]
    assert await ledger(olga) == IN_TIME


async def move_to_the_attic(olga: Person) -> None:
    """Says another place for the one meetup there is."""
    [found] = await olga.complete("/meetup edit", "meetup", "")
    shown = await olga.slash("/meetup edit", meetup=found.value)
    await olga.press("Title, place, notes", on=shown.message)
    await olga.fill({"Place": "The attic"})


async def call_off(olga: Person) -> str:
    """Cancels the one meetup there is; the answer."""
    [found] = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", meetup=found.value)
    return (await olga.press("Cancel the meetup", on=asked.message)).text


async def test_a_change_is_something_that_those_who_are_going_were_told(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild))
    await ana.press("Going", on=card)
    await move_to_the_attic(olga)
    await town.settle()
    await ben.press("Going", on=card)
    assert await ledger(olga) == [
        "Going 2: 1 in the thread, 1 not told anything yet.",
        "- Reminder a day before: 2 wait for their time",
        "- Reminder an hour before: 2 wait for their time",
        "- Change: 1 in the thread",
    ]


async def test_who_was_reached_is_said_by_what_they_were_told_last(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await ana.press("Going", on=card)
    await move_to_the_attic(olga)
    await town.settle()
    mine = await ana.slash("/me preferences", in_=card.channel)
    await ana.press("Your name on cards", on=mine.message)
    await ana.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await turn_to(town, november(27, 10))
    assert (await ledger(olga))[0] == "Going 1: 1 by direct message."


async def test_who_answers_too_late_for_a_reminder_is_promised_none(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild), "in 30 minutes")
    assert await ledger(olga) == ["Nothing is planned to be said: it is too late for reminders."]
    await olga.press("Going", on=card)
    told = [
        "Going 1: 1 not told anything.",
        "Nothing was to be said: whoever is going answered too late for a reminder.",
    ]
    assert await ledger(olga) == told
    await turn_to(town, november(20, 14))
    assert await ledger(olga) == told


async def test_what_is_cancelled_or_over_before_anybody_answers_promises_nothing(
    town: Town, guild: Guild, olga: Person
) -> None:
    await town.meetup(olga, await town.group(olga, guild))
    assert await ledger(olga) == [
        "Nothing is planned to be said yet. Reminders are, as soon as somebody is going."
    ]
    await turn_to(town, november(29, 10))
    assert await ledger(olga) == ["It is over, and there was nobody to tell anything."]


async def test_a_cancelled_meetup_that_nobody_answered_promises_nothing(
    town: Town, guild: Guild, olga: Person
) -> None:
    await town.meetup(olga, await town.group(olga, guild))
    await call_off(olga)
    await town.settle()
    assert await ledger(olga) == ["It was cancelled, and nobody wanted to come: there was nobody to tell."]


async def test_what_was_over_while_the_bot_was_off_is_told_nobody_and_says_so(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    await town.stop()
    town.discord.clock.turn_to(november(28, 15))
    await town.start()
    await town.settle()
    assert await ledger(olga) == [
        "Going 1: 1 not told anything.",
        "- Reminder a day before: 1 not needed (a later reminder has taken its place)",
        "- Reminder an hour before: 1 not told before it was over",
    ]


async def test_what_nobody_knows_whether_it_came_is_said_so(town: Town, guild: Guild, olga: Person) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    await turn_to(town, november(28, 8))
    await olga.press("Going", on=card)
    town.discord.faults.fail("POST", thread_path(card), status=503, times=1 << 30)
    await turn_to(town, november(28, 9))
    town.discord.faults.clear()
    no_access = {"message": "Missing Access", "code": 50001}
    town.discord.faults.fail("GET", thread_path(card), status=403, body=no_access, times=1 << 30)
    await turn_to(town, november(28, 10, 30))
    assert in_thread(card) == []
    assert await ledger(olga) == [
        "Going 1: 1 perhaps told.",
        "- Reminder an hour before: 1 perhaps told (I could not look whether it had arrived)",
    ]


@pytest.mark.parametrize("reason", [*rules.Needless, reasons.SUPERSEDED, reasons.NOT_CONCERNED])
async def test_who_need_not_be_told_is_told_why_in_french_too(town: Town, reason: str) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga, zoe = (
        town.member(guild, name, language, "manage_guild")
        for name, language in (("Olga", "en-US"), ("Zoé", "fr"))
    )
    card = await town.meetup(olga, await town.group(olga, guild))
    await zoe.press("Je viens", on=card)

    def skip(tx: Tx) -> None:
        of_a_day = update(notices).where(notices.c.kind == rules.DAY_BEFORE)
        tx.connection.execute(of_a_day.values(fate=Fate.SKIPPED, reason=reason, settled_at=tx.now))

    await town.app.write(guild.id, skip)
    english, french = (await ledger(olga))[1], (await ledger(zoe))[1]
    assert english.startswith("- Reminder a day before: 1 not needed (")
    assert french.startswith("- Rappel la veille\xa0: 1 inutile (")
    whys = {line.partition("(")[2] for line in (english, french)}
    assert len(whys) == 2


async def test_a_french_organizer_reads_why_in_french(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    zoe = town.member(guild, "Zoé", "fr", "manage_guild")
    card = await town.meetup(zoe, await town.group(zoe, guild))
    await zoe.press("Je viens", on=card)

    def put_aside(tx: Tx) -> None:
        of_a_day = update(notices).where(notices.c.kind == rules.DAY_BEFORE)
        tx.connection.execute(of_a_day.values(fate=Fate.FAILED, reason=reasons.PUT_ASIDE, settled_at=tx.now))

    await town.app.write(guild.id, put_aside)
    assert (await ledger(zoe))[:2] == [
        "Viennent 1\xa0: 1 non joint.",
        "- Rappel la veille\xa0: 1 sans succès (mis de côté\xa0: je suis tombé en panne trois fois en le faisant)",
    ]


async def hides(person: Person, card: Message) -> None:
    """Wants to be named by no card."""
    mine = await person.slash("/me preferences", in_=card.channel)
    await person.press("Your name on cards", on=mine.message)
    await person.fill(
        {"Cards of meetups and progress": "left out; you are counted, and told by direct message"}
    )


async def test_organizers_are_not_troubled_by_a_reminder_that_somebody_chose_not_to_get(
    town: Town, guild: Guild, olga: Person
) -> None:
    hid = town.member(guild, "Hid")
    card = await town.meetup(olga, await town.group(olga, guild))
    await hid.press("Going", on=card)
    await hides(hid, card)
    hid.closes_dms()
    await turn_to(town, november(28, 9))
    assert in_thread(card) == []
    assert await call_off(olga) == (
        "Code & coffee is cancelled. 1 person cannot be told: no card may name them, and they take no direct messages. "
        "I am telling everyone else who wanted to come."
    )
    await town.settle()
    assert in_thread(card) == []
