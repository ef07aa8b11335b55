"""What is written, read and pressed about reports to the moderators."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord.ui import Button, LayoutView

from bot.errors import Refusal
from bot.ui import typed
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, text
from bot.ui.channels import check_may_post
from bot.ui.forms import Form, show_form, typing
from bot.ui.names import named
from bot.words import Words
from cogs.server import reporting, service
from cogs.server.report_models import Report
from cogs.server.rules import NobodyToReportTo, NotPrivate

LINK = r"[0-9]{1,20}/[0-9]{1,20}"
"""A message by its channel and its own id, as the last two parts of its address."""


class SentReport(Form):
    """A report, filled in."""

    template = re.compile(rf"server:report(?::(?P<link>{LINK}))?")

    async def submitted(self, interaction: discord.Interaction[Any], answers: Mapping[str, str]) -> None:
        """Passes it on; what cannot be passed on comes back, so that nothing typed is lost."""
        said, t = answers.get("said", ""), words_of(interaction)
        link, guild_id = self.match["link"], guild_of(interaction)
        try:
            await _check_private(interaction)
            await app_of(interaction).write(
                guild_id,
                reporting.send,
                person_of(interaction),
                said,
                None if link is None else f"https://discord.com/channels/{guild_id}/{link}",
                request_id=interaction.id,
            )
        except Refusal as refusal:
            await typed.give_back(interaction, refusal, (said,), WriteAgain.of(t, link))
            return
        await reply(interaction, t("Thank you. The moderators have your report; nobody else sees it."))


class WriteAgain(Tap, template=rf"server:report:again(?::(?P<link>{LINK}))?"):
    """Opens the form again with what was typed into it, which stands in the message above."""

    def __init__(self, button: Button[Any], link: str | None) -> None:
        super().__init__(button)
        self.link = link

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> WriteAgain:
        """The button again, with the message that the report is about."""
        return cls(button, match["link"])

    @classmethod
    def of(cls, t: Words, link: str | None) -> WriteAgain:
        """The button as it is first drawn."""
        custom_id = "server:report:again" + (f":{link}" if link else "")
        return cls(Button(label=t("Open the form again"), custom_id=custom_id), link)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Opens it."""
        await _open(interaction, self.link, typed.found(interaction, ("said",))["said"])


class TakeReport(Tap, template=rf"server:report:take:(?P<id>{NUMBER})"):
    """A moderator looks into it."""

    @classmethod
    def of(cls, t: Words, report_id: int) -> TakeReport:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.primary
        return cls(
            Button(label=t("I'll look into it"), style=style, custom_id=f"server:report:take:{report_id}"),
            report_id,
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Takes it, if nobody has."""
        person, t = person_of(interaction), words_of(interaction)
        taken = await app_of(interaction).write(guild_of(interaction), reporting.take, self.row_id, person)
        if taken.taken_by == person.id:
            await reply(interaction, t("It is yours. Tap Done once it is settled."))
        else:
            await reply(interaction, t("{person} looks into it already.", person=f"<@{taken.taken_by}>"))


class CloseReport(Tap, template=rf"server:report:done:(?P<id>{NUMBER})"):
    """A moderator is done with it."""

    @classmethod
    def of(cls, t: Words, report_id: int) -> CloseReport:
        """The button as it is first drawn."""
        return cls(Button(label=t("Done"), custom_id=f"server:report:done:{report_id}"), report_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Closes it."""
        await app_of(interaction).write(
            guild_of(interaction), reporting.close, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        await reply(interaction, t("Done. What the report said is not kept any longer."))


BUTTONS: tuple[type[Tap], ...] = (WriteAgain, TakeReport, CloseReport)


async def open_form(interaction: discord.Interaction[Any], message: discord.Message | None = None) -> None:
    """Lets somebody write a report, about a message if one is given. Raises NobodyToReportTo, NotPrivate."""
    await _open(interaction, None if message is None else f"{message.channel.id}/{message.id}")


async def _open(interaction: discord.Interaction[Any], link: str | None, said: str = "") -> None:
    await _check_private(interaction)
    t = words_of(interaction)
    about = "" if link is None else f":{link}"
    field = typing(
        "said",
        t("What happened?"),
        said,
        hint=t("Only the moderators read it, and that it is from you."),
        longest=reporting.LONGEST,
        long=True,
    )
    await show_form(interaction, t("Report to the moderators"), f"server:report{about}", [field])


async def _check_private(interaction: discord.Interaction[Any]) -> None:
    """Whether a report would reach the moderators and nobody else. Raises NobodyToReportTo, NotPrivate, BotLacks."""
    held = await app_of(interaction).read(guild_of(interaction), service.settings)
    guild = interaction.guild
    channel = None
    if guild is not None and held.moderators_channel_id is not None:
        channel = guild.get_channel(held.moderators_channel_id)
    if guild is None or channel is None:
        raise NobodyToReportTo
    if channel.permissions_for(guild.default_role).view_channel:
        raise NotPrivate
    await check_may_post(guild, channel.id)


def card(t: Words, report: Report, moderator_role_id: int | None) -> LayoutView:
    """A report as moderators see it; the role that moderates is named, so that it can be pinged."""
    head = ["## " + t("A report")]
    if report.is_let_go:
        return layout(box(text(*head, t("Sent long ago. I don't keep it any longer."))))
    if moderator_role_id is not None and report.taken_by is None:
        head.append(f"<@&{moderator_role_id}>")
    sent = discord.utils.format_dt(report.sent_at, "R")
    who = t("From {person}, {moment}", person=named(t, report.person_id), moment=sent)
    if report.done_at is not None:
        done = t("Done by {person}. What it said is not kept.", person=named(t, report.taken_by))
        return layout(box(text(*head, who), text(done)))
    said = "\n".join(f"> {line}" for line in discord.utils.escape_markdown(report.said or "").splitlines())
    about = [] if report.link is None else [t("About this message: {link}", link=report.link)]
    taken = (
        []
        if report.taken_by is None
        else [text(t("{person} looks into it.", person=f"<@{report.taken_by}>"))]
    )
    buttons = [CloseReport.of(t, report.id)]
    if report.taken_by is None:
        return layout(box(text(*head, who), text(said, *about), row(TakeReport.of(t, report.id), *buttons)))
    return layout(box(text(*head, who), text(said, *about), *taken, row(*buttons)))
