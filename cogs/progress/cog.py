"""The commands about progress: parse and show, decide nothing; and the ear for answers."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import astuple
from datetime import date
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import (
    Checks,
    Deeds,
    GroupZoneChanged,
    MemberForgotten,
    NameHidden,
    Offers,
    OwnRecord,
    RecordPart,
    TextsChanged,
)
from bot.text import id_in
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.choices import Choices, choice, offered
from bot.when.errors import WhenError
from bot.when.moments import readings
from bot.words import Words
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.progress import (
    goals,
    group_views,
    mirrors,
    my_views,
    needs,
    notices,
    offers,
    rules,
    service,
    together,
    views,
)
from cogs.progress.goals import Draft
from cogs.progress.rules import Entry, NotADay, NotYours, Win

log = logging.getLogger(__name__)

SHARE_MESSAGE = "Share as progress"

WINS = [
    app_commands.Choice(name="First job", value=Win.JOB),
    app_commands.Choice(name="First pull request", value=Win.PULL_REQUEST),
    app_commands.Choice(name="First talk", value=Win.TALK),
    app_commands.Choice(name="Something else", value=Win.OTHER),
]


class Progress(
    commands.GroupCog,
    group_name="progress",
    group_description="Share what you learn, and see how far you have come",
):
    """`/progress`."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @app_commands.command(description="Share what you learn; any one of these is enough, none opens a form")
    @app_commands.describe(
        did="What you did",
        learned="What you learned",
        stuck="Where you are stuck; somebody who can help will be found",
        next="What you do next",
        link="To what you made or read",
        image="A picture of it",
        group="Which group; this channel's if you leave it out",
    )
    async def share(
        self,
        interaction: Interaction,
        did: str | None = None,
        learned: str | None = None,
        stuck: str | None = None,
        next: str | None = None,  # noqa: A002 - what people type
        link: str | None = None,
        image: discord.Attachment | None = None,
        group: str | None = None,
    ) -> None:
        """Shares, or opens the form."""
        meant = await self._meant(interaction, group)
        entry = Entry(did, learned, stuck, next, link)
        if entry == Entry() and image is None:
            await views.open_form(interaction, meant.id)
            return
        if image is not None:
            await interaction.response.defer(ephemeral=True, thinking=True)
        await views.share(interaction, meant.id, entry, image=image)

    @app_commands.command(
        description="Celebrate something with your group: a first job, a first pull request, a first talk"
    )
    @app_commands.describe(
        what="What there is to celebrate",
        words="In your own words",
        link="To see it",
        group="Which group; this channel's if you leave it out",
    )
    @app_commands.choices(what=WINS)
    async def win(
        self,
        interaction: Interaction,
        what: str,
        words: str | None = None,
        link: str | None = None,
        group: str | None = None,
    ) -> None:
        """Celebrates."""
        meant = await self._meant(interaction, group)
        await views.share(interaction, meant.id, Entry(did=words, link=link), win=rules.win_of(what))

    @app_commands.command(description="Set a goal, for yourself or for a group; without a title, see yours")
    @app_commands.describe(
        title="What you want to reach",
        by="Until when: 31 december, in 3 weeks",
        number="How many: pages, exercises, chapters; for a group, how many people tick each line",
        link="A project it is about",
        group="For a whole group, if you organize it",
        checklist="For a group: what belongs to it, parted by semicolons",
    )
    async def goal(
        self,
        interaction: Interaction,
        title: str | None = None,
        by: str | None = None,
        number: int | None = None,
        link: str | None = None,
        group: str | None = None,
        checklist: str | None = None,
    ) -> None:
        """Sets a goal, or shows those that are open."""
        guild_id, t, person = guild_of(interaction), words_of(interaction), person_of(interaction)
        if title is None:
            found, today = await self._app.read(guild_id, goals.of_person, person.id)
            await reply(interaction, my_views.goal_list(t, found, today))
            return
        zone, today = await self._app.read(guild_id, service.at_home, person.id)
        draft = Draft(title, self._day(interaction, by, zone), number, link, checklist)
        if group is None and checklist is None:
            mine = await self._app.write(guild_id, goals.aim, person.id, draft, request_id=interaction.id)
            await reply(interaction, my_views.aimed(t, mine, today))
        else:
            meant = await self._meant(interaction, group)
            theirs = await self._app.write(
                guild_id, goals.aim_together, meant.id, person, draft, request_id=interaction.id
            )
            await reply(interaction, group_views.proposed(t, theirs))

    @app_commands.command(description="Your own year of learning; only you see it")
    async def me(self, interaction: Interaction) -> None:
        """Shows somebody their own progress."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await my_views.show_mine(interaction)

    @app_commands.command(description="A group's month: what was shared, its goals and wins")
    @app_commands.describe(group="Which group; this channel's if you leave it out")
    async def group(self, interaction: Interaction, group: str | None = None) -> None:
        """Shows a group's progress to one person."""
        meant = await self._meant(interaction, group)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await group_views.show_group(interaction, meant.id)

    async def _meant(self, interaction: Interaction, named: str | None) -> Group:
        return await self._app.read(
            guild_of(interaction),
            service.group_meant,
            None if named is None else id_in(named),
            views.around(interaction),
            interaction.user.id,
        )

    def _day(self, interaction: Interaction, typed: str | None, zone: str) -> date | None:
        """The day a text means. Raises NotADay."""
        if typed is None:
            return None
        now, there = self._app.clock.now(), ZoneInfo(zone)
        for wording in (typed, f"{typed} 23:59"):  # today is a day ahead until it ends
            try:
                found = readings(wording, now=now, zone=there, locale=interaction.locale.value)
            except WhenError:
                continue
            return found[0].local_start.date()
        raise NotADay(typed)

    @share.autocomplete("group")
    @win.autocomplete("group")
    @group.autocomplete("group")
    @offered
    async def _groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), groups.search, typed)
        return [choice(group.name, str(group.id)) for group in found]

    @goal.autocomplete("group")
    @offered
    async def _my_groups(self, interaction: Interaction, typed: str) -> Choices:
        found = await self._app.read(guild_of(interaction), groups.search_mine, typed, person_of(interaction))
        return [choice(group.name, str(group.id)) for group in found]

    @goal.autocomplete("by")
    @offered
    async def _days(self, interaction: Interaction, typed: str) -> Choices:
        """Echoes the day that is understood so far."""
        t: Words = words_of(interaction)
        zone = await self._app.read(guild_of(interaction), service.home_zone, interaction.user.id)
        day = self._day(interaction, typed.strip() or t("in 3 weeks"), zone)
        return [] if day is None else [choice(t.day(day), day.isoformat())]

    async def share_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Opens the form with one's own message in it; Discord gives the words of what is chosen, and of nothing else."""
        if message.author.id != interaction.user.id:
            raise NotYours
        meant = await self._meant(interaction, None)
        typed = {"did": message.content[: rules.LONGEST_WORDS], "link": message.jump_url}
        if await self._app.read(guild_of(interaction), service.wants_no_name, interaction.user.id):
            del typed["link"]  # whoever followed it would see whose message that is
        await views.open_form(interaction, meant.id, typed)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Notices that somebody answers a post: by a reply to its card, or in its thread. No word of it is read."""
        if message.guild is None or message.author.bot:
            return
        answered = message.reference.message_id if message.reference is not None else None
        if answered is None and isinstance(message.channel, discord.Thread | discord.PartialMessageable):
            answered = message.channel.id  # a thread has the id of the message it starts at
        if answered is None:
            return
        try:
            post_id = await self._app.read(
                message.guild.id, service.awaits_answer, answered, message.author.id
            )
            if post_id is not None:
                await self._app.write(message.guild.id, service.replied, post_id)
        except NothingSaved:
            log.warning("an answer could not be noted")

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Somebody deleted a thread, which may have been one for progress."""
        with suppress(NothingSaved):  # then the next post finds out
            await self._app.write(payload.guild_id, together.thread_gone, payload.thread_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Somebody deleted a message, which may have been a card."""
        await self._deleted(payload.guild_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Likewise many at once."""
        for message_id in payload.message_ids:
            await self._deleted(payload.guild_id, message_id)

    async def _deleted(self, guild_id: int | None, message_id: int) -> None:
        if guild_id is None or not await self._app.read(guild_id, together.has_card, message_id):
            return
        with suppress(NothingSaved):  # then the card's next change finds out
            await self._app.write(guild_id, together.message_deleted, message_id)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what somebody shared, kept and aimed at, in numbers."""
    done = goals.done_by(tx, question.person_id)
    if not any(astuple(done)):
        return None
    return RecordPart(lambda t: my_views.own_lines(t, done), ("/progress me", "/progress goal"))


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS, *my_views.BUTTONS, *group_views.BUTTONS)
    client.add_forms(views.Sent, my_views.Chosen, group_views.Arranged)
    client.worker.mirrors.know(mirrors.PostCard(client.app, client.post, client))
    client.worker.mirrors.know(mirrors.GoalCard(client.app, client.post))
    client.worker.mirrors.know(mirrors.DigestMessage(client.app, client.post))
    client.worker.mirrors.know(mirrors.ProgressThread(client.app, client))
    for kind in notices.kinds(client.app.catalogs):
        client.worker.notices.know(kind)
    client.worker.chores.know(service.UNANSWERED, service.ask_somebody)
    client.worker.chores.know(service.DIGEST_DUE, together.digest_due)
    client.app.signals.listen(MemberForgotten, together.forget)
    client.app.signals.listen(NameHidden, together.rename)
    client.app.signals.listen(GroupZoneChanged, together.group_zone_changed)
    client.app.signals.listen(TextsChanged, together.reworded)
    client.app.signals.answer(Checks, needs.of_progress)
    client.app.signals.answer(Offers, offers.of_progress)
    client.app.signals.answer(Deeds, service.deeds)
    client.app.signals.answer(OwnRecord, _own_record)
    cog = Progress(client)
    await client.add_cog(cog)
    client.tree.add_command(
        app_commands.ContextMenu(name=SHARE_MESSAGE, callback=cog.share_message), override=True
    )
