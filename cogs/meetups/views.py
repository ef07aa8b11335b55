"""What members read and press about a meetup: its card, the answers to it, its details."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from discord.ui import Button, Item, LayoutView

from bot.errors import NothingSaved, Refusal
from bot.outbox.keys import KEY
from bot.ui import typed
from bot.ui.answers import UNREACHED, app_of, guild_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, text
from bot.ui.forms import Form, show_form, typing
from bot.when import zones
from bot.when.moments import Reading
from bot.when.reading import instants
from bot.words import Words
from cogs.meetups import answering, formats, rules, service
from cogs.meetups.answer_models import Seat
from cogs.meetups.answering import Redraw
from cogs.meetups.calendar_file import Calendar
from cogs.meetups.formats import Format
from cogs.meetups.models import Meetup
from cogs.meetups.naming import title, wall
from cogs.meetups.rules import Answer, FullMonth
from cogs.meetups.seats import Places, Pool
from cogs.meetups.service import Portrait, Standing

NAMED = 12
"""How many of those going the card names; the others are counted."""
WORKS = 6
"""How many of what people will work on the card shows."""

log = logging.getLogger(__name__)

OLD = timedelta(minutes=55)
"""Older messages may be edited only so often; with a margin. Source: Discord, code 30046 (an hour)."""


class _AnswerButton(Tap, template=r"(?!)"):
    """Sets the answer of whoever presses it."""

    verb: str
    """In custom ids."""
    wish: Answer
    pool: Pool | None = None
    """Where they want to be, if that was said."""
    style: discord.ButtonStyle
    sure: bool = False
    """Whether a seat is given up that others wait for without asking once more."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None, label: str | None = None) -> Self:
        """The button as it is first drawn; `key` when it belongs to a notice, `label` where it says something else."""
        custom_id = f"meetups:{cls.verb}:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=label or cls.label(t), style=cls.style, custom_id=custom_id), meetup_id)

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        raise NotImplementedError

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answers, and says what it means."""
        old_card = _old_card(interaction)
        with interaction.client.post.alone_with(old_card) as alone:
            standing, redraw = await app_of(interaction).write(
                guild_of(interaction),
                answering.answer,
                self.row_id,
                interaction.user.id,
                self.wish,
                pool=self.pool,
                old_card=old_card,
                sure=self.sure or self._in_a_notice(),
            )
            if redraw is not None and alone:
                await _redraw(interaction, redraw)
        t = words_of(interaction)
        if standing.line:
            await reply(interaction, leaving(t, standing, self.wish))
        elif standing.full_month is not None:
            await reply(interaction, full_month(t, standing, standing.full_month))
        else:
            await reply(interaction, reply_to(t, standing))

    def _in_a_notice(self) -> bool:
        """Whoever was told of a seat and gives it back has been asked already."""
        return str(self.item.custom_id).count(":") > 2


async def _redraw(interaction: discord.Interaction[Any], redraw: Redraw) -> None:
    """Redraws the card that was pressed on; if that fails, the outbox does it a little later."""
    app, meetup = app_of(interaction), redraw.portrait.meetup
    try:
        public = app.catalogs.of(redraw.portrait.group.language)
        await interaction.response.edit_message(view=card(public, redraw.portrait))
        await app.write(meetup.guild_id, answering.redrawn, meetup.id, redraw.version)
    except (*UNREACHED, NothingSaved) as error:
        log.info("a click could not redraw its card: %r", error)


def _old_card(interaction: discord.Interaction[Any]) -> int | None:
    """The message pressed on, if it is so old that Discord limits how often others may edit it."""
    message = interaction.message
    if message is None or app_of(interaction).clock.now() - message.created_at < OLD:
        return None
    return message.id


class Going(_AnswerButton, template=rf"meetups:going:(?P<id>{NUMBER}){KEY}"):
    """Asks for a seat."""

    verb, wish = "going", Answer.GOING
    style = discord.ButtonStyle.success

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Going")


class Online(_AnswerButton, template=rf"meetups:online:(?P<id>{NUMBER}){KEY}"):
    """Asks for a seat online, where there are seats in a room as well."""

    verb, wish, pool = "online", Answer.GOING, Pool.ONLINE
    style = discord.ButtonStyle.success

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Online")


class Maybe(_AnswerButton, template=rf"meetups:maybe:(?P<id>{NUMBER}){KEY}"):
    """Leaves it open."""

    verb, wish = "maybe", Answer.MAYBE
    style = discord.ButtonStyle.secondary

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Maybe")


class CantGo(_AnswerButton, template=rf"meetups:cant:(?P<id>{NUMBER}){KEY}"):
    """Gives a seat, or a place in the line, to others."""

    verb, wish = "cant", Answer.CANT
    style = discord.ButtonStyle.secondary

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Can't go")


class Details(Tap, template=rf"meetups:details:(?P<id>{NUMBER}){KEY}"):
    """Shows one person what they need to know of a meetup, its link included if they are going."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None) -> Details:
        """The button as it is first drawn; `key` when it belongs to a notice."""
        custom_id = f"meetups:details:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=t("Details"), custom_id=custom_id), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show_details(interaction, self.row_id)


class GiveUp(_AnswerButton, template=rf"meetups:leave:(?P<id>{NUMBER})"):
    """Gives up a seat that others wait for, after it was asked whether that is meant."""

    verb, wish, sure = "leave", Answer.CANT, True
    style = discord.ButtonStyle.danger

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Give my seat up")


class GiveUpForMaybe(_AnswerButton, template=rf"meetups:leavemaybe:(?P<id>{NUMBER})"):
    """Likewise, and may come all the same."""

    verb, wish, sure = "leavemaybe", Answer.MAYBE, True
    style = discord.ButtonStyle.danger

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Give my seat up")


class TakeSeat(Tap, template=rf"meetups:take:(?P<id>{NUMBER}){KEY}"):
    """Takes the seat that is held for whoever presses it, or one that is there for the first."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None) -> TakeSeat:
        """The button as it is first drawn; `key` when it belongs to a notice."""
        custom_id = f"meetups:take:{meetup_id}" + (f":{key}" if key else "")
        return cls(
            Button(label=t("Take the seat"), style=discord.ButtonStyle.success, custom_id=custom_id),
            meetup_id,
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it, or says that it is gone."""
        standing = await app_of(interaction).write(
            guild_of(interaction), answering.take, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        said = reply_to(t, standing)
        if standing.waits_for is not None and not standing.may_take:
            said = t("That seat is taken by now.") + "\n" + answered(t, standing)
        await reply(interaction, said)


class PassSeat(Tap, template=rf"meetups:pass:(?P<id>{NUMBER}){KEY}"):
    """Lets the seat that is held for whoever presses it go to the next in line."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None) -> PassSeat:
        """The button as it is first drawn; `key` when it belongs to a notice."""
        custom_id = f"meetups:pass:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=t("Pass it on"), custom_id=custom_id), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Passes it on."""
        standing = await app_of(interaction).write(
            guild_of(interaction), answering.pass_on, self.row_id, interaction.user.id
        )
        await reply(interaction, passed_on(words_of(interaction), standing))


class SayWork(Tap, template=rf"meetups:work:(?P<id>{NUMBER})"):
    """Opens a form that asks what somebody will work on."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, label: str | None = None) -> SayWork:
        """The button as it is first drawn; `label` where it says something else."""
        words = label or t("What will you work on?")
        return cls(Button(label=words, custom_id=f"meetups:work:{meetup_id}"), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it, with what was said before in it, or what was typed and refused."""
        portrait = await app_of(interaction).read(guild_of(interaction), service.portrait, self.row_id)
        t = words_of(interaction)
        field = typing(
            "work",
            t("What will you work on?"),
            typed.found(interaction, ("work",))["work"] or portrait.working_on.get(interaction.user.id, ""),
            hint=t("It stands on the card, for everyone. Leave it empty to take it back."),
            longest=rules.LONGEST_WORK,
            example=t("my first pull request"),
        )
        await show_form(interaction, t("What will you work on?"), f"meetups:worked:{self.row_id}", [field])


class SaidWork(Form):
    """The form that says what somebody will work on."""

    template = re.compile(rf"meetups:worked:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it; what cannot be kept is given back."""
        t, meetup_id, sent = words_of(interaction), int(self.match["id"]), answers.get("work", "")
        try:
            _, what = await app_of(interaction).write(
                guild_of(interaction), answering.work_on, meetup_id, interaction.user.id, sent
            )
        except Refusal as refusal:
            again = row(SayWork.of(t, meetup_id, t("Open the form again")))
            await reply(interaction, layout(text(refusal.sentence(t)), *typed.shown(t, (sent,)), again))
            return
        await reply(interaction, t("It is on the card now.") if what else t("It is off the card."))


BUTTONS: tuple[type[Tap], ...] = (
    Going,
    Online,
    Maybe,
    CantGo,
    Details,
    GiveUp,
    GiveUpForMaybe,
    TakeSeat,
    PassSeat,
    SayWork,
    Calendar,
)


async def show_details(interaction: discord.Interaction[Any], meetup_id: int) -> None:
    """Answers with a meetup's card and where this person stands with it."""
    app = app_of(interaction)
    portrait = await app.read(guild_of(interaction), service.portrait, meetup_id)
    standing = await app.read(guild_of(interaction), service.standing, meetup_id, interaction.user.id)
    view = card(words_of(interaction), portrait, standing)
    await interaction.response.send_message(view=view, ephemeral=True)


def format_name(t: Words, kind: Format) -> str:
    """What a format is called, and what a meetup of it is called when nobody says otherwise."""
    return {
        Format.COFFEE: t("Code & coffee"),
        Format.STUDY: t("Study session"),
        Format.WORKSHOP: t("Workshop"),
        Format.TALK: t("Talk"),
        Format.PROJECT: t("Project night"),
        Format.OUTING: t("Outing"),
        Format.CALL: t("Online call"),
    }[kind]


def when(t: Words, meetup: Meetup) -> str:
    """From when to when, and how far away, each reader in their own time."""
    return t(
        "{start} to {end} · {away}",
        start=discord.utils.format_dt(meetup.starts_at, "F"),
        end=discord.utils.format_dt(meetup.ends_at, "t"),
        away=discord.utils.format_dt(meetup.starts_at, "R"),
    )


def card(t: Words, portrait: Portrait, standing: Standing | None = None) -> LayoutView:
    """A meetup's card; with a `standing`, the private one of that person."""
    meetup = portrait.meetup
    name = f"{title(meetup)} · {discord.utils.escape_markdown(portrait.group.name)}"
    cancelled = meetup.cancelled_at is not None
    lines = [f"## ~~{name}~~" if cancelled else f"## {name}"]
    if cancelled:
        lines.append(_cancelled(t, portrait))
        return layout(box(text(*lines), colour=accent(meetup.group_id)))
    lines.append(when(t, meetup))
    lines += filter(None, [clocks_change(t, meetup), _where(t, portrait)])
    if meetup.notes is not None:
        lines.append(discord.utils.escape_markdown(meetup.notes))
    lines += _people(t, portrait)
    if portrait.over:
        lines.append(t("This meetup is over. Thank you for coming."))
        return layout(box(text(*lines), colour=accent(meetup.group_id)))
    items: list[Item[Any]] = [text(*lines)]
    if standing is not None:
        items.append(text(answered(t, standing)))
        if standing.full_month is not None:
            items.append(text(beyond(t, standing.full_month)))
    items.append(row(*_taps(t, meetup)))
    if standing is not None and (more := _more_taps(t, standing)):
        items.append(row(*more))
    return layout(box(*items, colour=accent(meetup.group_id)))


def _taps(t: Words, meetup: Meetup) -> Iterable[Tap]:
    """What can be pressed on a card: at most five."""
    yield Going.of(t, meetup.id)
    if meetup.hybrid:
        yield Online.of(t, meetup.id)
    yield Maybe.of(t, meetup.id)
    yield CantGo.of(t, meetup.id)
    yield Calendar.of(t, meetup.id)


def _more_taps(t: Words, standing: Standing) -> list[Tap]:
    """What one person can press beside their answer."""
    meetup, taps = standing.meetup, list[Tap]()
    if standing.may_take:
        taps.append(TakeSeat.of(t, meetup.id))
    if standing.offer is not None:
        taps.append(PassSeat.of(t, meetup.id))
    if standing.seat is Seat.SEATED and formats.usual(meetup.format).asks_plans:
        taps.append(SayWork.of(t, meetup.id))
    return taps


def _cancelled(t: Words, portrait: Portrait) -> str:
    meetup = portrait.meetup
    moment = discord.utils.format_dt(meetup.starts_at, "F")
    if not meetup.skipped:
        return t("**Cancelled.** It was planned for {moment}.", moment=moment)
    skipped = t("**Skipped this time.** It was planned for {moment}.", moment=moment)
    if portrait.following is None:
        return skipped
    following = discord.utils.format_dt(portrait.following.starts_at, "F")
    return skipped + " " + t("The next one is {moment}.", moment=following)


def clocks_change(t: Words, meetup: Meetup) -> str:
    """What a change of clocks does to its start; nothing on other days."""
    zone = ZoneInfo(meetup.zone)
    _, starts_at, shift = next(instants(meetup.wall, zone))
    if starts_at != meetup.starts_at:  # the second of two, which was asked for
        return ""
    shown = t.clock(meetup.starts_at.astimezone(zone).time())
    match shift:
        case "gap":
            wall = t.clock(meetup.wall.time())
            return t("That night the clocks skip {wall}: it begins at {shown}.", wall=wall, shown=shown)
        case "first":
            return t("That night the clocks show {shown} twice: it begins the first time.", shown=shown)
        case _:
            return ""


def _where(t: Words, portrait: Portrait) -> str:
    meetup, seating = portrait.meetup, portrait.seating
    parts: list[str] = []
    if meetup.place is not None:
        place = discord.utils.escape_markdown(meetup.place)
        outing = meetup.format is Format.OUTING
        parts.append(t("meeting point: {place}", place=place) if outing else place)
    if meetup.link is not None:
        public = formats.link_is_public(meetup.format)
        parts.append(f"<{meetup.link}>" if public else t("online, with a link for those who are going"))
    if meetup.hybrid:
        parts.append(
            _taken(
                seating.room,
                t("room {taken}", taken=len(seating.room.seated)),
                t(
                    "room {taken} of {seats}",
                    taken=len(seating.room.seated),
                    seats=seating.room.seats,
                ),
            )
        )
        parts.append(
            _taken(
                seating.online,
                t("online {taken}", taken=len(seating.online.seated)),
                t(
                    "online {taken} of {seats}",
                    taken=len(seating.online.seated),
                    seats=seating.online.seats,
                ),
            )
        )
    elif (places := seating.of(meetup.pools[0])).seats is not None:
        parts.append(t("{taken} of {seats} seats taken", taken=len(places.seated), seats=places.seats))
    return " · ".join(parts)


def _taken(places: Places, without_limit: str, with_limit: str) -> str:
    return without_limit if places.seats is None else with_limit


def _people(t: Words, portrait: Portrait) -> list[str]:
    seating = portrait.seating
    seated = (*seating.room.seated, *seating.online.seated)
    waiting = (len(seating.room.waiting), len(seating.online.waiting))
    lines: list[str] = []
    if seated:
        lines.append(_going(t, seated, portrait.hidden))
    elif not portrait.over:
        lines.append(t("Nobody is going yet. Be the first."))
    if waiting[0] and waiting[1]:
        lines.append(
            t("**Waiting** {room} for the room, {online} online", room=waiting[0], online=waiting[1])
        )
    elif sum(waiting):
        lines.append(t("**Waiting** {count}", count=sum(waiting)))
    if portrait.maybe:
        lines.append(t("**Maybe** {count}", count=len(portrait.maybe)))
    works = [
        f"<@{person}>: {discord.utils.escape_markdown(portrait.working_on[person])}"
        for person in seated
        if person in portrait.working_on and person not in portrait.hidden
    ]
    if works:
        lines.append(t("**Working on** {works}", works=" · ".join(works[:WORKS])))
    return lines


def _going(t: Words, seated: tuple[int, ...], hidden: frozenset[int]) -> str:
    """Who comes: a dozen by name, but for those who want to be named nowhere, and how many more."""
    named = [person for person in seated if person not in hidden][:NAMED]
    more = len(seated) - len(named)
    if not named:
        return t("**Going** {count}", count=more)
    names = " ".join(f"<@{person}>" for person in named)
    others = " " + t.plural("and {count} more", "and {count} more", more) if more > 0 else ""
    return t("**Going** {names}{others}", names=names, others=others)


def answered(t: Words, standing: Standing) -> str:
    """What an answer means for who gave it; only they read it."""
    words = _answered(t, standing)
    if standing.closed and standing.nameless:
        words += "\n" + t(
            "By the way: Discord did not let me write to you directly. Your privacy settings for this server say so. "
            "As no card may name you, I do not mention you either: you hear nothing from me until that changes."
        )
    elif standing.closed:
        words += "\n" + t(
            "By the way: Discord did not let me write to you directly. Your privacy settings for this server say so. "
            "For now I mention you in the thread instead."
        )
    elif standing.zone_unknown:
        words += "\n" + t(
            "By the way: I take it that it is evening for you when it is evening in {zone}. If you live by another time, "
            "add your city to /me preferences.",
            zone=t.zone(standing.meetup.group_zone),
        )
    return words


def _answered(t: Words, standing: Standing) -> str:
    meetup = standing.meetup
    if standing.seat is not None:
        return "\n".join(_seated(t, standing) + _waiting(t, standing))
    match standing.answer:
        case Answer.MAYBE:
            return t("You might come. Say so as soon as you know; until then no seat is kept for you.")
        case Answer.CANT:
            return t("You are not coming this time. Thank you for saying so.")
        case _ if meetup.cancelled_at is not None:
            return ""
        case _:
            return t("You have not answered yet.")


def _seated(t: Words, standing: Standing) -> list[str]:
    meetup, moment = standing.meetup, discord.utils.format_dt(standing.meetup.starts_at, "F")
    if standing.pool is None:
        return []
    if meetup.hybrid and standing.pool is Pool.ONLINE:
        lines = [t("You are going, online. See you {moment}.", moment=moment)]
    else:
        lines = [t("You are going. See you {moment}.", moment=moment)]
    if meetup.link is not None and not formats.link_is_public(meetup.format):
        lines.append(t("Join here: {link}", link=f"<{meetup.link}>"))
    return lines


def _waiting(t: Words, standing: Standing) -> list[str]:
    if standing.waits_for is None:
        return []
    if standing.offer is not None:
        until = standing.offer.until
        return [
            t(
                "A seat is held for you until {moment} ({away}). Take it, or pass it on to the next in line.",
                moment=discord.utils.format_dt(until, "t"),
                away=discord.utils.format_dt(until, "R"),
            )
        ]
    if standing.may_take:
        return [t("A seat is free now: it goes to whoever of those waiting takes it first.")]
    if standing.seat is Seat.SEATED:
        place = standing.position
        if standing.waits_for is Pool.ROOM:
            return [t("For a seat in the room you are number {position} in line.", position=place)]
        return [t("For a seat online you are number {position} in line.", position=place)]
    if standing.waits_for is Pool.ONLINE:
        return [
            t(
                "All seats online are taken: you are number {position} in line. I will tell you as soon as a seat is yours.",
                position=standing.position,
            )
        ]
    return [
        t(
            "The room is full: you are number {position} in line. I will tell you as soon as a seat is yours.",
            position=standing.position,
        )
    ]


def reply_to(t: Words, standing: Standing) -> str | LayoutView:
    """What an answer means, with what else this person can press now."""
    taps = _more_taps(t, standing)
    words = answered(t, standing)
    return layout(text(words), row(*taps)) if taps else words


def leaving(t: Words, standing: Standing, wish: Answer) -> LayoutView:
    """Asks whether a seat is meant to be given up that others wait for."""
    question = t.plural(
        "{count} person waits for your seat. If you give it up, it goes to the next in line.",
        "{count} people wait for your seat. If you give it up, it goes to the next in line.",
        standing.line,
    )
    give_up = GiveUpForMaybe if wish is Answer.MAYBE else GiveUp
    meetup_id = standing.meetup.id
    keep = Online if standing.pool is Pool.ONLINE and standing.meetup.hybrid else Going
    return layout(text(question), row(keep.of(t, meetup_id, label=t("Keep it")), give_up.of(t, meetup_id)))


def passed_on(t: Words, standing: Standing) -> str:
    """The answer to who let a seat go."""
    if standing.seat is Seat.SEATED and standing.waits_for is None:
        return answered(t, standing)
    if standing.waits_for is None:
        return t("No seat is held for you. /meetup info shows where you stand.")
    return t(
        "The seat goes to the next in line. You keep your place, and hear of it when one is there again."
    )


def beyond(t: Words, full: FullMonth) -> str:
    """Says that somebody goes to more meetups in a month than they wanted."""
    return t(
        "This makes {count} in {month}; you asked for {wanted}.",
        count=full.count,
        month=t.month(full.month),
        wanted=full.wanted,
    )


def full_month(t: Words, standing: Standing, full: FullMonth) -> LayoutView:
    """What an answer means, and that it goes beyond what this person wanted of the month; nobody else is told."""
    meetup_id = standing.meetup.id
    taps = (Going.of(t, meetup_id, label=t("Keep it")), Maybe.of(t, meetup_id), CantGo.of(t, meetup_id))
    return layout(text(answered(t, standing), beyond(t, full)), row(*taps))


def echo(t: Words, reading: Reading) -> str:
    """What was understood: weekday, date, time and zone, or what a change of clocks does to it."""
    moment = t.moment(reading.local_start)
    offset = zones.offset(reading.zone.key, reading.starts_at)
    match reading.shift:
        case "gap":
            return t(
                "{moment} ({offset}): moved forward, that night the clocks skip it",
                moment=moment,
                offset=offset,
            )
        case "first":
            return t("{moment} ({offset}): the first of two that night", moment=moment, offset=offset)
        case "second":
            return t("{moment} ({offset}): the second of two that night", moment=moment, offset=offset)
        case None:
            return f"{moment} · {t.zone(reading.zone.key)} ({offset})"


def thread_name(t: Words, meetup: Meetup) -> str:
    """The name of a meetup's thread; at most 100 characters."""
    return f"{meetup.title[:60]} · {wall(t, meetup)}"[:100]


def card_url(meetup: Meetup) -> str:
    """The address of a meetup's card, or of its channel while there is no card."""
    place = f"https://discord.com/channels/{meetup.guild_id}/{meetup.channel_id}"
    return place if meetup.card_id is None else f"{place}/{meetup.card_id}"
