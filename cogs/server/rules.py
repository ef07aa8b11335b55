"""Who moderates a server, and what may be chosen for it (plain values in, plain values out)."""

from __future__ import annotations

from enum import StrEnum

from bot.errors import Refusal
from bot.people.person import Person
from bot.words import Words

MOST_REPORTS = 5
"""Reports of one person in a day: more is a storm, and hides the others."""


class Founding(StrEnum):
    """Who may found a group without asking."""

    QUEUE = "queue"
    """Moderators; others ask them."""
    OPEN = "open"
    """Everyone."""


class NotAModerator(Refusal):
    """The person moderates nothing here."""

    def sentence(self, t: Words) -> str:
        """Says who does."""
        return t("Only moderators can do that. Who they are is chosen with /campsite settings.")


class OnlyAdmins(Refusal):
    """What concerns the whole server was asked for by somebody who may not manage it."""

    def sentence(self, t: Words) -> str:
        """Says who may."""
        return t(
            "Only who may manage this server can do that. Ask an admin, or get the permission Manage Server."
        )


class NoSuchRole(Refusal):
    """The role is none of this server, or everyone has it."""

    def sentence(self, t: Words) -> str:
        """Asks for another one."""
        return t("I can't use that role. Pick one that only your moderators have.")


class NoSuchChannel(Refusal):
    """The channel is none of this server, or not any more."""

    def sentence(self, t: Words) -> str:
        """Asks for another one."""
        return t("I know no such channel here. Pick another one.")


class NoSuchZone(Refusal):
    """No time zone is called like that, and no city."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Asks for a city."""
        return t(
            "I know no city called “{typed}”. Try a bigger one in the same time zone.", typed=self.typed[:80]
        )


class NoRoom(Refusal):
    """The server has as many channels as Discord allows."""

    def sentence(self, t: Words) -> str:
        """Says what to do instead."""
        return t(
            "This server is full: Discord allows 500 channels. Choose one that is there, or delete one first."
        )


class NobodyToReportTo(Refusal):
    """The server has chosen no channel for its moderators."""

    def sentence(self, t: Words) -> str:
        """Says what to do meanwhile."""
        return t(
            "I can't reach the moderators yet: this server has chosen no channel for them. Write to one of them directly."
        )


class NotPrivate(Refusal):
    """Everyone can read the moderators' channel."""

    def sentence(self, t: Words) -> str:
        """Says what to do meanwhile."""
        return t(
            "Everyone can read the moderators' channel here, so your report would not be private. Write to a moderator directly."
        )


class NothingReported(Refusal):
    """A report without a word."""

    def sentence(self, t: Words) -> str:
        """Asks for one."""
        return t("Write a few words about what happened, then send it again.")


class TooManyReports(Refusal):
    """Somebody has sent more reports in a day than anyone needs."""

    def sentence(self, t: Words) -> str:
        """Says when, and what to do meanwhile."""
        return t(
            "You have sent {count} reports since yesterday. The moderators have them; write to one of them if it is urgent.",
            count=MOST_REPORTS,
        )


class NoSuchReport(Refusal):
    """The report is none of this server, or not kept any longer."""

    def sentence(self, t: Words) -> str:
        """Says why."""
        return t("I don't have that report any more: I keep them for a month.")


def may_report(sent: int) -> None:
    """Whether somebody may report once more who has sent so many in a day. Raises TooManyReports."""
    if sent >= MOST_REPORTS:
        raise TooManyReports


def moderates(person: Person, moderator_role_id: int | None) -> bool:
    """Whether somebody moderates: by Discord's rights, or by the role that was chosen for it."""
    return person.manages_server or person.moderates_members or moderator_role_id in person.role_ids


def may_manage(person: Person) -> None:
    """Raises OnlyAdmins."""
    if not person.manages_server:
        raise OnlyAdmins


def moderator_role(role_id: int, guild_id: int) -> int:
    """A role as moderators can have it. Raises NoSuchRole: the role that everyone has carries its server's own id."""
    if role_id == guild_id:
        raise NoSuchRole
    return role_id
