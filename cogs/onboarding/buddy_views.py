"""What newcomers, their buddies and greeters read and press about buddies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import ActionRow, Button, Item, Label, LayoutView, UserSelect

from bot.errors import Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.signals import RecordPart
from bot.ui import letters, typed
from bot.ui.answers import app_of, guild_of, person_of, reply, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, section, text
from bot.ui.forms import Form, choosing, show_form, typing
from bot.ui.people_menus import PeopleMenu
from bot.words import LANGUAGE_NAMES, Words
from cogs.onboarding import buddies, introduction_rules
from cogs.onboarding import buddy_rules as rules
from cogs.onboarding.buddies import Common, Matching, Standing
from cogs.onboarding.buddy_models import Pair

ANY = "any"
"""In a form: any language is fine."""

FIELDS = ("topics",)
"""What is typed in either form."""

MOST_NAMED = 20
"""Volunteers whom a greeter is shown; the menu finds them all."""


class OpenBuddies(Tap, template=rf"onboarding:buddy:open{KEY}"):
    """Shows somebody how they stand, with all they can do about it."""

    @classmethod
    def of(cls, label: str, key: str = "") -> OpenBuddies:
        """The button as it is first drawn; `key` is that of a notice it stands on."""
        return cls(Button(label=label, custom_id="onboarding:buddy:open" + (key and f":{key}")))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show(interaction)


class Ask(Tap, template=rf"onboarding:buddy:ask{KEY}"):
    """Opens the form in which somebody asks for a buddy."""

    @classmethod
    def of(cls, label: str, key: str = "") -> Ask:
        """The button as it is first drawn; `key` as above."""
        style = discord.ButtonStyle.primary
        custom_id = "onboarding:buddy:ask" + (key and f":{key}")
        return cls(Button(label=label, custom_id=custom_id, style=style))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _ask(interaction)


class AskAgain(Tap, template=r"onboarding:buddy:ask_again"):
    """Opens the form once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words) -> AskAgain:
        """The button as it is first drawn."""
        return cls(Button(label=t("Change and send again"), custom_id="onboarding:buddy:ask_again"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _ask(interaction, typed.found(interaction, FIELDS)["topics"])


class Offer(Tap, template=r"onboarding:buddy:offer"):
    """Opens the form in which somebody offers to be a buddy."""

    @classmethod
    def of(cls, label: str) -> Offer:
        """The button as it is first drawn."""
        return cls(Button(label=label, custom_id="onboarding:buddy:offer"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _offer(interaction)


class OfferAgain(Tap, template=r"onboarding:buddy:offer_again"):
    """Opens the form once more, with what was typed and refused."""

    @classmethod
    def of(cls, t: Words) -> OfferAgain:
        """The button as it is first drawn."""
        return cls(Button(label=t("Change and send again"), custom_id="onboarding:buddy:offer_again"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _offer(interaction, typed.found(interaction, FIELDS)["topics"])


class TakeBack(Tap, template=r"onboarding:buddy:take_back"):
    """Somebody waits for a buddy no more."""

    @classmethod
    def of(cls, t: Words) -> TakeBack:
        """The button as it is first drawn."""
        return cls(Button(label=t("Stop looking"), custom_id="onboarding:buddy:take_back"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it back."""
        found = await app_of(interaction).write(guild_of(interaction), buddies.take_back, interaction.user.id)
        t = words_of(interaction)
        news = t("You wait for nobody any more. Ask again whenever you like.")
        await show_in_place(interaction, card(t, found, news))


class Stop(Tap, template=r"onboarding:buddy:stop"):
    """Somebody is given no more newcomers."""

    @classmethod
    def of(cls, t: Words) -> Stop:
        """The button as it is first drawn."""
        return cls(Button(label=t("Stop offering"), custom_id="onboarding:buddy:stop"))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Stops it."""
        found = await app_of(interaction).write(guild_of(interaction), buddies.stop, interaction.user.id)
        t = words_of(interaction)
        news = t("I bring you nobody new. Thank you for what you have done.")
        await show_in_place(interaction, card(t, found, news))


class End(Tap, template=rf"onboarding:buddy:end:(?P<id>{NUMBER}){KEY}"):
    """Asks once whether two shall be buddies no more."""

    @classmethod
    def of(cls, t: Words, pair_id: int, key: str = "") -> End:
        """The button as it is first drawn; `key` as above."""
        custom_id = f"onboarding:buddy:end:{pair_id}" + (key and f":{key}")
        return cls(Button(label=t("End it"), custom_id=custom_id), pair_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Asks."""
        pair = await app_of(interaction).read(
            guild_of(interaction), buddies.own, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        words = t(
            "You need no reason, and nobody asks you for one. I tell {person} kindly that it is over.",
            person=f"<@{pair.other(interaction.user.id)}>",
        )
        await show_in_place(interaction, layout(text(words), row(EndNow.of(t, pair.id))))


class EndNow(Tap, template=rf"onboarding:buddy:end_now:(?P<id>{NUMBER})"):
    """Two are buddies no more."""

    @classmethod
    def of(cls, t: Words, pair_id: int) -> EndNow:
        """The button as it is first drawn."""
        custom_id = f"onboarding:buddy:end_now:{pair_id}"
        style = discord.ButtonStyle.danger
        return cls(Button(label=t("Yes, end it"), custom_id=custom_id, style=style), pair_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Ends it."""
        found = await app_of(interaction).write(
            guild_of(interaction), buddies.end, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        await show_in_place(interaction, card(t, found, t("It is over, and all is well.")))


class Find(Tap, template=rf"onboarding:buddy:find:(?P<id>{NUMBER})"):
    """Shows a greeter whom they could give to somebody who waits for a buddy."""

    @classmethod
    def of(cls, t: Words, request_id: int) -> Find:
        """The button as it is first drawn."""
        custom_id = f"onboarding:buddy:find:{request_id}"
        return cls(Button(label=t("Find a buddy"), custom_id=custom_id), request_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show_matching(interaction, self.row_id)


class BeTheirs(Tap, template=rf"onboarding:buddy:mine:(?P<id>{NUMBER})"):
    """A greeter becomes the buddy of who waits."""

    @classmethod
    def of(cls, t: Words, request_id: int) -> BeTheirs:
        """The button as it is first drawn."""
        custom_id = f"onboarding:buddy:mine:{request_id}"
        return cls(Button(label=t("I’ll be their buddy"), custom_id=custom_id), request_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Brings the two together."""
        await _match(interaction, self.row_id, interaction.user.id)


class GiveThem(PeopleMenu, template=rf"onboarding:buddy:give:(?P<id>{NUMBER})"):
    """A greeter chooses the buddy of who waits."""

    async def picked(self, interaction: discord.Interaction[Any], people: list[int]) -> None:
        """Brings the two together. Raises NotAvailable, also for nobody and for bots."""
        await _match(interaction, int(self.match["id"]), people[0] if people else 0)


class Asked(Form):
    """The form in which somebody asks for a buddy has been sent."""

    template = re.compile(r"onboarding:buddy:asked")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Finds one, or says that somebody is looked for; what was refused is given back."""
        t, topics = words_of(interaction), answers.get("topics", "")
        language, any_language = _spoken(t, answers)
        try:
            found = await app_of(interaction).write(
                guild_of(interaction),
                buddies.ask,
                interaction.user.id,
                language,
                topics,
                any_language=any_language,
            )
        except Refusal as refusal:
            await _give_back(interaction, refusal, topics, AskAgain.of(t))
            return
        if found.buddy is not None:
            news = t(
                "{person} is your buddy. In a moment you have a private thread, for the two of you.",
                person=f"<@{found.buddy.accompanied_by}>",
            )
        else:
            news = t(
                "Nobody is free just now, and that says nothing about you. I keep looking for {days} days, and so do the "
                "people who welcome here. As soon as there is somebody, you have a private thread with them.",
                days=rules.LOOKED_FOR.days,
            )
        await show_in_place(interaction, card(t, found, news))


class Offered(Form):
    """The form in which somebody offers to be a buddy has been sent."""

    template = re.compile(r"onboarding:buddy:offered")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Keeps it; what was refused is given back."""
        t, topics = words_of(interaction), answers.get("topics", "")
        language, any_language = _spoken(t, answers)
        try:
            found = await app_of(interaction).write(
                guild_of(interaction),
                buddies.offer,
                interaction.user.id,
                language,
                topics,
                answers.get("places", ""),
                any_language=any_language,
            )
        except Refusal as refusal:
            await _give_back(interaction, refusal, topics, OfferAgain.of(t))
            return
        news = t(
            "Thank you. When somebody asks whom it suits, you have a private thread with them; on a pause you are given nobody."
        )
        await show_in_place(interaction, card(t, found, news))


BUTTONS: tuple[type[Tap], ...] = (
    OpenBuddies,
    Ask,
    AskAgain,
    Offer,
    OfferAgain,
    TakeBack,
    Stop,
    End,
    EndNow,
    Find,
    BeTheirs,
)
MENUS: tuple[type[PeopleMenu], ...] = (GiveThem,)
FORMS: tuple[type[Form], ...] = (Asked, Offered)


def _spoken(t: Words, answers: Mapping[str, str]) -> tuple[str, bool]:
    """The language that was chosen, and whether another one is fine too: then it is the one they are answered in."""
    chosen = answers.get("language", "")
    return (chosen if chosen in LANGUAGE_NAMES else t.language), chosen == ANY


async def _give_back(
    interaction: discord.Interaction[Any], refusal: Refusal, topics: str, again: Tap
) -> None:
    t = words_of(interaction)
    items: list[Item[Any]] = [text(refusal.sentence(t))]
    if topics.strip():
        items += [*typed.shown(t, (topics,)), row(again)]
    await reply(interaction, layout(*items))


async def show(interaction: discord.Interaction[Any]) -> None:
    """Shows somebody how they stand."""
    guild_id = guild_of(interaction)
    found = await app_of(interaction).read(guild_id, buddies.standing, interaction.user.id)
    await show_in_place(interaction, card(words_of(interaction), found))


async def _ask(interaction: discord.Interaction[Any], there: str | None = None) -> None:
    t, found, topics = words_of(interaction), *await _before(interaction, there)
    wish = None if found.request is None else found.request.wish
    chosen = ANY if wish is not None and wish.any_language else t.language if wish is None else wish.language
    fields = [
        _languages(t, chosen),
        _topics(t, t("What would you like help with?"), topics),
    ]
    await show_form(interaction, t("Ask for a buddy"), "onboarding:buddy:asked", fields)


async def _offer(interaction: discord.Interaction[Any], there: str | None = None) -> None:
    t, found, topics = words_of(interaction), *await _before(interaction, there)
    wish = None if found.offer is None else found.offer.wish
    chosen = ANY if wish is not None and wish.any_language else t.language if wish is None else wish.language
    places = 1 if found.offer is None else found.offer.places
    numbers = {
        str(number): t.plural("{count} newcomer", "{count} newcomers", number)
        for number in range(1, rules.MOST_AT_ONCE + 1)
    }
    fields = [
        choosing("places", t("How many at once?"), str(places), numbers),
        _languages(t, chosen),
        _topics(t, t("Ask me about"), topics),
    ]
    await show_form(interaction, t("Be a buddy"), "onboarding:buddy:offered", fields)


async def _before(interaction: discord.Interaction[Any], there: str | None) -> tuple[Standing, str]:
    """How somebody stands, and what they have named before unless it is `there`."""
    app, guild_id, person_id = app_of(interaction), guild_of(interaction), interaction.user.id
    found = await app.read(guild_id, buddies.standing, person_id)
    if there is None:
        there = ", ".join(await app.read(guild_id, buddies.wished, person_id))
    return found, there


def _languages(t: Words, chosen: str) -> Label[Any]:
    names = {**LANGUAGE_NAMES, ANY: t("Any language")}
    return choosing("language", t("In which language?"), chosen, names)


def _topics(t: Words, label: str, topics: str) -> Label[Any]:
    return typing(
        "topics",
        label,
        topics,
        hint=t("At most two things, with a comma in between."),
        example=t("closures, mountain bikes"),
        longest=introduction_rules.LONGEST_TOPICS,
    )


def card(t: Words, found: Standing, news: str | None = None) -> LayoutView:
    """How somebody stands, for them alone; above it, what has just happened."""
    items: list[Item[Any]] = [
        text(
            "## " + t("Buddies"),
            t(
                "A buddy has been here for a while, answers your questions and shows you around, for {days} days.",
                days=rules.TOGETHER.days,
            ),
        )
    ]
    if found.buddy is not None:
        words = t(
            "**Your buddy** {person}, until {day}",
            person=f"<@{found.buddy.accompanied_by}>",
            day=_day(found.buddy),
        )
        items.append(section(_with_thread(t, words, found.buddy), End.of(t, found.buddy.id)))
    elif found.request is not None:
        moment = discord.utils.format_dt(found.request.asked_at, "R")
        words = t("**Your buddy** you asked {moment}, and somebody is looked for.", moment=moment)
        items += [text(words), row(Ask.of(t("Change what you said")), TakeBack.of(t))]
    else:
        items.append(section(t("**Your buddy** whoever asks gets one."), Ask.of(t("Ask for a buddy"))))
    if found.offer is None:
        words = t("**For others** remember your own first days: an hour a month is plenty.")
        items.append(section(words, Offer.of(t("Be a buddy"))))
    else:
        count = t.plural("{count} newcomer at once", "{count} newcomers at once", found.offer.places)
        items += [
            text(t("**For others** you are there for {count}.", count=count)),
            row(Offer.of(t("Change what you said")), Stop.of(t)),
        ]
    for pair in found.newcomers:
        words = t("You accompany {person} until {day}", person=f"<@{pair.person_id}>", day=_day(pair))
        items.append(section(_with_thread(t, words, pair), End.of(t, pair.id)))
    return layout(*([text(news)] if news else []), box(*items))


def on_start(t: Words, found: Standing) -> Item[Any]:
    """What the card that Start opens says of it."""
    if found.buddy is not None:
        words = t("**Your buddy** {person}", person=f"<@{found.buddy.accompanied_by}>")
    elif found.request is not None:
        words = t("**Your buddy** somebody is looked for.")
    else:
        words = t("**A buddy** somebody who answers your questions and shows you around, if you like.")
    return section(words, OpenBuddies.of(t("Buddies")))


def _with_thread(t: Words, words: str, pair: Pair) -> str:
    if pair.thread_id is None:
        return words
    return f"{words}\n-# " + t("Your thread: {thread}", thread=f"<#{pair.thread_id}>")


def _day(pair: Pair) -> str:
    return discord.utils.format_dt(pair.ends_at, "D")


async def show_matching(interaction: discord.Interaction[Any], request_id: int) -> None:
    """Shows a greeter whom they could give to who waits. Raises NotAtTheDesk, NoLongerAsked."""
    found = await app_of(interaction).read(
        guild_of(interaction), buddies.matching, request_id, person_of(interaction)
    )
    await reply(interaction, matching(words_of(interaction), found))


async def _match(interaction: discord.Interaction[Any], request_id: int, other_id: int) -> None:
    pair = await app_of(interaction).write(
        guild_of(interaction), buddies.match, request_id, person_of(interaction), other_id
    )
    t = words_of(interaction)
    words = t(
        "{newcomer} and {other} are buddies now, and get a private thread.",
        newcomer=f"<@{pair.person_id}>",
        other=f"<@{pair.accompanied_by}>",
    )
    await show_in_place(interaction, layout(text(words)))


def matching(t: Words, found: Matching) -> LayoutView:
    """Who waits for a buddy, and whom a greeter could give them."""
    wish = found.request.wish
    lines = [
        t("{person} looks for a buddy in any language.", person=f"<@{found.request.person_id}>")
        if wish.any_language
        else t(
            "{person} looks for a buddy who speaks {language}.",
            person=f"<@{found.request.person_id}>",
            language=_language_name(wish.language),
        )
    ]
    if wish.topics:
        lines.append(t("They would like help with {topics}.", topics=_listed(t, wish.topics)))
    if found.volunteers:
        names = t.listing([f"<@{person}>" for person in found.volunteers[:MOST_NAMED]])
        lines.append(t("These have a place free, in another language perhaps: {people}.", people=names))
    else:
        lines.append(
            t(
                "Nobody who offers it has a place free. Ask somebody to offer it with /buddy, or do it yourself."
            )
        )
    items: list[Item[Any]] = [text(*lines)]
    if found.volunteers:
        menu = UserSelect[Any](
            custom_id=f"onboarding:buddy:give:{found.request.id}", placeholder=t("Who will be their buddy?")
        )
        items.append(ActionRow[Any](menu))
    return layout(*items, row(BeTheirs.of(t, found.request.id)))


def _language_name(language: str) -> str:
    return next(name for code, name in LANGUAGE_NAMES.items() if code == language)


def _listed(t: Words, topics: tuple[str, ...]) -> str:
    return t.listing([f"**{discord.utils.escape_markdown(topic)}**" for topic in topics])


def met(t: Words, pair: Pair, shared: Common, topic: Topic, guild_id: int) -> Part:
    """Tells two that they are buddies, in their thread; or one of them directly."""
    lines = [
        "## " + t("You are buddies"),
        t(
            "Until {day} you can ask each other anything: how things work here, where to begin, what to learn next. One "
            "question is a good start.",
            day=_day(pair),
        ),
    ]
    if shared.groups:
        names = t.listing([discord.utils.escape_markdown(name) for name in shared.groups])
        lines.append(t("You are both in {groups}.", groups=names))
    if shared.topics:
        lines.append(t("You have both named {topics}.", topics=_listed(t, shared.topics)))
    lines.append(t("Nobody counts messages. Either of you may end it whenever they like, without a reason."))
    return _part(t, pair, topic, guild_id, lines, End.of(t, pair.id, topic.key))


def week(t: Words, pair: Pair, topic: Topic, guild_id: int) -> Part:
    """Asks both how it goes."""
    lines = [
        t(
            "You have been buddies for a week. If you have not found the time yet, that is fine: say hello today, or find half "
            "an hour for a call.",
        ),
        t("If it does not suit you, end it; /buddy finds you somebody else."),
    ]
    return _part(t, pair, topic, guild_id, lines, End.of(t, pair.id, topic.key))


def over(t: Words, pair: Pair, topic: Topic, guild_id: int) -> Part:
    """Thanks two whose time has passed."""
    lines = [
        t("Your time as buddies is over. Thank you both."),
        t("This thread stays yours: stay in touch if you like, and nobody expects it of you."),
    ]
    return _part(t, pair, topic, guild_id, lines, OpenBuddies.of(t("Go on from here"), topic.key))


def parted(t: Words, pair: Pair, topic: Topic, guild_id: int) -> Part:
    """Tells one of two softly that the other is their buddy no more."""
    lines = [t("You two are buddies no more. That happens, for many reasons, and it says nothing about you.")]
    if pair.person_id in topic.people:
        lines.append(t("I find you somebody else if you like."))
        button = Ask.of(t("Find me another"), topic.key)
    else:
        lines.append(t("Thank you for having been there. Your place is free for somebody else now."))
        button = OpenBuddies.of(t("Your buddies"), topic.key)
    return _part(t, pair, topic, guild_id, lines, button)


def _part(t: Words, pair: Pair, topic: Topic, guild_id: int, lines: list[str], button: Tap) -> Part:
    if topic.direct:
        [reader] = topic.people
        if pair.other(reader):
            lines.insert(0, t("About you and {person}:", person=f"<@{pair.other(reader)}>"))
        link = f"https://discord.com/channels/{guild_id}/{pair.thread_id}"
        view = letters.private("\n".join(lines), t("Go there"), link)
    else:
        mentions = " ".join(f"<@{person}>" for person in topic.people)
        view = layout(text(mentions, *lines), row(button))
    return Part(view, topic.people, language=t.language)


def own_record(found: Standing, past: int) -> RecordPart:
    """What is kept of somebody's buddies, for them alone."""

    def words(t: Words) -> str:
        lines: list[str] = []
        if found.request is not None:
            lines.append(t("You wait for a buddy."))
        if found.offer is not None:
            lines.append(t("You offer to be a buddy."))
        now = [pair for pair in (found.buddy, *found.newcomers) if pair is not None]
        if now:
            lines.append(t.plural("You have {count} buddy now.", "You have {count} buddies now.", len(now)))
        if past:
            lines.append(t.plural("You have had {count} buddy.", "You have had {count} buddies.", past))
        return "\n".join(lines)

    return RecordPart(words, ("/buddy",))
