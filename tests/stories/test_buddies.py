"""A newcomer asks for a buddy: how two find each other, what they hear of it, and how kindly it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from discord import Permissions, TextChannel

from bot.invitation import PERMISSIONS
from bot.people.naming import rows_naming
from bot.people.service import set_direct
from cogs.onboarding import buddy_models
from cogs.server import models as server_models
from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.guilds import Guild
from playground.world.threads import Thread
from tests.stories.test_welcome_desk import MOMENT, labels, office_of
from tests.town import Town

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

FRENCH = {
    "/buddy": "/binôme",
    "Ask for a buddy": "Demander un binôme",
    "Be a buddy": "Être un binôme",
    "End it": "Y mettre fin",
    "Yes, end it": "Oui, y mettre fin",
    "Find me another": "Trouve-moi quelqu’un",
    "What would you like help with?": "Pour quoi veux-tu de l’aide\xa0?",
    "How many at once?": "Combien à la fois\xa0?",
    "In which language?": "Dans quelle langue\xa0?",
    "Ask me about": "On peut me parler de",
}


def said(person: Person, words: str) -> str:
    """What this person reads for an English text."""
    return FRENCH[words] if person.locale == "fr" else words


async def opens(person: Person, guild: Guild) -> Reply:
    """Somebody looks how they stand."""
    return await person.slash(said(person, "/buddy"), in_=guild.first_channel)


async def asks(person: Person, guild: Guild, **fields: str) -> Reply:
    """Somebody asks for a buddy; the answer."""
    opened = await opens(person, guild)
    await person.press(said(person, "Ask for a buddy"), on=opened.message)
    return await person.fill({said(person, label): value for label, value in fields.items()})


async def offers(town: Town, person: Person, guild: Guild, **fields: str) -> Reply:
    """Somebody offers to be a buddy; the answer."""
    opened = await opens(person, guild)
    await person.press(said(person, "Be a buddy"), on=opened.message)
    answer = await person.fill({said(person, label): value for label, value in fields.items()})
    await town.settle()
    return answer


def rooms(guild: Guild) -> list[Thread]:
    """The threads of buddies, the oldest first."""
    found = [
        thread for thread in guild.thread_by_id.values() if thread.name.startswith(("Buddies", "Binôme"))
    ]
    return sorted(found, key=lambda thread: thread.id)


def heard(thread: Thread) -> list[list[str]]:
    """What the bot has said there."""
    return [message.text.splitlines() for message in thread.messages]


async def test_two_are_brought_together_asked_once_and_thanked(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    thanked = await offers(town, ben, guild, **{"Ask me about": "SQL, closures"})
    assert thanked.text.startswith("Thank you. When somebody asks whom it suits")
    answer = await asks(zoe, guild, **{"What would you like help with?": "sql"})
    assert answer.ephemeral
    assert answer.text.splitlines()[0] == (
        f"{ben.mention} is your buddy. In a moment you have a private thread, for the two of you."
    )
    await town.settle()
    [room] = rooms(guild)
    assert room.is_private_thread
    assert set(room.thread_members) == {ben.id, zoe.id, town.campsite.user.id}
    [first] = heard(room)
    assert first[:2] == [f"{zoe.mention} {ben.mention}", "## You are buddies"]
    assert "You have both named **sql**." in first
    assert (len(zoe.notifications), len(ben.notifications)) == (1, 1)

    await town.turn(7 * DAY)
    assert len(room.messages) == 2
    assert heard(room)[1][1].startswith("You have been buddies for a week.")
    await town.turn(23 * DAY)
    assert heard(room)[2] == [
        f"{zoe.mention} {ben.mention}",
        "Your time as buddies is over. Thank you both.",
        "This thread stays yours: stay in touch if you like, and nobody expects it of you.",
    ]
    await town.turn(60 * DAY)
    assert len(room.messages) == 3
    path = await ben.slash("/path", in_=guild.first_channel)
    await ben.press("Begin", on=path.message)
    shown = await ben.press("Contribute", on=path.message)
    assert "✓ Help a beginner through their first weeks" in shown.text


async def test_two_are_brought_together_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    ben, zoe = town.member(guild, "Ben", "fr"), town.member(guild, "Zoé", "fr")
    await offers(town, ben, guild)
    answer = await asks(zoe, guild)
    assert answer.text.splitlines()[0] == (
        f"{ben.mention} est ton binôme. Dans un instant, vous aurez un fil privé, pour vous deux."
    )
    await town.settle()
    [room] = rooms(guild)
    assert room.name == "Binôme 1"
    await town.turn(7 * DAY)
    await town.turn(23 * DAY)
    first, week, over = heard(room)
    assert first[:2] == [f"{zoe.mention} {ben.mention}", "## Vous voilà en binôme"]
    assert week[1].startswith("Vous êtes en binôme depuis une semaine.")
    assert over[1] == "Votre temps en binôme est passé. Merci à vous deux."


async def test_nobody_is_woken_for_it(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    await town.turn(13 * HOUR)  # ten in the evening
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    assert room.messages == []
    await town.turn(10 * HOUR)
    assert len(room.messages) == 1
    await town.turn(7 * DAY - 10 * HOUR)  # again in the evening
    assert len(room.messages) == 1
    await town.turn(10 * HOUR + HOUR / 2)
    assert len(room.messages) == 2


async def test_two_ask_at_once_for_the_last_place(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members")
    office = await office_of(town, guild, mia)
    ben, zoe, sam = (town.member(guild, name) for name in ("Ben", "Zoé", "Sam"))
    await offers(town, ben, guild)
    for person in (zoe, sam):
        opened = await opens(person, guild)
        await person.press("Ask for a buddy", on=opened.message)
    answers = await asyncio.gather(zoe.fill({}), sam.fill({}))
    first = sorted(answer.text.splitlines()[0].split(",")[0] for answer in answers)
    assert first == sorted(
        [f"{ben.mention} is your buddy. In a moment you have a private thread", "Nobody is free just now"]
    )
    await town.turn(MOMENT)
    assert len(rooms(guild)) == 1
    waits = sam if ben.mention in answers[0].text else zoe
    [desk] = office.messages
    [line] = [line for line in desk.text.splitlines() if "asked for a buddy" in line]
    assert line.startswith(waits.mention)


async def test_whom_nobody_is_free_for_is_seen_at_the_desk_and_given_somebody_by_hand(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members")
    office = await office_of(town, guild, mia)
    lea, zoe, noa = town.member(guild, "Léa", "fr"), town.member(guild, "Zoé"), town.member(guild, "Noa")
    await offers(town, lea, guild)
    answer = await asks(zoe, guild, **{"What would you like help with?": "git"})
    assert answer.text.startswith("Nobody is free just now, and that says nothing about you.")
    await town.turn(MOMENT)
    assert rooms(guild) == []
    [desk] = office.messages
    place = next(n for n, button in enumerate(desk.buttons) if button.label == "I’ll find someone")
    card = await mia.press(desk.buttons[place], on=desk)
    assert card.text.splitlines() == [
        f"{zoe.mention} looks for a buddy who speaks English.",
        "They would like help with **git**.",
        f"These have a place free, in another language perhaps: {lea.mention}.",
    ]
    await town.settle()
    assert "Find a buddy" in labels(desk)
    late = await mia.press("Find a buddy", on=desk)
    refused = await mia.choose("onboarding:buddy:give:1", [noa], on=card.message)
    assert refused.text.startswith("That is not possible: choose somebody who has offered it with /buddy")
    done = await mia.choose("onboarding:buddy:give:1", [lea], on=card.message)
    assert done.text == f"{zoe.mention} and {lea.mention} are buddies now, and get a private thread."
    again = await mia.choose("onboarding:buddy:give:1", [lea], on=late.message)
    assert again.text.startswith("Nobody needs to be found any more")
    await town.settle()
    [room] = rooms(guild)
    assert set(room.thread_members) == {lea.id, zoe.id, town.campsite.user.id}
    assert "asked for a buddy" not in desk.text


async def test_a_greeter_does_it_themselves_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    mia = town.member(guild, "Mia", "fr", "moderate_members")
    office = await office_of(town, guild, mia)
    zoe = town.member(guild, "Zoé", "fr")
    answer = await asks(zoe, guild)
    assert answer.text.startswith("Personne n’est libre en ce moment, et cela ne dit rien de toi.")
    await town.turn(MOMENT)
    [desk] = office.messages
    place = next(n for n, button in enumerate(desk.buttons) if button.label == "Je trouve quelqu’un")
    card = await mia.press(desk.buttons[place], on=desk)
    looked_for, nobody = card.text.splitlines()
    assert looked_for == f"{zoe.mention} cherche un binôme qui parle Français."
    assert nobody.startswith("Parmi les volontaires, personne n’a de place libre.")
    done = await mia.press("Je serai son binôme", on=card.message)
    assert done.text == f"{zoe.mention} et {mia.mention} forment maintenant un binôme, avec un fil privé."
    await town.settle()
    [room] = rooms(guild)
    assert heard(room)[0][0] == f"{zoe.mention} {mia.mention}"


@pytest.mark.parametrize(
    ("locale", "refusal"),
    [
        ("en-US", "You accompany 3 newcomers already; with more, nobody has time for any."),
        ("fr", "Tu accompagnes déjà 3 personnes\xa0; avec plus, on n’a de temps pour aucune."),
    ],
)
async def test_a_greeter_takes_care_of_no_more_newcomers_than_anybody(
    town: Town, locale: str, refusal: str
) -> None:
    guild = town.server(locale=locale)
    mia = town.member(guild, "Mia", locale, "moderate_members")
    office = await office_of(town, guild, mia)
    for name in ("Zoé", "Sam", "Ana", "Noa"):
        await asks(town.member(guild, name, locale), guild)
    await town.turn(MOMENT)
    [desk] = office.messages
    answers = [await mia.raw_component(desk, f"onboarding:buddy:mine:{number}") for number in range(1, 5)]
    assert [answer.text.startswith(refusal) for answer in answers] == [False, False, False, True]
    await town.settle()
    assert len(rooms(guild)) == 3


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_that_it_is_over_is_not_told_a_month_late(town: Town, locale: str) -> None:
    guild = town.server(locale=locale)
    ben, zoe = town.member(guild, "Ben", locale), town.member(guild, "Zoé", locale)
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    await may_write(town, guild, may=False)
    asked = await ben.press(said(ben, "End it"), on=room.messages[0])
    await ben.press(said(ben, "Yes, end it"), on=asked.message)
    for _ in range(8):
        await town.turn(DAY)
    await may_write(town, guild, may=True)
    await town.turn(2 * DAY)
    assert len(room.messages) == 1


async def may_write(town: Town, guild: Guild, *, may: bool) -> None:
    """Sets whether the bot may write in threads, and waits until it knows."""
    place, role = guild.first_channel, guild.role_of(town.campsite)
    if may:
        place.set_overwrite(role, allow="send_messages_in_threads")
    else:
        place.set_overwrite(role, deny="send_messages_in_threads")

    def known() -> bool:
        found = town.client.get_channel(place.id)
        assert isinstance(found, TextChannel)
        return found.permissions_for(found.guild.me).send_messages_in_threads is may

    await town.discord.until(known)


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_one_ends_it_without_a_reason_and_the_other_is_offered_another(town: Town, locale: str) -> None:
    guild = town.server(locale=locale)
    ben, cleo, zoe = (town.member(guild, name, locale) for name in ("Ben", "Cléo", "Zoé"))
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    asked = await ben.press(said(ben, "End it"), on=room.messages[0])
    assert asked.ephemeral
    await ben.press(said(ben, "Yes, end it"), on=asked.message)
    late = await ben.press(said(ben, "End it"), on=room.messages[0])
    assert late.text.startswith(("Those two are buddies no more", "Ce binôme n’existe plus"))
    await town.settle()
    parted = heard(room)[1]
    assert parted[0] == zoe.mention
    assert parted[1].startswith(("You two are buddies no more.", "Votre binôme s’arrête là."))
    await offers(town, cleo, guild)
    await zoe.press(said(zoe, "Find me another"), on=room.messages[1])
    found = await zoe.fill({})
    assert found.text.startswith(cleo.mention)
    await town.settle()
    assert len(rooms(guild)) == 2
    await town.turn(30 * DAY)
    assert len(room.messages) == 2


@pytest.mark.parametrize("of", ["the thread", "the server"])
async def test_a_buddy_who_goes_out_of_it_is_noticed_at_the_check(town: Town, of: str) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    if of == "the thread":
        room.remove_member(ben)
    else:
        ben.leaves(guild)
    await town.turn(7 * DAY)
    assert heard(room)[1][:2] == [
        zoe.mention,
        "You two are buddies no more. That happens, for many reasons, and it says nothing about you.",
    ]
    await town.turn(30 * DAY)
    assert len(room.messages) == 2
    found = await asks(town.member(guild, "Sam"), guild)
    assert found.text.startswith(ben.mention if of == "the thread" else "Nobody is free just now")


async def test_two_buddies_who_both_left_are_both_let_go_of(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    await offers(town, zoe, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    ben.leaves(guild)
    zoe.leaves(guild)
    await town.turn(7 * DAY)
    assert len(room.messages) == 1
    found = await asks(town.member(guild, "Sam"), guild)
    assert found.text.startswith("Nobody is free just now")


async def test_a_buddy_who_left_before_the_thread_was_opened_is_replaced_unseen(town: Town) -> None:
    guild = town.server()
    ben, zoe, cleo = (town.member(guild, name) for name in ("Ben", "Zoé", "Cléo"))
    await offers(town, ben, guild)
    ben.leaves(guild)
    await offers(town, cleo, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    assert set(room.thread_members) == {cleo.id, zoe.id, town.campsite.user.id}
    assert [lines[0] for lines in heard(room)] == [f"{zoe.mention} {cleo.mention}"]
    found = await asks(town.member(guild, "Sam"), guild)
    assert found.text.startswith("Nobody is free just now")


async def test_two_whose_thread_is_deleted_hear_nothing_more_and_can_ask_anew(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    room.remove()
    await town.turn(7 * DAY)
    await town.turn(23 * DAY)
    assert rooms(guild) == []
    opened = await opens(zoe, guild)
    assert "Ask for a buddy" in [button.label for button in opened.buttons]


async def test_who_is_forgotten_is_let_go_of_and_the_other_hears_it_softly(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    record = await zoe.slash("/me record", in_=guild.first_channel)
    assert "You have 1 buddy now." in record.text
    forget = await ben.slash("/me forget", in_=guild.first_channel)
    await ben.press("Forget me here", on=forget.message)
    await town.settle()
    named = await town.app.database.read(None, rows_naming, ben.id)
    assert not {"buddies", "buddy_offers", "buddy_requests"} & set(named)
    [room] = rooms(guild)
    assert heard(room)[1][0] == zoe.mention


async def test_somebody_asks_on_the_card_that_start_opens(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    nobody = await zoe.slash("/start", in_=guild.first_channel)
    assert "Buddies" not in [button.label for button in nobody.buttons]
    await offers(town, ben, guild)
    start = await zoe.slash("/start", in_=guild.first_channel)
    assert "**A buddy** somebody who answers your questions and shows you around, if you like." in start.text
    card = await zoe.press("Buddies", on=start.message)
    assert card.updated
    await zoe.press("Ask for a buddy", on=card.message)
    refused = await zoe.fill({"What would you like help with?": "a, b, c"})
    assert (
        refused.text.splitlines()[0]
        == "Name at most 2 things people can ask you about, with a comma in between."
    )
    await zoe.press("Change and send again", on=refused.message)
    assert zoe.form is not None
    answer = await zoe.fill({"What would you like help with?": "a, b"})
    assert answer.text.startswith(ben.mention)
    await town.settle()
    start = await zoe.slash("/start", in_=guild.first_channel)
    assert f"**Your buddy** {ben.mention}" in start.text


async def test_without_a_place_for_threads_an_admin_reads_what_is_missing_and_nothing_is_lost(
    town: Town,
) -> None:
    guild = town.discord.guild("Learners")
    apart = Permissions(create_private_threads=True)
    guild.invite(town.campsite, permissions=PERMISSIONS.value & ~apart.value)
    admin = town.member(guild, "Ada", "en-US", "manage_guild")
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    guild.everyone.edit(permissions=guild.everyone.permissions & ~apart.value)
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    assert rooms(guild) == []
    doctor = await admin.slash("/campsite doctor", in_=guild.first_channel)
    assert "Buddies get no thread of their own." in doctor.text
    assert await town.app.read(guild.id, buddy_models.running, zoe.id)


async def test_two_buddies_are_told_directly_where_they_have_asked_for_it(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé", "fr")
    for person in (ben, zoe):
        await town.app.database.write(None, set_direct, person.id, wanted=True)
    await offers(town, ben, guild, **{"In which language?": "any"})
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    assert room.messages == []
    [letter] = ben.direct_messages
    assert f"Au sujet de toi et {zoe.mention} :" in letter.text
    assert [message.text for message in zoe.direct_messages] != []


async def test_a_buddy_who_wants_to_be_left_alone_is_given_nobody_and_asking_then_is_refused(
    town: Town,
) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    await offers(town, ben, guild)
    for person in (ben, zoe):
        await person.slash("/me pause", in_=guild.first_channel, until="2 weeks")
    refused = await asks(zoe, guild)
    assert refused.text.startswith("You are on a pause until <t:")


async def test_the_thread_is_below_a_channel_that_both_can_see(town: Town) -> None:
    guild = town.server()
    ben, zoe = town.member(guild, "Ben"), town.member(guild, "Zoé")
    hall = guild.add_channel("hall")
    hall.set_overwrite(guild.member(zoe), deny="view_channel")
    await town.app.write(guild.id, lambda tx: server_models.save(tx, introductions_channel_id=hall.id))
    await town.discord.until(lambda: town.client.get_channel(hall.id) is not None)
    await offers(town, ben, guild)
    await asks(zoe, guild)
    await town.settle()
    [room] = rooms(guild)
    assert room.parent_id == guild.first_channel.id
