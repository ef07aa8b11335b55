"""Why something was not said or is not shown: the outbox's own reasons in the reader's words, in brief and at length."""

from __future__ import annotations

import discord

from bot.outbox import reasons
from bot.words import Words

FORBIDDEN = ("50001 ", "50013 ")
"""How reasons begin that say that the bot may not see a place, or may not post there. Source: Discord, JSON error codes."""


def briefly(t: Words, reason: str | None) -> str:
    """A few words for brackets; what Discord said is repeated as it is."""
    if permissions := reasons.needed(reason or ""):
        names = t.listing([t.permission(name) for name in permissions])
        return t("I need the permission {permissions} there", permissions=names)
    match reason:
        case reasons.Nowhere.NOT_YET:
            return t("there is no channel to say it in")
        case reasons.Nowhere.UNKNOWN:
            return t("the part of me that says it is turned off")
        case str() if reason.startswith(FORBIDDEN):
            return t("I may not post there; an admin can allow it")
        case reasons.LEFT:
            return t("left the server")
        case reasons.HIDDEN:
            return t("no card may name them, and they take no direct messages")
        case reasons.FAULT:
            return t("a fault of mine")
        case reasons.PUT_ASIDE:
            return t("put aside: I broke down three times while I was at it")
        case reasons.SUPERSEDED:
            return t("a later reminder has taken its place")
        case reasons.NOT_CONCERNED:
            return t("it did not concern them any more")
        case reasons.PERHAPS_SAID:
            return t("I could not look whether it had arrived")
        case reasons.AUTOMOD:
            return t("AutoMod blocks a word in it")
        case reasons.AUTOMOD_PLAIN:
            return t("AutoMod blocks a word in it, and in my own words as well")
        case reasons.AUTOMOD_TITLE:
            return t("AutoMod blocks the title")
        case reasons.ROLES_FULL:
            return t("the server has as many roles as Discord allows")
        case reasons.CHANNELS_FULL:
            return t("the server has as many channels as Discord allows")
        case reasons.THREAD_LOCKED:
            return t("the thread is locked")
        case reasons.THREAD_ARCHIVED:
            return t("the thread is archived")
        case reasons.SERVER_AWAY:
            return t("the server is not there")
        case reasons.NOT_SAVED:
            return t("I can’t save anything right now")
        case _:
            return discord.utils.escape_markdown(reason or "?")


def at_length(t: Words, reason: str) -> str:
    """Whole sentences: what stands in the way, and who can do what about it."""
    match reason:
        case reasons.AUTOMOD | reasons.AUTOMOD_TITLE:
            return t(
                "Discord’s AutoMod blocks a word in it. An admin can let me through under Server settings, AutoMod; "
                "organizers can change the words."
            )
        case reasons.ROLES_FULL:
            return t(
                "This server has as many roles as Discord allows. An admin can delete one that nobody needs."
            )
        case reasons.CHANNELS_FULL:
            return t(
                "This server has as many channels as Discord allows. An admin can delete one that nobody needs."
            )
        case reasons.THREAD_LOCKED | reasons.THREAD_ARCHIVED:
            return t("Its thread is closed. A moderator can open it again.")
        case _:
            return t(
                "Discord does not let me. An admin can look at what I may there, under Channel settings, Permissions."
            )
