"""Who may do what: every command, every button, menu and form, and every kind of person, as one table.

Whoever may not gets a sentence and nothing is changed. What is not in the table fails the tests: a new command or button
is written in here with who may use it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import discord
import pytest
from discord import app_commands

from playground.errors import CannotType
from playground.people.person import Person
from playground.people.reply import Reply
from tests.stories.camp import INSIDE, KINDS, Camp, pitch
from tests.town import Town

ALL = frozenset(INSIDE)
NOT_BANNED = ALL - {"banned"}
ACTING = frozenset({"cohost", "organizer", "admin"})
LEADING = frozenset({"organizer", "moderator", "admin"})
"""Who decides about a group; moderators do it for all groups."""
MODERATORS = frozenset({"moderator", "admin"})
ADMINS = frozenset({"admin"})
AUTHOR = frozenset({"member"})
"""Whose things these are."""
BUDDIES = frozenset({"member", "cohost"})
ASKER = frozenset({"stranger"})
"""Who has asked for a group."""
NOBODY = frozenset[str]()
"""Only on a message that shows it to one person: from anywhere else it is out of use."""
ANYWHERE = ALL | {"direct"}

Who = frozenset[str]

COMMANDS: dict[str, tuple[dict[str, str], Who]] = {
    "/campsite settings": ({}, ADMINS),
    "/campsite setup": ({}, ADMINS),
    "/campsite doctor": ({}, ADMINS),
    "/campsite about": ({}, ADMINS),
    "/report": ({}, ALL),
    "/group edit": ({"group": "<1>"}, LEADING),
    "/group archive": ({"group": "<1>"}, LEADING),
    "/group organizers": ({"group": "<1>"}, ALL),
    "/group ban": ({"group": "<1>", "person": "@stranger", "reason": "Noise"}, LEADING),
    "/group unban": ({"group": "<1>", "person": "@banned"}, LEADING),
    "/group venue": ({"group": "<1>", "name": "Library"}, ACTING),
    "/group venues": ({"group": "<1>"}, ALL),
    "/group create": ({"name": "Lille"}, ALL),
    "/group join": ({"group": "<1>"}, NOT_BANNED),
    "/group info": ({"group": "<1>"}, ALL),
    "/group browse": ({}, ALL),
    "/group near": ({"city": "2996944"}, ALL),
    "/group queue": ({}, MODERATORS),
    "/me preferences": ({}, ANYWHERE),
    "/me pause": ({}, ANYWHERE),
    "/me record": ({}, ALL),
    "/me export": ({}, ANYWHERE),
    "/me forget": ({}, ANYWHERE),
    "/meetup schedule": ({"group": "<1>", "when": "5 dec 10:00"}, ACTING),
    "/meetup skip": ({"meetup": "<2>"}, ACTING),
    "/meetup move": ({"meetup": "<3>", "when": "6 dec 10:00"}, ACTING),
    "/meetup edit": ({"meetup": "<1>"}, ACTING),
    "/meetup list": ({"group": "<1>"}, ALL),
    "/meetup info": ({"meetup": "<1>"}, ALL),
    "/meetup cancel": ({"meetup": "<1>"}, ACTING | MODERATORS),
    "/meetup calendar": ({"group": "<1>"}, ALL),
    "/meetup delivery": ({"meetup": "<1>"}, ACTING | MODERATORS),
    "/meetup checkin": ({"code": "XXXX"}, ALL),
    "/meetup rollcall": ({"meetup": "<9>"}, ACTING),
    "/meetup recap": ({"meetup": "<9>"}, ACTING),
    "/meetup record": ({}, ALL),
    "/meetup voice": ({"group": "<1>"}, ACTING),
    "/progress share": ({"group": "<1>", "did": "Loops"}, NOT_BANNED),
    "/progress win": ({"group": "<1>", "what": "job"}, NOT_BANNED),
    "/progress goal": ({"group": "<1>", "title": "Read on", "checklist": "One; Two"}, ACTING),
    "/progress me": ({}, ALL),
    "/progress group": ({"group": "<1>"}, ALL),
    "/start": ({}, ALL),
    "/path": ({}, ALL),
    "/intro": ({}, ALL),
    "/buddy": ({}, ALL),
    "/welcome desk": ({}, MODERATORS),
    "/welcome settings": ({}, MODERATORS),
    "/welcome lurkers": ({}, MODERATORS),
    "/help": ({}, ANYWHERE),
    "/group leave": ({"group": "<1>"}, ALL),
}
"""A line, its options and who may send it. `<1>` is the id of something here, `@banned` is somebody."""

ON_MESSAGES: tuple[tuple[str, str, Who], ...] = (
    ("Report to the moderators", "the bot's", ALL),
    ("Report to the moderators", "one's own", ALL),
    ("Share as progress", "the bot's", NOBODY),
    ("Share as progress", "one's own", ALL),
)
"""Entries of a message's menu, on whose message, and who may choose them."""

BUTTONS: dict[str, tuple[str, Who]] = {
    "bot.ui.letters.StopDirect": ("people:direct:0", ANYWHERE),
    "server.report_views.TakeReport": ("server:report:take:<1>", MODERATORS),
    "server.report_views.CloseReport": ("server:report:done:<1>", MODERATORS),
    "server.views.GoTo": ("server:setup:2", ADMINS),
    "server.views.TypeZone": ("server:setup:zone", ADMINS),
    "server.views.Make": ("server:setup:make:welcome_channel_id", ADMINS),
    "groups.views.Join": ("groups:join:<1>", NOT_BANNED),
    "groups.views.TurnTo": ("groups:page:1", ALL),
    "groups.founding_views.FoundHere": ("groups:found:2996944", ALL),
    "groups.deciding_views.TurnQueue": ("groups:queue:0", MODERATORS),
    "groups.founding_views.ReadStep": ("groups:step:<1>", ASKER),
    "groups.deciding_views.AskBack": ("groups:ask:<1>", MODERATORS),
    "groups.deciding_views.Decline": ("groups:decline:<1>", MODERATORS),
    "groups.deciding_views.ActivateAll": ("groups:batch:1-0", MODERATORS),
    "groups.deciding_views.Activate": ("groups:activate:<1>:0", MODERATORS),
    "groups.founding_views.Withdraw": ("groups:withdraw:<1>", ASKER),
    "groups.finding_views.WaitFor": ("groups:wait:2996944", ALL),
    "groups.finding_views.WaitNoMore": ("groups:unwait:2996944", ALL),
    "server.report_views.WriteAgain": ("server:report:again", ALL),
    "groups.editing_views.EditBasics": ("groups:basics:<1>", LEADING),
    "groups.editing_views.EditTexts": ("groups:texts:<1>", LEADING),
    "groups.venue_views.StrikeVenue": ("groups:strike:<1>", ACTING),
    "groups.venue_views.TurnVenues": ("groups:venues:<1>:0", ALL),
    "groups.people_views.TurnTeam": ("groups:team:<1>:0", ALL),
    "groups.state_views.Volunteer": (
        "groups:volunteer:<1>",
        ACTING - ADMINS,
    ),  # who does it already; else who was asked, and nobody was
    "groups.state_views.AboutMonth": ("groups:month:<1>", ALL),
    "groups.state_views.HowItIs": ("groups:doing:<1>", ACTING),
    "members.views.OpenForm": ("members:form:zone", ANYWHERE),
    "members.views.Again": ("members:again:zone:00000000:", ANYWHERE),
    "members.views.AllAsUsual": ("members:usual", ANYWHERE),
    "members.views.TakeBack": ("members:usual:yes", ANYWHERE),
    "members.views.ShowCard": ("members:card", ANYWHERE),
    "members.views.EndPause": ("members:resume", ANYWHERE),
    "meetups.views.Going": ("meetups:going:<1>", NOT_BANNED),
    "meetups.views.Online": ("meetups:online:<1>", NOT_BANNED),
    "meetups.views.Maybe": ("meetups:maybe:<1>", NOT_BANNED),
    "meetups.views.Details": ("meetups:details:<1>", ALL),
    "meetups.views.SayWork": ("meetups:work:<1>", ALL),
    "meetups.views.TakeSeat": ("meetups:take:<1>", ALL),
    "meetups.views.PassSeat": ("meetups:pass:<1>", ALL),
    "meetups.views.GiveUpForMaybe": ("meetups:leavemaybe:<1>", NOT_BANNED),
    "meetups.views.GiveUp": ("meetups:leave:<1>", ALL),
    "meetups.views.CantGo": ("meetups:cant:<1>", ALL),
    "meetups.calendar_file.Calendar": ("meetups:calendar:<1>", ALL),
    "meetups.editing_views.OpenForm": ("meetups:edit:words:<1>", ACTING),
    "meetups.editing_views.OpenAgain": ("meetups:editagain:words:<1>:0", ACTING),
    "attendance.views.AllThere": ("attendance:all:<9>", ACTING),
    "attendance.views.NewCode": ("attendance:code:<9>", ACTING),
    "attendance.views.HowWasIt": ("attendance:after:<9>", AUTHOR),
    "attendance.views.Away": ("attendance:away:<9>", AUTHOR),
    "attendance.views.Came": ("attendance:came:<9>", AUTHOR),
    "attendance.views.Feeling": ("attendance:mood:<9>:glad", AUTHOR),
    "attendance.views.ComeAgain": ("attendance:again:<9>:yes", AUTHOR),
    "attendance.views.OneLine": ("attendance:line:9", ANYWHERE),
    "attendance.recap_views.RecapAgain": ("attendance:recap_again:<9>", ACTING),
    "attendance.recap_views.AddPictures": ("attendance:pictures:<9>", ACTING),
    "attendance.recap_views.TakeDown": ("attendance:take_down:<9>", ALL),
    "attendance.recap_views.TakeThisDown": ("attendance:taken_down:<9>", ALL),
    "attendance.views.WhatWasSaid": ("attendance:said:<9>", ACTING),
    "attendance.recap_views.RecapButton": ("attendance:told:<9>", ACTING | AUTHOR),
    "progress.views.WellDone": ("progress:well:<1>", NOT_BANNED),
    "progress.views.SameHere": ("progress:same:<1>", NOT_BANNED),
    "progress.views.CanHelp": ("progress:help:<1>", NOT_BANNED),
    "progress.views.OpenAgain": ("progress:again:1", ANYWHERE),
    "progress.views.Look": ("progress:look:<1>", ALL),
    "progress.my_views.FillIn": ("progress:fill:1", ANYWHERE),
    "progress.my_views.Choose": ("progress:choose", ALL),
    "progress.my_views.Step": ("progress:step:<1>:1", AUTHOR),
    "progress.my_views.Celebrate": ("progress:celebrate:<1>", AUTHOR),
    "progress.my_views.LetGo": ("progress:letgo:<3>", AUTHOR),
    "progress.group_views.Tick": ("progress:tick:<1>", NOT_BANNED),
    "progress.group_views.Untick": ("progress:untick:<1>", ALL),
    "progress.group_views.Arrange": ("progress:arrange:<1>", ACTING),
    "progress.group_views.ShowMonth": ("progress:month:<1>", ALL),
    "progress.group_views.EndTogether": ("progress:end:<2>", ACTING),
    "progress.views.TakeBack": ("progress:back:<1>", AUTHOR),
    "onboarding.views.Start": ("onboarding:start:1", ALL),
    "onboarding.views.NameCity": ("onboarding:city", ALL),
    "onboarding.views.Search": ("onboarding:search", ANYWHERE),
    "onboarding.welcoming_views.ChangeWords": ("onboarding:words:<1>", ACTING | MODERATORS),
    "onboarding.welcoming_views.WordsAgain": ("onboarding:words_again:1", ANYWHERE),
    "onboarding.lurker_views.ShowBy": ("onboarding:lurkers:by:week", MODERATORS),
    "onboarding.lurker_views.Earlier": ("onboarding:lurkers:until:week:20261116", MODERATORS),
    "onboarding.lurker_views.Look": ("onboarding:lurkers:look:week:20261116", MODERATORS),
    "onboarding.lurker_views.Write": ("onboarding:lurkers:write:week:20261116", MODERATORS),
    "onboarding.lurker_views.Again": ("onboarding:lurkers:again:week:20261116", MODERATORS),
    "onboarding.lurker_views.Change": ("onboarding:lurkers:change:<1>", MODERATORS),
    "onboarding.lurker_views.Send": ("onboarding:lurkers:send:<1>", MODERATORS),
    "onboarding.lurker_views.Read": ("onboarding:lurkers:read:<1>", ALL),
    "onboarding.path_views.Begin": ("onboarding:path:begin", ALL),
    "onboarding.path_views.See": ("onboarding:path:see:1", ALL),
    "onboarding.path_views.Tick": ("onboarding:path:tick:rules:1", ALL),
    "onboarding.lurker_views.LeaveAlone": ("onboarding:quiet:1", ALL),
    "onboarding.path_views.Observe": ("onboarding:path:observe", ALL),
    "onboarding.introduction_views.Write": ("onboarding:intro:write", ALL),
    "onboarding.introduction_views.Again": ("onboarding:intro:again", ALL),
    "onboarding.introduction_views.Edit": ("onboarding:intro:edit:<1>", AUTHOR),
    "onboarding.introduction_views.TakeAway": ("onboarding:intro:remove:<1>", AUTHOR | MODERATORS),
    "onboarding.desk_views.Open": ("onboarding:desk:open", MODERATORS),
    "onboarding.desk_views.Turn": ("onboarding:desk:page:0", MODERATORS),
    "onboarding.desk_views.Take": ("onboarding:desk:take:<1>", MODERATORS),
    "onboarding.desk_views.HandBack": ("onboarding:desk:back:<1>", MODERATORS),
    "onboarding.desk_views.Done": ("onboarding:desk:done:<1>", MODERATORS),
    "onboarding.buddy_views.OpenBuddies": ("onboarding:buddy:open", ALL),
    "onboarding.buddy_views.Ask": ("onboarding:buddy:ask", ALL),
    "onboarding.buddy_views.AskAgain": ("onboarding:buddy:ask_again", ALL),
    "onboarding.buddy_views.Offer": ("onboarding:buddy:offer", ALL),
    "onboarding.buddy_views.OfferAgain": ("onboarding:buddy:offer_again", ALL),
    "onboarding.buddy_views.Find": ("onboarding:buddy:find:<2>", MODERATORS),
    "onboarding.buddy_views.BeTheirs": ("onboarding:buddy:mine:<2>", MODERATORS),
    "onboarding.buddy_views.TakeBack": ("onboarding:buddy:take_back", ALL),
    "onboarding.buddy_views.Stop": ("onboarding:buddy:stop", ALL),
    "onboarding.buddy_views.End": ("onboarding:buddy:end:<1>", BUDDIES),
    "onboarding.buddy_views.EndNow": ("onboarding:buddy:end_now:<1>", BUDDIES),
    "help.views.Do": ("help:do:campsite settings", ADMINS),
    "help.views.WearHat": ("help:as:oneself", ANYWHERE),
    "meetups.organizing.Told": ("meetups:told:<1>", ACTING | MODERATORS),
    # What ends things comes last: what stands above needs them.
    "meetups.organizing.WarnOff": ("meetups:unsafe:<6>", MODERATORS),
    "meetups.organizing.CallOff": ("meetups:cancel:<4>", ACTING),
    "meetups.organizing.EndSeries": ("meetups:end:<5>", ACTING),
    "groups.editing_views.Archive": ("groups:archive:<1>", LEADING),
    "groups.editing_views.Revive": ("groups:revive:<1>", LEADING),
    "groups.views.Leave": ("groups:leave:<1>", ALL),
    "members.forget_views.ForgetHere": ("members:forget:here", ALL),
    "members.forget_views.ForgetEverywhere": ("members:forget:everywhere", ANYWHERE),
}

MENUS: dict[str, str] = {
    "server.views.ChooseChannel": "server:channel:welcome_channel_id",
    "server.views.ChooseRole": "server:role",
    "server.views.ChooseFounding": "server:founding",
    "server.views.ChooseLanguage": "server:language",
    "server.views.ChooseZone": "server:1:zone",
    "groups.directory_views.JoinOne": "groups:directory:1",
    "members.views.PickZone": "members:pick:00000000:",
    "attendance.views.WereThere": "attendance:there:9",
    "attendance.views.WereNotThere": "attendance:absent:9",
    "attendance.views.Correct": "attendance:record",
    "onboarding.welcoming_views.ChooseChannel": "onboarding:channel:desk_channel_id",
    "onboarding.welcoming_views.ChooseGreeters": "onboarding:greeters",
    "onboarding.views.ChooseLanguage": "onboarding:language",
    "onboarding.views.ChooseGroup": "onboarding:group",
    "onboarding.buddy_views.GiveThem": "onboarding:buddy:give:2",
}
"""A menu is taken only from the message that has it; the stories choose in those."""

FORMS: dict[str, tuple[str, dict[str, str], Who]] = {
    "server.report_views.SentReport": ("server:report", {"said": "Noise"}, ALL),
    "server.views.SentZone": ("server:setup:zone", {"city": "Europe/Paris"}, ADMINS),
    "groups.deciding_views.AskForm": ("groups:ask:<1>:0", {"words": "Who?"}, MODERATORS),
    "groups.deciding_views.DeclineForm": ("groups:decline:<1>:1", {"words": "No"}, MODERATORS),
    "groups.founding_views.AnswerForm": ("groups:answer:<1>", {"answer": "Me"}, ASKER),
    "groups.editing_views.BasicsForm": ("groups:basics:<1>:0", {"name": "Lyon 2"}, LEADING),
    "groups.editing_views.TextsForm": ("groups:texts:<1>:0", {"welcome": "Hi"}, LEADING),
    "members.views.Sent": ("members:save:name:00000000", {}, ANYWHERE),
    "meetups.views.SaidWork": ("meetups:worked:<1>", {"work": "Loops"}, AUTHOR),
    "meetups.editing_views.Sent": ("meetups:edited:words:<1>:0", {"title": "T"}, ACTING),
    "attendance.views.LineWritten": ("attendance:line:<9>", {"line": "Good"}, AUTHOR),
    "attendance.recap_views.RecapWritten": ("attendance:recap:<9>", {"words": "Good"}, ACTING),
    "attendance.recap_views.PicturesSent": ("attendance:pictures:<9>", {"agreed": "yes"}, ACTING),
    "progress.views.Sent": ("progress:share:<1>", {"did": "Loops"}, NOT_BANNED),
    "progress.my_views.Chosen": ("progress:chosen", {}, ALL),
    "progress.group_views.Arranged": ("progress:arranged:<1>", {}, ACTING),
    "onboarding.views.CityNamed": ("onboarding:city_named", {"city": "Lyon"}, ALL),
    "onboarding.views.Searched": ("onboarding:searched", {"about": "SQL"}, ALL),
    "onboarding.welcoming_views.WordsTyped": (
        "onboarding:words:<1>",
        {"words": "Hello"},
        ACTING | MODERATORS,
    ),
    "onboarding.lurker_views.Written": (
        "onboarding:lurkers:word:week:20261116",
        {"words": "Hello"},
        MODERATORS,
    ),
    "onboarding.introduction_views.Sent": ("onboarding:introduction", {"words": "I am"}, ALL),
    "onboarding.buddy_views.Asked": ("onboarding:buddy:asked", {"topics": "SQL"}, ALL),
    "onboarding.buddy_views.Offered": ("onboarding:buddy:offered", {"topics": "SQL", "places": "1"}, ALL),
}

ABOUT_THE_THING = {
    "AlreadyDecided", "CannotFillIn", "ChangedMeanwhile", "GroupExists", "MeetupIsCancelled", "NotOnThePath", "NotYet",
    "NothingSaid", "SomethingIsPlanned", "WaitsNoMore", "NoPlaceForIntroductions", "NoDesk", "NobodyToReportTo",
    "NoSuchZone", "NoSuchTopic", "NobodyToInvite", "NoSuchInvitation", "NoText", "NotComing", "NotThere", "YourOwn", "AlreadyAnswered", "NothingShared", "NotPrivate", "NoSuchPicture",
}  # fmt: skip
"""Refusals that somebody who may do it gets as well: the thing is not as it would have to be."""


class Ear(logging.Handler):
    """Hears what was refused, and what broke."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith("refused: "):
            self.heard.append(said.removeprefix("refused: "))
        elif said.startswith("bug "):
            self.heard.append(said)


@pytest.fixture
def ear() -> Iterator[Ear]:
    logger, ear = logging.getLogger("bot.ui.answers"), Ear()
    before = logger.level
    logger.addHandler(ear)
    logger.setLevel(logging.INFO)
    yield ear
    logger.removeHandler(ear)
    logger.setLevel(before)


def test_every_line_names_kinds_of_people_there_are() -> None:
    tables = COMMANDS.values(), BUTTONS.values(), [(name, who) for name, _, who in ON_MESSAGES]
    for who in (who for table in tables for _, who in table):
        assert who <= set(KINDS)


async def test_every_command_button_menu_and_form_is_in_the_table(town: Town) -> None:
    tree, client = town.client.tree, town.client
    lines = {
        f"/{one.qualified_name}" for one in tree.walk_commands() if isinstance(one, app_commands.Command)
    }
    assert lines == set(COMMANDS)
    assert {one.name for one in tree.walk_commands(type=discord.AppCommandType.message)} == {
        name for name, _, _ in ON_MESSAGES
    }
    assert [one.name for one in tree.walk_commands(type=discord.AppCommandType.user)] == []

    def names(classes: list[type]) -> set[str]:
        return {f"{one.__module__.removeprefix('cogs.')}.{one.__qualname__}" for one in classes}

    assert names([tap for found in client.taps.values() for tap in found]) == set(BUTTONS)
    assert names(list(client.menus)) == set(MENUS)
    assert names(list(client.forms)) == set(FORMS)


Rows = dict[str, list[tuple[object, ...]]]
"""What is stored, by table."""


class Stored:
    """Everything that is stored, read anew only when somebody has written since."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = 0
        self._rows: Rows = {}

    def rows(self) -> Rows:
        """As it is now."""
        [version] = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version, self._rows = version, self._read()
        return self._rows

    def _read(self) -> Rows:
        select = self._connection.execute
        tables = [name for (name,) in select("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: select(f'SELECT * FROM "{name}"').fetchall() for name in tables}


@pytest.fixture
def stored(town: Town) -> Iterator[Stored]:
    path = town.app.settings.database.as_uri()
    with closing(sqlite3.connect(f"{path}?mode=ro", uri=True)) as connection:
        yield Stored(connection)


@dataclass
class Trial:
    """One kind of person before the whole table."""

    town: Town
    camp: Camp
    ear: Ear
    stored: Stored
    kind: str
    wrong: list[str] = field(default_factory=list[str])

    @property
    def person(self) -> Person:
        return self.camp.people[self.kind]

    def may(self, who: Who, sent: str) -> bool | None:
        """Whether this kind may do it. Elsewhere everything works but with ids of here; None: whatever comes of it."""
        if self.kind != "elsewhere":
            return self.kind in who
        return False if "<" in sent else None

    async def line(self, line: str, options: dict[str, str], who: Who) -> None:
        """Sends a command."""
        given = {
            name: self.camp.people[value[1:]] if value.startswith("@") else plain(value)
            for name, value in options.items()
        }
        may = self.may(who, str(options))
        before = await self.still()
        try:
            reply = await self.person.raw_command(line, in_=self.camp.place[self.kind], **given)
        except CannotType:  # Discord does not offer it to them
            if may is not False:
                self.wrong.append(f"{line} is not offered")
            return
        self.judge(line, reply, before, may=may)

    async def menu(self, name: str, whose: str, who: Who) -> None:
        """Chooses from the menu of a message."""
        place = self.camp.place[self.kind]
        message = self.camp.message[self.kind]
        if whose == "one's own":
            message = await self.person.says("I read about loops", in_=place)
            await self.town.discord.calm()
        before = await self.still()
        may = self.kind in who
        try:
            reply = await self.person.menu(name, on=message, in_=place)
        except CannotType:  # Discord does not offer it to them
            if may:
                self.wrong.append(f"{name} is not offered")
            return
        self.judge(f"{name} on {whose}", reply, before, may=None if self.kind == "elsewhere" else may)

    async def press(self, name: str, custom_id: str, who: Who) -> None:
        """Presses a button that somebody made up."""
        before = await self.still()
        reply = await self.person.raw_component(self.camp.message[self.kind], custom_id=plain(custom_id))
        self.judge(name, reply, before, may=self.may(who, custom_id))

    async def send(self, name: str, custom_id: str, values: dict[str, str], who: Who) -> None:
        """Sends a form that nobody has shown, in the place of one that everybody can open."""
        await self.person.raw_component(self.camp.message[self.kind], custom_id="members:form:zone")
        before = await self.still()
        reply = await self.person.raw_form(plain(custom_id), values)
        self.judge(name, reply, before, may=self.may(who, custom_id))

    async def still(self) -> Rows:
        """What is stored while nothing is under way."""
        await self.town.settle()
        self.ear.heard.clear()
        return self.stored.rows()

    def judge(self, name: str, reply: Reply, before: Rows, *, may: bool | None) -> None:
        """Whether what came of it is what the table says."""
        heard = self.ear.heard[-1] if self.ear.heard else ""
        if reply.failed or heard.startswith("bug "):
            self.wrong.append(f"{name} broke: {heard or reply.failed}")
        elif may and heard and heard not in ABOUT_THE_THING:
            self.wrong.append(f"{name} was refused with {heard}")
        elif may is False:
            after = self.stored.rows()
            if changed := [table for table in after if after[table] != before.get(table)]:
                self.wrong.append(f"{name} has changed {changed}")
            elif not heard and name not in GIVE_BACK:
                self.wrong.append(f"{name} was not refused")
            elif not reply.ephemeral:
                self.wrong.append(f"{name} was refused in public")


GIVE_BACK = {
    "onboarding.welcoming_views.WordsTyped",
    "/progress share",
    "/progress win",
    "progress.views.Sent",
    "onboarding.introduction_views.Sent",
    "onboarding.buddy_views.Asked",
    "onboarding.buddy_views.Offered",
    "onboarding.lurker_views.Written",
    "meetups.views.SaidWork",
    "attendance.views.LineWritten",
    "attendance.recap_views.RecapWritten",
    "attendance.recap_views.PicturesSent",
}
"""Forms that say the refusal above what was typed, in one answer."""


def plain(value: str) -> str:
    """A value as it is sent."""
    return value.replace("<", "").replace(">", "")


@pytest.mark.parametrize("kind", KINDS)
async def test_who_may_does_and_who_may_not_reads_why_and_changes_nothing(
    town: Town, ear: Ear, stored: Stored, kind: str
) -> None:
    trial = Trial(town, await pitch(town), ear, stored, kind)
    for line, (options, who) in list(COMMANDS.items())[:-1]:
        await trial.line(line, options, who)
    for name, whose, who in ON_MESSAGES:
        await trial.menu(name, whose, who)
    for name, custom_id in MENUS.items():
        await trial.press(name, f"{custom_id}<>", NOBODY)
    for name, (custom_id, values, who) in FORMS.items():
        await trial.send(name, custom_id, values, who)
    for name, (custom_id, who) in BUTTONS.items():
        await trial.press(name, custom_id, who)
    await trial.line("/group leave", *COMMANDS["/group leave"])
    assert trial.wrong == []
