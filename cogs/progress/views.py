"""What people read and press about what is shared: a post's card, its form, and the answers around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from typing import Any, Self

import discord
from discord.ui import Button, Item, LayoutView, MediaGallery

from bot.errors import Refusal
from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.pictures.painter import NoPicture
from bot.text import LONGEST_LINK
from bot.ui import letters, typed
from bot.ui.answers import app_of, as_refusal, guild_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, text
from bot.ui.channels import check_may_post
from bot.ui.forms import Form, show_form, typing
from bot.ui.uploads import fetched
from bot.words import Words
from cogs.groups.service import Group
from cogs.progress import rules, service
from cogs.progress.models import Post
from cogs.progress.rules import Cheer, Entry, Win
from cogs.progress.service import Portrait, Shared
from cogs.progress.streaks import Standing

NAMED = 5
"""How many of those who encourage a card names."""

RETURNED = 700
"""Characters of each part that are given back when it cannot be shared: all five fit a message."""

PARTS = ("did", "learned", "stuck", "next", "link")


class _CheerButton(Tap, template=r"(?!)"):
    """Says something kind to a post, in one tap."""

    kind: Cheer

    @classmethod
    def of(cls, t: Words, post_id: int) -> Self:
        """The button as it is first drawn."""
        return cls(Button(label=cls.label(t), custom_id=f"progress:{cls.kind}:{post_id}"), post_id)

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        raise NotImplementedError

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Says it."""
        portrait = await app_of(interaction).write(
            guild_of(interaction), service.cheer, self.row_id, interaction.user.id, self.kind
        )
        await reply(interaction, cheered(words_of(interaction), portrait, self.kind))


class WellDone(_CheerButton, template=rf"progress:well:(?P<id>{NUMBER})"):
    """Encourages."""

    kind = Cheer.WELL_DONE

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Well done")


class SameHere(_CheerButton, template=rf"progress:same:(?P<id>{NUMBER})"):
    """Says that somebody is not alone with it."""

    kind = Cheer.SAME_HERE

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Same here")


class CanHelp(_CheerButton, template=rf"progress:help:(?P<id>{NUMBER})"):
    """Offers help with what somebody is stuck at."""

    kind = Cheer.CAN_HELP

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("I can help")


class TakeBack(Tap, template=rf"progress:back:(?P<id>{NUMBER})"):
    """Takes a post of one's own away."""

    @classmethod
    def of(cls, t: Words, post_id: int) -> TakeBack:
        """The button as it is first drawn."""
        return cls(Button(label=t("Take back"), custom_id=f"progress:back:{post_id}"), post_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it away, and says so."""
        await app_of(interaction).write(
            guild_of(interaction), service.take_back, self.row_id, interaction.user.id
        )
        t = words_of(interaction)
        await reply(
            interaction, t("It is taken back: the card goes, and no word of it is kept. The day stays yours.")
        )


class OpenAgain(Tap, template=rf"progress:again:(?P<id>{NUMBER})"):
    """Opens the form to share with what was typed before in it; the number is the group."""

    @classmethod
    def of(cls, t: Words, group_id: int) -> OpenAgain:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary
        custom_id = f"progress:again:{group_id}"
        return cls(Button(label=t("Open the form again"), style=style, custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await open_form(interaction, self.row_id, typed.found(interaction, PARTS))


class Look(Tap, template=rf"progress:look:(?P<id>{NUMBER}){KEY}"):
    """Shows where a post is that waits for an answer."""

    @classmethod
    def of(cls, t: Words, post_id: int, key: str) -> Look:
        """The button as it is first drawn."""
        custom_id = f"progress:look:{post_id}:{key}"
        return cls(Button(label=t("Show me"), custom_id=custom_id), post_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        portrait = await app_of(interaction).read(guild_of(interaction), service.look, self.row_id)
        t = words_of(interaction)
        await reply(interaction, layout(text(*lines(t, portrait)), text(post_link(t, portrait.post))))


class Sent(Form):
    """The form to share, sent; the group stands in its custom id."""

    template = re.compile(rf"progress:share:(?P<id>{NUMBER})")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Shares; if that cannot be, says why and gives back what was typed."""
        group_id = int(self.match["id"])
        entry = Entry(**{name: answers.get(name) or None for name in PARTS})
        await share(interaction, group_id, entry)


async def open_form(
    interaction: discord.Interaction[Any], group_id: int, answers: Mapping[str, str] | None = None
) -> None:
    """Asks for what somebody wants to share."""
    t = words_of(interaction)
    there = answers or {}
    fields = [
        typing("did", t("What did you do?"), there.get("did", ""), hint=t("Any one field is enough."),
               longest=rules.LONGEST_WORDS, long=True),
        typing("learned", t("What did you learn?"), there.get("learned", ""),
               hint=t("However small it seems."), longest=rules.LONGEST_WORDS, long=True),
        typing("stuck", t("Where are you stuck?"), there.get("stuck", ""),
               hint=t("Somebody who can help will be found."), longest=rules.LONGEST_WORDS, long=True),
        typing("next", t("What is next?"), there.get("next", ""), hint=t("One small step."),
               longest=rules.LONGEST_WORDS),
        typing("link", t("A link"), there.get("link", ""), hint=t("To what you made or read."),
               longest=LONGEST_LINK, example="https://"),
    ]  # fmt: skip
    await show_form(interaction, t("Share your progress"), f"progress:share:{group_id}", fields)


async def share(
    interaction: discord.Interaction[Any],
    group_id: int,
    entry: Entry,
    *,
    image: discord.Attachment | None = None,
    win: Win | None = None,
    request_id: int | None = None,
) -> None:
    """Shares something and answers; a refusal gives back what was typed."""
    app, t = app_of(interaction), words_of(interaction)
    try:
        photo = None if image is None else await fetched(image)
        group, place = await app.read(guild_of(interaction), service.destination, group_id)
        guild = interaction.guild
        may_attach = guild is None or await check_place(guild, group, place)
        shared = await app.write(
            guild_of(interaction),
            service.share,
            group_id,
            interaction.user.id,
            entry,
            request_id=request_id or interaction.id,
            photo=photo if may_attach else None,
            win=win,
        )
    except Exception as error:
        refusal = as_refusal(error)
        if refusal is None:
            raise
        await reply(interaction, refused(t, group_id, entry, refusal, with_picture=image is not None))
        return
    left_out = image is not None and not may_attach
    await reply(interaction, answer(t, shared, place, without_picture=left_out))


def around(interaction: discord.Interaction[Any]) -> tuple[int, ...]:
    """Where somebody is: a channel or thread, then what that is in."""
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return tuple(place for place in (interaction.channel_id, parent) if place is not None)


async def painted(interaction: discord.Interaction[Any], drawing: str, name: str) -> discord.File | None:
    """A drawing as a file to answer with; None where it has to be said in words."""
    if not interaction.app_permissions.attach_files:
        return None
    try:
        return discord.File(BytesIO(await interaction.client.painter.paint(drawing)), filename=name)
    except NoPicture:
        return None


async def check_place(guild: discord.Guild, group: Group, place: int) -> bool:
    """Whether pictures may be attached where progress goes. Raises BotLacks, ChannelGone where nothing can be posted."""
    if guild.get_channel_or_thread(place) is None and group.channel_id is not None:
        place = group.channel_id  # nobody tells us of a thread that sleeps; a post wakes it
    await check_may_post(guild, place)
    channel = guild.get_channel_or_thread(place)
    return channel is not None and channel.permissions_for(guild.me).attach_files


def refused(t: Words, group_id: int, entry: Entry, refusal: Refusal, *, with_picture: bool) -> LayoutView:
    """Says why something was not shared, and gives back what was typed."""
    given = [(getattr(entry, name) or "")[:RETURNED] for name in PARTS]
    said = [refusal.sentence(t)]
    if with_picture:
        said.append(t("A form takes no picture: to share one, attach it again to /progress share."))
    return layout(text(*said), *typed.shown(t, given), row(OpenAgain.of(t, group_id)))


def answer(t: Words, shared: Shared, place: int, *, without_picture: bool) -> LayoutView:
    """The answer to who shared something."""
    said: list[str] = []
    if shared.back:
        said.append(
            t.plural(
                "Welcome back, {count} day in total.",
                "Welcome back, {count} days in total.",
                shared.standing.total,
            )
        )
    said.append(
        t("Shared in {channel}. {standing}", channel=f"<#{place}>", standing=this_week(t, shared.standing))
    )
    if shared.first:
        said.append(
            t(
                "Everyone who can read {channel} can see it, and the weekly digest may repeat it. It is kept until you take "
                "it back; your days and your streak are seen by you alone.",
                channel=f"<#{place}>",
            )
        )
    if without_picture:
        said.append(t("The picture is left out: an admin has to allow me “Attach Files” there first."))
    return layout(text(*said), row(TakeBack.of(t, shared.post.id)))


def this_week(t: Words, standing: Standing) -> str:
    """How many days this week has, against what was meant; more is never too much."""
    if standing.this_week >= standing.wanted:
        return t.plural("{count} day this week.", "{count} days this week.", standing.this_week)
    return t("{kept} of {wanted} days this week.", kept=standing.this_week, wanted=standing.wanted)


def win_title(t: Words, win: Win) -> str:
    """What is celebrated."""
    match win:
        case Win.JOB:
            return t("First job")
        case Win.PULL_REQUEST:
            return t("First pull request")
        case Win.TALK:
            return t("First talk")
        case Win.GOAL:
            return t("Goal reached")
        case Win.OTHER:
            return t("A win")


def shown(words: str) -> str:
    """What somebody typed, so that no link hides where it leads.

    A character that nobody sees parts the words of a link from its address: a backslash would be seen in code, and be
    undone by one that was typed before it.
    """
    return words.replace("](", "]\u200b(")


def short(words: str, longest: int) -> str:
    """The beginning of what somebody typed, with a sign where it goes on; at most `longest` characters."""
    return words if len(words) <= longest else words[: longest - 1] + "…"


def named(t: Words, person: int, group: Group, hidden: Collection[int]) -> str:
    """Somebody by name, or as one of the group where they want to be named nowhere; begins a sentence."""
    if person not in hidden:
        return f"<@{person}>"
    return t("A member of {group}", group=discord.utils.escape_markdown(group.name))


def lines(t: Words, portrait: Portrait) -> list[str]:
    """A post in lines."""
    post = portrait.post
    person = named(t, post.person_id, portrait.group, portrait.hidden)
    return [f"{head(t, post, person)} · {discord.utils.format_dt(post.shared_at, 'D')}", *body(t, post)]


def head(t: Words, post: Post, person: str) -> str:
    """Whose post it is, and what it celebrates."""
    return person if post.win is None else f"**{win_title(t, post.win)}** · {person}"


def body(t: Words, post: Post) -> list[str]:
    """What somebody has shared, in lines; none for a win without words."""
    found: list[str] = []
    for label, words in (
        (t("Did"), post.did), (t("Learned"), post.learned), (t("Stuck"), post.stuck), (t("Next"), post.next)
    ):  # fmt: skip
        if words is not None:
            found.append(shown(words) if post.win is not None else f"**{label}** {shown(words)}")
    if post.link is not None:
        found.append(post.link)
    return found


def card(t: Words, portrait: Portrait, *, with_image: bool) -> LayoutView:
    """A post's card."""
    post = portrait.post
    items: list[Item[Any]] = [text(*lines(t, portrait))]
    if with_image and post.image_name is not None:
        words = post.did or post.learned or post.stuck or post.next or ""
        described = t("Picture shared with: {words}", words=words)[:1000]
        media = discord.MediaGalleryItem(f"attachment://{post.image_name}", description=described)
        items.append(MediaGallery[Any](media))
    elif post.image_left_out:
        items.append(
            text("-# " + t("The picture is left out: an admin has to allow me “Attach Files” here first."))
        )
    helpers = portrait.helpers
    others = [person for person, kind in portrait.cheers if kind is not Cheer.CAN_HELP]
    said: list[str] = []
    if helpers:
        said.append(t("{people} can help", people=_names(t, helpers, portrait.hidden)))
    if others:
        said.append(t("Encouraged by {people}", people=_names(t, others, portrait.hidden)))
    if said:
        items.append(text("\n".join(f"-# {line}" for line in said)))
    taps: list[Tap] = [WellDone.of(t, post.id), SameHere.of(t, post.id)]
    if post.stuck is not None:
        taps.append(CanHelp.of(t, post.id))
    items.append(row(*taps))
    return layout(box(*items, colour=accent(post.group_id)))


def _names(t: Words, people: Sequence[int], hidden: Collection[int]) -> str:
    """A few by name, but for those who want to be named nowhere, and how many more."""
    shown = [f"<@{person}>" for person in people if person not in hidden][:NAMED]
    unnamed = len(people) - len(shown)
    if not shown:
        return t.plural("{count} person", "{count} people", unnamed)
    return t.listing([*shown, t.plural("{count} more", "{count} more", unnamed)] if unnamed else shown)


def cheered(t: Words, portrait: Portrait, kind: Cheer) -> str:
    """The answer to who encouraged."""
    author = portrait.post.person_id
    if author in portrait.hidden:
        if kind is Cheer.CAN_HELP:
            return t("Thank you. It stands on the card now; write what you know in an answer to it.")
        return t("Said. It stands on the card now.")
    if kind is Cheer.CAN_HELP:
        return t("Thank you. {person} is told that you can help; write to them here, or under the card.",
                 person=f"<@{author}>")  # fmt: skip
    return t("Said. {person} sees it on the card.", person=f"<@{author}>")


def post_url(post: Post) -> str:
    """The address of a post's card, or of its channel while there is no card."""
    place = f"https://discord.com/channels/{post.guild_id}/{post.channel_id}"
    return place if post.card_id is None else f"{place}/{post.card_id}"


def post_link(t: Words, post: Post) -> str:
    """A link to a post's card."""
    return f"[{t('Open the card')}]({post_url(post)})"


def answer_please(t: Words, portrait: Portrait, topic: Topic) -> Part:
    """Asks somebody who is willing to answer a post that nobody has answered."""
    words = t("{person} shared something a day ago and nobody has answered yet. Would you? A line is enough.",
              person=named(t, portrait.post.person_id, portrait.group, portrait.hidden))  # fmt: skip
    return _part(t, portrait, topic, words)


def help_offered(t: Words, portrait: Portrait, topic: Topic) -> Part:
    """Tells somebody who is stuck who can help."""
    people = _names(t, portrait.helpers, portrait.hidden)
    return _part(t, portrait, topic, t("{people} can help with what you are stuck at.", people=people))


def _part(t: Words, portrait: Portrait, topic: Topic, words: str) -> Part:
    post = portrait.post
    if topic.direct:
        view = letters.private(words, t("Open the card"), post_url(post))
    else:
        mentions = " ".join(f"<@{person}>" for person in topic.people)
        view = layout(text(mentions, f"{words} {post_link(t, post)}"), row(Look.of(t, post.id, topic.key)))
    return Part(view, topic.people, portrait.group.name, t.language)


BUTTONS: tuple[type[Tap], ...] = (WellDone, SameHere, CanHelp, TakeBack, OpenAgain, Look)
