"""A small community to walk around in: people who do not exist, and what they did with the bot in the last days."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.invitation import PERMISSIONS
from playground import Application, Channel, Guild, Message, Person, Playground, Reply
from playground.web import Actor

SERVER = "Campfire Coders"

SPAN = timedelta(days=12)
"""How far back its story goes."""

PARIS, LONDON, TORONTO = "Europe/Paris", "Europe/London", "America/Toronto"

Passing = Callable[[datetime], Awaitable[None]]
"""Lets time pass until an instant, while the bot does what falls due."""


class NotSeeded(Exception):
    """The bot did not do what the community's story needs."""


@dataclass(frozen=True)
class Community:
    """Who and what there is, by name. Those one can be are the `actors`."""

    server: Guild
    ana: Person
    cleo: Person
    olga: Person
    mo: Person
    ada: Person
    luc: Person
    priya: Person
    iris: Person
    others: tuple[Person, ...]

    @property
    def actors(self) -> list[Actor]:
        """Whom one can be on the page, first the one it opens with."""
        return [
            Actor(self.ana, "member", PARIS),
            Actor(self.cleo, "member", PARIS),
            Actor(self.olga, "organizer", PARIS),
            Actor(self.mo, "moderator", TORONTO),
            Actor(self.ada, "admin", LONDON),
            Actor(self.iris, "newcomer", PARIS),
        ]

    @property
    def lyon(self) -> Channel:
        """The channel of the group where the tour takes place."""
        return self.server.channel("lyon")


def gathered(discord: Playground, application: Application) -> Community:
    """The server with its people, before the bot did anything."""
    ada = discord.person("Ada", "en-GB")
    server = discord.guild(SERVER, owner=ada)
    server.edit(system_channel_flags=1)  # all of them were there long ago
    server.channel("general").edit(topic="Everything that has no place of its own")
    server.add_channel("introductions", topic="Who are you, and what are you learning?")
    server.add_channel("help", topic="No question is too small")
    people = {
        name: discord.person(name, locale)
        for name, locale in (
            ("Olga", "en-GB"), ("Mo", "en-US"), ("Luc", "fr"), ("Priya", "en-GB"), ("Ben", "en-GB"), ("Cléo", "fr"),
            ("Dina", "en-US"), ("Emeka", "en-GB"), ("Farah", "fr"), ("Gus", "en-US"), ("Ana", "en-US"),
        )
    }  # fmt: skip
    for person in people.values():
        person.joins(server)
    server.invite(application, permissions=PERMISSIONS.value)
    server.edit(system_channel_flags=0)
    moderators = server.add_role(
        "Moderators", ("moderate_members", "manage_messages", "kick_members"), hoist=True, color=0x5BA7E0
    )
    organizers = server.add_role("Organizers", hoist=True, color=0x58B98B)
    server.member(people["Mo"]).give(moderators)
    for name in ("Olga", "Luc", "Priya"):
        server.member(people[name]).give(organizers)
    iris = discord.person("Iris", "en-GB")  # she joins later
    others = tuple(people[name] for name in ("Ben", "Dina", "Emeka", "Farah", "Gus"))
    return Community(
        server, people["Ana"], people["Cléo"], people["Olga"], people["Mo"], ada, people["Luc"], people["Priya"],
        iris, others,
    )  # fmt: skip


async def lived(who: Community, now: datetime, passes: Passing) -> None:
    """What happened in the days before `now`, all of it through the bot's own commands. Raises NotSeeded."""
    ben, dina, emeka, farah, gus = who.others
    general, introductions = who.server.channel("general"), who.server.channel("introductions")

    await _sets_up(who.ada, general, welcome_channel_id=general, introductions_channel_id=introductions)
    lyon = await _founds(who, who.olga, "Lyon", timezone=PARIS, language="en")
    montreal = await _founds(who, who.luc, "Montréal", timezone=TORONTO, language="fr")
    web = await _founds(who, who.priya, "Accessible web", timezone=LONDON, language="en")
    await passes(now - SPAN + timedelta(hours=3))
    await who.ada.says(
        "Welcome, everybody! We now have groups for cities and for topics. Have a look with `/group browse`, "
        "and join as many as you like.",
        general,
    )
    for person, place in ((ben, lyon), (who.cleo, lyon), (dina, lyon), (emeka, lyon), (farah, montreal)):
        await _taps(person, place, "groups:join:")
    for person, place in ((gus, montreal), (dina, web), (emeka, web), (who.mo, web)):
        await _taps(person, place, "groups:join:")
    await _does(
        emeka,
        "/progress goal",
        lyon,
        title="Build a quiz my class can use",
        by=f"{now + timedelta(days=30):%Y-%m-%d}",
    )
    await _does(
        who.olga, "/progress goal", lyon, title="Put one small thing online",
        checklist="Pick it; Make it work; Publish it; Show it at the table", number=3,
    )  # fmt: skip
    await dina.says(
        "Hi! I am Dina. Six months of CSS, three weeks of JavaScript, many open tabs.", introductions
    )
    hello = await emeka.says(
        "Emeka here. I teach maths and would like to build my own quizzes. Stuck on **closures** right now.",
        introductions,
    )
    who.olga.reacts(hello, "👋")
    await who.olga.says(
        "Bring them on Saturday, two of us had the same question last week.", introductions, reply_to=hello
    )

    await gus.says("Any book for somebody who learns best by building things?", general)
    book = await who.priya.says(
        "Pick a small thing you would *use*, and build that:\n- a timer for tea\n- a list of plants to water\n"
        "Books make more sense afterwards.",
        general,
    )
    for person in (gus, who.mo, farah):
        person.reacts(book, "💡")

    await passes(now - timedelta(days=9))
    past = await _plans(
        passes,
        who.olga,
        lyon,
        when=_typed(now - timedelta(days=4), "10:00"),
        place="Café Perché, 12 rue des Capucins",
        seats=12,
    )
    for person in (ben, who.cleo, dina, emeka):
        await _answers(person, past, "going")
    await passes(now - timedelta(days=7))
    await _does(
        dina, "/progress share", lyon, did="Rebuilt my portfolio with grid", learned="minmax() and auto-fit"
    )
    await _does(ben, "/progress share", lyon, learned="What a closure keeps, and for how long")
    await passes(now - timedelta(days=6, hours=23))
    for person in (who.olga, emeka, who.cleo):
        await _taps(person, lyon, "progress:well:")
    await passes(now - timedelta(days=3, hours=20))
    thanks = await ben.says("That was lovely. I finally understand why my `useEffect` ran twice.", lyon)
    for person in (who.olga, dina, who.cleo):
        person.reacts(thanks, "🎉")
    await dina.says("Same table next time?", lyon, reply_to=thanks)

    await passes(now - timedelta(days=2))
    coffee = await _plans(
        passes, who.luc, montreal, when=_typed(now + timedelta(days=6), "12:30"), title="Café et code",
        place="Bibliothèque du Plateau", seats=10, repeat="every two weeks", until="6",
    )  # fmt: skip
    for person, answer in ((farah, "going"), (gus, "going"), (ben, "maybe")):
        await _answers(person, coffee, answer)
    session = await _plans(
        passes, who.priya, web, when=_typed(now + timedelta(days=7), "19:00"), title="Forms that everybody can fill in",
        duration="2 h", link="https://meet.example/accessible-web",
    )  # fmt: skip
    for person, answer in ((dina, "going"), (emeka, "going"), (who.mo, "maybe")):
        await _answers(person, session, answer)
    await _does(
        emeka, "/progress share", lyon, did="The first three questions of my quiz", next="Keeping the score",
        stuck="How do I shuffle the answers without losing which one is right?",
    )  # fmt: skip
    await _does(
        farah, "/progress win", montreal, what="Something else", words="Mon premier site est en ligne"
    )
    await passes(now - timedelta(days=1, hours=23))
    await passes(now - timedelta(hours=20))
    await farah.says("J’ai fini mon premier site ce soir. Il est moche et il marche.", general)
    first = await who.ada.says("Félicitations, Farah! A first site that works is a big day.", general)
    for person in (farah, ben, who.luc, dina):
        person.reacts(first, "🎉")
    await passes(now - timedelta(hours=2))
    who.iris.joins(who.server)
    await passes(now - timedelta(hours=1, minutes=59))
    await passes(now - timedelta(hours=1))
    await gus.says(
        "Is there anything for people who are only starting with Python?", who.server.channel("help")
    )
    await who.mo.says(
        "Yes: the Lyon and Montréal tables have beginners every time. Tell them what you are working on.",
        who.server.channel("help"),
    )
    await passes(now)


def _typed(day: datetime, hour: str) -> str:
    """A moment as somebody would type it, in whichever language; the hour is meant where the group is."""
    return f"{day:%Y-%m-%d} {hour}"


async def _sets_up(admin: Person, place: Channel, /, **channels: Channel) -> None:
    """The admin has a channel for moderators made, and names the others, each in the menu that asks for it."""
    setup = await admin.slash("/campsite setup", place)
    if setup.message is None:
        raise NotSeeded(f"there is no setup: {_why(setup)}")
    await admin.press("server:setup:2", setup.message)
    await admin.choose("server:2:role", [place.guild.role("Moderators")], on=setup.message)
    await admin.press("server:setup:make:moderators_channel_id", setup.message)
    if not place.guild.has_channel("moderators"):
        raise NotSeeded(f"the moderators have no channel: {setup.message.text}")
    reply = await admin.slash("/campsite settings", place)
    if reply.message is None:
        raise NotSeeded(f"there are no settings: {_why(reply)}")
    for field, channel in channels.items():
        await admin.choose(f"server:channel:{field}", [channel], on=reply.message)


async def _does(person: Person, command: str, place: Channel, /, **options: str | int) -> None:
    """Somebody uses a command that answers at once."""
    reply = await person.slash(command, place, **options)
    if reply.failed:
        raise NotSeeded(f"{command} did not answer: {_why(reply)}")


async def _founds(who: Community, founder: Person, name: str, /, **options: str) -> Channel:
    """Somebody founds a group; the admin lets them for this once."""
    leave = who.server.grant(founder, "manage_guild")
    reply = await founder.slash("/group create", who.server.channel("general"), name=name, **options)
    leave.remove()
    place = name.lower().replace(" ", "-")
    if not who.server.has_channel(place):
        raise NotSeeded(f"{name} was not founded: {_why(reply)}")
    return who.server.channel(place)


async def _plans(passes: Passing, organizer: Person, place: Channel, /, **options: str | int) -> Message:
    """Somebody plans a meetup; its card."""
    before = len(place.messages)
    reply = await organizer.slash("/meetup schedule", place, **options)
    await passes(place.world.clock.now())  # the card follows the answer
    for message in place.messages[before:]:
        if _button(message, "meetups:going:"):
            return message
    raise NotSeeded(f"nothing was planned in #{place.name}: {_why(reply)}")


async def _answers(person: Person, card: Message, answer: str) -> None:
    button = _button(card, f"meetups:{answer}:")
    if button is None:
        raise NotSeeded(f"the card has no button for {answer!r}: {card.text}")
    await person.press(button, card)


async def _taps(person: Person, place: Channel, button: str) -> None:
    """Somebody presses a button on the newest message that has one of this kind."""
    for message in reversed(place.messages):
        if found := _button(message, button):
            await person.press(found, message)
            return
    raise NotSeeded(f"there is no button {button!r} in #{place.name}")


def _button(message: Message, begins: str) -> str | None:
    ids = (button.custom_id or "" for button in message.buttons)
    return next((custom_id for custom_id in ids if custom_id.startswith(begins)), None)


def _why(reply: Reply) -> str:
    return reply.failed or reply.text
