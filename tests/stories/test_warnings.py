"""A moderator warns that a meetup isn't safe: whom that does not reach is told of at once, where it can be said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from discord import Permissions, TextChannel, Thread
from sqlalchemy import update

from bot.db.tx import Tx
from bot.invitation import PERMISSIONS
from bot.outbox.models import Fate, notices
from cogs.meetups import service as meetups
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING
from tests.tongue import Tongue, told_in_both
from tests.town import Town

STARTS = int(FRIDAY_MORNING.replace(day=28, hour=10, minute=0).timestamp())
TOGETHER = timedelta(seconds=5)
HIDDEN = "no card may name them, and they take no direct messages"


def in_thread(card: Message) -> list[Message]:
    assert card.thread is not None
    return card.thread.messages[1:]


def room(guild: Guild, name: str = "Organizers of Lyon") -> list[Message]:
    """What stands in the private thread of the group's organizers."""
    return [
        message
        for thread in guild.thread_by_id.values()
        if thread.name == name
        for message in thread.messages
    ]


async def desk_of(town: Town, guild: Guild, admin: Person, *moderators: Person) -> Channel:
    """A channel that only moderators can read, chosen for them."""
    desk = guild.add_channel("desk")
    desk.set_overwrite(guild.everyone, deny="view_channel")
    desk.set_overwrite(guild.role_of(town.campsite), allow="view_channel")
    for person in (admin, *moderators):
        desk.set_overwrite(guild.member(person), allow="view_channel")
    overwrites = 3 + len(moderators)
    await town.discord.until(
        lambda: (
            isinstance(found := town.client.get_channel(desk.id), TextChannel)
            and len(found.overwrites) == overwrites
        )
    )
    shown = await admin.slash("/campsite settings", in_=guild.first_channel)
    await admin.choose("server:channel:moderators_channel_id", [desk], on=shown.message)
    await town.settle()
    return desk


def alarms(desk: Channel) -> list[Message]:
    """The cards about warnings among what stands there."""
    return [message for message in desk.messages if "told:" in str(message.buttons[0].custom_id)]


async def hides(person: Person, card: Message) -> None:
    """Wants to be named by no card, and takes no direct messages."""
    mine = await person.slash("/me preferences", in_=card.channel)
    await person.press("Your name on cards", on=mine.message)
    await person.fill(
        {"Cards of meetups and progress": "left out; you are counted, and told by direct message"}
    )
    person.closes_dms()


async def warn_off(
    moderator: Person, card: Message, label: str = "It isn't safe: cancel and warn now"
) -> list[str]:
    """Cancels the one meetup there is because it isn't safe; the lines of the answer."""
    [found] = await moderator.complete("/meetup cancel", "meetup", "")
    asked = await moderator.slash("/meetup cancel", in_=card.channel, meetup=found.value)
    return (await moderator.press(label, on=asked.message)).text.splitlines()


def not_warned(count: int, card: Message) -> str:
    assert card.thread is not None
    return (
        f"{count} people who wanted to come to the meetup in {card.thread.mention}, <t:{STARTS}:F>, have not been warned "
        "that it isn't safe:"
    )


async def moments_later(town: Town) -> None:
    """What keeps several people from being warned is told of together."""
    await town.settle()
    await town.turn(TOGETHER)


async def ledger(organizer: Person) -> list[str]:
    """What `/meetup delivery` says of the warning."""
    [found] = await organizer.complete("/meetup delivery", "meetup", "")
    shown = await organizer.slash("/meetup delivery", meetup=found.value)
    return [line for line in shown.text.splitlines() if line.startswith("- Warning")]


async def locked(town: Town, card: Message) -> None:
    """A moderator locks the meetup's thread."""
    thread = card.thread
    assert thread is not None
    thread.edit(locked=True)
    await town.discord.until(
        lambda: isinstance(found := town.client.get_channel(thread.id), Thread) and found.locked
    )


@pytest.fixture
def guild(town: Town) -> Guild:
    return town.server()


@pytest.fixture
def olga(town: Town, guild: Guild) -> Person:
    return town.member(guild, "Olga", "en-US", "manage_guild")


@pytest.fixture
def mia(town: Town, guild: Guild) -> Person:
    return town.member(guild, "Mia", "en-US", "moderate_members")


@pytest.mark.parametrize(
    ("taken", "named"),
    [("send_messages_in_threads", "Send Messages In Threads"), ("view_channel", "View Channel")],
)
async def test_where_the_bot_may_not_write_the_moderators_know_it_at_once_and_everyone_is_warned_when_it_may(
    town: Town, guild: Guild, olga: Person, mia: Person, taken: str, named: str
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    desk = await desk_of(town, guild, olga, mia)
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    for person in (ana, ben):
        await person.press("Going", on=card)
    await town.settle()
    campsite = guild.role_of(town.campsite)
    lyon.set_overwrite(campsite, deny=taken)
    await town.discord.until(
        lambda: (
            isinstance(found := town.client.get_channel(lyon.id), TextChannel)
            and not getattr(found.permissions_for(found.guild.me), taken)
        )
    )
    assert card.thread is not None
    answer = await warn_off(mia, card)
    assert answer[0] == "Code & coffee is cancelled. I am telling everyone who wanted to come."
    assert answer[1].startswith(f"I can't post in {card.thread.mention}: I need the permission {named}")
    assert answer[1].endswith("Until then nobody hears of it there.")
    await moments_later(town)
    why = "I may not post there; an admin can allow it"
    [alarm] = alarms(desk)
    assert alarm.text.splitlines() == [
        "## A warning does not reach everyone",
        not_warned(2, card),
        f"- 2: {why}. I warn them as soon as I can.",
        "If you know who it is, please tell them yourself.",
    ]
    held_up = [f"- Warning that it isn't safe: 2 wait until I can say it ({why})"]
    assert await ledger(olga) == held_up
    shown = await mia.press("How people were told", on=alarm)
    assert shown.text.splitlines()[-1] == held_up[0]

    await town.turn(timedelta(hours=7))  # it was tried again, and nobody hears of that once more
    assert alarms(desk) == [alarm]
    lyon.set_overwrite(campsite)
    await town.discord.until(lambda: in_thread(card))
    await moments_later(town)
    [warning] = in_thread(card)
    assert {person.id for person in warning.mentions} == {ana.id, ben.id}
    assert alarms(desk) == [alarm]
    assert alarm.text.splitlines() == [
        "## A warning",
        f"Everyone who wanted to come to the meetup in {card.thread.mention}, <t:{STARTS}:F>, is warned by now.",
    ]
    assert await ledger(olga) == ["- Warning that it isn't safe: 2 in the thread"]
    await town.turn(timedelta(hours=7))
    assert (in_thread(card), room(guild)) == ([warning], [])


async def test_where_the_thread_is_locked_the_organizers_read_it_in_their_own(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana, hid = town.member(guild, "Ana"), town.member(guild, "Hid")
    card = await town.meetup(olga, await town.group(olga, guild))
    for person in (ana, hid):
        await person.press("Going", on=card)
    await hides(hid, card)
    await town.settle()
    await locked(town, card)
    assert (await warn_off(mia, card))[1:] == [
        "1 person can be told by direct message alone, if they take it.",
        "Its thread is closed. A moderator can open it again. Until then nobody hears of it there.",
    ]
    await moments_later(town)
    [report] = room(guild)
    assert report.text.splitlines() == [
        olga.mention,
        not_warned(2, card),
        "- 1: the thread is locked. I warn them as soon as I can.",
        f"- 1: {HIDDEN}",
        "If you know who it is, please tell them yourself.",
    ]
    assert report in olga.notifications
    assert hid.mention not in report.text

    assert card.thread is not None
    card.thread.edit(locked=False)
    await town.discord.until(lambda: in_thread(card))
    await moments_later(town)
    assert [message.mentions for message in in_thread(card)] == [[ana]]
    assert room(guild) == [report]
    assert await ledger(olga) == [f"- Warning that it isn't safe: 1 in the thread, 1 not reached ({HIDDEN})"]


PLAIN_IN_FRENCH = {
    "Going": "Je viens",
    "It isn't safe: cancel and warn now": "Pas sûr\xa0: annuler et prévenir",
    "The meetup {moment} is cancelled by the moderators: it isn't safe. Please don't go there.": (
        "La rencontre, {moment}, est annulée par la modération\xa0: elle ne serait pas sûre. S’il te plaît, n’y va pas."
    ),
    "{count} person who wanted to come to the meetup in {place}, {moment}, has not been warned that it isn't safe:": (
        "{count} personne qui voulait venir à la rencontre de {place}, {moment}, n’a pas été prévenue que ce n’est pas sûr\xa0:"
    ),
    "- 1: AutoMod blocks a word in it, and in my own words as well. I warn them as soon as I can.": (
        "- 1\xa0: l’AutoMod y bloque un mot, et dans mes propres mots aussi. Je préviens dès que je peux."
    ),
    "If you know who it is, please tell them yourself.": (
        "Si tu sais qui c’est, préviens-les toi-même, s’il te plaît."
    ),
    "A warning does not reach everyone": "Un avertissement n’atteint pas tout le monde",
    "cancelled": "annulée",
    "Organizers of Lyon": "Équipe de Lyon",
}


@told_in_both(PLAIN_IN_FRENCH)
async def test_a_title_that_automod_blocks_keeps_nobody_from_being_warned(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    mia = town.member(guild, "Mia", says.locale, "moderate_members")
    ana = town.member(guild, "Ana", says.locale)
    desk = await desk_of(town, guild, olga)
    card = await town.meetup(olga, await town.group(olga, guild), title="Casino night")
    await ana.press(says("Going"), on=card)
    await town.settle()
    guild.automod.words.add("casino")
    await warn_off(mia, card, says("It isn't safe: cancel and warn now"))
    await town.settle()
    [warning] = in_thread(card)
    assert warning.text.splitlines() == [
        ana.mention,
        says(
            "The meetup {moment} is cancelled by the moderators: it isn't safe. Please don't go there.",
            moment=f"<t:{STARTS}:F>",
        ),
    ]
    await moments_later(town)
    assert (alarms(desk), room(guild, says("Organizers of Lyon"))) == ([], [])


@told_in_both(PLAIN_IN_FRENCH)
async def test_where_automod_blocks_our_own_words_organizers_and_moderators_know_it(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    mia = town.member(guild, "Mia", says.locale, "moderate_members")
    ana = town.member(guild, "Ana", says.locale)
    desk = await desk_of(town, guild, olga)
    card = await town.meetup(olga, await town.group(olga, guild))
    await ana.press(says("Going"), on=card)
    await town.settle()
    guild.automod.words.add(says("cancelled"))
    await warn_off(mia, card, says("It isn't safe: cancel and warn now"))
    await moments_later(town)
    assert card.thread is not None
    lines = [
        says(
            "{count} person who wanted to come to the meetup in {place}, {moment}, has not been warned that it isn't safe:",
            count=1,
            place=card.thread.mention,
            moment=f"<t:{STARTS}:F>",
        ),
        says("- 1: AutoMod blocks a word in it, and in my own words as well. I warn them as soon as I can."),
        says("If you know who it is, please tell them yourself."),
    ]
    [report], [alarm] = room(guild, says("Organizers of Lyon")), alarms(desk)
    assert report.text.splitlines() == [olga.mention, *lines]
    assert alarm.text.splitlines() == ["## " + says("A warning does not reach everyone"), *lines]


async def test_who_has_left_and_who_takes_no_direct_message_are_counted_once_each_and_by_night(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana, hid, ida = (town.member(guild, name) for name in ("Ana", "Hid", "Ida"))
    card = await town.meetup(olga, await town.group(olga, guild))
    for person in (ana, hid, ida):
        await person.press("Going", on=card)
    for person in (hid, ida):
        await hides(person, card)
    await town.turn(timedelta(hours=17))  # two in the morning
    ida.opens_dms()
    ida.leaves(guild)
    assert (await warn_off(mia, card))[1:] == [
        "2 people can be told by direct message alone, if they take it.",
    ]
    await moments_later(town)
    assert [message.mentions for message in in_thread(card)] == [[ana]]
    [report] = room(guild)
    assert report.text.splitlines()[1:-1] == [
        not_warned(2, card),
        f"- 1: {HIDDEN}",
        "- 1: left the server",
    ]
    assert report in olga.notifications


async def test_who_cancels_a_meetup_knows_it_although_no_card_may_name_them(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    for person in (mia, olga):
        await person.press("Going", on=card)
    for person in (mia, olga):
        await hides(person, card)
    assert await warn_off(mia, card) == [
        "Code & coffee is cancelled. I am telling everyone who wanted to come.",
        "1 person can be told by direct message alone, if they take it.",
    ]
    await moments_later(town)
    assert await ledger(olga) == [f"- Warning that it isn't safe: 1 not reached ({HIDDEN})"]


async def test_moderators_read_whom_a_warning_does_not_reach_although_the_organizers_cannot_be_told(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    desk = await desk_of(town, guild, olga)
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await hides(olga, card)
    await town.settle()
    await warn_off(mia, card)
    await moments_later(town)
    [alarm] = alarms(desk)
    assert alarm.text.splitlines()[2] == f"- 1: {HIDDEN}"
    assert room(guild) == []


async def test_where_the_group_has_no_channel_moderators_read_it_until_it_has_one(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga, mia)
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ana.press("Going", on=card)
    await town.settle()
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~Permissions(manage_channels=True).value)
    lyon.remove()
    await town.discord.until(lambda: town.client.get_channel(lyon.id) is None)
    await town.settle()
    mia.goes_to(guild.first_channel)
    [found] = await mia.complete("/meetup cancel", "meetup", "")
    asked = await mia.slash("/meetup cancel", meetup=found.value)
    await mia.press("It isn't safe: cancel and warn now", on=asked.message)
    await moments_later(town)
    [alarm] = alarms(desk)
    assert (
        alarm.text.splitlines()[2] == "- 1: there is no channel to say it in. I warn them as soon as I can."
    )
    guild.set_permissions(town.campsite, PERMISSIONS.value)
    await town.discord.until(lambda: guild.has_channel("lyon"))
    await town.turn(timedelta(minutes=5))
    await moments_later(town)
    assert [message.mentions for message in guild.channel("lyon").messages if message.mentions] == [[ana]]
    assert alarms(desk) == [alarm]
    assert alarm.text.splitlines()[0] == "## A warning"


async def test_what_keeps_somebody_from_being_warned_for_a_moment_only_is_told_nobody(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga)
    card = await town.meetup(olga, await town.group(olga, guild))
    await ana.press("Going", on=card)
    await town.settle()
    await locked(town, card)
    await warn_off(mia, card)
    await town.settle()
    assert card.thread is not None
    card.thread.edit(locked=False)
    await town.discord.until(lambda: in_thread(card))
    await moments_later(town)
    assert (alarms(desk), room(guild)) == ([], [])


async def test_organizers_who_were_told_nothing_because_it_seemed_over_hear_of_it_when_it_is_not(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await ana.press("Going", on=card)
    await town.settle()
    await locked(town, card)
    await warn_off(mia, card)
    await town.settle()

    def skip(tx: Tx) -> None:
        planned = update(notices).where(notices.c.kind == meetups.UNWARNED)
        tx.connection.execute(planned.values(fate=Fate.SKIPPED, settled_at=tx.now))

    await town.app.write(guild.id, skip)
    await moments_later(town)
    assert room(guild) == []
    await town.turn(timedelta(hours=6))
    await moments_later(town)
    [report] = room(guild)
    assert report.text.splitlines()[2] == "- 1: the thread is locked. I warn them as soon as I can."


async def test_a_warning_that_is_held_up_is_said_soon_after_what_stood_in_its_way_is_gone_though_nobody_says_so(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    desk = await desk_of(town, guild, olga, mia)
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, "in 3 hours", duration="1 h")
    for person in (ana, ben):
        await person.press("Going", on=card)
    await town.settle()
    await locked(town, card)
    await warn_off(mia, card)
    await moments_later(town)
    assert "2 people who wanted to come" in alarms(desk)[0].text

    mine = await ben.slash("/me preferences", in_=lyon)
    await ben.press("Your name on cards", on=mine.message)
    await ben.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await town.turn(timedelta(minutes=2))
    assert [message.text.count("it isn't safe") for message in ben.direct(town.campsite).messages] == [1]
    await moments_later(town)
    assert "1 person who wanted to come" in alarms(desk)[0].text

    thread = card.thread
    assert thread is not None
    thread.remove()
    await town.discord.until(lambda: town.client.get_channel(thread.id) is None)
    await town.turn(timedelta(minutes=2))
    assert [message.mentions for message in lyon.messages if "it isn't safe" in message.text] == [[ana]]
    await moments_later(town)
    assert "is warned by now" in alarms(desk)[0].text


async def test_a_warning_whose_words_automod_lets_through_again_is_said_soon(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild), "in 3 hours", duration="1 h")
    await ana.press("Going", on=card)
    guild.automod.words.add("cancelled")
    await warn_off(mia, card)
    await moments_later(town)
    assert in_thread(card) == []
    guild.automod.words.clear()
    await town.turn(timedelta(minutes=2))
    assert [message.mentions for message in in_thread(card)] == [[ana]]


async def test_a_moderator_warns_also_of_what_an_organizer_has_just_cancelled_and_once(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, "21 nov 09:30")
    await ana.press("Going", on=card)
    await town.turn(timedelta(hours=12))  # after eight in the evening
    [found] = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", in_=lyon, meetup=found.value)
    await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    assert [message for message in in_thread(card) if ana in message.mentions] == []

    [found] = await mia.complete("/meetup cancel", "meetup", "")
    asked = await mia.slash("/meetup cancel", in_=lyon, meetup=found.value)
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == ["It isn't safe: cancel and warn now"]
    said = await mia.press("It isn't safe: cancel and warn now", on=asked.message)
    assert said.text.startswith("Code & coffee is cancelled. I am telling everyone who wanted to come.")
    again = await mia.slash("/meetup cancel", in_=lyon, meetup=found.value)
    assert again.text == "This meetup was cancelled. /meetup list shows the next ones."
    await town.settle()
    told = [message.text for message in in_thread(card) if ana in message.mentions]
    assert [text.count("it isn't safe") for text in told] == [1]


async def test_of_who_is_forgotten_moderators_do_not_read_for_ever_that_they_have_to_be_warned(
    town: Town, guild: Guild, olga: Person, mia: Person
) -> None:
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga, mia)
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, "in 3 hours", duration="1 h")
    await ana.press("Going", on=card)
    await town.settle()
    await locked(town, card)
    await warn_off(mia, card)
    await moments_later(town)
    assert "1 person who wanted to come" in alarms(desk)[0].text
    asked = await ana.slash("/me forget", in_=lyon)
    await ana.press("Forget me here", on=asked.message)
    for _ in range(4):
        await town.turn(timedelta(minutes=1))
    await moments_later(town)
    assert "Nobody is left who has to be warned" in alarms(desk)[0].text
