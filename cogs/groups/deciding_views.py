"""What moderators read, press and fill in about the groups that are asked for."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import discord
from discord.ui import Button, Item, LayoutView, Separator

from bot import places
from bot.db.tx import Tx
from bot.errors import Refusal
from bot.people.person import Person
from bot.text import escaped
from bot.ui import typed
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import ROOM, box, cut_together, layout, row, section, text
from bot.ui.channels import check_may
from bot.ui.forms import Form, show_form, typing
from bot.ui.names import named
from bot.ui.pages import turning
from bot.words import Words
from cogs.groups import founding, people, views
from cogs.groups.founding import Batch, Case, Queue
from cogs.groups.founding_models import OPEN, Request, Stage
from cogs.groups.founding_views import NEEDED, give_back, home, short
from cogs.groups.models import Group
from cogs.groups.presence import is_there

LONGEST_FOOT = 100
"""Characters below a page of the queue."""

WORDS = "words"
"""The field of what a moderator writes."""


class Activate(Tap, template=rf"groups:activate:(?P<id>{NUMBER})(?::(?P<version>{NUMBER}))?"):
    """Founds the group that was asked for, as its card shows it."""

    def __init__(self, button: Button[Any], request_id: int, version: int | None) -> None:
        """`version` is of the request as it is shown; None on cards that do not say it."""
        super().__init__(button, request_id)
        self.version = version

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> Activate:
        """The button again, with what its card shows."""
        return cls(button, int(match["id"]), int(match["version"]) if match["version"] else None)

    @classmethod
    def of(cls, t: Words, request: Request) -> Activate:
        """The button as it is first drawn."""
        custom_id = f"groups:activate:{request.id}:{request.version}"
        button = Button[Any](label=t("Activate"), style=discord.ButtonStyle.success, custom_id=custom_id)
        return cls(button, request.id, request.version)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Activates, and says how far its home has come; not for somebody else than its card shows."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if interaction.guild is not None:
            check_may(interaction.guild, NEEDED)
        app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
        t = words_of(interaction)
        if await _gone(interaction, self.row_id):
            request = await app.read(guild_id, founding.moderated, self.row_id, person)
            await reply(interaction, handed(t, request))
            return
        case = await app.write(guild_id, founding.activate, self.row_id, person, self.version)
        group, hindrance = (None, None) if case.group is None else await home(interaction, case.group)
        await reply(interaction, activated(t, case.request, group, hindrance))


async def _gone(interaction: discord.Interaction[Any], request_id: int) -> frozenset[int]:
    """Sees to it that an open request is of somebody who is in the server; who had made it and is not.

    It goes to the next who asked for the same, or is taken back. Raises NotAModerator, NoSuchRequest.
    """
    app, guild_id, gone = app_of(interaction), guild_of(interaction), frozenset[int]()
    while True:
        request = await app.read(guild_id, founding.moderated, request_id, person_of(interaction))
        if request.stage not in OPEN or await is_there(interaction.client.http, guild_id, request.person_id):
            return gone
        await app.write(guild_id, people.left_server, request.person_id)
        gone |= {request.person_id}


class ActivateAll(
    Tap, template=r"groups:batch:(?P<shown>[0-9]{1,12}-[0-9]{1,3}(?:\.[0-9]{1,12}-[0-9]{1,3}){0,4})"
):
    """Founds all the groups of a page of the queue."""

    def __init__(self, button: Button[Any], versions: Mapping[int, int]) -> None:
        """`versions` are of the requests as the page shows them, by their ids."""
        super().__init__(button)
        self.versions = versions

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> ActivateAll:
        """The button again: which requests it means stands in it, so that none comes between."""
        pairs = (pair.split("-") for pair in match["shown"].split("."))
        return cls(button, {int(request_id): int(version) for request_id, version in pairs})

    @classmethod
    def of(cls, t: Words, requests: Sequence[Request]) -> ActivateAll:
        """The button as it is first drawn, for at most five requests."""
        versions = {request.id: request.version for request in requests}
        shown = ".".join(f"{request_id}-{version}" for request_id, version in versions.items())
        return cls(Button(label=t("Activate all on this page"), custom_id=f"groups:batch:{shown}"), versions)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Activates them as the page shows them; their homes are built one after the other."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if interaction.guild is not None:
            check_may(interaction.guild, NEEDED)
        app, guild_id, person = app_of(interaction), guild_of(interaction), person_of(interaction)
        before = await app.read(guild_id, founding.undecided, list(self.versions), person)
        gone = frozenset[int]()
        for request in before:
            if request.stage is Stage.WAITING:
                gone |= await _gone(interaction, request.id)
        moved = [request.id for request in before if request.person_id in gone]
        meant = {one: version for one, version in self.versions.items() if one not in moved}
        batch = await app.write(guild_id, founding.activate_all, meant, person)
        now = [await app.read(guild_id, founding.moderated, request_id, person) for request_id in moved]
        t = words_of(interaction)
        await reply(interaction, " ".join([*(handed(t, request) for request in now), *_done(t, batch)]))


def _done(t: Words, batch: Batch) -> list[str]:
    """What was activated of a page, and what was not."""
    said = [
        t("Activated: {names}. Who asked for them is told.", names=_listed(t, batch.activated))
        if batch.activated
        else t("There was nothing left to activate on this page.")
    ]
    if batch.asked:
        said.append(t("No answer to the moderators’ question yet: {names}.", names=_listed(t, batch.asked)))
    if batch.changed:
        said.append(
            t(
                "Changed since this page was shown: {names}. /group queue shows how they are now.",
                names=_listed(t, batch.changed),
            )
        )
    return said


class Writing(Tap, template=r"(?!)"):
    """Opens the form in which a moderator writes to who asked for a group; a subclass says what for."""

    verb: ClassVar[str]
    """What stands in the custom ids of the button and of its form."""
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    @staticmethod
    @abstractmethod
    def labels(t: Words) -> tuple[str, str]:
        """What stands on the button and above the field."""

    @classmethod
    def of(cls, t: Words, request_id: int, label: str | None = None) -> Self:
        """The button as it is first drawn, with another `label` under what was typed into its form."""
        custom_id = f"groups:{cls.verb}:{request_id}"
        button = Button[Any](label=label or cls.labels(t)[0], style=cls.style, custom_id=custom_id)
        return cls(button, request_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the form."""
        request = await app_of(interaction).read(
            guild_of(interaction), founding.decidable, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        field = typing(
            WORDS,
            self.labels(t)[1],
            typed.found(interaction, (WORDS,))[WORDS],
            hint=t("Only they read it."),
            longest=founding.LONGEST_WORD,
            long=True,
        )
        custom_id = f"groups:{self.verb}:{request.id}:{request.version}"
        await show_form(interaction, short(request.name), custom_id, [_talk(t, request), field])


class AskBack(Writing, template=rf"groups:ask:(?P<id>{NUMBER})"):
    """A question."""

    verb = "ask"

    @staticmethod
    def labels(t: Words) -> tuple[str, str]:
        """What stands on the button and above the field."""
        return t("Ask"), t("Your question")


class Decline(Writing, template=rf"groups:decline:(?P<id>{NUMBER})"):
    """The reason why a group is not to be."""

    verb = "decline"
    style = discord.ButtonStyle.danger

    @staticmethod
    def labels(t: Words) -> tuple[str, str]:
        """What stands on the button and above the field."""
        return t("Decline"), t("Your reason")


class Written(Form):
    """What a moderator has written to who asked for a group; a subclass says what becomes of it."""

    opener: ClassVar[type[Writing]]

    @abstractmethod
    def decide(self, tx: Tx, request_id: int, person: Person, said: str, version: int) -> Request:
        """What it does, as the verb of `founding` says."""

    @abstractmethod
    def done(self, t: Words, who: str) -> str:
        """That it is done; `who` is mentioned."""

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Does it."""
        t, said = words_of(interaction), answers.get(WORDS, "")
        request_id, version = map(int, self.match.groups())
        try:
            request = await app_of(interaction).write(
                guild_of(interaction), self.decide, request_id, person_of(interaction), said, version
            )
        except Refusal as refusal:
            again = self.opener.of(t, request_id, t("Open the form again"))
            await give_back(interaction, refusal, said, again)
            return
        await reply(interaction, self.done(t, f"<@{request.person_id}>"))


class AskForm(Written):
    """The question of a moderator."""

    template = re.compile(rf"groups:ask:({NUMBER}):({NUMBER})")
    opener = AskBack

    def decide(self, tx: Tx, request_id: int, person: Person, said: str, version: int) -> Request:
        """Asks it."""
        return founding.ask_back(tx, request_id, person, said, version)

    def done(self, t: Words, who: str) -> str:
        """That it is asked."""
        return t("{person} is asked; the answer comes onto the card.", person=who)


class DeclineForm(Written):
    """A moderator's reason."""

    template = re.compile(rf"groups:decline:({NUMBER}):({NUMBER})")
    opener = Decline

    def decide(self, tx: Tx, request_id: int, person: Person, said: str, version: int) -> Request:
        """Declines."""
        return founding.decline(tx, request_id, person, said, version)

    def done(self, t: Words, who: str) -> str:
        """That it is declined."""
        return t("Declined. {person} is told why, privately.", person=who)


class TurnQueue(Tap, template=rf"groups:queue:(?P<id>{NUMBER})"):
    """Shows another page of the queue in the place of this one."""

    @classmethod
    def of(cls, label: str, page: int) -> TurnQueue:
        """The button as it is first drawn; `page` counts from 0."""
        return cls(Button(label=label, custom_id=f"groups:queue:{page}"), page)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Turns to the page."""
        page = await app_of(interaction).read(
            guild_of(interaction), founding.queue, self.row_id, person_of(interaction)
        )
        await interaction.response.edit_message(view=queued(words_of(interaction), page))


def _listed(t: Words, requests: Sequence[Request]) -> str:
    return t.listing([escaped(request.name) for request in requests])


def _talk(t: Words, request: Request) -> discord.ui.TextDisplay[Any]:
    """Who asks for a group now; what was asked and answered, in full: in the queue there may be no room for it."""
    return text(_made(t, request), *_questioned(t, request))


def card(t: Words, case: Case) -> LayoutView:
    """A request as moderators see it in their channel."""
    request = case.request
    if request.is_let_go:
        return layout(box(text(t("A request for a group, decided long ago. I don't keep it any longer."))))
    items: list[Item[Any]] = [text(*_about(t, case), *_progress(t, case))]
    if request.stage in OPEN:
        items.append(row(Activate.of(t, request), AskBack.of(t, request.id), Decline.of(t, request.id)))
    return layout(box(*items))


def queued(t: Words, page: Queue) -> LayoutView:
    """A page of the open requests, each with what can be done."""
    if not page.cases:
        return layout(text(t("Nobody waits for an answer. New requests come here by themselves.")))
    abouts = iter(cut_together(["\n".join(_about(t, case)) for case in page.cases], ROOM - LONGEST_FOOT))
    items: list[Item[Any]] = []
    for case in page.cases:
        request = case.request
        items.append(section(next(abouts), Activate.of(t, request)))
        items.append(row(AskBack.of(t, request.id), Decline.of(t, request.id)))
    items.append(Separator())
    every = ActivateAll.of(t, [case.request for case in page.cases])
    items += turning(t, page.number, page.last, TurnQueue.of, every)
    return layout(box(*items))


def _about(t: Words, case: Case) -> list[str]:
    request = case.request
    city = None if request.city_id is None else places.city(request.city_id, t.language)
    facts = [
        *([] if city is None else [escaped(city.label)]),
        *([] if request.topic is None else [escaped(request.topic)]),
        t("time zone {zone}", zone=t.zone(request.zone)),
    ]
    lines = [f"### {escaped(request.name)}", " · ".join(facts), _made(t, request)]
    if case.waiting > 1:
        lines.append(
            t.plural(
                "{count} person is waiting for {name}.",
                "{count} people are waiting for {name}.",
                case.waiting,
                name=escaped(request.name),
            )
        )
    if case.alike:
        groups = t.listing([escaped(group.name) for group in case.alike])
        lines.append(t("Already there: {groups}.", groups=groups))
    return lines + _questioned(t, request)


def _made(t: Words, request: Request) -> str:
    return t(
        "Asked for by {person} {moment}",
        person=named(t, request.person_id),
        moment=discord.utils.format_dt(request.created_at, "R"),
    )


def _questioned(t: Words, request: Request) -> list[str]:
    if request.question is None:
        return []
    return [
        t("Question: {question}", question=escaped(request.question)),
        t("No answer yet.")
        if request.answer is None
        else t("Answer: {answer}", answer=escaped(request.answer)),
    ]


def _progress(t: Words, case: Case) -> list[str]:
    request = case.request
    match request.stage:
        case Stage.DECLINED:
            return [
                t(
                    "Declined by {person}: {reason}",
                    person=named(t, request.decided_by),
                    reason=escaped(request.reason or ""),
                )
            ]
        case Stage.WITHDRAWN:
            return [t("Taken back.")]
        case Stage.ACTIVATED if case.group is not None:
            done = t("Activated by {person}.", person=named(t, request.decided_by))
            return [done, views.progress(t, case.group, case.hindrance, is_built=case.is_built)]
        case _:
            return []


def activated(t: Words, request: Request, group: Group | None, hindrance: str | None) -> str:
    """The answer to the moderator who activated a group."""
    if group is None:
        return t("{name} is activated.", name=escaped(request.name))
    return views.progress(t, group, hindrance, is_built=group.card_id is not None)


def handed(t: Words, request: Request) -> str:
    """What has become of a request because who had made it has left the server, for the moderator who activates it."""
    if request.stage is Stage.WITHDRAWN:
        return t(
            "Nobody who asked for {name} is in the server any more: the request is taken back.",
            name=escaped(request.name),
        )
    return t(
        "Who had asked for {name} has left the server; the request is now {person}’s, who asked for it too. /group queue "
        "shows how it is now.",
        name=escaped(request.name),
        person=f"<@{request.person_id}>",
    )


BUTTONS: tuple[type[Tap], ...] = (Activate, ActivateAll, AskBack, Decline, TurnQueue)
FORMS: tuple[type[Form], ...] = (AskForm, DeclineForm)
